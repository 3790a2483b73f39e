"""Who learnt from whom, as text and as a picture: only what takeaways say, never what two dates suggest."""

from dataclasses import dataclass, field
from math import hypot

from partners.models import LocalActionGroup
from spaces.maps import Area, lay_out

# How far an arrow bows out, as a part of its length, and how far it stays away from the dots, in sheet units.
BOW, GAP = 0.18, 16


@dataclass
class Arrow:
    """From the group that taught to the group that learnt."""

    path: str
    head: str


@dataclass
class Pair:
    """One group that learnt from another, with what it took home each time."""

    lag: LocalActionGroup
    learnt_from: LocalActionGroup
    takeaways: list = field(default_factory=list)


@dataclass
class Exchange:
    pairs: list[Pair]
    places: list[Area]
    arrows: list[Arrow]

    @classmethod
    def of(cls, takeaways) -> "Exchange":
        pairs: dict[tuple, Pair] = {}
        for takeaway in takeaways:
            other = takeaway.learnt_from
            if other is not None:
                pair = pairs.setdefault((takeaway.lag_id, other.pk), Pair(takeaway.lag, other))
                pair.takeaways.append(takeaway)
        lags = {lag.pk: lag for pair in pairs.values() for lag in (pair.lag, pair.learnt_from)}
        places = {pk: Area(lag, lag.position) for pk, lag in lags.items() if lag.latitude is not None}
        for place in places.values():
            lay_out(place)
        arrows = [
            arrow(places[pair.learnt_from.pk], places[pair.lag.pk])
            for pair in pairs.values()
            if {pair.lag.pk, pair.learnt_from.pk} <= places.keys()
        ]
        order = sorted(pairs.values(), key=lambda pair: (pair.lag.position, pair.learnt_from.position))
        return cls(order, list(places.values()), arrows)


def arrow(start: Area, end: Area) -> Arrow:
    """A bow between two dots, with its head at the second."""
    dx, dy = end.x - start.x, end.y - start.y
    length = hypot(dx, dy) or 1
    control = ((start.x + end.x) / 2 - BOW * dy, (start.y + end.y) / 2 + BOW * dx)
    # The bow touches the line to its control point at both ends.
    ux, uy = unit(control[0] - start.x, control[1] - start.y)
    vx, vy = unit(end.x - control[0], end.y - control[1])
    gap = min(GAP, length / 4)
    first, last = (start.x + gap * ux, start.y + gap * uy), (end.x - gap * vx, end.y - gap * vy)
    wing, back = 7, 15
    left = (last[0] - back * vx - wing * vy, last[1] - back * vy + wing * vx)
    right = (last[0] - back * vx + wing * vy, last[1] - back * vy - wing * vx)
    path = f"M{point(first)}Q{point(control)} {point((last[0] - 8 * vx, last[1] - 8 * vy))}"
    return Arrow(path, f"M{point(last)}L{point(left)}L{point(right)}z")


def unit(x: float, y: float) -> tuple[float, float]:
    length = hypot(x, y) or 1
    return x / length, y / length


def point(xy: tuple[float, float]) -> str:
    return f"{xy[0]:.1f} {xy[1]:.1f}"
