"""The map shows what the list shows, and no more than a telephone can take."""

import pytest
from django.http import QueryDict
from django.test import override_settings
from django.urls import reverse

from spaces import interactive
from spaces.models import Space
from spaces.registry import Registry
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


def ask(client, query=""):
    return client.get(reverse("spaces:space-map") + query).json()


def slugs(rows, at=0):
    return {row[at] for row in rows}


def everything(found):
    return slugs(found["points"], at=2) | slugs(found["without"]) | slugs(found["twins"])


def test_each_space_is_told_with_its_state_and_place(client):
    SpaceFactory(
        published=True, name="Desk", place="Ogre", country="LV", latitude="56.81", longitude="24.6", operation="open",
        operation_as_of="2021-07", coordinate_precision="nearby-place", coordinate_place="Ikšķile",
    )  # fmt: skip
    found = ask(client)

    ((latitude, longitude, _slug, name, _language, state, place),) = found["points"]
    assert (latitude, longitude, name) == (56.81, 24.6, "Desk")
    assert found["states"][state] == ["open", "open", "Open, last report July 2021", "use not recorded"]
    assert found["places"][place] == ["Ogre, Latvia", "Ikšķile"]


def test_of_two_entries_for_the_same_rooms_one_is_a_mark_and_the_other_is_named(client):
    first = SpaceFactory(published=True, latitude=55, longitude=-7)
    second = SpaceFactory(published=True, latitude=55, longitude=-7, same_rooms_as=first, country="FR")

    both = ask(client)
    assert (slugs(both["points"], at=2), slugs(both["twins"])) == ({first.slug}, {second.slug})
    assert slugs(ask(client, "?country=FR")["points"], at=2) == {second.slug}


@pytest.fixture
def many(monkeypatch):
    """Few, where few are many."""
    monkeypatch.setattr(interactive, "MOST_POINTS", 20)
    lag = LocalActionGroupFactory(published=True)
    for number in range(40):
        SpaceFactory(
            published=True, lag=lag, latitude=50 + number % 5 / 10, longitude=10 + number // 5 / 10,
            operation="open" if number % 2 else "planned",
        )  # fmt: skip


@pytest.mark.parametrize("wide", [10, 20_000], ids=["kept grid", "view alone"])
def test_of_very_many_the_server_sends_clusters_that_add_up(client, many, monkeypatch, wide):
    monkeypatch.setattr(interactive, "WIDE", wide)
    found = ask(client, "?view=5,45,15,55&zoom=4")

    assert found["is_partial"]
    assert len(found["clusters"]) < 20
    assert sum(count for _y, _x, count, _counts, _box in found["clusters"]) + len(found["points"]) == 40
    for y, x, count, counts, (west, south, east, north) in found["clusters"]:
        assert sum(counts) == count
        assert west <= x <= east
        assert south <= y <= north


def test_of_very_many_those_without_a_position_are_counted_and_named(client, many):
    space = SpaceFactory(published=True, name="Nowhere", latitude=None, longitude=None)
    main = Space.objects.exclude(pk=space.pk).first()
    SpaceFactory(published=True, latitude=50, longitude=10, same_rooms_as=main)

    found = ask(client, "?view=5,45,15,55&zoom=4")

    assert (found["located"], found["unplaced"], found["twinned"]) == (40, 1, 1)
    assert slugs(found["without"]) == {space.slug}


def test_a_near_view_gets_the_spaces_themselves(client, many):
    found = ask(client, "?view=9.95,49.95,10.05,50.05&zoom=12")

    assert (len(found["points"]), found["clusters"]) == (1, [])


@pytest.mark.parametrize(
    "query",
    ["?view=x", "?view=1,2,3", "?view=nan,0,1,1", "?zoom=-1", "?zoom=99999", "?zoom=²", "?view=-180,-90,180,90&zoom=99",
     "?view=10,50,10,50&zoom=3"],
)  # fmt: skip
def test_no_view_is_an_error_or_makes_the_answer_endless(client, many, query):
    found = ask(client, query)

    assert len(found["clusters"]) + len(found["points"]) <= 40


def test_without_tiles_the_policy_names_no_other_host(client):
    assert "img-src 'self';" in client.get("/en/spaces/")["Content-Security-Policy"] + ";"


def test_tiles_are_told_to_the_map_with_their_credit(client):
    tiles = {"address": "https://tiles.example.org/{z}/{x}/{y}.png", "credit": "© Somebody", "credit_link": ""}
    with override_settings(MAP_TILES=tiles):
        found = ask(client)

    assert found["addresses"]["tiles"] == tiles["address"]
    assert "© Somebody" in found["panel"]


# With the real content, which stays for the rest of the module


@pytest.mark.parametrize(
    "query", ["", "?country=IE", "?q=school", "?operation=planned&stage=idea", "?near=Ogre&within=50"]
)
def test_the_map_shows_what_the_list_shows(content, client, query):
    found = ask(client, query)

    listed = set(Registry(QueryDict(query[1:])).spaces.values_list("slug", flat=True))
    assert everything(found) == listed
    assert not found["clusters"]
