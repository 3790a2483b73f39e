"""Which language a text is shown in, and how that is told to the reader."""

from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def current_language() -> str:
    """The reader's language, one of the site's."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODE


@lru_cache
def fallback_chain(language: str) -> tuple[str, ...]:
    """The languages to try for a reader, nearest first; all of them, so that nothing is ever blank."""
    chains = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return tuple(dict.fromkeys((language, *chains.get(language, chains["default"]))))


def column(field: str, language: str) -> str:
    """The database column of a translated field, as modeltranslation names it."""
    return f"{field}_{language.replace('-', '_')}"


def translated(obj, field: str, language: str | None = None) -> tuple[str, str]:
    """The text of a field for a reader, and the language it is in; two empty strings where no text exists."""
    values = obj.__dict__
    for code in fallback_chain(language or current_language()):
        name = column(field, code)
        text = values[name] if name in values else getattr(obj, name)
        if text:
            return text, code
    return "", ""


def languages_with(obj, field: str) -> list[str]:
    """The languages in which a field has a text of its own, in the site's order."""
    return [code for code in settings.LANGUAGE_CODES if getattr(obj, column(field, code))]


def has_text(field: str) -> Q:
    """Rows whose field has a text in any language. NULL and the empty string both count as none."""
    condition = Q()
    for code in settings.LANGUAGE_CODES:
        condition |= has_text_in(field, code)
    return condition


def has_text_in(field: str, language: str) -> Q:
    """Rows whose field has a text in a language."""
    name = column(field, language)
    return Q(**{f"{name}__isnull": False}) & ~Q(**{name: ""})


def lacks_text(field: str, language: str) -> Q:
    """Rows whose field has no text in a language."""
    name = column(field, language)
    return Q(**{f"{name}__isnull": True}) | Q(**{name: ""})


def has_source_text(field: str, source: str = "source_language") -> Q:
    """Rows whose field has a text in the language that the row was written in.

    A CHECK passes on NULL, and translation columns are NULL-able; so each branch asks for not NULL and not empty.
    """
    condition = Q()
    for code in settings.LANGUAGE_CODES:
        name = column(field, code)
        condition |= Q(**{source: code, f"{name}__isnull": False}) & ~Q(**{name: ""})
    return condition


def source_text_constraint(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=has_source_text(field),
        name=name,
        violation_error_message=_("The text in the source language is missing."),
    )


def any_text_constraint(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=has_text(field), name=name, violation_error_message=_("Write the text in at least one language.")
    )


def choices_constraint(field: str, choices, name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Seeds and imports bypass forms: the database, too, knows which values exist."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=name, violation_error_message=_("This value is not known.")
    )


@lru_cache(maxsize=1024)
def country_name(code: str, language: str) -> str:
    """The name of an ISO 3166-1 country in a language, after the Unicode CLDR."""
    return Locale.parse(language).territories.get(code, code)


@lru_cache(maxsize=1024)
def language_name(code: str, language: str) -> str:
    """The name of a language in a language, after the Unicode CLDR."""
    return Locale.parse(language).languages.get(code, code)
