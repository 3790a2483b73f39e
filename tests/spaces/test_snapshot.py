"""What the worker keeps of all spaces: sets, orders and distances as a plain list would have them, and never stale."""

import math
import random

import pytest
from django.utils import timezone

from spaces import snapshot as kept
from spaces.geo import distance
from spaces.models import Space
from spaces.registry import MOST_COUNTED, Registry
from spaces.snapshot import Snapshot, snapshot
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory


@pytest.fixture
def many(db):
    lot = random.Random(1)
    lag = LocalActionGroupFactory(published=True)
    for _number in range(70):
        has_place = lot.random() > 0.2
        SpaceFactory(
            published=True, lag=lag, operation=lot.choice(["open", "planned", "closed"]),
            operation_as_of=lot.choice(["", "2019", "2021-07"]), country=lot.choice(["IE", "FR"]),
            latitude=round(lot.uniform(45, 48), 3) if has_place else None,
            longitude=round(lot.uniform(0, 4), 3) if has_place else None,
        )  # fmt: skip
    return Snapshot()


def test_bits_stand_in_the_order_of_the_list(many):
    assert list(many.pks) == list(Space.objects.published().in_listing_order().values_list("pk", flat=True))


def test_any_part_of_any_set_is_what_a_list_gives(many):
    lot = random.Random(2)
    for _time in range(50):
        numbers = sorted(lot.sample(range(70), lot.randrange(70)))
        start = lot.randrange(70)
        stop = start + lot.randrange(30)
        mask = many.mask(numbers)
        assert list(many.numbers(mask)) == numbers
        assert list(many.numbers(mask, start, stop)) == numbers[start:stop]
        assert many.along(many.by_name, mask, start, stop) == [n for n in many.by_name if n in numbers][start:stop]


def test_pages_by_distance_join_without_gap_or_repetition(many):
    mask = many.everything
    whole = many.nearest(mask, 46.2, 1.9, 0, 1000)
    pages = [number for start in range(0, 80, 9) for number in many.nearest(mask, 46.2, 1.9, start, start + 9)]

    located = [n for n in whole if not math.isnan(many.latitudes[n])]
    far = [distance(46.2, 1.9, many.latitudes[n], many.longitudes[n]) for n in located]
    assert pages == whole
    assert sorted(whole) == list(range(70))
    assert far == sorted(far)
    assert whole[len(located) :] == sorted(whole[len(located) :])


@pytest.fixture
def outside_a_transaction(monkeypatch):
    monkeypatch.setattr(kept, "_kept", None)


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_with_the_next_question(outside_a_transaction):
    assert snapshot().pks.tolist() == []
    space = SpaceFactory(published=True, country="FR")
    first = snapshot()
    assert first.pks.tolist() == [space.pk]
    assert snapshot() is first  # kept

    space.country = "LV"
    space.save()

    assert set(snapshot().masks["country"]) == {"LV"}


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_its_day_appears_on_it(outside_a_transaction, monkeypatch):
    SpaceFactory(published_at=timezone.now() + timezone.timedelta(milliseconds=400))

    assert len(snapshot().pks) == 0
    moment = kept.time.monotonic() + 0.5
    monkeypatch.setattr(kept.time, "monotonic", lambda: moment)
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timezone.timedelta(seconds=1))

    assert len(snapshot().pks) == 1


def ask(query):
    from django.http import QueryDict

    return Registry(QueryDict(query))


def test_a_search_that_finds_very_much_is_not_counted_to_the_end(many, client, monkeypatch):
    monkeypatch.setattr("spaces.registry.MOST_COUNTED", 20)
    SpaceFactory(published=True, name="Space of spaces", operation="closed")

    registry = ask("q=space")
    assert MOST_COUNTED == 1000
    assert (registry.is_capped, registry.is_more, registry.total) == (True, True, 20)
    assert [option.count for facet in registry.facets for option in facet.options if facet.name == "country"] == [
        None,
        None,
    ]
    html = client.get("/en/spaces/?q=space").content.decode()
    assert "more than 20 spaces found" in html
    assert len(client.get("/en/spaces/map/?q=space").json()["points"]) <= 20
    narrowed = ask("q=space&operation=closed&country=IE")
    expected = Space.objects.filter(operation="closed", country="IE").count()
    assert (narrowed.total, narrowed.is_more) == (expected, False)


def test_of_very_many_the_best_match_still_comes_first(many, monkeypatch):
    monkeypatch.setattr("spaces.registry.MOST_COUNTED", 20)
    best = SpaceFactory(published=True, name="Needle", operation="closed", summary_en="A space.")
    Space.objects.exclude(pk=best.pk).update(search_text=" needle elsewhere ")

    assert ask("q=needle").page(1).object_list[0] == best


@pytest.mark.parametrize("order", ["open", "name", "newest", "nearest"])
def test_of_very_many_each_order_begins_as_the_whole_would(many, monkeypatch, order):
    monkeypatch.setattr("spaces.registry.MOST_COUNTED", 30)
    registry = ask(f"q=space&near=Gueret&sort={order}")

    assert registry.is_more
    assert registry.page(1).object_list == list(registry.spaces[:24])
