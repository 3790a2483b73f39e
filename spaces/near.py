"""Near which place: what a visitor typed, or the rounded position of their device, as a point on the map."""

import re
from dataclasses import dataclass, field
from math import cos, radians, sin
from typing import NamedTuple

from django.db.models import F, FloatField
from django.db.models.functions import Cast, Cos, Radians, Sin

from colabora.languages import country_name, country_names, current_language
from colabora.text import fold

from .geo import DEGREE, EARTH_RADIUS, distance
from .towns import Town, find_towns, towns_in

POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,6})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*")
NAMESAKES = 20


class Other(NamedTuple):
    """Another place of the same name: how it is told apart, and what to ask for it."""

    label: str
    query: str


@dataclass(frozen=True)
class Near:
    """A point, what it is called, and the other places that the words may have meant."""

    latitude: float
    longitude: float
    label: str
    others: list[Other] = field(default_factory=list)

    def kilometres(self, place) -> float | None:
        """To anything with a position; None without one."""
        if place.latitude is None or place.longitude is None:
            return None
        return distance(self.latitude, self.longitude, place.latitude, place.longitude)

    @property
    def closeness(self):
        """An expression that grows as a row comes closer: the cosine of the angle between them; NULL: no position."""
        phi, lam = Radians(Cast("latitude", FloatField())), Radians(Cast("longitude", FloatField()))
        here = radians(self.latitude)
        return Sin(phi) * sin(here) + Cos(phi) * cos(here) * Cos(lam - radians(self.longitude))

    def within(self, rows, kilometres: float):
        """Rows at most so far away. The box is for the index, the angle for the truth."""
        up = kilometres / DEGREE
        right = up / max(0.01, cos(radians(min(89.0, abs(self.latitude) + up))))
        return rows.filter(
            latitude__range=(self.latitude - up, self.latitude + up),
            longitude__range=(self.longitude - right, self.longitude + right),
        ).alias(closeness=self.closeness).filter(closeness__gte=cos(kilometres / EARTH_RADIUS))  # fmt: skip

    def nearest_first(self, rows):
        """Those without a position come last."""
        return rows.alias(nearness=self.closeness).order_by(
            F("nearness").desc(nulls_last=True), "rank", "sort_name", "pk"
        )


def find_place(text: str, known) -> Near | None:
    """A place by "Name", "Name, region" or "latitude,longitude"; None where none is known by it.

    `known` are rows with a place of their own, for villages too small for the gazetteer.
    """
    if match := POSITION.fullmatch(text):
        latitude, longitude = map(float, match.groups())
        return at_position(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
    name, *qualifiers = [part for part in text.split(",") if part.strip()] or [""]
    towns = [town for town in find_towns(name, NAMESAKES) if fits(town, qualifiers)]
    is_exact = bool(towns) and fold(shown(towns[0])) == fold(name)
    if not is_exact and (village := among(known, name, qualifiers)):
        return village
    if not towns:
        return None
    town, *others = towns
    namesakes = [other for other in others if fold(shown(other)) == fold(shown(town))][:4]
    return Near(
        town.latitude, town.longitude, label_of(town),
        [Other(label_of(other), ask_for(other, towns)) for other in namesakes],
    )  # fmt: skip


def at_position(latitude: float, longitude: float) -> Near:
    """A point named after the town that it lies by."""
    reach = 0.2
    towns = towns_in(longitude - reach, latitude - reach, longitude + reach, latitude + reach, limit=20)
    nearest = min(towns, key=lambda town: distance(latitude, longitude, town.latitude, town.longitude), default=None)
    position = f"{latitude:g}, {longitude:g}"
    return Near(latitude, longitude, f"{position} ({nearest.name})" if nearest else position)


def shown(town: Town) -> str:
    return town.found_as or town.name


def label_of(town: Town) -> str:
    """ "Neustadt in Sachsen" needs its region: "Neustadt, Sachsen, Germany"."""
    return ", ".join(filter(None, (shown(town), town.region, country_name(town.country, current_language()))))


def ask_for(town: Town, towns: list[Town]) -> str:
    """The words that find just this town; its position where region and country do not tell it from another."""
    alike = [other for other in towns if (other.region, other.country) == (town.region, town.country)]
    if alike and alike[0] is not town:
        return f"{town.latitude:g},{town.longitude:g}"
    return ", ".join(filter(None, (shown(town), town.region or town.country)))


def fits(town: Town, qualifiers: list[str]) -> bool:
    """Whether region and country, each in any of the site's languages, begin as the visitor says."""
    names = {fold(town.region), town.country.lower()}
    names |= set(map(fold, country_names(town.country)))
    return all(any(name and name.startswith(fold(word)) for name in names) for word in qualifiers)


def among(known, name: str, qualifiers: list[str]) -> Near | None:
    wanted = fold(name)
    if len(wanted) < 2:
        return None
    rows = known.filter(search_title__contains=f" {wanted} ", latitude__isnull=False).order_by("pk")
    for row in rows.only("place", "country", "latitude", "longitude")[:NAMESAKES]:
        here = Town(row.place, row.country, "", float(row.latitude), float(row.longitude), 0)
        if fold(row.place) == wanted and fits(here, qualifiers):
            return Near(here.latitude, here.longitude, label_of(here))
    return None
