"""The map of the seven areas: one mark per area, one sign per space."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import ngettext

from colabora.languages import number_in_words
from colabora.maps import project
from partners.models import LocalActionGroup

from .display import mark_name
from .models import IN_THE_PROJECT, Space
from .stages import OPERATIONS, Operation, Stage

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
SIGN, SIGNS_PER_ROW, MOST_SIGNS = 29, 6, 24
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
    more_x: float = 0
    more_y: float = 0
    key_y: float = 0
    leader: str = ""
    is_land: bool = True

    @property
    def total(self):
        return sum(self.counts.values())

    @property
    def more(self) -> int:
        """How many have no sign of their own, where there is no room for them."""
        return self.total - len(self.signs)

    @property
    def in_words(self) -> str:
        """ "12 open, 3 planned, 2 not known": what the signs say."""
        return ", ".join(
            count_in_words(operation, self.counts[operation]) for operation in OPERATIONS if self.counts[operation]
        )


def count_in_words(operation: str, count: int) -> str:
    words = {
        Operation.OPEN: ngettext("{count} open", "{count} open", count),
        Operation.PLANNED: ngettext("{count} planned", "{count} planned", count),
        Operation.ENDED: ngettext("{count} past trial", "{count} past trials", count),
        Operation.CLOSED: ngettext("{count} closed", "{count} closed", count),
        Operation.UNKNOWN: ngettext("{count} not known", "{count} not known", count),
    }
    return words[operation].format(count=number_in_words(count))


class Tally(NamedTuple):
    """How many spaces share an area, an operation, a stage and a relation."""

    lag: str
    operation: str
    stage: str
    relation: str
    count: int


def tally(spaces) -> list[Tally]:
    """One query, however many spaces there are."""
    rows = spaces.order_by().values_list("lag__slug", "operation", "stage", "relation").annotate(count=Count("pk"))
    return [Tally(*row) for row in rows]


def areas(rows=None) -> list[Area]:
    """The areas in order, with the spaces that `rows` count in them; what is nearby or further away counts apart."""
    if rows is None:
        rows = tally(Space.objects.published())
    lags = LocalActionGroup.objects.published().only(
        "slug", "short_name", "name_language", "country", "nation", "latitude", "longitude", "position",
        "is_lead_partner", "tagline", "main_place",
    )  # fmt: skip
    found = [Area(lag, number) for number, lag in enumerate(lags, 1)]
    by_slug = {area.lag.slug: area for area in found}
    counted = [row for row in rows if row.relation in IN_THE_PROJECT and row.lag in by_slug]
    for row in sorted(counted, key=lambda row: (OPERATIONS.index(row.operation), stage_rank(row.stage))):
        area = by_slug[row.lag]
        area.counts[row.operation] += row.count
        shown = min(row.count, MOST_SIGNS - len(area.signs))
        area.signs += [Sign(row.operation, mark_name(row.operation, row.stage)) for _number in range(shown)]
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
    area.more_x, area.more_y = area.label_x + SIGN * SIGNS_PER_ROW, area.label_y + 30
    for position, sign in enumerate(area.signs):
        row, column = divmod(position, SIGNS_PER_ROW)
        sign.x, sign.y = area.label_x + SIGN * column, area.label_y + 11 + SIGN * row


@dataclass
class Ways:
    """The three links ahead of a list: in the areas, and apart from them elsewhere."""

    here: Counter = field(default_factory=Counter)
    elsewhere: Counter = field(default_factory=Counter)
    # The rest of the question that the counts answer, as the beginning of a query string: "country=IE&".
    kept: str = ""
    is_counted: bool = True

    @classmethod
    def of(cls, rows, kept: str = "", *, is_counted: bool = True) -> "Ways":
        """`rows` have operation, relation and count."""
        ways = cls(kept=kept, is_counted=is_counted)
        for row in rows:
            (ways.here if row.relation in IN_THE_PROJECT else ways.elsewhere)[row.operation] += row.count
        return ways

    @property
    def closed_or_unknown(self) -> int:
        return self.here[Operation.CLOSED] + self.here[Operation.UNKNOWN]

    @property
    def not_running_elsewhere(self) -> int:
        return sum(self.elsewhere[operation] for operation in (Operation.ENDED, Operation.CLOSED, Operation.UNKNOWN))
