"""The gazetteer: names in any spelling, the right one first, and a file that can be searched as it lies."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from colabora.text import fold
from spaces.towns import FILE, REGIONS, find_towns, gazetteer, key_of, town_at, town_of, towns_in


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("gueret", "Guéret"), ("MARUPE", "Mārupe"), ("mora d’ebre", "Móra d'Ebre"), ("dun na ngall", "Donegal"),
        ("y barri", "Barry"), ("muenchen", "Munich"), ("Naunh", "Naunhof"), ("bonnat", "Bonnat"),
    ],
)  # fmt: skip
def test_a_place_is_found_under_each_of_its_names(query, name):
    assert find_towns(query, 1)[0].name == name


def test_an_exact_name_comes_before_a_bigger_place_that_begins_alike():
    names = [(town.name, town.region) for town in find_towns("Barr", 8)] + [
        (town.name, town.region) for town in find_towns("barry", 1)
    ]

    assert names[-1] == ("Barry", "Wales")
    assert all(fold(name).startswith("barr") for name, _region in names)


def test_a_place_that_matches_by_two_names_is_offered_once():
    found = [(town.name, town.latitude) for town in find_towns("donegal", 10)]

    assert found.count(("Donegal", 54.6538)) == 1


@pytest.mark.parametrize("query", ["", " ", "g", "’", "qqqq", "%", "\x00\x00"])
def test_what_names_nothing_finds_nothing(query):
    assert find_towns(query) == []


def test_the_biggest_places_of_a_piece_of_the_map_come_first():
    creuse = towns_in(1.7, 46.0, 2.1, 46.4, limit=3)

    assert creuse[0].name == "Guéret"
    assert [town.population for town in creuse] == sorted((t.population for t in creuse), reverse=True)
    assert all(1.7 <= town.longitude <= 2.1 and 46.0 <= town.latitude <= 46.4 for town in creuse)
    assert towns_in(-40, 40, -30, 45) == []


def test_the_file_is_sorted_as_the_search_folds_and_names_its_source():
    keys = [key_of(line) for line in gazetteer().lines]

    assert keys == sorted(keys)
    assert {town_of(line).country for line in gazetteer().lines} == {"IE", "GB", "DE", "FR", "ES", "LV"}
    unnamed = {line.split("\t")[1] for line in gazetteer().lines if ".".join(line.split("\t")[1:3]) not in REGIONS}
    assert unnamed == {"LV"}
    assert "GeoNames" in FILE.read_text(encoding="utf-8")[:500]
    assert FILE.stat().st_size < 2_500_000


@given(st.text(max_size=40))
def test_any_query_is_answered_by_places_that_begin_with_it(query):
    for town in find_towns(query, 5):
        assert fold(town.found_as or town.name).startswith(fold(query))


def test_a_town_is_known_by_its_centre():
    for town in map(town_of, gazetteer().lines[::500]):
        found = town_at(town.latitude + 0.001, town.longitude - 0.001)
        assert (found.latitude, found.longitude) == (town.latitude, town.longitude)
    assert town_at(46.3, 1.87) is None  # eight kilometres north of Guéret
    assert town_at(-89.99, 179.99) is None


# What scripts ask


def test_towns_are_told_by_name_and_by_a_piece_of_the_map(client, db):
    by_name = client.get(reverse("spaces:towns"), {"q": "gueret"}).json()["towns"]
    by_place = client.get(reverse("spaces:towns"), {"bbox": "1.7,46,2.1,46.4"}).json()["towns"]

    assert by_name == [
        {
            "name": "Guéret",
            "found_as": "",
            "where": "Nouvelle-Aquitaine, France",
            "latitude": 46.1718,
            "longitude": 1.8717,
        }
    ]
    assert by_place[0]["name"] == "Guéret"
    assert client.get(reverse("spaces:towns")).json() == {"towns": []}


@pytest.mark.parametrize(
    "bbox",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "-inf,-90,inf,90", "2,46,1,47", "1,47,2,46", "1,-91,2,3",
     "1e400,0,2,1", "-181,0,2,1", "\x00,0,1,1"],
)  # fmt: skip
def test_what_is_no_piece_of_the_earth_is_refused(client, db, bbox):
    assert client.get(reverse("spaces:towns"), {"bbox": bbox}).status_code == 400
