"""What a report is made of: sections with tables, whose every row is followed by the records it counts.

Page and workbook show the same parts, so their figures cannot differ. All words are in the report's language: make
and show them inside `translation.override(language)`.
"""

import datetime
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import zip_longest

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from colabora.dates import format_partial_date
from colabora.languages import current_language, number_in_words, translated
from colabora.pages.models import Term
from partners.models import LocalActionGroup
from spaces.models import Space
from workpackages.models import Document, TargetGroup

from .period import Place

# Records with a proper name, and the language that it is in; it is not translated.
NAMES = {
    Document: ("title", "title_language"),
    LocalActionGroup: ("short_name", "name_language"),
    Space: ("name", "name_language"),
}
# The translated field that names a record, where it is not called "title".
TITLES = {Document: "gloss", Space: "heading", TargetGroup: "heading", Term: "term"}


@dataclass(frozen=True)
class Text:
    """Words, with their language where it is not the report's; `is_fallback`: for want of a translation."""

    words: str
    language: str = ""
    is_fallback: bool = False

    def __str__(self):
        return f"{self.words} [{self.language}]" if self.is_fallback else self.words

    @property
    def html(self) -> SafeString:
        mark = format_html('<span class="report__language">{}</span> ', self.language) if self.is_fallback else ""
        words = format_html("{}{}", mark, self.words)
        return format_html('<span lang="{}">{}</span>', self.language, words) if self.language else words


@dataclass(frozen=True)
class Statement:
    """A sentence that a figure rests on, with its date and source."""

    label: str
    text: Text
    date: str = ""
    source: Text = Text("")
    source_address: str = ""


@dataclass(frozen=True)
class Record:
    """A record that a figure counts: its page or, of a draft, its form in the back office."""

    title: Text
    address: str = ""
    is_draft: bool = False
    note: str = ""
    elsewhere: str = ""
    statements: tuple[Statement, ...] = ()

    @property
    def full_address(self) -> str:
        return settings.SITE_URL + self.address if self.address.startswith("/") else self.address


@dataclass(frozen=True)
class Cell:
    """A number, or words where there is none. What is not known is never 0."""

    value: int | str

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)

    @property
    def words(self) -> str:
        return number_in_words(self.value) if self.is_number else self.value


@dataclass(frozen=True)
class Row:
    label: Text
    cells: tuple[Cell, ...]
    records: tuple[Record, ...] = ()
    is_part: bool = False  # "of which"
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    title: str
    head: tuple[str, ...]
    rows: list[Row]
    note: str = ""

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """The heads, and whether numbers stand below them."""
        numbers = [False, *(cell.is_number for cell in self.rows[0].cells)] if self.rows else []
        return list(zip_longest(self.head, numbers, fillvalue=False))


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str
    tables: list[Table] = field(default_factory=list)


def day_in_words(day: datetime.date) -> str:
    return format_partial_date(day.isoformat(), current_language())


def bare(html) -> str:
    """The words of what a template would show."""
    return unescape(strip_tags(str(html)))


def text_of(obj, name: str) -> Text:
    words, language = translated(obj, name)
    is_foreign = bool(words) and language != current_language()
    return Text(words, language if is_foreign else "", is_foreign)


def name_of(words: str, language: str = "") -> Text:
    return Text(words, language if language != current_language() else "")


def title_of(obj) -> Text:
    name, language = NAMES.get(type(obj), ("", ""))
    if name and getattr(obj, name):
        return name_of(getattr(obj, name), getattr(obj, language))
    title = text_of(obj, TITLES.get(type(obj), "title"))
    return title if title.words else Text(str(obj.pk))


def form_address(model, pk) -> str:
    """Where a record is edited; blank if it is edited as a part of another."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def address_of(obj) -> str:
    return obj.get_absolute_url() if obj.is_published else form_address(type(obj), obj.pk)


def outside(address: str) -> str:
    """An address that may become a link."""
    return address if address.startswith(("http://", "https://")) else ""


def record(obj, note: str = "", **more) -> Record:
    return Record(title_of(obj), address_of(obj), not obj.is_published, note, **more)


def statement(label: str, obj, name: str = "text") -> Statement:
    """The sentence of something that has a date and a source."""
    return Statement(
        label,
        text_of(obj, name),
        format_partial_date(obj.date, current_language()) if obj.date else _("date not known"),
        text_of(obj.source, "title"),
        outside(obj.source.url),
    )


def row(label, *values, records=(), **more) -> Row:
    """A row of a table from plain values."""
    label = label if isinstance(label, Text) else Text(str(label))
    return Row(label, tuple(Cell(value) for value in values), tuple(records), **more)


PLACES = (Place.IN, Place.AROUND, Place.UNDATED)


def place_heads() -> tuple[str, str, str]:
    return _("in the period"), _("in or around the period"), _("date not known")


def dated_row(label, placed, **more) -> Row:
    """How many records lie in the period, in or around it, and have no date. `placed` are places with their records."""
    placed = list(placed)
    counts = [sum(place is wanted for place, _record in placed) for wanted in PLACES]
    records = [
        replace(found, note=_("{note}; in or around the period").format(note=found.note))
        if wanted is Place.AROUND
        else found
        for wanted in PLACES
        for place, found in placed
        if place is wanted
    ]
    return row(label, *counts, records=records, **more)


def with_parts(whole: Row, parts: list[Row]) -> list[Row]:
    """A row and what it consists of, which names its records; parts without any are left out."""
    parts = [part for part in parts if any(cell.value for cell in part.cells)]
    return [replace(whole, records=()) if parts else whole, *parts]
