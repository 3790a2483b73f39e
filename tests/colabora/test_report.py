"""The report to the managing authority: what it counts, who may read it, and that no figure is invented."""

import datetime
import re
from html import unescape
from io import BytesIO

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from colabora.pages.models import Page, Publicity
from colabora.report.changes import changes_made
from colabora.report.figures import make_report
from colabora.report.meetings import meetings
from colabora.report.period import Period, Place
from colabora.report.publicity import publicity
from colabora.report.scope import Scope
from colabora.report.workbook import sheet_title
from partners.models import LocalActionGroup
from spaces.models import Event as SpaceEvent
from spaces.models import Relation, Space
from spaces.stages import PLANS, RUNS, Operation, Stage, state_at
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import (
    DocumentFactory,
    EventFactory,
    GoodPracticeFactory,
    TakeawayFactory,
    TargetGroupFactory,
    WorkPackageFactory,
)
from workpackages.models import Document, Event, GoodPractice, Project, Takeaway
from workpackages.models import Period as ProjectPeriod

pytestmark = pytest.mark.django_db

PAGE, WORKBOOK = "/admin/report/", "/admin/report/report.xlsx"
YEAR = Period(datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
PROJECT = Period(datetime.date(2018, 1, 1), datetime.date(2020, 12, 31))


def sign_in(**traits):
    client = Client()
    client.force_login(UserFactory(**traits))
    return client


def query(period=YEAR, language="en", lags=None, **more):
    slugs = LocalActionGroup.objects.values_list("slug", flat=True) if lags is None else [lag.slug for lag in lags]
    return {"start": period.start, "end": period.end, "language": language, "lags": list(slugs), **more}


def scope(period=YEAR, lags=None, language="en"):
    every = list(LocalActionGroup.objects.all())
    return Scope(period, lags or every, lags is None, language)


def made(**kwargs):
    asked = scope(**kwargs)
    with override(asked.language):
        return make_report(asked)


def figures(report, key, table=0):
    """The cells of a section's table by the label of their row; of rows with one label, the last."""
    section = next(section for section in report.sections if section.key == key)
    return {str(row.label): [cell.value for cell in row.cells] for row in section.tables[table].rows}


def records(section):
    return [record for table in section.tables for row in table.rows for record in row.records]


# Periods


@pytest.mark.parametrize(
    ("start", "end", "qualifier", "place"),
    [
        ("2019-01-01", "", "", Place.IN),
        ("2019-12-31", "", "", Place.IN),
        ("2018-12-31", "", "", Place.OUTSIDE),
        ("2020-01-01", "", "", Place.OUTSIDE),
        ("2019", "", "", Place.IN),
        ("2019-12", "", "", Place.IN),
        ("2018", "2019", "", Place.AROUND),
        ("2018-12-30", "2019-01-02", "", Place.AROUND),
        ("2019-12-30", "2020-01-02", "", Place.AROUND),
        ("2018-12", "", "about", Place.AROUND),
        ("2019-12", "", "about", Place.AROUND),
        ("2019-06", "", "about", Place.IN),
        ("2019", "", "late", Place.IN),
        ("2017", "", "after", Place.AROUND),
        ("2019", "", "after", Place.AROUND),
        ("2020", "", "after", Place.OUTSIDE),
        ("2020", "", "before", Place.AROUND),
        ("2018", "", "before", Place.OUTSIDE),
        ("", "", "", Place.UNDATED),
        ("0001", "", "about", Place.OUTSIDE),
        ("9999-12", "", "about", Place.OUTSIDE),
    ],
)
def test_a_date_is_no_more_exact_than_its_source(start, end, qualifier, place):
    assert YEAR.place(start, end, qualifier) is place


def test_half_a_year_is_only_around_what_is_dated_by_the_year():
    half = Period(datetime.date(2019, 1, 1), datetime.date(2019, 6, 30))

    assert [half.place(date) for date in ("2019", "2019-06", "2019-07")] == [Place.AROUND, Place.IN, Place.OUTSIDE]


# The state of a space at a date


def space_with(*seen, **fields):
    space = SpaceFactory(published=True, **{"operation_as_of": "2024", **fields})
    for position, (date, event, stage) in enumerate(seen, 1):
        StageObservationFactory(space=space, position=position, date=date, event=event, stage=stage)
    return Space.objects.get(pk=space.pk)


@pytest.mark.parametrize(
    ("day", "operation", "stage", "report"),
    [
        ("2017-12-30", Operation.UNKNOWN, "", None),
        ("2017-12-31", Operation.PLANNED, Stage.IDEA, "2017"),
        ("2019-06-17", Operation.PLANNED, Stage.IDEA, "2017"),
        ("2019-06-18", Operation.OPEN, "", "2019-06-18"),
        ("2020-05-30", Operation.OPEN, "", "2019-06-18"),
        ("2020-05-31", Operation.OPEN, Stage.FEW_USERS, "2020-05"),
        ("2021-12-31", Operation.OPEN, Stage.FEW_USERS, "2021"),
        ("2022-12-31", Operation.CLOSED, "", "2022"),
    ],
)
def test_the_state_at_a_date_is_that_of_the_last_report_surely_no_later(day, operation, stage, report):
    space = space_with(
        ("2017", "planned", "idea"), ("2019-06-18", "opened", ""), ("", "in_use", "few_users"),
        ("2020-05", "in_use", ""), ("2021", "planned", "idea"), ("2022", "closed", ""),
        operation="closed", operation_as_of="2022",
    )  # fmt: skip

    state = state_at(space, space.observations.all(), datetime.date.fromisoformat(day))

    assert (state.operation, state.stage) == (operation, stage)
    assert (state.report and state.report.date) == report


def test_the_records_own_state_counts_as_a_report():
    closed = space_with(("2018", "opened", ""), operation="closed", operation_as_of="2019-03")
    unknown = space_with(("2013", "opened", ""), operation="unknown", operation_as_of="")
    undated = space_with(("", "in_use", ""), operation="open", operation_as_of="")

    states = [state_at(space, space.observations.all(), YEAR.end).operation for space in (closed, unknown, undated)]

    assert states == [Operation.CLOSED, Operation.UNKNOWN, Operation.UNKNOWN]
    assert state_at(closed, closed.observations.all(), YEAR.eve).operation == Operation.OPEN
    assert set(SpaceEvent.values) > RUNS | PLANS


def test_spaces_then_and_now():
    lag = LocalActionGroupFactory(published=True, short_name="Donegal")
    space_with(("2018", "planned", "idea"), ("2019-04", "opened", ""), ("2019-09", "in_use", "established"), lag=lag)
    space_with(lag=lag)
    SpaceFactory(lag=lag, relation=Relation.NEARBY, opened="2019", name="Next door")
    SpaceFactory(lag=lag, opened="2018", closed="2019", name="Gone")

    report = made()

    section = next(section for section in report.sections if section.key == "spaces")
    before, after = ([cell.value for cell in row.cells[1:]] for row in section.tables[0].rows[:2])
    assert before == [3, 0, 1, 0, 0, 2, 0, 0, 0]  # spaces, open, planned, tried, closed, not known, use of the open
    assert after == [3, 1, 0, 0, 0, 2, 1, 0, 0]
    assert figures(report, "spaces", 1) == {"Donegal": [1, 0, 1, 0], "Total": [1, 0, 1, 0]}
    assert figures(report, "spaces", 2)["Total"] == ["at the end", 1, 0, 0, 0, 0, 1, 0, 0, 0]
    assert figures(report, "spaces", 3)["Total"] == [1, 0, 0, 0]
    evidence = next(record for record in section.tables[0].rows[1].records if record.statements).statements
    assert [(said.date, str(said.source)) for said in evidence] == [
        (date, str(observation.source))
        for date, observation in zip(
            ("2018", "September 2019"), Space.objects.earliest("pk").observations.exclude(event="opened"), strict=True
        )
    ]


# Meetings


def test_events_are_counted_by_state_and_place():
    lag = LocalActionGroupFactory(published=True, short_name="Donegal")
    guest = LocalActionGroupFactory(published=True, short_name="Guest")
    first = EventFactory(published=True, is_project_event=True, host=lag, start="2019-05-01")
    first.participants.add(guest)
    EventFactory(
        published=True, is_project_event=True, host=lag, start="2019", attendance=40, attendance_qualifier="about"
    )
    EventFactory(published=True, is_project_event=True, host=None, start="2018-12", date_qualifier="about")
    EventFactory(is_project_event=True, host=lag, start="", kind="workshop")
    EventFactory(published=True, is_project_event=True, host=lag, start="2019-04", status="planned")
    EventFactory(published=True, host=lag, start="2019-02-02", title_en="Related")
    EventFactory(published=True, is_project_event=True, host=lag, start="2020-02-02", title_en="Later")

    report = made()

    section = report.sections[0]
    assert figures(report, "meetings", 0) == {
        "Took place": [2, 1, 1], "Cooperation meeting": [2, 1, 0], "Workshop": [0, 0, 1],
        "Planned; no report that it took place": [1, 0, 0],
    }  # fmt: skip
    assert figures(report, "meetings", 1)["Took place"] == [1, 0, 0]
    assert figures(report, "meetings", 2) == {"Donegal": [0, 3], "Guest": [1, 0], "Not recorded": [2, 0]}
    assert figures(report, "meetings", 3)["People"][:3] == [40, 1, 3]
    assert "not exact" in figures(report, "meetings", 3)["People"][3]
    assert "about 40 people" in " ".join(record.note for record in records(section))
    assert [record.is_draft for record in section.tables[0].rows[2].records] == [True]
    assert "Later" not in {str(record.title) for record in records(section)}
    assert report.highlights[0].cell.value == 2


def test_cancelled_events_are_named_only_where_there_are_any():
    EventFactory(published=True, is_project_event=True)
    without = figures(made(), "meetings")
    EventFactory(published=True, is_project_event=True, status="cancelled")

    assert "Cancelled" not in without
    assert figures(made(), "meetings")["Cancelled"] == [1, 0, 0]


def test_what_nobody_counted_is_not_zero():
    EventFactory(published=True)

    assert figures(made(), "meetings", 3) == {"People": ["not recorded", 0, 1, "–"]}


def test_chosen_groups_are_reported_without_the_others():
    mine, other = (LocalActionGroupFactory(published=True, short_name=name) for name in ("Mine", "Other"))
    EventFactory(published=True, is_project_event=True, host=mine, title_en="Here")
    visited = EventFactory(published=True, is_project_event=True, host=other, title_en="Visited")
    visited.participants.add(mine)
    EventFactory(published=True, is_project_event=True, host=other, title_en="Elsewhere")
    for lag in (mine, other):
        SpaceFactory(published=True, lag=lag)
        DocumentFactory(published=True, lag=lag, date="2019")
        GoodPracticeFactory(published=True, lag=lag, started="2019")
    DocumentFactory(published=True, lag=None, date="2019")

    report = made(lags=[mine])

    assert {str(record.title) for record in records(report.sections[0])} == {"Here", "Visited"}
    assert figures(report, "outputs")["Output of the project"] == [1, 0, 0]
    assert figures(report, "outputs", 1)["Good practices, by the date when the case began"] == [1, 0, 0]
    assert figures(report, "spaces")["Total"][1] == 1
    assert figures(report, "translations")["Spaces"][0] == 1
    assert not report.is_whole
    assert figures(made(), "outputs")["Output of the project"] == [3, 0, 0]


def test_outputs_leave_the_works_of_others_out():
    DocumentFactory(published=True, date="2019-05", relation="partner-output", kind="poster")
    DocumentFactory(published=True, date="", relation="partner-output", kind="guide", url="https://work.example/")
    DocumentFactory(published=True, date="2019-05", relation="related-research")
    TakeawayFactory(date="", event=EventFactory(published=True, start="2019-03"))

    report = made()

    assert figures(report, "outputs") == {
        "Output of the project": [0, 0, 0], "By a partner": [1, 0, 1], "Guide": [0, 0, 1], "Poster": [1, 0, 0],
        "Follow-up to the project": [0, 0, 0], "Articles and pages of others about the project": [0, 0, 0],
    }  # fmt: skip
    assert [row[:2] for row in figures(report, "outputs", 1).values()] == [[0, 0], [1, 0]]
    assert "https://work.example/" in {record.elsewhere for record in records(report.sections[1])}


# The page


def test_only_coordinator_and_superuser_may_read_it():
    lag = LocalActionGroupFactory(published=True, short_name="Geheimnisbach")
    answers = {}
    for name, client in {
        "coordinator": sign_in(coordinator=True), "superuser": sign_in(is_superuser=True),
        "staff": sign_in(staff_of=lag), "translator": sign_in(translator=True), "nobody": Client(),
    }.items():  # fmt: skip
        responses = [client.get(address) for address in (PAGE, WORKBOOK)]
        answers[name] = [response.status_code for response in responses]
        if name not in ("coordinator", "superuser"):
            assert all(b"Geheimnisbach" not in response.content for response in responses)

    assert answers == {
        "coordinator": [200, 200], "superuser": [200, 200], "staff": [403, 403], "translator": [403, 403],
        "nobody": [302, 302],
    }  # fmt: skip


def test_the_report_is_written_in_its_own_language():
    Publicity.objects.create(fund="EAFRD", period="2014-2020", statement_en="In English", statement_lv="Latviski")
    lag = LocalActionGroupFactory(published=True, country="DE")
    EventFactory(published=True, host=lag, title_en="Only in English")
    EventFactory(published=True, host=lag, title_en="Meeting", title_lv="Sanāksme")
    client = sign_in(coordinator=True, interface_language="fr")

    html = client.get(PAGE, query(language="lv")).content.decode()
    head, _, body = html.partition("<article")

    assert '<html lang="fr"' in head
    assert 'lang="lv"' in body.partition(">")[0]
    assert "2019. gada 1. janvāris" in body
    assert "Vācija" in body
    assert "Latviski" in body
    assert ">Sanāksme</a>" in body
    assert re.search(r'<span lang="en"><span class="report__language">en</span> Only in English</span>', body)
    assert "/lv/events/" in body
    assert "/fr/" not in body
    assert "/en/" not in body


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"start": "2019-12-31", "end": "2019-01-01"}, "The end lies before the start."),
        ({"start": "yesterday"}, "This is not a date."),
        ({"start": "2019-02-30"}, "This is not a date."),
        ({"end": "9999-12-31"}, "Please choose a year from 1990 to 2100."),
        ({"start": "0001-01-01"}, "Please choose a year from 1990 to 2100."),
        ({"start": ""}, "Please choose a day."),
        ({"start": "2019\x00"}, "This is not a date."),
        ({"lags": ["<b>nowhere\x00"]}, "One of the chosen local action groups is not known here."),
        ({"lags": []}, "Choose at least one local action group."),
        ({"language": "xx"}, "The report can be written in the languages listed here only."),
    ],
)
def test_a_wrong_question_is_told_in_the_form(wrong, message):
    LocalActionGroupFactory(published=True)
    client = sign_in(coordinator=True)

    page = client.get(PAGE, {**query(), **wrong})
    workbook = client.get(WORKBOOK, {**query(), **wrong})

    assert page.status_code == 200
    assert message in unescape(page.content.decode())
    assert b"<article" not in page.content
    assert b"<b>nowhere" not in page.content
    assert (workbook.status_code, workbook.url.partition("?")[0]) == (302, PAGE)


def test_without_a_question_the_whole_project_is_reported():
    project = Project.objects.create(name="CoLabora", title_en="A cooperation", summary_en="S", description_en="D")
    ProjectPeriod.objects.create(project=project, start="2018-09", end="2020", source=SourceFactory())

    html = sign_in(coordinator=True).get(PAGE).content.decode()
    assert "Choose at least one" in html
    LocalActionGroupFactory(published=True)
    html = sign_in(coordinator=True).get(PAGE).content.decode()

    assert "1 September 2018 to 31 December 2020" in html
    assert "Whole project: September 2018 to 2020" in html


def test_hostile_titles_are_only_words():
    lag = LocalActionGroupFactory(published=True, short_name='<script>alert("lag")</script>')
    for title in (
        '=HYPERLINK("https://evil.example","here")',
        "+1+1",
        "@SUM(A1)",
        "-1",
        "<script>alert(1)</script>",
        "bell\x07",
    ):
        EventFactory(published=True, is_project_event=True, host=lag, title_en=title)
    DocumentFactory(published=True, date="2019", lag=lag, title="Work", url="javascript:alert(1)")
    client = sign_in(coordinator=True)

    html = client.get(PAGE, query()).content.decode()
    book = load_workbook(BytesIO(client.get(WORKBOOK, query()).content))

    assert "<script>alert" not in html
    assert "javascript:" not in html
    texts = [cell for sheet in book for line in sheet for cell in line if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert not [cell.value for cell in texts if cell.value[0] in "=+-@"]
    assert '\'=HYPERLINK("https://evil.example","here")' in {cell.value for cell in texts}
    addresses = {cell.hyperlink.target for sheet in book for line in sheet for cell in line if cell.hyperlink}
    assert all(address.startswith("https://portal.example.org") for address in addresses)


def table_rows(html):
    """What a reader sees: for each table its rows of words, without the records beneath them."""
    found = []
    for table in re.findall(r"<table.*?</table>", html, flags=re.S):
        rows = re.findall(r"<tr(?: class=\"report__(?:part|total)\")?>(<th scope=\"row\">.*?)</tr>", table, flags=re.S)
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S) for row in rows]
        found.append([[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in cells])
    return found


def test_sheet_titles_are_what_excel_takes():
    long = "Espaces de coworking: hier/aujourd’hui [tous]?"

    first = sheet_title(long, [])

    assert first == "Espaces de coworking  hier aujo"
    assert sheet_title(long, [first]) == "Espaces de coworking  hier a 2"
    assert sheet_title("/", []) == "–"


# Translations


def test_translations_count_texts_that_exist_in_the_source():
    SpaceFactory(published=True, summary_en="Text", summary_lv="Teksts", region_en="", region_de="Kein Ursprung")
    SpaceFactory(published=True, summary_en="", summary_de="Text", source_language="de", description_de="Mehr")
    SpaceFactory(summary_en="Draft")

    report = made()

    spaces = {str(row.label): row for row in report.sections[3].tables[0].rows}["Spaces"]
    assert [cell.value for cell in spaces.cells] == [2, 1, 1, 0, 0, 0, 1]  # published, en, de, fr, es, ca, lv
    assert [record.note for record in spaces.records] == [
        "missing in: German, French, Spanish, Catalan", "missing in: English, French, Spanish, Catalan, Latvian",
    ]  # fmt: skip
    assert figures(report, "translations", 1)["Spaces"] == [3, 1, 2, 0, 0, 0, 1]


# Publicity


def test_publicity_is_checked_on_real_pages_past_the_cache(settings):
    settings.PAGE_CACHE = True
    cache.clear()
    for slug in ("imprint", "data"):
        Page.objects.create(slug=slug, title_en="Page", body_en="Text", published_at=timezone.now())
    Project.objects.create(name="P", title_en="T", summary_en="S", description_en="D", published_at=timezone.now())
    EventFactory(published=True)
    link = "https://agriculture.ec.europa.eu/common-agricultural-policy/rural-development_en"

    with override("en"):
        nothing = publicity().tables[0].rows
        Publicity.objects.create(
            fund="EAFRD", period="2014", statement_en="It’s “Europe”", statement_de="Europa", link=link
        )
        some = publicity().tables[0].rows

    assert {cell.value for row in nothing[:-1] for cell in row.cells} == {
        "missing: emblem, statement",
        "no public page",
    }
    by_label = {str(row.label): [cell.value for cell in row.cells] for row in some}
    assert by_label["Home page"] == by_label["Page of a record: event"] == ["present"] * 2 + ["missing: statement"] * 4
    assert by_label["Page of a record: space"] == ["no public page"] * 6
    assert list(by_label.values())[-1] == ["present"] * 6
    assert "/de/events/" in [record.address for record in some[7].records]
    assert not cache._cache  # locmem: nothing was kept
    with override("en"):
        assert "missing" not in str(Client().get("/de/").content).partition("missing: statement")[1]


# Changes


def log(user, obj, flag, message="", day=1):
    entry = LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk), object_repr=str(obj),
        action_flag=flag, change_message=message,
    )  # fmt: skip
    LogEntry.objects.filter(pk=entry.pk).update(action_time=timezone.make_aware(datetime.datetime(2019, 12, day, 23)))


def test_changes_by_group_and_kind():
    lag = LocalActionGroupFactory(published=True, short_name="Donegal")
    staff, coordinator = UserFactory(staff_of=lag), UserFactory(coordinator=True)
    space = SpaceFactory(lag=lag, name="Hub")
    log(staff, space, ADDITION)
    log(staff, space, CHANGE, '[{"changed": {"fields": ["Name"]}}]', 30)
    log(staff, space, CHANGE, '[{"changed": {"fields": ["Published from"]}}]', 30)
    log(staff, space, CHANGE, '[{"changed": {"fields": ["published_at"]}}]', 31)
    log(staff, SourceFactory(), DELETION)
    log(staff, staff, CHANGE)
    log(coordinator, space, CHANGE, "no JSON")

    report = made()

    assert figures(report, "changes") == {
        "Donegal": [1, 1, 2, 1], "Sources": [0, 0, 0, 1], "Coordinator and translators": [0, 1, 0, 0],
        "Spaces": [0, 1, 0, 0], "Total": [1, 2, 2, 1],
    }  # fmt: skip
    hub = report.sections[-1].tables[0].rows[2].records[0]
    assert (str(hub.title), hub.is_draft) == ("Hub", True)
    assert hub.address == f"/admin/spaces/space/{space.pk}/change/"
    assert staff.username not in str(report)
    shorter = Period(datetime.date(2019, 1, 1), datetime.date(2019, 12, 30))
    assert len(changes_made(shorter, [lag])) == 4


# Cost


def one_more(number):
    lag = LocalActionGroupFactory(published=True)
    event = EventFactory(published=True, host=lag, is_project_event=True)
    event.participants.add(lag)
    TakeawayFactory(event=event, lag=lag)
    space = SpaceFactory(published=True, lag=lag)
    StageObservationFactory(space=space, event="opened", date="2019")
    DocumentFactory(published=True, lag=lag, date="2019")
    GoodPracticeFactory(published=True, lag=lag, started="2019")
    TargetGroupFactory(published=True, work_package=WorkPackageFactory(published=True, number=number + 1))
    user = UserFactory(staff_of=lag)
    log(user, space, CHANGE)
    log(user, event, CHANGE)


@pytest.mark.parametrize("rows", [1, 3])
def test_report_takes_the_same_number_of_queries(rows, django_assert_num_queries):
    for number in range(rows):
        one_more(number)
    client = sign_in(coordinator=True)
    client.get(PAGE, query())
    asked = query()

    with django_assert_num_queries(44):
        assert client.get(PAGE, asked).status_code == 200


def test_meetings_alone_take_two_queries(django_assert_num_queries):
    for number in range(3):
        one_more(number)
    asked = scope()

    with django_assert_num_queries(2), override("en"):
        assert meetings(asked).tables[0].rows[0].cells[0].value == 3


# The real content: last, because it stays until the end of the module


def test_the_whole_project_on_the_real_content(content):
    """Counted once more, by hand and in another way: what surely lies in three whole years begins with their number."""
    years = ("2018", "2019", "2020")
    own = Event.objects.filter(is_project_event=True, status="held")
    outputs = Document.objects.filter(relation__in=["project-output", "partner-output", "follow-up"])
    takeaways = [takeaway.date or takeaway.event.start for takeaway in Takeaway.objects.all()]
    practices = GoodPractice.objects.values_list("started", flat=True)

    report = made(period=PROJECT)

    held = sum(start[:4] in years for start in own.values_list("start", flat=True))
    assert figures(report, "meetings")["Took place"] == [held, 0, own.filter(start="").count()] == [9, 0, 3]
    rows = figures(report, "outputs")
    works = [rows[name] for name in ("Output of the project", "By a partner", "Follow-up to the project")]
    dates = outputs.values_list("date", flat=True)
    assert sum(row[0] for row in works) == sum(date[:4] in years for date in dates) == 8
    assert [row[0] for row in figures(report, "outputs", 1).values()] == [
        sum(date[:4] in years for date in practices), sum(date[:4] in years for date in takeaways),
    ]  # fmt: skip
    opened = [space.slug for space in Space.objects.in_the_project() if space.opened[:4] in years]
    assert figures(report, "spaces", 1)["Total"] == [len(opened), 0, 0, 0] == [5, 0, 0, 0]
    assert figures(report, "spaces")["Total"][1] == Space.objects.in_the_project().count()
    assert figures(report, "translations")["Spaces"] == [65] * 7
    assert [highlight.cell.value for highlight in report.highlights] == [9, 8, 5, 13]


def test_every_figure_is_followed_by_its_records(content):
    for section in made(period=PROJECT).sections[:3]:
        for table in section.tables:
            for number, row in enumerate(table.rows):
                counts = [cell.value for cell in row.cells if cell.is_number]
                has_parts = number + 1 < len(table.rows) and table.rows[number + 1].is_part
                is_before = section.key == "spaces" and row.cells[0].value == "at the start"
                assert any(counts) <= bool(row.records or has_parts or row.is_total or is_before), row.label


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_and_workbook_have_the_same_figures(content, language):
    client = sign_in(coordinator=True)
    asked = query(period=PROJECT, language=language)

    tables = table_rows(client.get(PAGE, asked).content.decode().partition("<article")[2])
    response = client.get(WORKBOOK, asked)

    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="colabora-report-2018-01-01-2020-12-31-{language}.xlsx"'
    )
    book = load_workbook(BytesIO(response.content))
    assert len(book.sheetnames) == 7
    lines = [[cell.value for cell in line if cell.value is not None] for sheet in book for line in sheet.iter_rows()]
    numbers = {tuple(str(value) for value in line[-n:]) for line in lines for n in range(1, len(line) + 1)}
    rows = [row for table in tables for row in table]
    assert len(rows) > 90
    for row in rows:
        assert (
            tuple(cell.replace(",", "").replace(".", "") if cell[:1].isdigit() else cell for cell in row[1:]) in numbers
        ), row
    counted = [value for line in lines for value in line[1:] if isinstance(value, int)]
    assert len(counted) > 400


def test_publicity_is_checked_only_when_asked_and_holds_on_the_real_content(content):
    client = sign_in(coordinator=True)

    plain = client.get(PAGE, query(period=PROJECT)).content.decode()
    asked = client.get(PAGE, query(period=PROJECT, publicity="on")).content.decode()

    assert "Check publicity now" in plain
    section = asked.partition('id="report-publicity"')[2].partition("</section>")[0]
    values = re.findall(r"<td>([^<]+)</td>", section)
    assert set(values) == {"present"}
    assert len(values) == 23 * 6
