import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from colabora.sources.display import amount_in_words, fact_in_words, group_facts
from spaces.display import mark_name, state_in_words, use_in_words
from spaces.geo import distance, rounded
from spaces.models import Space, SpaceFact

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"operation": "open", "operation_as_of": "2021-07"},
            'Open, last report <time datetime="2021-07">July 2021</time>',
        ),
        ({"operation": "open"}, "Open, date of the last report not known"),
        (
            {"operation": "open", "operation_as_of": "2022", "operation_as_of_qualifier": "after"},
            'Open, last report in or after <time datetime="2022">2022</time>',
        ),
        (
            {"operation": "planned", "planned_for": "2023-09", "operation_as_of": "2023-08"},
            'Planned for <time datetime="2023-09">September 2023</time>; no report of an opening found',
        ),
        (
            {"operation": "planned", "planned_for": "2027", "operation_as_of": "2025"},
            'Planned, last report <time datetime="2025">2025</time>',
        ),
        (
            {"operation": "ended", "operation_as_of": "2022-09"},
            'Trial ended; last report <time datetime="2022-09">September 2022</time>',
        ),
        ({"operation": "unknown", "operation_as_of": "2020"}, "Not known whether it is open"),
    ],
)
def test_a_state_is_never_told_without_its_date(values, words):
    with translation.override("en"):
        assert state_in_words(Space(**values), TODAY) == words


def test_an_open_space_without_a_report_on_its_use_is_not_called_little_used():
    with translation.override("en"):
        assert use_in_words(Space(operation="open", stage="")) == "use not recorded"
        assert use_in_words(Space(operation="planned", stage="idea")) == ""


def test_every_state_has_a_sign_of_its_own():
    states = [("planned", "idea"), ("open", ""), ("open", "few_users"), ("open", "established")]
    states += [("ended", ""), ("closed", ""), ("unknown", "")]

    assert len({mark_name(*state) for state in states}) == 7


@pytest.mark.parametrize(
    ("language", "number", "unit", "words"),
    [
        ("en", "1000", "m2", "1,000\u00a0m²"),
        ("de", "1500", "m2", "1.500\u00a0m²"),
        ("fr", "340000", "EUR", "340\u202f000\u00a0€"),
        ("en", "152477.04", "EUR", "€152,477.04"),
        ("de", "50", "EUR per month", "50\u00a0€ pro Monat"),
        ("en", "0", "EUR per month", "free of charge"),
        ("en", "1", "desks", "1 desk"),
        ("es", "1500", "EUR", "1.500\u00a0€"),
        ("ca", "12500.5", "EUR", "12.500,50\u00a0€"),
        ("lv", "1500", "m2", "1\u00a0500\u00a0m²"),
        ("lv", "21", "people", "21 cilvēks"),
        ("lv", "18", "places", "18 vietu"),
    ],
)
def test_amounts_are_right_for_each_language(language, number, unit, words):
    with translation.override(language):
        assert amount_in_words(Decimal(number), unit) == words


def test_a_plan_and_a_rounded_value_say_so():
    fact = SpaceFact(kind="floor_area", number=Decimal(600), unit="m2", qualifier="about", is_planned=True)

    with translation.override("en"):
        assert fact_in_words(fact) == "planned: about 600\u00a0m²"


def test_claims_that_differ_stand_side_by_side_and_the_others_alone():
    facts = [
        SpaceFact(kind="floor_area", number=1500, is_disputed=True),
        SpaceFact(kind="cost", number=1),
        SpaceFact(kind="floor_area", number=1000, is_disputed=True),
        SpaceFact(kind="cost", number=2),
    ]

    groups = group_facts(facts)

    assert [[fact.number for fact in group["facts"]] for group in groups] == [[1500, 1000], [1], [2]]
    assert [group["differs"] for group in groups] == [True, False, False]


def test_distances_are_rounded_as_coarsely_as_places_are_known():
    assert rounded(distance(41.08333, 0.63333, 41.14576, 0.81979)) == 15  # Móra d'Ebre to Falset
    assert [rounded(value) for value in (0.2, 7.4, 33, 128)] == [1, 7, 35, 130]
