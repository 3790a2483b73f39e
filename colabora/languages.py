"""Which language a text is shown in, and how that is told to the reader."""

import gettext
import sys
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname


def current_language() -> str:
    """The reader's language, one of the site's."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in settings.LANGUAGE_CODES else settings.LANGUAGE_CODE


@lru_cache
def fallback_chain(language: str) -> tuple[str, ...]:
    """The languages to try for a reader, nearest first; all of them, so that nothing is ever blank."""
    chains = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return tuple(dict.fromkeys((language, *chains.get(language, chains["default"]))))


@lru_cache(maxsize=4096)
def column(field: str, language: str) -> str:
    """The database column of a translated field, as modeltranslation names it."""
    return build_localized_fieldname(field, language)


def translated(obj, field: str, language: str | None = None) -> tuple[str, str]:
    """The text of a field for a reader, and the language it is in; two empty strings where no text exists."""
    values = obj.__dict__
    for code in fallback_chain(language or current_language()):
        name = column(field, code)
        text = values[name] if name in values else getattr(obj, name)
        if text:
            return text, code
    return "", ""


def is_foreign(language: str) -> bool:
    """Whether a text in this language stands out on the reader's page; of what language is not known does not."""
    return language not in ("", current_language())


def tagged(text: str, language: str) -> str:
    """A text for where no markup can tell its language, as in the lists of a feed reader: "Meeting [en]"."""
    return f"{text} [{language}]" if text and is_foreign(language) else text


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


# The interface. A language that was added speaks for itself once most of its file is filled; until then its pages
# have the words of the next language of its chain, and say so (colabora.interface lends them).

FILLED_ENOUGH = 0.75  # of what the fullest file holds


@lru_cache
def interface_languages() -> tuple[str, ...]:
    """The languages that the interface speaks, in the site's order."""
    strings = {code: compiled_strings(code) for code in settings.LANGUAGE_CODES}
    enough = FILLED_ENOUGH * max(strings.values())
    return tuple(code for code in strings if code == settings.LANGUAGE_CODE or strings[code] >= enough)


def compiled_strings(language: str) -> int:
    """How many strings of the interface are translated; their number stands in the file's head (gettext's manual)."""
    found = gettext.find("django", settings.LOCALE_PATHS[0], [to_locale(language)])
    if not found:
        return 0
    with Path(found).open("rb") as file:
        return int.from_bytes(file.read(12)[8:], sys.byteorder)


@lru_cache
def interface_language(language: str) -> str:
    """The language of all words of a page that are not content."""
    return next(code for code in fallback_chain(language) if code in interface_languages())


def page_language() -> str:
    """What <html lang> says: the language of the present page's own words."""
    return interface_language(current_language())


@lru_cache
def locale_of(language: str) -> Locale:
    """By what a page of a language writes dates, numbers and names: the Unicode CLDR for its interface."""
    return next(locale for code in fallback_chain(interface_language(language)) if (locale := known_locale(code)))


def known_locale(language: str) -> Locale | None:
    try:
        return Locale.parse("en-GB" if language == "en" else language, sep="-")  # the CLDR's plain "en" is American
    except UnknownLocaleError:
        return None


@lru_cache(maxsize=1024)
def country_name(code: str, language: str) -> str:
    """The name of an ISO 3166-1 country on a page of a language."""
    return locale_of(language).territories.get(code, code)


def country_names(code: str) -> list[str]:
    """What the speakers of the site's languages call a country: words to search by."""
    locales = filter(None, map(known_locale, settings.LANGUAGE_CODES))
    return [locale.territories.get(code, code) for locale in locales]


@lru_cache(maxsize=1024)
def language_name(code: str, language: str) -> str:
    """The name of a language on a page of a language."""
    names = locale_of(language).languages
    return names.get(to_locale(code)) or native_name(code)


def native_name(code: str) -> str:
    """A language of the site in its own words; another one by its code."""
    return dict(settings.LANGUAGES).get(code, code)


def number_in_words(number) -> str:
    """A number as the reader's language writes it: "1,000", "1.000", "1 000"; four digits are parted in each."""
    if isinstance(number, int) and 0 <= number < 1000:  # most: lists are full of them
        return str(number)
    return format_decimal(number, locale=locale_of(page_language()))
