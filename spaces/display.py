"""How the state of a space is put into words: never without its date, never surer than the source."""

import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from colabora.dates import has_passed
from colabora.sources.display import date_in_words

from .stages import Operation, Stage


def mark_name(operation: str, stage: str = "") -> str:
    """The sign of the moon code: the ring says whether a place runs, the filling how many use it."""
    if operation == Operation.OPEN:
        return {Stage.ESTABLISHED: "established", Stage.FEW_USERS: "few"}.get(stage, "open")
    return operation


def state_in_words(space, today: datetime.date | None = None) -> SafeString:
    """The state of a space with the date of the last report: "Open, last report July 2021"."""
    operation = space.operation
    if operation == Operation.PLANNED and has_passed(space.planned_for, today or datetime.date.today()):
        return format_html(
            _("Planned for {date}; no report of an opening found"), date=date_in_words(space.planned_for)
        )
    if operation == Operation.UNKNOWN:
        return format_html("{}", _("Not known whether it is open"))
    if not space.operation_as_of:
        return format_html(
            "{}",
            {
                Operation.PLANNED: _("Planned, date of the report not known"),
                Operation.OPEN: _("Open, date of the last report not known"),
                Operation.ENDED: _("Trial ended; date not known"),
                Operation.CLOSED: _("Closed, date not known"),
            }[operation],
        )
    sentence = {
        Operation.PLANNED: _("Planned, last report {date}"),
        # Translators: of a coworking space; {date} is a year, a month with its year, or a day
        Operation.OPEN: _("Open, last report {date}"),
        Operation.ENDED: _("Trial ended; last report {date}"),
        Operation.CLOSED: _("Closed, last report {date}"),
    }[operation]
    return format_html(sentence, date=date_in_words(space.operation_as_of, space.operation_as_of_qualifier))


def use_in_words(space) -> str:
    """What is recorded about the use of an open space; nothing for the others."""
    if space.operation != Operation.OPEN:
        return ""
    return stage_in_words(space.stage) or pgettext("maturity stage", "use not recorded")


def stage_in_words(stage: str) -> str:
    """A stage that says something about use, in short; nothing for an idea."""
    return {Stage.ESTABLISHED: _("established"), Stage.FEW_USERS: _("no or hardly any users")}.get(stage, "")
