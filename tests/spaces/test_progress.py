"""When spaces opened, measured against a period: rules, page and table."""

import csv
import datetime
import io
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from colabora.progress import COLUMNS
from colabora.report.period import Period
from colabora.sheets.writing import as_written
from spaces.charts import by_area, by_group
from spaces.models import Space
from spaces.progress import PHASES, Count, Entry, Group, entry, tally
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from workpackages.models import Period as ProjectPeriod
from workpackages.models import Project

COOPERATION = Period(datetime.date(2018, 11, 1), datetime.date(2022, 2, 28))


def seen(event, date="", stage=""):
    return SimpleNamespace(event=event, date=date, stage=stage)


def grouped(*observations, **record):
    record = {"opened": "", "closed": "", "operation": "open", "operation_as_of": "", **record}
    space = SimpleNamespace(lag_id=1, operation_as_of_qualifier=record.pop("qualifier", ""), **record)
    return entry(space, observations, COOPERATION)


@pytest.mark.parametrize(
    ("opened", "phases"),
    [
        ("2017", "before"),
        ("2018", "before during"),
        ("2018-10", "before"),
        ("2018-10-31", "before"),
        ("2018-11", "during"),
        ("2018-11-01", "during"),
        ("2019", "during"),
        ("2022", "during after"),
        ("2022-02", "during"),
        ("2022-02-28", "during"),
        ("2022-03-01", "after"),
        ("2023", "after"),
    ],
)
def test_a_partial_date_that_reaches_over_an_edge_is_not_certain(opened, phases):
    found = grouped(opened=opened)

    assert [phase.removeprefix("opened_") for phase in found.phases] == phases.split()
    assert found.group == (found.phases[0] if len(found.phases) == 1 else Group.UNCERTAIN)


@pytest.mark.parametrize(
    ("observations", "record", "phases"),
    [
        ([], {}, "before during after"),
        ([seen("mentioned", "2019")], {}, "before during after"),
        ([seen("opened", "2019")], {}, "during"),
        # Sources that differ: from the first to the last.
        ([seen("opened", "2017"), seen("opened", "2019")], {}, "before during"),
        # In use then: opened at some time until then.
        ([seen("in_use", "2018-10")], {}, "before"),
        ([seen("in_use", "2019-01")], {}, "before during"),
        ([seen("mentioned", "2020", "few_users")], {}, "before during"),
        # A plan or a trial before the first use: not yet open then.
        ([seen("planned", "2019", "idea"), seen("in_use", "2020")], {}, "during"),
        ([seen("planned", "2018", "idea"), seen("in_use", "2020")], {}, "before during"),
        ([seen("pop_up", "2022-03"), seen("in_use", "2023")], {}, "after"),
        # A plan to grow says nothing of the opening, nor does an idea told after it.
        ([seen("planned", "2019"), seen("in_use", "2020")], {}, "before during"),
        ([seen("in_use", "2018-10"), seen("planned", "2023", "idea")], {}, "before"),
        # An undated use stands before the dated report that follows it.
        ([seen("in_use"), seen("changed", "2018-05")], {}, "before"),
        # What the record says of its state and end bounds it, too.
        ([], {"operation_as_of": "2018-10"}, "before"),
        ([], {"operation_as_of": "2018-10", "qualifier": "after"}, "before during after"),
        ([], {"operation": "closed", "closed": "2020"}, "before during"),
        # Within a year that is known, evidence narrows; evidence that contradicts it does not.
        ([seen("in_use", "2018-10")], {"opened": "2018"}, "before"),
        ([seen("planned", "2023", "idea"), seen("in_use", "2023-05")], {"opened": "2019"}, "during"),
        # Not known how it stands now, but an opening was reported.
        ([seen("opened", "2019")], {"operation": "unknown"}, "during"),
    ],
)
def test_evidence_bounds_an_opening(observations, record, phases):
    found = grouped(*observations, **record)

    assert [phase.removeprefix("opened_") for phase in found.phases] == phases.split()


@pytest.mark.parametrize(
    ("observations", "record", "group"),
    [
        ([seen("pop_up", "2020")], {"operation": "ended"}, Group.TRIED),
        ([seen("in_use", "2020")], {"operation": "ended", "opened": "2020"}, Group.TRIED),
        ([seen("planned", "2020", "idea")], {"operation": "planned"}, Group.PLANNED),
        ([seen("funded", "2021")], {"operation": "unknown"}, Group.UNKNOWN),
        ([], {"operation": "unknown"}, Group.UNKNOWN),
    ],
)
def test_trials_plans_and_the_unknown_are_no_openings(observations, record, group):
    found = grouped(*observations, **record)

    assert (found.group, found.phases, found.opening) == (group, (), None)


def test_a_closed_space_is_counted_where_it_opened():
    found = tally([grouped(opened="2017", operation="closed", closed="2020")])

    assert found.counts[Group.BEFORE] == Count(1, 1)
    assert found.closed == 1


def test_sure_counts_add_up_and_what_may_be_is_a_range():
    entries = [grouped(opened=opened) for opened in ("2017", "2018", "2019", "2019", "2022", "")]

    found = tally(entries)

    assert found.counts[Group.BEFORE] == Count(1, 3)
    assert found.counts[Group.DURING] == Count(2, 5)
    assert found.counts[Group.AFTER] == Count(0, 2)
    assert found.counts[Group.UNCERTAIN] == Count(3, 3)
    assert sum(count.low for count in found.cells) == found.total == 6
    assert [count.words for count in found.phases] == ["1 to 3", "2 to 5", "0 to 2"]


def test_the_last_report_is_the_newest_of_record_and_observations():
    entries = [grouped(seen("in_use", "2021-05"), operation_as_of="2020"), grouped(operation_as_of="2019"), grouped()]

    found = tally(entries)

    assert (found.last_report, found.without_report) == ("2021-05", 1)


def test_bars_hold_what_the_table_holds_and_the_unknown_apart():
    entries = [Entry(1, group, (group,) if group in PHASES else (), None, False, "") for group in [*Group, Group.TRIED]]
    counted = tally(entries)

    line = by_area([counted]).lines[0]

    assert {piece.group: piece.number for piece in line.pieces} == {group: counted.counts[group].low for group in Group}
    known, unknown = sorted({piece.y for piece in line.pieces})
    assert {piece.group for piece in line.pieces if piece.y == unknown} == {Group.UNCERTAIN, Group.UNKNOWN}
    assert max(piece.x + piece.width for piece in line.pieces if piece.y == known) == pytest.approx(100, abs=0.1)


def test_a_bar_of_bounds_goes_on_to_what_is_possible():
    counted = tally([grouped(opened="2017"), grouped(opened="2018")])

    before = by_group(counted).lines[0]

    assert [(piece.group, piece.number) for piece in before.pieces] == [(Group.BEFORE, 1), (Group.UNCERTAIN, 1)]


# Page and table


@pytest.fixture
def cooperation(db):
    project = Project.objects.create(
        name="CoLabora", title_en="Coworking", summary_en="Seven areas.",
        description_en="It was.", period_note_en="Sources differ.", published_at="2020-01-01T00:00Z",
    )  # fmt: skip
    for position, (start, end) in enumerate([("2018", "2020"), ("2018-11", "2022-02")], 1):
        ProjectPeriod.objects.create(project=project, start=start, end=end, source=SourceFactory(), position=position)


def table(client, language="en"):
    response = client.get(f"/{language}/progress/spaces.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("\ufeffname,area,")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_only_public_participants_and_spaces_in_the_areas_are_counted(client, cooperation):
    SpaceFactory(published=True, name="Participant", relation="project-participant")
    SpaceFactory(published=True, name="Inside", relation="in-lag-area")
    SpaceFactory(name="Draft")
    SpaceFactory(published=True, name="Of a draft group", lag=LocalActionGroupFactory())
    for relation in ("near-lag-area", "network", "wider-region"):
        SpaceFactory(published=True, name="Outside", relation=relation)

    assert {row["name"] for row in table(client)} == {"Participant", "Inside"}
    html = client.get("/en/progress/").content.decode()
    assert "When did the 2 spaces on record" in html
    assert "Draft" not in html


def test_the_table_leads_back_to_what_is_recorded(client, cooperation):
    nasty = '=HYPERLINK("https://evil.example", "a;b")\r\nnext'
    space = SpaceFactory(published=True, name=nasty, opened="2019-07", operation_as_of="2021-07")
    source = SourceFactory(title_en="-1+1", url="")
    StageObservationFactory(space=space, event="opened", date="2019-07", source=source)

    [row] = table(client)

    assert list(row) == [column.column_name for column in COLUMNS]
    assert row["name"].startswith("'=")
    assert as_written(row["name"]) == nasty
    assert row["source"] == "'-1+1"
    assert (row["group"], row["opened"]) == ("opened_during", "2019-07")
    assert (row["opened_from"], row["opened_until"]) == ("2019-07-01", "2019-07-31")
    assert (row["last_report"], row["period"]) == ("2021-07", "2018/2020")
    assert row["page"] == settings.SITE_URL + space.get_absolute_url()
    assert row["licence"].endswith("/en/about/data/")


def test_what_nothing_bounds_is_empty_in_the_table(client, cooperation):
    SpaceFactory(published=True, operation_as_of="")

    [row] = table(client)

    assert (row["opened_from"], row["opened_until"], row["last_report"]) == ("", "", "")
    assert row["may_have"] == "opened_before opened_during opened_after"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("", 5), ("spaces.csv", 3)])
def test_queries_are_constant(client, cooperation, django_assert_num_queries, number, path, queries):
    for _number in range(number):
        space = SpaceFactory(published=True)
        StageObservationFactory(space=space, date="2018")
        StageObservationFactory(space=space, date="2021", source=SourceFactory())

    with django_assert_num_queries(queries):
        client.get(f"/en/progress/{path}")


def test_without_a_period_there_is_no_page(visitor, db):
    assert visitor.get("/en/progress/").status_code == 404
    assert visitor.get("/en/progress/spaces.csv").status_code == 404


# The real content


def test_the_totals_are_those_of_the_registry(content, client):
    rows = table(client)
    groups = [row["group"] for row in rows]

    recorded = Space.objects.published().in_the_project()
    assert len(rows) == recorded.count() == 39
    assert groups.count("tried") == recorded.filter(operation="ended").count() == 7
    assert groups.count("planned") == recorded.filter(operation="planned").count()
    assert groups.count("unknown") == recorded.filter(operation="unknown").count() == 2
    # By hand: an opening whose year is on record lies where the year lies.
    years = {row["name"]: int(row["opened"][:4]) for row in rows if row["opened"]}
    for row in rows:
        if row["name"] in years:
            year = years[row["name"]]
            assert row["group"] == (
                "opened_before" if year < 2018 else "opened_after" if year > 2020 else "opened_during"
            )
    assert {row["name"] for row in rows if row["group"] == "opened_before"} == {"La Quincaillerie", "Zona Líquida"}


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_the_page_says_the_same_as_the_table_in_every_language(content, client, language):
    html = client.get(f"/{language}/progress/").content.decode()
    rows = table(client, language)

    assert len(html.encode()) <= 60_000
    foot = re.search(r"<tfoot>(.*?)</tfoot>", html, flags=re.S)[1]
    cells = re.findall(r"<td>(.*?)</td>", foot)
    surely = [int(re.search(r"\d+", cell)[0]) for cell in cells[: len(Group)]]
    assert surely == [sum(row["group"] == group for row in rows) for group in Group]
    assert int(cells[len(Group)]) == len(rows)
    assert html.count('role="img"') >= 2
    assert " style=" not in html
    with translation.override(language):
        assert f'"contentUrl": "{settings.SITE_URL}{reverse("progress-csv")}"'.replace(" ", "") in html.replace(" ", "")
        assert f'rel="canonical" href="{settings.SITE_URL}{reverse("progress")}"' in html
    assert html.count('rel="alternate" hreflang=') == len(settings.LANGUAGE_CODES) + 1
