"""The filtered lists: what a facet counts is what a click then shows, whatever is asked."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.colabora.test_hostile import VALUES
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.workpackages import (
    DocumentFactory,
    EventFactory,
    GoodPracticeFactory,
    TargetGroupFactory,
    WorkPackageFactory,
)
from workpackages.listing import DocumentListing, EventListing, PracticeListing

pytestmark = pytest.mark.django_db

LISTINGS = {"events": EventListing, "good-practices": PracticeListing, "documents": DocumentListing}
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def varied():
    """Some of everything, so that facets have something to count."""
    lags = [LocalActionGroupFactory(published=True, slug=f"lag-{number}") for number in range(3)]
    packages = [WorkPackageFactory(published=True, number=number) for number in (1, 2, 3)]
    groups = [TargetGroupFactory(published=True, slug=f"group-{number}", work_package=packages[2]) for number in (1, 2)]
    for number in range(7):
        event = EventFactory(
            published=number != 6, host=lags[number % 3], country=["IE", "FR", ""][number % 3],
            kind=["workshop", "launch"][number % 2], is_project_event=number % 2,
            start=["2019", "2022-05", ""][number % 3],
        )  # fmt: skip
        event.participants.set(lags[: number % 4])
        event.work_packages.set(packages[: number % 3])
        practice = GoodPracticeFactory(
            published=number != 6, lag=lags[0], country=["IE", "FR"][number % 2],
            former_use=["school", "station", "other", ""][number % 4],
            place_population=[None, 400, 800, 5000][number % 4],
        )  # fmt: skip
        practice.target_groups.set(groups[: number % 3])
        document = DocumentFactory(
            published=number != 6, languages=[["lv"], ["en", "fr"], []][number % 3],
            relation=["project-output", "related-research"][number % 2], kind=["guide", "study"][number % 2],
        )  # fmt: skip
        document.work_packages.set(packages[: number % 3])
        document.target_groups.set(groups[: number % 3])


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_facet_counts_what_a_click_then_shows(varied, listing):
    for asked in ("", *every_single_choice(listing)):
        found = listing(QueryDict(asked))
        for facet in found.facets:
            chosen = [option.value for option in facet.options if option.is_chosen]
            for option in facet.options:
                click = QueryDict(asked, mutable=True)
                click.setlist(facet.name, [option.value])
                assert listing(click).total == option.count, (asked, facet.name, option.value, chosen)


def every_single_choice(listing):
    for facet in listing(QueryDict()).facets:
        for option in facet.options:
            yield urlencode({facet.name: option.value})


def test_several_values_of_one_facet_add_up_and_facets_narrow_each_other(varied):
    def total(query):
        return EventListing(QueryDict(query)).total

    assert total("country=IE&country=FR") == total("country=IE") + total("country=FR")
    assert total("country=IE&kind=workshop") <= min(total("country=IE"), total("kind=workshop"))


def test_newest_first_and_undated_last(varied):
    starts = [event.start for event in EventListing(QueryDict()).page(1)]

    assert starts == sorted(starts, reverse=True)


def test_upcoming_stand_above_the_past(client):
    EventFactory(published=True, title_en="Past meeting", start="2019-01-01")
    EventFactory(published=True, title_en="Second meeting", start="2031-02-02", status="planned")
    EventFactory(published=True, title_en="First meeting", start="2031-01-01", status="planned")

    html = client.get("/en/events/").content.decode()

    order = [html.index(text) for text in ("Upcoming", "First meeting", "Second meeting", "Past meeting")]
    assert order == sorted(order)


def test_the_projects_own_works_come_first_whatever_their_age():
    DocumentFactory(published=True, title="Newer research", relation="related-research", date="2024")
    DocumentFactory(published=True, title="Older output", relation="project-output", date="2018")
    DocumentFactory(published=True, title="By a partner", relation="partner-output", date="2020")

    titles = [document.title for document in DocumentListing(QueryDict()).page(1)]

    assert titles == ["Older output", "By a partner", "Newer research"]


def test_a_draft_group_is_no_choice():
    draft = LocalActionGroupFactory(short_name="Secret")
    for _number in range(2):
        EventFactory(published=True).participants.set([draft, LocalActionGroupFactory(published=True)])

    labels = [option.label for facet in EventListing(QueryDict()).facets for option in facet.options]

    assert "Secret" not in labels
    assert EventListing(QueryDict(f"lag={draft.slug}")).problems


@RELAXED
@given(st.sampled_from(sorted(LISTINGS)), st.data())
def test_no_question_to_a_list_is_an_error(varied, name, data):
    names = st.sampled_from([*LISTINGS[name].filterset_class.base_filters, "page", "unknown"])
    asked = data.draw(st.lists(st.tuples(names, VALUES), max_size=5))

    assert Client().get(f"/lv/{name}/?" + urlencode(asked)).status_code == 200


@pytest.mark.parametrize(
    ("path", "word"),
    [("events", "kind"), ("good-practices", "former_use"), ("documents", "relation")],
)
def test_an_unknown_value_is_named_and_left_out(client, varied, path, word):
    html = client.get(f"/de/{path}/?{word}=nonsense").content.decode()

    assert "„nonsense“" in html
    assert 'role="status"' in html
