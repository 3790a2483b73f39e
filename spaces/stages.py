"""How the maturity stage of a space follows from what was observed. Nobody types it in."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Operation(models.TextChoices):
    """What the last report shows: not how things are today."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    ENDED = "ended", _("past trial")
    CLOSED = "closed", _("closed")
    UNKNOWN = "unknown", _("not known")


class Stage(models.TextChoices):
    """The three situations of the founding fact sheet, applied to a single space."""

    IDEA = "idea", _("idea or plan")
    FEW_USERS = "few_users", _("open, no or hardly any users")
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
