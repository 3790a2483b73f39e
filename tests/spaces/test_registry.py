import math
import random
import re

import pytest
from django.http import QueryDict

from spaces.models import Amenity, Network, Space
from spaces.registry import Registry
from spaces.stages import Operation
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


def ask(query=""):
    return Registry(QueryDict(query))


def names(registry):
    return [space.name for space in registry.page(1)]


def facet(registry, name):
    return next((facet for facet in registry.facets if facet.name == name), None)


def counts(registry, name):
    return {option.value: option.count for option in facet(registry, name).options}


def test_drafts_are_hidden():
    SpaceFactory(name="Draft")
    SpaceFactory(name="Public", published=True)

    assert names(ask()) == ["Public"]


def test_open_spaces_come_first_then_the_newest_evidence():
    SpaceFactory(published=True, name="Old", operation="open", operation_as_of="2019")
    SpaceFactory(published=True, name="Plan", operation="planned", operation_as_of="2026-02")
    SpaceFactory(published=True, name="New", operation="open", operation_as_of="2023-09")
    SpaceFactory(published=True, name="Undated", operation="open", operation_as_of="")
    SpaceFactory(published=True, name="Lost", operation="unknown", operation_as_of="")

    assert names(ask()) == ["New", "Old", "Undated", "Plan", "Lost"]
    assert names(ask("sort=newest"))[:2] == ["Plan", "New"]
    assert names(ask("sort=name")) == ["Lost", "New", "Old", "Plan", "Undated"]


@pytest.fixture
def varied():
    """Spaces of every kind, so that facets have something to count."""
    here, there = (LocalActionGroupFactory(published=True, slug=slug) for slug in ("here", "there"))
    network = Network.objects.create(slug="gteic", name="gteic")
    lab, kitchen = (Amenity.objects.create(slug=slug, name_en=slug) for slug in ("fablab", "kitchen"))
    school = SpaceFactory(published=True, name="School", lag=here, former_use="school", country="IE", network=network)
    school.amenities.set([lab, kitchen])
    station = SpaceFactory(published=True, name="Station", lag=there, former_use="station", country="FR")
    station.amenities.set([lab])
    SpaceFactory(
        published=True, name="Plan", lag=there, operation="planned", country="FR", relation="near-lag-area",
        latitude=46, longitude=2, welcomes_visitors=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=IE", {"School"}),
        ("country=IE&country=FR", {"School", "Station", "Plan"}),
        ("lag=there", {"Station", "Plan"}),
        ("operation=planned", {"Plan"}),
        ("stage=idea", {"Plan"}),
        ("stage=unknown", {"School", "Station"}),
        ("relation=near-lag-area", {"Plan"}),
        ("network=gteic", {"School"}),
        ("former_use=school&former_use=station", {"School", "Station"}),
        ("amenity=fablab", {"School", "Station"}),
        ("amenity=fablab&amenity=kitchen", {"School"}),
        ("visitors=1", {"Plan"}),
        ("bbox=1,45,3,47", {"Plan"}),
        ("country=FR&operation=open", {"Station"}),
        ("q=station", {"Station"}),
        ("q=frankreich", {"Station", "Plan"}),
    ],
)
def test_each_filter_narrows(varied, query, found):
    registry = ask(query)

    assert set(names(registry)) == found
    assert registry.total == len(found)
    assert registry.problems == []


def test_each_facet_is_counted_with_the_other_choices_applied(varied):
    registry = ask("country=FR")

    assert counts(registry, "country") == {"FR": 2, "IE": 1}
    assert counts(registry, "operation") == {"open": 1, "planned": 1}
    assert facet(registry, "network") is None


def test_a_facet_appears_only_where_there_is_something_to_choose():
    SpaceFactory(published=True)

    assert ask().facets == []


def test_counts_agree_with_what_is_found():
    """Whatever is chosen, a facet's number is what its link finds."""
    random.seed(7)
    lags = [LocalActionGroupFactory(published=True) for _number in range(3)]
    for _number in range(40):
        SpaceFactory(
            published=True, lag=random.choice(lags), country=random.choice(["IE", "FR"]),
            operation=random.choice(Operation.values), former_use=random.choice(["", "school", "shop"]),
        )  # fmt: skip
    for query in ("", "country=IE", "operation=open&former_use=school", "stage=unknown"):
        for part in ask(query).facets:
            for option in part.options:
                asked = QueryDict(query, mutable=True)
                asked.setlist(part.name, [option.value])
                assert Registry(asked).total == option.count == Registry(asked).spaces.count()


@pytest.mark.parametrize(
    "query",
    ["country=XX", "operation=running", "stage=great", "lag=nowhere", "amenity=pool", "bbox=1,2,3", "bbox=a,b,c,d",
     "bbox=nan,0,1,1", "bbox=9,0,1,1", "sort=price", "visitors=maybe", "network=x&network=y"],
)  # fmt: skip
def test_an_unknown_value_is_left_out_and_named(varied, query):
    registry = ask(query)

    assert len(names(registry)) == 3
    value = query.split("=")[-1]
    assert any(f"“{value}”" in problem for problem in registry.problems)


def test_what_is_known_still_counts_beside_what_is_not(varied):
    assert set(names(ask("country=IE&country=XX&former_use=ruin"))) == {"School"}


def test_a_chip_takes_away_one_choice(varied):
    chips = {chip.label: chip.query for chip in ask("country=IE&country=FR&operation=open").chips}

    assert chips["Ireland"] == "country=FR&operation=open"
    assert chips["open"] == "country=IE&country=FR"


def test_pages_are_clamped_not_refused():
    for _number in range(25):
        SpaceFactory(published=True)
    registry = ask()

    assert [len(registry.page(number)) for number in ("1", "2", "3", "0", "-1", "x", "9e9", "9" * 5000)] == [
        24, 1, 1, 24, 24, 24, 24, 24,
    ]  # fmt: skip


def test_bounds_are_degrees():
    from spaces.filters import parse_bounds

    assert parse_bounds("-10,40,10,60") == (-10, 40, 10, 60)
    for text in ("", "1,2,3,4,5", f"{math.inf},0,1,1", "-200,0,1,1", "0,-91,1,1"):
        with pytest.raises(ValueError, match=rf"^({re.escape(text)}|could not convert.*)$"):
            parse_bounds(text)


def test_two_entries_of_the_same_rooms_are_one_mark():
    first = SpaceFactory(published=True, latitude=55, longitude=-7)
    SpaceFactory(published=True, latitude=55, longitude=-7, same_rooms_as=first)

    assert list(Space.objects.on_the_map()) == [first]


def test_of_a_group_that_is_a_draft_not_even_the_place_is_told(client):
    draft = LocalActionGroupFactory(slug="draft", main_place="Secretville", latitude=46, longitude=2)
    SpaceFactory(published=True, lag=draft, relation="near-lag-area", latitude=46.5, longitude=2)

    for address in ("/en/spaces/", "/en/search/?q=space"):
        assert "Secretville" not in client.get(address).content.decode()


def test_of_a_parameter_of_one_value_the_first_counts(varied):
    registry = ask("visitors=1&visitors=2&near=Ogre&near=Riga")

    assert (registry.total, registry.problems, registry.near.label) == (1, [], "Ogre, Latvia")
