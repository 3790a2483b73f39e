"""The front page of the back office: what waits for whom."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from colabora.admin.desk import desk_for
from colabora.history import FORM, recording
from spaces.models import Space
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import EventFactory, ModerationFactory, WorkPackageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lag():
    return LocalActionGroupFactory(short_name="Eigenbach")


@pytest.fixture
def staff(lag):
    return UserFactory(staff_of=lag)


def save(record, user):
    with recording(user, FORM):
        record.save()


def waiting(user):
    return {line.text: line.count for line in desk_for(user).waiting}


def test_staff_see_their_drafts_and_nobody_elses(lag, staff):
    SpaceFactory(lag=lag, name="Mine")
    SpaceFactory(name="Theirs")
    EventFactory(host=lag, title_en="Public", published=True)

    assert {line.text for line in desk_for(staff).drafts} == {"Space: Mine", "Local action group: Eigenbach"}


def test_spaces_without_a_report_for_a_year_wait(lag, staff):
    StageObservationFactory(space=SpaceFactory(lag=lag), date="2019")
    StageObservationFactory(space=SpaceFactory(lag=lag), date=timezone.localdate().isoformat())
    SpaceFactory(lag=lag, operation="closed")
    SpaceFactory()

    assert waiting(staff) == {"Spaces not confirmed for a year": 1}


def test_missing_translations_are_counted_by_language(lag, staff):
    SpaceFactory(lag=lag, published=True, summary_en="A", summary_de="B", summary_lv="C")
    SpaceFactory(lag=lag, published=True, summary_en="A", summary_de="B")
    SpaceFactory(lag=lag, published=True, summary_en="")

    missing = {kind.kind: {line.text: line.count for line in kind.counts} for kind in desk_for(staff).missing}

    assert missing["Spaces"] == {"French": 2, "Spanish": 2, "Catalan": 2, "Latvian": 1}


def test_the_link_of_a_missing_translation_leads_to_exactly_these(lag, staff):
    SpaceFactory(lag=lag, published=True, name="Without", summary_en="A")
    SpaceFactory(lag=lag, published=True, name="With", summary_en="A", summary_lv="C")
    client = Client()
    client.force_login(staff)
    [spaces] = [kind for kind in desk_for(staff).missing if kind.kind == "Spaces"]
    [line] = [line for line in spaces.counts if line.text == "Latvian"]

    html = client.get(line.url).content.decode()

    assert "Without</a>" in html
    assert "With</a>" not in html


def test_what_others_change_in_what_we_moderate_together_is_told(lag, staff):
    package = ModerationFactory(lag=lag, work_package=WorkPackageFactory(title_en="Our package")).work_package
    others = WorkPackageFactory(title_en="Other package")
    colleague = UserFactory(staff_of=LocalActionGroupFactory(), username="zelma")
    save(package, staff)
    save(package, colleague)
    save(others, colleague)

    assert [(change.name, change.who) for change in desk_for(staff).together] == [(str(package), "zelma")]


def test_changes_lately_are_ones_own_areas_only(lag, staff):
    mine, theirs = SpaceFactory(lag=lag, name="Mine"), SpaceFactory(name="Geheimnisbach")
    coordinator = UserFactory(coordinator=True)
    save(mine, coordinator)
    save(theirs, coordinator)

    assert {change.name for change in desk_for(staff).lately} == {"Mine"}
    assert {change.name for change in desk_for(coordinator).lately} == {"Geheimnisbach", "Mine"}


def test_the_coordinator_sees_who_has_been_silent(lag, staff):
    other = LocalActionGroupFactory(short_name="Active")
    author = UserFactory(staff_of=other)
    SpaceFactory(lag=lag, published=True)
    SpaceFactory(lag=lag)
    space_type = ContentType.objects.get_for_model(Space)
    for user, days in ((author, 3), (staff, 100)):
        entry = LogEntry.objects.create(user=user, content_type=space_type, object_id="1", action_flag=CHANGE)
        LogEntry.objects.filter(pk=entry.pk).update(action_time=timezone.now() - datetime.timedelta(days=days))

    told = {g.lag.short_name: (g.spaces, g.unconfirmed, g.drafts, g.is_silent)
            for g in desk_for(UserFactory(coordinator=True)).groups}  # fmt: skip

    assert told == {"Eigenbach": (1, 1, 1, True), "Active": (0, 0, 0, False)}


def test_a_translator_sees_what_is_missing_in_their_languages_only(lag):
    SpaceFactory(lag=lag, published=True, summary_en="A")

    desk = desk_for(UserFactory(translator=True))

    assert [(kind.kind, [line.text for line in kind.counts]) for kind in desk.missing] == [("Spaces", ["Latvian"])]
    assert (desk.groups, desk.drafts, desk.lately) == ([], [], [])
    assert [(line.text, line.url, line.count) for line in desk.waiting] == [
        ("Texts to translate or to check", "/translate/", 1)
    ]


def test_the_page_stands_in_the_language_of_its_user(staff):
    staff.interface_language = "de"
    staff.save()
    client = Client()
    client.force_login(staff)

    html = client.get("/admin/").content.decode()

    assert '<html lang="de"' in html
    assert "What would you like to do?" not in html


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("role", "queries"), [("staff", 46), ("coordinator", 91), ("translator", 64)])
def test_the_page_costs_the_same_for_much_content(lag, staff, role, queries, count, django_assert_num_queries):
    users = {"staff": staff, "coordinator": UserFactory(coordinator=True), "translator": UserFactory(translator=True)}
    for _number in range(count):
        space = SpaceFactory(lag=lag, published=True)
        save(space, users["coordinator"])
        SpaceFactory(lag=lag)
    ContentType.objects.clear_cache()
    desk_for(users[role])

    with django_assert_num_queries(queries):
        desk_for(users[role])
