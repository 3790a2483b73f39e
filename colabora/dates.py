"""Dates that are as precise as their source: a year, a month or a day, kept as ISO text ("2019", "2019-07")."""

import datetime
import re
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from .languages import locale_of

models.CharField.register_lookup(Length)


def validate_partial_date(value: str) -> None:
    """Raises ValidationError unless the text is YYYY, YYYY-MM or YYYY-MM-DD and names a real date."""
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
            raise ValueError
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date. Write a year (2019), a month (2019-07) or a day (2019-07-14)."),
            code="partial_date",
            params={"value": value},
        ) from None


class PartialDateFormField(forms.CharField):
    """Takes a day or a month as most of our editors write it, too: 14.07.2019, 07/2019."""

    def to_python(self, value):
        parts = re.split(r"[./]\s*", super().to_python(value).strip())
        if 1 < len(parts) < 4 and all(part.isascii() and part.isdigit() for part in parts) and len(parts[-1]) == 4:
            return "-".join(part.zfill(2) for part in reversed(parts))
        return value.strip() if value else ""


class PartialDateField(models.CharField):
    """A date of unknown precision. Sorts as text: within a year, the year alone comes first."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("help_text", _("A year (2019), a month (2019-07) or a day (2019-07-14)."))
        super().__init__(*args, **{"max_length": 10, "blank": True, **kwargs})


def partial_date_constraint(field: str, name: str) -> models.CheckConstraint:
    """What any database can keep of the rule: the length of a year, a month, a day, or nothing."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__length__in": (0, 4, 7, 10)}),
        name=name,
        violation_error_message=_("Write a year (2019), a month (2019-07) or a day (2019-07-14)."),
    )


@lru_cache(maxsize=4096)
def format_partial_date(value: str, language: str) -> str:
    """The date in words of a language, no more precise than it is known."""
    locale = locale_of(language)
    if len(value) == 4:
        return format_skeleton("y", datetime.date(int(value), 1, 1), locale=locale)
    if len(value) == 7:
        return format_skeleton("yMMMM", datetime.date.fromisoformat(value + "-01"), locale=locale)
    words = format_date(datetime.date.fromisoformat(value), "long", locale=locale)
    return with_ordinal(words, value, locale)


def with_ordinal(words: str, day: str, locale: Locale) -> str:
    """The CLDR knows no ordinals: French writes the first of a month, and only it, as one."""
    return words.replace("1 ", "1er ", 1) if locale.language == "fr" and day.endswith("-01") else words


def has_passed(value: str, today: datetime.date) -> bool:
    """Whether the whole period that a partial date names lies in the past."""
    return bool(value) and today.isoformat()[: len(value)] > value
