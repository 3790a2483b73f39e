"""What every facet asks of all public spaces, kept in each worker until any content changes.

For each value of each facet a whole number, a mask, has one bit per space, in the order of the list. What several
choices have in common is then one "and", a count is one instruction, and the page of a list is the bits between two
places. At 100,000 spaces a mask takes 12 KB; the same counts by GROUP BY took a second and a half (tests/benchmarks).
"""

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from math import cos, inf, isnan, nan, radians

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from colabora.languages import column
from colabora.pages.models import ContentStamp
from partners.models import LocalActionGroup

from .geo import DEGREE, distance
from .models import Amenity, Network, Space
from .stages import OPERATIONS

UNKNOWN = "unknown"  # of what is recorded of some only: the others
# Facets with the columns of their values; in those with a second entry "not recorded" is a choice.
COLUMNS = {
    "operation": ("operation", ""),
    "stage": ("stage", UNKNOWN),
    "country": ("country", ""),
    "lag": ("lag_id", ""),
    "former_use": ("former_use", ""),
    "place_size": ("place_size", UNKNOWN),
    "operator_kind": ("operator_kind", ""),
    "relation": ("relation", ""),
    "network": ("network_id", ""),
    "visitors": ("welcomes_visitors", ""),
}
SECONDS = 60  # a bare update() moves no stamp: it is seen when the minute ends, as on kept pages; of very many spaces,
SHARE = 100  # when so many times as long as the snapshot took to make have passed
MOST_KEPT = 24  # grids of clusters
BLOCK = 64  # bytes of a mask that are counted at once
REACHES = (50, 250, 1000, inf)  # kilometres, tried one after the other until a page is full


class Snapshot:
    """All public spaces at one moment."""

    def __init__(self):
        lags = {
            pk: (slug, name, language, position)
            for pk, slug, name, language, position in LocalActionGroup.objects.published().values_list(
                "pk", "slug", "short_name", "name_language", "position"
            )
        }
        networks = {pk: (slug, name) for pk, slug, name in Network.objects.values_list("pk", "slug", "name")}
        # Of a group that is a draft, its spaces are found, but its name is not told.
        translate = {
            "lag": lambda pk: lags[pk][0] if pk in lags else "",
            "network": lambda pk: networks[pk][0] if pk in networks else "",
            "visitors": lambda value: "1" if value else "",
        }
        self.lags = {slug: rest for slug, *rest in lags.values()}
        self.networks = dict(networks.values())
        rows = Space.objects.published().in_listing_order()
        columns = [column for column, _unknown in COLUMNS.values()]
        self.pks, self.latitudes, self.longitudes = array("q"), array("d"), array("d")
        twins: dict[int, int] = {}
        positions: dict[str, dict] = {name: {} for name in COLUMNS}
        for number, (pk, latitude, longitude, twin, *values) in enumerate(
            rows.values_list("pk", "latitude", "longitude", "same_rooms_as_id", *columns).iterator(chunk_size=5000)
        ):
            self.pks.append(pk)
            self.latitudes.append(nan if latitude is None else float(latitude))
            self.longitudes.append(nan if longitude is None else float(longitude))
            if twin:
                twins[number] = twin
            for name, value in zip(COLUMNS, values, strict=True):
                positions[name].setdefault(value, []).append(number)
        self._made: dict = {}
        self.everything = (1 << len(self.pks)) - 1
        self.masks: dict[str, dict[str, int]] = {}
        for name, (_column, unknown) in COLUMNS.items():
            found: dict[str, int] = {}
            for raw, numbers in positions[name].items():
                value = translate.get(name, str)(raw) or unknown
                found[value] = found.get(value, 0) | self.mask(numbers)
            found.pop("", None)
            self.masks[name] = found
        self.masks["amenity"] = self._amenities()
        # Entries for the same rooms as another public one.
        self._twin_of = {number: self.number_of[pk] for number, pk in twins.items() if pk in self.number_of}
        self.placed = self.mask(number for number, y in enumerate(self.latitudes) if not isnan(y))

    def _amenities(self) -> dict[str, int]:
        # By name: modeltranslation's values() without names gives no language but the reader's.
        names = [column("name", code) for code in settings.LANGUAGE_CODES]
        rows = Amenity.objects.values("id", "slug", "position", *names)
        self.amenities = {row["slug"]: row for row in rows}
        slugs = {row["id"]: slug for slug, row in self.amenities.items()}
        found: dict[str, list[int]] = {}
        for amenity, space in Space.amenities.through.objects.values_list("amenity_id", "space_id").iterator():
            if space in self.number_of:
                found.setdefault(slugs[amenity], []).append(self.number_of[space])
        return {slug: self.mask(numbers) for slug, numbers in found.items()}

    @cached_property
    def number_of(self) -> dict[int, int]:
        return {pk: number for number, pk in enumerate(self.pks)}

    # Sets

    def mask(self, numbers: Iterable[int]) -> int:
        bits = bytearray(len(self.pks) // 8 + 1)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")

    def mask_of(self, pks: Iterable[int]) -> int:
        return self.mask(self.number_of[pk] for pk in pks if pk in self.number_of)

    def chosen(self, name: str, values: Iterable[str]) -> int:
        """The spaces with one of the values; of amenities, which add up, with all of them."""
        masks = [self.masks[name].get(value, 0) for value in values]
        found = self.everything if name == "amenity" else 0
        for mask in masks:
            found = found & mask if name == "amenity" else found | mask
        return found

    @cached_property
    def operations(self) -> bytearray:
        """The operation of each space, by its place in OPERATIONS."""
        found = bytearray(len(self.pks))
        for place, operation in enumerate(OPERATIONS):
            for number in self.numbers(self.masks["operation"].get(operation, 0)):
                found[number] = place
        return found

    def twins_in(self, mask: int) -> int:
        """Of a set, the entries for the same rooms as another of the set: the map shows that one."""
        bits = self._bytes(mask)

        def has(number):
            return bits[number >> 3] >> (number & 7) & 1

        return self.mask(number for number, other in self._twin_of.items() if has(number) and has(other))

    def without(self, name: str) -> int:
        """The spaces that have none of a facet's values."""
        return self.everything & ~self.chosen(name, self.masks[name])

    def in_box(self, west: float, south: float, east: float, north: float) -> int:
        return self.mask(n for n in self._between(south, north) if west <= self.longitudes[n] <= east)

    def _between(self, south: float, north: float) -> array:
        """The numbers of the spaces between two latitudes."""
        latitudes, numbers = self._by_latitude
        return numbers[bisect_left(latitudes, south) : bisect_right(latitudes, north)]

    @cached_property
    def _by_latitude(self) -> tuple[array, array]:
        pairs = sorted((y, number) for number, y in enumerate(self.latitudes) if not isnan(y))
        return array("d", [y for y, _number in pairs]), array("l", [number for _y, number in pairs])

    def within(self, latitude: float, longitude: float, kilometres: float) -> int:
        return self.mask(
            number for far, number in self._distances(self.everything, latitude, longitude, kilometres)
            if far <= kilometres
        )  # fmt: skip

    def pks_of(self, mask: int) -> list[int]:
        return [self.pks[number] for number in self.numbers(mask)]

    def kept(self, key: Hashable, make: Callable):
        """What takes long and many ask: made once, the oldest of many forgotten."""
        if key not in self._made:
            if len(self._made) >= MOST_KEPT:
                self._made.pop(next(iter(self._made)), None)
            self._made[key] = make()
        return self._made[key]

    # Orders

    def numbers(self, mask: int, start: int = 0, stop: int | None = None) -> Iterator[int]:
        """The places of the bits that are set, from the start-th to before the stop-th."""
        data, seen = self._bytes(mask), 0
        for offset in range(0, len(data), BLOCK):
            block = int.from_bytes(data[offset : offset + BLOCK], "little")
            count = block.bit_count()
            if seen + count <= start:
                seen += count
                continue
            while block:
                if stop is not None and seen >= stop:
                    return
                lowest = block & -block
                if seen >= start:
                    yield offset * 8 + lowest.bit_length() - 1
                seen += 1
                block ^= lowest

    @cached_property
    def by_name(self) -> array:
        return self._in_order("sort_name", "pk")

    @cached_property
    def newest_first(self) -> array:
        return self._in_order("-operation_as_of", "sort_name", "pk")

    def _in_order(self, *fields: str) -> array:
        pks = Space.objects.published().order_by(*fields).values_list("pk", flat=True)
        return array("l", [self.number_of[pk] for pk in pks.iterator(chunk_size=5000) if pk in self.number_of])

    def along(self, order: Iterable[int], mask: int, start: int, stop: int) -> list[int]:
        """The numbers of a set from start to stop, in an order of all."""
        bits, found, seen = self._bytes(mask), [], 0
        for number in order:
            if bits[number >> 3] >> (number & 7) & 1:
                seen += 1
                if seen > start:
                    found.append(number)
                if seen == stop:
                    break
        return found

    def nearest(self, mask: int, latitude: float, longitude: float, start: int, stop: int) -> list[int]:
        """The numbers of a set from start to stop, nearest first; those without a position last, as they were."""
        for reach in REACHES:
            found = [pair for pair in self._distances(mask, latitude, longitude, reach) if pair[0] <= reach]
            if len(found) >= stop:
                break
        found.sort()
        page = [number for _far, number in found[start:stop]]
        if len(page) < stop - start and reach == inf:
            placeless = [number for number in self.numbers(mask) if isnan(self.latitudes[number])]
            page += placeless[max(0, start - len(found)) : stop - len(found)]
        return page

    def _distances(self, mask: int, latitude: float, longitude: float, reach: float) -> Iterator[tuple[float, int]]:
        """Kilometres to each space of a set within a box around the reach: none of those nearer is left out."""
        up = reach / DEGREE
        right = inf if abs(latitude) + up >= 89 else up / cos(radians(abs(latitude) + up))
        bits, ys, xs = self._bytes(mask), self.latitudes, self.longitudes
        for number in self._between(latitude - up, latitude + up):
            aside = abs(xs[number] - longitude)
            if bits[number >> 3] >> (number & 7) & 1 and (aside <= right or aside >= 360 - right):
                yield distance(latitude, longitude, ys[number], xs[number]), number

    def _bytes(self, mask: int) -> bytes:
        return mask.to_bytes(len(self.pks) // 8 + 1, "little")


_kept: tuple[object, float, Snapshot] | None = None


def snapshot() -> Snapshot:
    """The public spaces now. Within a transaction, whose changes have moved no stamp yet, nothing is kept."""
    global _kept
    if connection.in_atomic_block:
        return Snapshot()
    stamp, now = ContentStamp.now(), time.monotonic()
    if _kept is None or _kept[0] != stamp or _kept[1] < now:
        made = Snapshot()
        kept_for = max(SECONDS, SHARE * (time.monotonic() - now))
        _kept = (stamp, now + min(kept_for, seconds_to_next_publication()), made)
    return _kept[2]


def seconds_to_next_publication() -> float:
    """When what waits for its day appears by itself."""
    moment = timezone.now()
    waiting = [
        model.objects.filter(published_at__gt=moment).aggregate(first=Min("published_at"))["first"]
        for model in (Space, LocalActionGroup)
    ]
    return min(((first - moment).total_seconds() for first in waiting if first), default=inf)
