"""When spaces opened, measured against a period: before, during, after, or not certain. Days in, counts out."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colabora.languages import number_in_words
from colabora.report.period import Period, first_day, last_day, span

from .models import Event
from .stages import RUNS, USED, Operation, Stage, observed_operation


class Group(models.TextChoices):
    """What is known of a space. Each stands in exactly one group."""

    BEFORE = "opened_before", _("opened before")
    DURING = "opened_during", _("opened during")
    AFTER = "opened_after", _("opened after")
    UNCERTAIN = "opened_not_certain_when", _("opened, not certain when")
    TRIED = "tried", _("tried for a time")
    PLANNED = "planned", _("planned")
    UNKNOWN = "unknown", _("not known")


PHASES = (Group.BEFORE, Group.DURING, Group.AFTER)
KNOWN = (*PHASES, Group.TRIED, Group.PLANNED)
NOT_KNOWN = (Group.UNCERTAIN, Group.UNKNOWN)


@dataclass(frozen=True)
class Opening:
    """The first and the last day on which a space may have opened; date.min and date.max where nothing bounds it."""

    earliest: datetime.date = datetime.date.min
    latest: datetime.date = datetime.date.max

    def narrowed(self, other: "Opening") -> "Opening":
        """The days in both; evidence that contradicts what is said of the opening itself leaves it as it is."""
        both = Opening(max(self.earliest, other.earliest), min(self.latest, other.latest))
        return both if both.earliest <= both.latest else self

    def phases(self, period: Period) -> tuple[Group, ...]:
        """The phases in which it may lie."""
        possible = {
            Group.BEFORE: self.earliest < period.start,
            Group.DURING: self.earliest <= period.end and period.start <= self.latest,
            Group.AFTER: period.end < self.latest,
        }
        return tuple(phase for phase in PHASES if possible[phase])


def opening(space, observations) -> Opening:
    """The bounds of the opening of a space that has opened; `observations` are its own, in their order in time.

    - Said: the date on the record, else the dated reports of the opening; if they differ, from the first to the last.
    - Narrowed by evidence: it had not opened for good at a plan (stage “idea”) or trial that stands before the first
      report of use; it had opened by the first dated report at or after that (other than of the opening), by the
      date of its state if it is open, and by its closing.
    - "2018" means any day of 2018.
    """
    said = [space.opened] if space.opened else [s.date for s in observations if s.event == Event.OPENED and s.date]
    spans = [span(date) for date in said]
    found = Opening(min(first for first, _last in spans), max(last for _first, last in spans)) if spans else Opening()
    runs = next((place for place, seen in enumerate(observations) if shows_use(seen)), len(observations))
    earlier = [seen for seen in observations[:runs] if seen.stage == Stage.IDEA or seen.event == Event.POP_UP]
    not_yet = [first_day(seen.date) for seen in earlier if seen.date]
    already = [last_day(seen.date) for seen in observations[runs:] if seen.date and seen.event != Event.OPENED][:1]
    if space.operation in (Operation.OPEN, Operation.CLOSED) and space.operation_as_of:
        already.append(span(space.operation_as_of, qualifier=space.operation_as_of_qualifier)[1])
    if space.closed:
        already.append(last_day(space.closed))
    return found.narrowed(Opening(max(not_yet, default=datetime.date.min), min(already, default=datetime.date.max)))


def shows_use(seen) -> bool:
    return seen.event in RUNS or seen.stage in USED


def has_opened(space, observations) -> bool:
    """By its record; where that knows nothing, by its dates and reports."""
    if space.operation == Operation.UNKNOWN:
        return bool(space.opened) or observed_operation(observations) in (Operation.OPEN, Operation.CLOSED)
    return space.operation in (Operation.OPEN, Operation.CLOSED)


@dataclass(frozen=True)
class Entry:
    """A space as it is counted."""

    lag_id: int
    group: Group
    phases: tuple[Group, ...]
    opening: Opening | None
    is_closed: bool
    last_report: str  # a partial date, or ""


def entry(space, observations, period: Period) -> Entry:
    """A trial that is over, a plan and what is not known are no openings, whatever dates they have."""
    observations = list(observations)
    as_of = space.operation_as_of
    last_report = max([as_of, *(seen.date for seen in observations)])
    if not has_opened(space, observations):
        group = {Operation.ENDED: Group.TRIED, Operation.PLANNED: Group.PLANNED}.get(space.operation, Group.UNKNOWN)
        return Entry(space.lag_id, group, (), None, False, last_report)
    found = opening(space, observations)
    phases = found.phases(period)
    group = phases[0] if len(phases) == 1 else Group.UNCERTAIN
    return Entry(space.lag_id, group, phases, found, space.operation == Operation.CLOSED, last_report)


@dataclass(frozen=True)
class Count:
    """How many spaces: surely, and at most."""

    low: int
    high: int

    @property
    def words(self) -> str:
        if self.low == self.high:
            return number_in_words(self.low)
        # Translators: two numbers: at least and at most
        return gettext("{low} to {high}").format(low=number_in_words(self.low), high=number_in_words(self.high))


@dataclass(frozen=True)
class Tally:
    """The entries of an area, or of all, by group."""

    label: str
    language: str
    url: str
    counts: dict[Group, Count]
    total: int
    closed: int
    last_report: str
    without_report: int

    @property
    def cells(self) -> list[Count]:
        """In the order of the groups."""
        return list(self.counts.values())

    @property
    def phases(self) -> list[Count]:
        return [self.counts[group] for group in PHASES]

    @property
    def uncertain(self) -> int:
        return self.counts[Group.UNCERTAIN].low


def tally(entries: Iterable[Entry], label: str = "", language: str = "", url: str = "") -> Tally:
    """The sure counts add up to the total; a phase has at most those, too, that are not certain and may lie in it."""
    entries = list(entries)
    counts = {}
    for group in Group:
        low = sum(entry.group == group for entry in entries)
        counts[group] = Count(low, sum(group in entry.phases for entry in entries) if group in PHASES else low)
    return Tally(
        label, language, url, counts, len(entries), sum(entry.is_closed for entry in entries),
        max((entry.last_report for entry in entries), default=""), sum(not entry.last_report for entry in entries),
    )  # fmt: skip
