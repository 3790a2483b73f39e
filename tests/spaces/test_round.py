"""The yearly round: an answer per space, each an observation with its source."""

import pytest
from django.test import Client
from django.utils import timezone

from colabora.history.snapshots import states_of
from colabora.sources.models import Source
from spaces.models import Event, Relation, Space, StageObservation
from spaces.reports import Answer, report
from spaces.round import rows_for
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.partners.test_permissions import restore

pytestmark = pytest.mark.django_db
URL = "/admin/yearly-round/"


@pytest.fixture
def lag():
    return LocalActionGroupFactory(short_name="Eigenbach", slug="eigenbach", source_language="de")


@pytest.fixture
def staff(lag):
    return UserFactory(staff_of=lag)


@pytest.fixture
def client(staff):
    client = Client()
    client.force_login(staff)
    return client


def answers(user, lag, **given):
    """What a browser sends: of each space what was shown, and the answers given by name."""
    data = {f"seen-{row.space.pk}": row.seen for row in rows_for(user, lag)}
    for name, answer in given.items():
        space = Space.objects.get(name=name)
        for field, value in (answer if isinstance(answer, dict) else {"answer": answer}).items():
            data[f"{field}-{space.pk}"] = value
    return data


def test_each_answer_is_an_observation_with_its_source(client, staff, lag):
    for name in ("Same", "Moved", "Shut", "Dark", "Left"):
        StageObservationFactory(space=SpaceFactory(lag=lag, name=name), stage="established")
    today = timezone.localdate().isoformat()

    client.post(
        URL,
        answers(
            staff, lag, Same="still-true", Dark="unknown", Shut={"answer": "closed", "since": "03/2026"},
            Moved={"answer": "changed", "operation": "open", "stage": "few_users"},
        ),
    )  # fmt: skip

    newest = {
        space.name: (space.observations.last().event, space.operation, space.stage, space.operation_as_of)
        for space in Space.objects.all()
    }
    assert newest == {
        "Same": (Event.CONFIRMED, "open", "established", today),
        "Moved": (Event.CHANGED, "open", "few_users", today),
        "Shut": (Event.CLOSED, "closed", "", today),
        "Dark": (Event.MENTIONED, "open", "established", "2021-07"),
        "Left": (Event.IN_USE, "open", "established", "2021-07"),
    }
    source = Source.objects.get(key=f"report:eigenbach:{today}")
    assert source.title_en.startswith("Reported by Eigenbach, ")
    assert {row.source for row in StageObservation.objects.filter(date=today)} == {source}
    assert Space.objects.get(name="Shut").closed == "2026-03"
    assert all(
        getattr(row, f"text_{code}") for row in StageObservation.objects.filter(date=today) for code in ("lv", "en")
    )


def test_participants_come_first(staff, lag):
    for relation in (Relation.NEARBY, Relation.PARTICIPANT, Relation.IN_AREA):
        SpaceFactory(lag=lag, relation=relation)

    assert [row.space.relation for row in rows_for(staff, lag)] == [
        Relation.PARTICIPANT, Relation.IN_AREA, Relation.NEARBY,
    ]  # fmt: skip


def test_what_was_reported_within_a_year_or_is_over_does_not_wait(staff, lag):
    StageObservationFactory(space=SpaceFactory(lag=lag, name="New"), date=timezone.localdate().isoformat())
    StageObservationFactory(space=SpaceFactory(lag=lag, name="Old"), date="2019")
    SpaceFactory(lag=lag, name="Closed", operation="closed")
    SpaceFactory(lag=lag, name="Bare")

    assert {row.space.name for row in rows_for(staff, lag) if row.is_due} == {"Old", "Bare"}


def test_a_wrong_answer_saves_nothing_and_loses_nothing(client, staff, lag):
    SpaceFactory(lag=lag, name="Right")
    SpaceFactory(lag=lag, name="Wrong")
    data = answers(staff, lag, Right="still-true", Wrong={"answer": "changed", "since": "soon"})

    html = client.post(URL, data).content.decode()

    assert not StageObservation.objects.exists()
    assert "Please say how it is now." in html
    assert "“soon” is not a date" in html
    assert html.count(' value="still-true" checked') == 1
    assert html.count(' value="changed" checked') == 1


def test_sent_twice_it_counts_once(client, staff, lag):
    SpaceFactory(lag=lag, name="Same")
    data = answers(staff, lag, Same="still-true")

    client.post(URL, data)
    second = client.post(URL, data)

    assert StageObservation.objects.count() == 1
    assert "Please look again" in second.content.decode()


def test_an_old_page_does_not_overwrite_what_a_colleague_reported(client, staff, lag):
    space = SpaceFactory(lag=lag, name="Shut")
    old = answers(staff, lag, Shut="still-true")
    client.post(URL, answers(staff, lag, Shut="closed"))

    html = client.post(URL, old).content.decode()

    space.refresh_from_db()
    assert space.operation == "closed"
    assert "Please look again" in html


def test_another_groups_space_cannot_be_answered_for(client, staff, lag):
    theirs = SpaceFactory(name="Geheimnisbach")
    data = answers(staff, lag) | {f"answer-{theirs.pk}": "closed", f"seen-{theirs.pk}": "x"}

    response = client.post(f"{URL}?lag={theirs.lag.slug}", data)

    theirs.refresh_from_db()
    assert theirs.operation == "open"
    assert "Geheimnisbach" not in response.content.decode()


def test_the_coordinator_chooses_a_group_and_translators_have_no_round(lag):
    SpaceFactory(lag=lag, name="Same")
    coordinator, translator = Client(), Client()
    user = UserFactory(coordinator=True)
    coordinator.force_login(user)
    translator.force_login(UserFactory(translator=True))

    assert "Same" in coordinator.get(f"{URL}?lag=eigenbach").content.decode()
    coordinator.post(f"{URL}?lag=eigenbach", answers(user, lag, Same="still-true"))
    assert StageObservation.objects.get().source.title_en.startswith("Reported by the coordination")
    assert translator.get(URL).status_code == 403


def test_the_round_can_be_undone_in_the_history(client, staff, lag):
    space = SpaceFactory(lag=lag, name="Shut")
    client.post(URL, answers(staff, lag, Shut="closed"))
    first = states_of(space).last().revision_id

    restore(client, f"/admin/spaces/space/{space.pk}/history/{first}/")

    space.refresh_from_db()
    assert (space.operation, space.observations.count()) == ("open", 0)


@pytest.mark.parametrize("count", [1, 12])
def test_the_round_costs_the_same_for_many_spaces(client, lag, count, django_assert_num_queries):
    for number in range(count):
        StageObservationFactory(space=SpaceFactory(lag=lag, name=f"Space {number}"))

    with django_assert_num_queries(5):
        client.get(URL)


def test_ones_own_words_of_the_same_day_stay(client, staff, lag):
    space = SpaceFactory(lag=lag, name="Same")
    report(space, Answer.STILL_TRUE, lag, text="We counted three people.")

    client.post(URL, answers(staff, lag, Same="still-true"))

    assert space.observations.first().text_en == "We counted three people."
    assert space.observations.count() == 2


def test_fields_that_do_not_count_keep_no_answer_from_being_saved(client, staff, lag):
    SpaceFactory(lag=lag, name="Same")
    given = {"answer": "still-true", "operation": "closed", "stage": "established", "since": "last May"}

    client.post(URL, answers(staff, lag, Same=given))

    assert StageObservation.objects.get().event == Event.CONFIRMED
    assert Space.objects.get(name="Same").operation == "open"
