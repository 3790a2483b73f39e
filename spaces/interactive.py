"""What the map beside the list shows: every space found, or, of very many, clusters of what lies in view.

Points travel as short rows of a table; what many of them share (states, places) is told once. JSON, not for caching by
others than this portal's own page.
"""

from collections.abc import Iterator
from html import unescape
from itertools import islice
from math import floor, isnan, log2
from statistics import fmean
from types import SimpleNamespace
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy

from colabora.languages import column, country_name, current_language, fallback_chain, is_foreign, tagged

from .display import mark_name, state_in_words, use_in_words
from .filters import Bounds
from .models import CoordinatePrecision, Space
from .registry import Registry
from .snapshot import Snapshot
from .stages import OPERATIONS

WIDE = 20_000  # spaces in view: from here on the whole grid is worth keeping
MOST_POINTS = 5_000  # in one answer: about 90 KB packed
MOST_NAMED = 100  # of very many without a position
CELLS_ACROSS = 32  # of a view, at most
CELL = 90  # degrees of longitude at zoom 0: a quarter of the tile, 64 pixels
FLATTEN = 0.62  # a degree of latitude beside one of longitude on the sheet, at 52° N
DEEPEST_ZOOM = 14
WHOLE = Bounds(-180, -90, 180, 90)
COLUMNS = (
    "pk", "slug", "name", "name_language", "latitude", "longitude", "operation", "operation_as_of",
    "operation_as_of_qualifier", "planned_for", "stage", "place", "country", "coordinate_precision",
    "coordinate_place", "same_rooms_as_id",
)  # fmt: skip

# What the script says of the marks. Each is followed or preceded by a number only, so that no plural is needed.
WORDS = {
    "cluster": gettext_lazy("Spaces here: {count}"),
    "open": gettext_lazy("open: {count}"),
    "planned": gettext_lazy("planned: {count}"),
    "ended": gettext_lazy("past trials: {count}"),
    "closed": gettext_lazy("closed: {count}"),
    "unknown": gettext_lazy("not known: {count}"),
    "shown": gettext_lazy("Spaces on the map: {count}"),
    "unplaced": gettext_lazy("beside it, without a position: {count}"),
    "twinned": gettext_lazy("in the same rooms as another entry: {count}"),
    "in_view": gettext_lazy("In view: {count}"),
    "more": gettext_lazy("These are the first of many: narrow the search to see all."),
    "approximate": gettext_lazy("Approximate: the position is that of {place}."),
    "nearer": gettext_lazy("Show them one by one"),
    "close": gettext_lazy("Close"),
    "zoom_in": gettext_lazy("Zoom in"),
    "zoom_out": gettext_lazy("Zoom out"),
}


def answer(registry: Registry, view: Bounds | None, zoom: int) -> dict:
    """The spaces found, as the page's script draws them. `view` counts only where they are too many for one answer."""
    snapshot, found = registry.snapshot, registry.found
    told = {"base": reverse("spaces:space-list"), "is_more": registry.is_more}
    if found.bit_count() <= MOST_POINTS:
        return {**told, "is_partial": False, **points_of(snapshot.pks_of(found))}
    twins = snapshot.twins_in(found)
    beside, marked = found & ~snapshot.placed & ~twins, found & snapshot.placed & ~twins
    box, cell = view or WHOLE, cell_size(view, zoom)
    in_view = marked & snapshot.in_box(*box)
    told |= {"is_partial": True, "located": marked.bit_count(), "twinned": twins.bit_count()}
    told |= {"unplaced": beside.bit_count()}
    names = list(islice(snapshot.numbers(beside), MOST_NAMED))
    if view and in_view.bit_count() <= MOST_POINTS // 10:
        return {**told, **points_of(snapshot.pks_of(in_view | snapshot.mask(names)))}
    if in_view.bit_count() > WIDE:  # the grid is the same for all who look from so far away
        clusters = snapshot.kept(("clusters", marked, cell), lambda: list(clusters_of(snapshot, marked, cell)))
    else:
        clusters = clusters_of(snapshot, in_view, cell)
    seen = [cluster for cluster in clusters if is_within(cluster, box)]
    singles = [number for *_rest, numbers in seen if len(numbers) == 1 for number in numbers]
    many = [[*rest, list(extent)] for *rest, extent, numbers in seen if len(numbers) > 1]
    return {**told, **points_of([snapshot.pks[number] for number in [*singles, *names]]), "clusters": many}


def points_of(pks: list[int]) -> dict:
    headings = [column("heading", code) for code in fallback_chain(current_language())]
    spaces = Space.objects.published().filter(pk__in=pks).order_by("rank", "sort_name", "pk")
    rows, found = spaces.values_list(*COLUMNS, *headings), set(pks)
    told = Told()
    points, without, twins = [], [], []
    for pk, slug, name, language, latitude, longitude, *rest, twin in (row_of(row) for row in rows):
        point = told.point(slug, name, language, *rest)
        if twin in found and twin != pk:
            twins.append(point)
        elif latitude is None or longitude is None:
            without.append(point)
        else:
            points.append([round(float(latitude), 4), round(float(longitude), 4), *point])
    return {"points": points, "without": without, "twins": twins, "clusters": [], **told.shared}


def row_of(row) -> tuple:
    """A row with the heading that the reader gets, in place of those in all languages, where it has no name."""
    pk, slug, name, language, latitude, longitude, *rest = row[: len(COLUMNS)]
    *state, twin = rest
    if not name:
        headings = zip(row[len(COLUMNS) :], fallback_chain(current_language()), strict=True)
        name, language = next((found for found in headings if found[0]), ("", ""))
        name, language = tagged(name, language), language if is_foreign(language) else ""
    return pk, slug, name, language, latitude, longitude, *state, twin


class Told:
    """Words that many points share, each told once."""

    def __init__(self):
        self.states: dict[tuple, int] = {}
        self.places: dict[tuple, int] = {}
        self.shared: dict[str, list] = {"states": [], "places": []}

    def point(
        self, slug, name, language, operation, as_of, qualifier, planned_for, stage, place, country, precision, near
    ) -> list:
        state = (operation, as_of, qualifier, planned_for, stage)
        if state not in self.states:
            self.states[state] = len(self.states)
            self.shared["states"].append(describe(*state))
        where = (place, country, near if precision == CoordinatePrecision.NEARBY else "")
        if where not in self.places:
            self.places[where] = len(self.places)
            name_of_country = country_name(country, current_language())
            self.shared["places"].append([", ".join(filter(None, (place, name_of_country))), where[2]])
        return [slug, name, language, self.states[state], self.places[where]]


def describe(operation, as_of, qualifier, planned_for, stage) -> list[str]:
    """Operation, sign and sentence of a state."""
    space = SimpleNamespace(
        operation=operation, operation_as_of=as_of, operation_as_of_qualifier=qualifier, planned_for=planned_for,
        stage=stage,
    )  # fmt: skip
    return [operation, mark_name(operation, stage), unescape(strip_tags(state_in_words(space))), use_in_words(space)]


class Cluster(NamedTuple):
    """The middle of what lies in a cell, how many, by operation, their box, and which they are (the first, of many)."""

    latitude: float
    longitude: float
    count: int
    counts: list[int]
    box: Bounds
    numbers: list[int]


def clusters_of(snapshot: Snapshot, found: int, cell: float) -> Iterator[Cluster]:
    """One cluster per cell of a grid that stands still while the map is moved."""
    ys, xs, operations, height = snapshot.latitudes, snapshot.longitudes, snapshot.operations, cell * FLATTEN
    cells: dict[tuple[int, int], list[int]] = {}
    for number in snapshot.numbers(found):
        if not isnan(ys[number]):
            cells.setdefault((floor(xs[number] / cell), floor(ys[number] / height)), []).append(number)
    for numbers in cells.values():
        north, east = [ys[number] for number in numbers], [xs[number] for number in numbers]
        box = Bounds(*(round(degrees, 4) for degrees in (min(east), min(north), max(east), max(north))))
        there = bytes(operations[number] for number in numbers)
        counts = [there.count(place) for place in range(len(OPERATIONS))]
        yield Cluster(round(fmean(north), 4), round(fmean(east), 4), len(numbers), counts, box, numbers[:2])


def is_within(cluster: Cluster, box: Bounds) -> bool:
    return box.south <= cluster.latitude <= box.north and box.west <= cluster.longitude <= box.east


def cell_size(view: Bounds | None, zoom: int) -> float:
    """Degrees of longitude; never so small that a view holds more cells than a page of them."""
    width = max(view.east - view.west, 0.001) if view else 60
    zoom = min(zoom if view else DEEPEST_ZOOM, DEEPEST_ZOOM, floor(log2(CELLS_ACROSS * CELL / width)))
    return CELL / 2 ** max(zoom, 0)
