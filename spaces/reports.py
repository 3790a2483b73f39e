"""What a group reports about a space: dated evidence with its source, in every language at once."""

import datetime
from collections.abc import Callable

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.dates import format_partial_date
from colabora.languages import column
from colabora.sources.models import Confidence, Source
from colabora.translations.states import confirm
from partners.models import LocalActionGroup

from .models import Event, Space, StageObservation
from .stages import Operation, Stage

# A space of which nobody has heard for so long is asked about.
CONFIRMED_FOR = datetime.timedelta(days=365)


def unconfirmed_since() -> str:
    """The day before which a report no longer confirms anything."""
    return (timezone.localdate() - CONFIRMED_FOR).isoformat()


class Answer(models.TextChoices):
    """To the question of the yearly round: is what the portal says still true?"""

    STILL_TRUE = "still-true", gettext_lazy("Still true")
    CHANGED = "changed", gettext_lazy("Changed")
    CLOSED = "closed", gettext_lazy("Closed")
    UNKNOWN = "unknown", gettext_lazy("I don’t know")


EVENTS = {
    Answer.STILL_TRUE: Event.CONFIRMED,
    Answer.CHANGED: Event.CHANGED,
    Answer.CLOSED: Event.CLOSED,
    Answer.UNKNOWN: Event.MENTIONED,
}


def in_all_languages(field: str, write: Callable[[str], str]) -> dict[str, str]:
    """The columns of a translated field, each written in its language."""
    texts = {}
    for code in settings.LANGUAGE_CODES:
        with translation.override(code):
            texts[column(field, code)] = write(code)
    return texts


def source_title(lag: LocalActionGroup | None, day: datetime.date, language: str) -> str:
    """“Reported by Donegal, 22 November 2026”; without a group it is the coordination that reports."""
    date = format_partial_date(day.isoformat(), language)
    if lag is None:
        return _("Reported by the coordination of the project, {date}").format(date=date)
    return _("Reported by {lag}, {date}").format(lag=lag.short_name, date=date)


def report_source(lag: LocalActionGroup | None, day: datetime.date) -> Source:
    """One source for all that a group reports on one day."""
    titles = in_all_languages("title", lambda code: source_title(lag, day, code))
    language = lag.source_language if lag else settings.LANGUAGE_CODE
    key = f"report:{lag.slug if lag else 'coordination'}:{day.isoformat()}"
    source, _created = Source.objects.get_or_create(
        key=key, defaults={**titles, "date": day.isoformat(), "source_language": language}
    )
    return source


def sentence(answer: str, operation: str, stage: str) -> str:
    """The one true sentence that visitors read, in the active language."""
    if answer == Answer.UNKNOWN:
        return _("Asked again; it is not known whether this still holds.")
    if answer == Answer.STILL_TRUE and operation == Operation.PLANNED:
        return _("The plan still stands.")
    if operation == Operation.OPEN:
        return {
            Stage.FEW_USERS: _("The space is open and has no or hardly any users."),
            Stage.ESTABLISHED: _("The space is open and well used."),
        }.get(stage, _("The space is open."))
    return {
        Operation.PLANNED: _("The space is planned."),
        Operation.ENDED: _("The trial is over."),
        Operation.CLOSED: _("The space has closed."),
    }.get(operation, _("It is not known whether the space is open."))


def is_of_the_portal(observation: StageObservation) -> bool:
    """Whether an observation still reads as the portal wrote it, so that a later answer may take its place."""
    language = observation.source_language
    with translation.override(language):
        sentences = {
            sentence(answer, operation, stage)
            for answer in Answer.values for operation in Operation.values for stage in ("", *Stage.values)
        }  # fmt: skip
    is_reported = (observation.source.key or "").startswith("report:")
    return is_reported and getattr(observation, column("text", language)) in sentences


def report(
    space: Space, answer: str, lag: LocalActionGroup | None, *, operation: str = "", stage: str = "",
    since: str = "", date: str = "", text: str = "", source: Source | None = None,
) -> StageObservation:  # fmt: skip
    """Writes an answer as an observation and brings the space in line with it.

    `since` is the partial date of a closing or opening, `date` that of the observation, if it is not of today, `text`
    the reporter's own sentence in the space's language. A second report of the same group on the same day takes the
    place of the first.
    """
    today = timezone.localdate()
    date = date or today.isoformat()
    if answer == Answer.CLOSED:
        operation = Operation.CLOSED
    operation = operation or space.operation
    if answer != Answer.UNKNOWN:
        space.operation, space.operation_as_of, space.operation_as_of_qualifier = operation, date, ""
        if operation == Operation.CLOSED and since:
            space.closed = since
        if operation == Operation.OPEN and since and not space.opened:
            space.opened = since
        space.save()
    own = column("text", space.source_language)
    texts = {own: text} if text else in_all_languages("text", lambda _code: sentence(answer, operation, stage))
    key = f"report:{space.pk}:{lag.slug if lag else 'coordination'}:{today.isoformat()}"
    blank = dict.fromkeys((column("text", code) for code in settings.LANGUAGE_CODES), "")
    last = space.observations.exclude(key=key).aggregate(last=Max("position"))["last"] or 0
    values = {
        **blank, **texts, "event": EVENTS[answer], "stage": stage if operation == Operation.OPEN else "",
        "date": date, "source": source or report_source(lag, today), "position": min(last + 1, 32767),
        "confidence": Confidence.HIGH,
    }  # fmt: skip
    former = space.observations.filter(key=key).first()
    if text or (former and not is_of_the_portal(former)):  # somebody's own words stay
        same = {"date": date, "source": values["source"], own: values[own], "key": None}
        observation, _created = space.observations.get_or_create(**same, defaults=values)
    else:
        observation, _created = space.observations.update_or_create(key=key, defaults=values)
    confirm(observation, texts)
    return observation
