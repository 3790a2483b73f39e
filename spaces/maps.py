"""The map of the seven areas: one mark per area, one sign per space."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import ngettext

from colabora.maps import project
from partners.models import LocalActionGroup

from .display import mark_name
from .models import Space
from .stages import Operation, Stage

# Label, leader line and numbered key of each area, set by hand so that nothing overlaps. An area without an entry
# here gets its label to the right of its dot.
LAYOUT = {
    "pays-de-gueret": {"label": (24, 536), "leader": "M196 530L345 532.5", "is_land": False},
    "pieriga": {"label": (585, 72), "leader": "M700 96L787 156", "is_land": True, "key": (750.7, 128.4)},
    "zied-zeme": {"label": (838, 232), "leader": "M850 210L812 172", "is_land": True, "key": (853.4, 205.7)},
    "vale-of-glamorgan": {"label": (24, 404), "leader": "M190 380L257 346", "is_land": False},
    "leipziger-muldenland": {"label": (672, 330), "leader": "M662 352L604 371", "is_land": True},
    "cis-ribera-ebre-terra-alta": {"label": (400, 742), "leader": "M392 735L313 701", "is_land": False},
    "donegal": {"label": (18, 88), "leader": "M176 184L200 205", "is_land": False},
}
SIGN, SIGNS_PER_ROW, MOST_SIGNS = 29, 6, 18
ORDER = [Operation.OPEN, Operation.PLANNED, Operation.ENDED, Operation.CLOSED, Operation.UNKNOWN]
STAGE_ORDER = [Stage.ESTABLISHED, Stage.FEW_USERS, ""]


@dataclass
class Sign:
    operation: str
    mark: str
    x: float = 0
    y: float = 0


@dataclass
class Area:
    """A local action group as the map and the list beside it show it."""

    lag: LocalActionGroup
    number: int
    counts: Counter = field(default_factory=Counter)
    signs: list[Sign] = field(default_factory=list)
    x: float = 0
    y: float = 0
    label_x: float = 0
    label_y: float = 0
    key_x: float = 0
    key_y: float = 0
    leader: str = ""
    is_land: bool = True

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def in_words(self) -> str:
        """ "12 open, 3 planned, 2 not known": what the signs say."""
        return ", ".join(
            count_in_words(operation, self.counts[operation]) for operation in ORDER if self.counts[operation]
        )


def count_in_words(operation: str, count: int) -> str:
    words = {
        Operation.OPEN: ngettext("{count} open", "{count} open", count),
        Operation.PLANNED: ngettext("{count} planned", "{count} planned", count),
        Operation.ENDED: ngettext("{count} past trial", "{count} past trials", count),
        Operation.CLOSED: ngettext("{count} closed", "{count} closed", count),
        Operation.UNKNOWN: ngettext("{count} not known", "{count} not known", count),
    }
    return words[operation].format(count=count)


def tally(spaces) -> list[tuple[str, str, str, int]]:
    """How many spaces of each area, operation and stage: one query, however many spaces there are."""

    return list(spaces.order_by().values_list("lag__slug", "operation", "stage").annotate(count=Count("pk")))


def areas(rows=None) -> list[Area]:
    """The areas in order, with what `rows` count: (area, operation, stage, count); by default all in the project."""
    if rows is None:
        rows = tally(Space.objects.published().in_the_project())
    lags = LocalActionGroup.objects.published().only(
        "slug", "short_name", "name_language", "country", "nation", "latitude", "longitude", "position",
        "is_lead_partner", "tagline", "main_place",
    )  # fmt: skip
    found = [Area(lag, number) for number, lag in enumerate(lags, 1)]
    by_slug = {area.lag.slug: area for area in found}
    for slug, operation, stage, count in sorted(rows, key=lambda row: (ORDER.index(row[1]), stage_rank(row[2]))):
        if slug in by_slug:
            area = by_slug[slug]
            area.counts[operation] += count
            room = MOST_SIGNS - len(area.signs)
            area.signs += [Sign(operation, mark_name(operation, stage)) for _number in range(min(count, room))]
    for area in found:
        if area.lag.latitude is not None:
            lay_out(area)
    return found


def stage_rank(stage: str) -> int:
    return STAGE_ORDER.index(stage) if stage in STAGE_ORDER else len(STAGE_ORDER)


def lay_out(area: Area) -> None:
    area.x, area.y = project(area.lag.latitude, area.lag.longitude)
    layout = LAYOUT.get(area.lag.slug, {})
    area.label_x, area.label_y = layout.get("label", (area.x + 14, area.y + 7))
    area.key_x, area.key_y = layout.get("key", (area.x, area.y))
    area.leader = layout.get("leader", "")
    area.is_land = layout.get("is_land", True)
    for position, sign in enumerate(area.signs):
        row, column = divmod(position, SIGNS_PER_ROW)
        sign.x, sign.y = area.label_x + SIGN * column, area.label_y + 11 + SIGN * row
