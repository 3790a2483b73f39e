"""What the registry's pages show, as plain SQL by hand: the yardstick of tests/benchmarks/registry.py."""
# ruff: noqa: S608  the statements are put together from the constants below; what is asked for goes in as parameters

from dataclasses import dataclass, field
from functools import cache
from math import cos, radians

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from colabora.pages.synonyms import load_synonyms
from colabora.search import alternatives
from spaces.models import Space

PER_PAGE = 24
# Of each facet the column that a developer would group by.
FACETS = {
    "operation": "operation", "stage": "stage", "country": "country", "lag": "lag_id", "former_use": "former_use",
    "place_size": "place_size", "operator_kind": "operator_kind", "relation": "relation", "network": "network_id",
    "visitors": "welcomes_visitors",
}  # fmt: skip
CARD = (
    "id, slug, name, name_language, heading_en, place, region_en, country, operation, operation_as_of, planned_for, "
    "stage, relation, former_use, latitude, longitude, lag_id"
)
LISTED = "rank, operation_as_of DESC, sort_name, id"


@cache
def phrases_of(words: str) -> list[list[str]]:
    """For each word what may stand for it; a phrase that holds another one finds nothing more than that."""
    return [
        [phrase for phrase in phrases if not any(other in phrase for other in phrases if other != phrase)]
        for phrases in alternatives(words, load_synonyms())
    ]


@dataclass(frozen=True)
class Question:
    """What a request asks, as plain SQL would answer it."""

    chosen: dict[str, str] = field(default_factory=dict)
    words: str = ""
    box: tuple[float, float, float, float] = ()  # west, south, east, north
    near: tuple[float, float] = ()  # latitude, longitude
    kilometres: float = 0
    page: int = 1

    def where(self, *, without: str = "") -> tuple[str, list]:
        conditions, values = ["published_at <= %s"], [timezone.now()]
        for name, value in self.chosen.items():
            if name != without:
                conditions.append(f"{FACETS[name]} = %s")
                values.append(value)
        for phrases in phrases_of(self.words):
            conditions.append("(" + " OR ".join(["search_text LIKE %s"] * len(phrases)) + ")")
            values += [f"%{phrase}%" for phrase in phrases]
        if self.box:
            west, south, east, north = self.box
            conditions.append("latitude BETWEEN %s AND %s AND longitude BETWEEN %s AND %s")
            values += [south, north, west, east]
        if self.kilometres:
            conditions.append(f"{self.away} <= %s")
            values.append((self.kilometres / 111.2) ** 2)
        return " AND ".join(conditions), values

    @property
    def away(self) -> str:
        """The square of the distance in degrees of latitude, near enough for a map."""
        latitude, longitude = self.near
        east = f"(longitude - {longitude}) * {cos(radians(latitude))}"
        return f"((latitude - {latitude}) * (latitude - {latitude}) + {east} * {east})"

    def order(self) -> tuple[str, list]:
        if self.near:
            return f"{self.away} ASC NULLS LAST, {LISTED}", []
        if self.words:
            title = [f"% {word} %" for word in self.words.lower().split()]
            score = " + ".join(["CASE WHEN search_title LIKE %s THEN 1 ELSE 0 END"] * len(title))
            return f"{score} DESC, {LISTED}", title
        return LISTED, []

    def list(self, cursor) -> None:
        """A page of the list and the counts of every facet, each without its own choice."""
        conditions, values = self.where()
        order, more = self.order()
        offset = (self.page - 1) * PER_PAGE
        run(
            cursor,
            f"SELECT {CARD} FROM spaces_space WHERE {conditions} ORDER BY {order} LIMIT {PER_PAGE} OFFSET {offset}",
            [*values, *more],
        )
        for name, column in FACETS.items():
            conditions, values = self.where(without=name)
            run(cursor, f"SELECT {column}, COUNT(*) FROM spaces_space WHERE {conditions} GROUP BY {column}", values)
        conditions, values = self.where()
        run(
            cursor,
            "SELECT amenity_id, COUNT(*) FROM spaces_space_amenities WHERE space_id IN "
            f"(SELECT id FROM spaces_space WHERE {conditions}) GROUP BY amenity_id",
            values,
        )

    def map(self, cursor) -> None:
        """Every mark of a result."""
        conditions, values = self.where()
        run(
            cursor,
            "SELECT id, slug, name, place, operation, stage, coordinate_precision, latitude, longitude "
            f"FROM spaces_space WHERE {conditions} AND latitude IS NOT NULL ORDER BY {LISTED}",
            values,
        )

    def clusters(self, cursor, zoom: int) -> None:
        """Numbers by squares of 64 pixels."""
        conditions, values = self.where()
        cell = 360 / 2**zoom / 4
        run(
            cursor,
            f"SELECT FLOOR(longitude / {cell}) AS x, FLOOR(latitude / {cell}) AS y, COUNT(*), AVG(latitude), "
            "AVG(longitude), SUM(CASE WHEN operation = 'open' THEN 1 ELSE 0 END) "
            f"FROM spaces_space WHERE {conditions} AND latitude IS NOT NULL GROUP BY 1, 2",
            values,
        )


def detail(cursor, slug: str) -> None:
    """One space, what hangs on it, the nearest others and cases alike elsewhere."""
    cursor.execute("SELECT * FROM spaces_space WHERE slug = %s", [slug])
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    key, source = row["id"], "JOIN sources_source s ON s.id = o.source_id"
    run(cursor, f"SELECT * FROM spaces_stageobservation o {source} WHERE o.space_id = %s ORDER BY position", [key])
    run(cursor, f"SELECT * FROM spaces_spacefact o {source} WHERE o.space_id = %s", [key])
    kind = ContentType.objects.get_for_model(Space).pk
    run(cursor, f"SELECT * FROM sources_citation o {source} WHERE content_type_id = %s AND object_id = %s", [kind, key])
    run(
        cursor,
        "SELECT a.* FROM spaces_amenity a JOIN spaces_space_amenities t ON t.amenity_id = a.id WHERE t.space_id = %s",
        [key],
    )
    run(cursor, "SELECT * FROM spaces_spacephoto WHERE space_id = %s", [key])
    if row["latitude"] is not None:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        near = Question(near=(latitude, longitude), box=around(latitude, longitude, 2.2, 1.1))
        conditions, values = near.where()
        run(
            cursor,
            f"SELECT {CARD} FROM spaces_space WHERE {conditions} AND id <> %s ORDER BY {near.away} LIMIT 4",
            [*values, key],
        )
    run(
        cursor,
        f"SELECT {CARD} FROM spaces_space WHERE published_at <= %s AND country <> %s AND former_use = %s "
        f"AND stage = %s ORDER BY {LISTED} LIMIT 4",
        [timezone.now(), row["country"], row["former_use"], row["stage"]],
    )


def run(cursor, sql: str, values: list) -> None:
    cursor.execute(sql, values)
    cursor.fetchall()


def around(latitude: float, longitude: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return longitude - wide, latitude - high, longitude + wide, latitude + high
