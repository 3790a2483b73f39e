"""How the maturity stage of a space follows from what was observed. Nobody types it in."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from colabora.dates import has_passed


class Operation(models.TextChoices):
    """What the last report shows: not how things are today."""

    # Translators: of a coworking space
    PLANNED = "planned", _("planned")
    # Translators: of a coworking space: people can work there
    OPEN = "open", _("open")
    # Translators: a space that was tried for a time, which is over
    ENDED = "ended", _("past trial")
    CLOSED = "closed", _("closed")
    UNKNOWN = "unknown", _("not known")


# The order in which they are shown and counted: what is open comes first.
OPERATIONS = (Operation.OPEN, Operation.PLANNED, Operation.ENDED, Operation.CLOSED, Operation.UNKNOWN)


class Stage(models.TextChoices):
    """The three situations of the founding fact sheet, applied to a single space."""

    IDEA = "idea", _("idea or plan")
    FEW_USERS = "few_users", _("open, no or hardly any users")
    # Translators: of a coworking space: well used; the last of three stages
    ESTABLISHED = "established", _("established")


USED = (Stage.FEW_USERS, Stage.ESTABLISHED)


def derive_stage(operation: str, observed: Iterable[str]) -> str:
    """The maturity stage of a space, or "" where nothing is recorded.

    `observed` are the stages of its observations in their order in time; "" where one says nothing about use.

    - A planned space is an idea.
    - An open space has the last "few users" or "established" observed, even if later observations say nothing
      about use. An idea never outlives the opening.
    - A trial that is over, a closed space and one of unknown operation have none.

    Source of the rule: DESIGN, section 2; method, /about/data/.
    """
    if operation == Operation.PLANNED:
        return Stage.IDEA
    if operation != Operation.OPEN:
        return ""
    return next((stage for stage in reversed(list(observed)) if stage in USED), "")


class State(NamedTuple):
    """What was known of a space at a date, and the last report that it was known from, if there was one."""

    operation: str
    stage: str
    report: object | None


# What an observation's event says about operation; the others (mentioned, changed …) leave it as it was.
RUNS = {"opened", "in_use", "moved"}
PLANS = {"planned", "funded"}


def state_at(space, observations, day: datetime.date) -> State:
    """What reports up to a date show of a space; `observations` are its own, in their order in time.

    - Only what is surely no later than the day counts: "2019" counts from 31 December 2019. An undated observation
      counts if one that stands after it does.
    - The record's own state holds if it is surely no later than the day, or, where it has no date, if all of the
      observations count. Else the state follows from the events observed: a plan never undoes an opening or a trial.
    - Without any report up to the day the state is not known: no report does not mean no space.
    - The stage follows by derive_stage() from the observations that count.
    """
    after = day + datetime.timedelta(days=1)
    observations = list(observations)
    places = [place for place, seen in enumerate(observations, 1) if has_passed(seen.date, after)]
    counted = observations[: places[-1]] if places else []
    counted = [seen for seen in counted if not seen.date or has_passed(seen.date, after)]
    as_of = space.operation_as_of
    if as_of:
        is_of_the_record = has_passed(as_of, after) and space.operation_as_of_qualifier != "after"
    else:
        is_of_the_record = bool(counted) and len(counted) == len(observations)
    operation = space.operation if is_of_the_record else observed_operation(counted)
    dated = [seen for seen in counted if seen.date]
    return State(operation, derive_stage(operation, [seen.stage for seen in counted]), dated[-1] if dated else None)


def observed_operation(observations) -> str:
    """The operation that events show, taken in their order."""
    operation = Operation.UNKNOWN
    for seen in observations:
        if seen.event in RUNS or seen.stage in USED:
            operation = Operation.OPEN
        elif seen.event == "closed":
            operation = Operation.CLOSED
        elif seen.event == "pop_up" and operation != Operation.OPEN:
            operation = Operation.ENDED
        elif seen.event in PLANS and operation == Operation.UNKNOWN:
            operation = Operation.PLANNED
    return operation
