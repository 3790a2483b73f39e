"""Which records fall into a period, when their dates are only as exact as their source."""

import calendar
import datetime
from dataclasses import dataclass
from enum import Enum

from colabora.sources.models import DateQualifier


class Place(Enum):
    IN = "in"  # surely within the period
    AROUND = "around"  # perhaps, or only in part
    UNDATED = "undated"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    start: datetime.date
    end: datetime.date

    @property
    def eve(self) -> datetime.date:
        """The last day before it."""
        return self.start - datetime.timedelta(days=1)

    def place(self, start: str, end: str = "", qualifier: str = "") -> Place:
        """Where a thing stands that began at a partial date and ended at another, or at the same."""
        if not start:
            return Place.UNDATED
        earliest, latest = span(start, end, qualifier)
        if self.start <= earliest and latest <= self.end:
            return Place.IN
        return Place.AROUND if earliest <= self.end and self.start <= latest else Place.OUTSIDE


def span(start: str, end: str = "", qualifier: str = "") -> tuple[datetime.date, datetime.date]:
    """The first and the last day that partial dates may mean.

    "about" may miss by one year, month or day, whichever the date is given in; "early in" and "late in" may be any
    day of it; "in or after" and "in or before" have no other end.
    """
    earliest, latest = first_day(start), last_day(end or start)
    if qualifier == DateQualifier.AFTER and not end:
        latest = datetime.date.max
    elif qualifier == DateQualifier.BEFORE:
        earliest = datetime.date.min
    elif qualifier == DateQualifier.ABOUT:
        unit = (last_day(start) - first_day(start)).days + 1
        earliest, latest = moved(earliest, -unit), moved(latest, unit)
    return earliest, latest


def first_day(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)


def last_day(value: str) -> datetime.date:
    day = first_day(value)
    if len(value) == 4:
        return day.replace(month=12, day=31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if len(value) == 7 else day


def moved(day: datetime.date, days: int) -> datetime.date:
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return datetime.date.max if days > 0 else datetime.date.min
