"""The bars of templates/components/_progress_*.html: counts in; widths in per cent of the drawing, heights in pixels.

Per cent, so that the words keep their size on every screen.
"""

from dataclasses import dataclass, field

from .progress import KNOWN, NOT_KNOWN, Count, Group, Tally

LABEL, BAR, GAP = 24, 24, 18


@dataclass(frozen=True)
class Piece:
    group: Group
    number: int
    x: float
    width: float
    y: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def baseline(self) -> int:
        return self.y + 17


@dataclass
class Line:
    """A label with its bars below it; `count` where it is about one group, `tally` where about an area."""

    y: int
    count: Count | None = None
    group: Group | None = None
    tally: Tally | None = None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def baseline(self) -> int:
        return self.y + 17


@dataclass
class Chart:
    lines: list[Line] = field(default_factory=list)
    height: int = 0


def by_group(tally: Tally) -> Chart:
    """One bar for each group: what is sure, and after it what may belong to it besides."""
    chart = Chart()
    unit = 100 / max([count.high for count in tally.counts.values()] + [1])
    for group, count in tally.counts.items():
        line = Line(chart.height, count=count, group=group)
        line.pieces = stacked([(group, count.low), (Group.UNCERTAIN, count.high - count.low)], unit, line.y + LABEL)
        chart.lines.append(line)
        chart.height += LABEL + BAR + GAP
    return chart


def by_area(tallies: list[Tally]) -> Chart:
    """Two bars for each area, on one scale: what is known, and, apart from it, what is not."""
    chart = Chart()
    sums = [sum(tally.counts[group].low for group in groups) for tally in tallies for groups in (KNOWN, NOT_KNOWN)]
    unit = 100 / max([*sums, 1])
    for tally in tallies:
        line = Line(chart.height, tally=tally)
        chart.height += LABEL
        for groups in (KNOWN, NOT_KNOWN):
            pieces = stacked([(group, tally.counts[group].low) for group in groups], unit, chart.height)
            if pieces:
                line.pieces += pieces
                chart.height += BAR + 4
        chart.lines.append(line)
        chart.height += GAP
    return chart


def stacked(numbers: list[tuple[Group, int]], unit: float, y: int) -> list[Piece]:
    pieces, before = [], 0
    for group, number in numbers:
        if number:
            pieces.append(Piece(group, number, round(before * unit, 2), round(number * unit, 2), y))
            before += number
    return pieces
