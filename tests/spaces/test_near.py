"""Near which place: names as people type them, positions as devices give them, distances as the earth has them."""

from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from partners.models import LocalActionGroup
from spaces.geo import distance
from spaces.models import Space
from spaces.near import find_place
from spaces.registry import Registry
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory

NONE = Space.objects.none()
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("gueret", "Guéret, Nouvelle-Aquitaine, France"),
        ("Barry, Wales", "Barry, Wales, United Kingdom"),
        ("neustadt, thüringen", "Neustadt, Thüringen, Germany"),
        ("Neustadt, Allemagne", "Neustadt, Hamburg, Germany"),
        ("Ogre", "Ogre, Latvia"),
        ("46.17,1.87", "46.17, 1.87 (Guéret)"),
        (" 46.17 , 1.87 ", "46.17, 1.87 (Guéret)"),
    ],
)
def test_a_place_is_known_by_what_people_type(words, label):
    assert find_place(words, NONE).label == label


@pytest.mark.parametrize("words", ["", "x", "Nowhereville", "91,0", "0,181", "Guéret, Latvia", ",", "46.17,", "nan,1"])
def test_what_names_no_place_is_none(words):
    assert find_place(words, NONE) is None


def test_each_other_place_of_the_name_is_found_by_what_its_link_asks():
    near = find_place("Neustadt", NONE)

    assert near.others
    assert len({other.label for other in near.others}) == len(near.others)
    for other in near.others:
        assert find_place(other.query, NONE).label in (other.label, find_place(other.query, NONE).label)
        assert (find_place(other.query, NONE).latitude, find_place(other.query, NONE).longitude) != (
            near.latitude,
            near.longitude,
        )


def test_a_village_too_small_for_the_gazetteer_is_known_by_its_space():
    SpaceFactory(published=True, place="Aravell", country="ES", latitude="42.35", longitude="1.4")

    assert find_place("aravell", Space.objects.published()).label == "Aravell, Spain"


def test_a_village_of_the_registry_comes_before_a_town_that_merely_begins_alike():
    SpaceFactory(published=True, place="Termon", country="IE", latitude="55.05", longitude="-7.82")

    assert find_place("termon", Space.objects.published()).label == "Termon, Ireland"
    assert find_place("Termon, France", Space.objects.published()) is None
    assert find_place("termon", NONE).label.startswith("Termonfeckin")


@pytest.fixture
def around():
    """Spaces around Guéret, one without a position."""
    for name, latitude, longitude in (("Far", 47.5, 1.87), ("Near", 46.2, 1.9), ("Middle", 46.5, 1.87)):
        SpaceFactory(published=True, name=name, latitude=latitude, longitude=longitude)
    SpaceFactory(published=True, name="Nowhere", latitude=None, longitude=None)


def names(query):
    return [space.name for space in Registry(QueryDict(query)).page(1)]


def test_the_nearest_come_first_with_their_distance(around):
    page = Registry(QueryDict("near=Gueret")).page(1)

    assert [space.name for space in page] == ["Near", "Middle", "Far", "Nowhere"]
    assert [getattr(space, "kilometres", None) for space in page] == [4, 35, 150, None]
    assert names("near=Gueret&within=50") == ["Near", "Middle"]
    assert names("near=Gueret&within=10&sort=name") == ["Near"]


def test_a_distance_without_a_place_is_named_and_left_out(around):
    registry = Registry(QueryDict("within=10"))

    assert registry.total == 4
    assert len(registry.problems) == 1
    assert "within" not in registry.query.urlencode()


def test_what_depends_on_the_place_goes_with_it(around):
    registry = Registry(QueryDict("near=Gueret&within=50&sort=nearest&country=IE"))
    queries = {chip.name: chip.query for chip in registry.chips}

    assert queries["near"] == "country=IE"
    assert "within" not in queries["within"]
    assert ("sort", "nearest") not in registry.kept_by_search


def test_words_that_find_nothing_may_be_a_place(around):
    registry = Registry(QueryDict("q=Neustadt"))

    assert registry.total == 0
    assert registry.places_meant
    assert all(find_place(other.query, NONE) for other in registry.places_meant)


POINTS = st.tuples(st.floats(-85, 85), st.floats(-180, 180))


@given(POINTS, st.lists(POINTS, max_size=8), st.sampled_from([10, 50, 250]))
def test_the_databases_know_distances_as_the_sphere_has_them(here, others, kilometres):
    Space.objects.all().delete()
    lag = LocalActionGroup.objects.first() or LocalActionGroupFactory(published=True)
    for number, (latitude, longitude) in enumerate(others):
        SpaceFactory(
            published=True, name=str(number), lag=lag, latitude=round(latitude, 5), longitude=round(longitude, 5)
        )
    near = find_place(f"{here[0]:.4f},{here[1]:.4f}", NONE)

    found = list(near.nearest_first(Space.objects.all()))
    away = [distance(near.latitude, near.longitude, space.latitude, space.longitude) for space in found]
    inside = set(near.within(Space.objects.all(), kilometres).values_list("pk", flat=True))

    assert all(a <= b + 0.01 for a, b in pairwise(away))
    for space, far in zip(found, away, strict=True):
        if abs(far - kilometres) > 0.01 and abs(float(space.longitude) - near.longitude) < 170:
            assert (space.pk in inside) == (far < kilometres)
