"""The glossary: its page in the reader's language, and its table with all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from . import structured
from .caching import public_page
from .languages import column, current_language, languages_with, translated
from .pages.models import Term
from .sheets.writing import csv_lines
from .text import alphabetical, initial


@dataclass(frozen=True)
class Entry:
    """A term as a page shows it, and what it is called in the other languages."""

    term: Term
    title: str

    @property
    def others(self) -> Iterator[tuple[str, str]]:
        for code in languages_with(self.term, "term"):
            if code != current_language():
                yield code, getattr(self.term, column("term", code))


@public_page()
def glossary(request):
    language = current_language()
    entries = [Entry(term, translated(term, "term")[0]) for term in Term.objects.published()]
    entries.sort(key=lambda entry: alphabetical(entry.title, language))
    letters = groupby(entries, key=lambda entry: initial(entry.title, language))
    context = {
        "letters": [(letter, list(group)) for letter, group in letters],
        "language": language,
        "structured": [structured.glossary([entry.term for entry in entries])],
    }
    return render(request, "pages/glossary.html", context)


@dataclass(frozen=True)
class Column:
    """A column of the table, by the name that it has in the database."""

    column_name: str
    is_number = False

    def text(self, row: dict) -> str:
        return row[self.column_name] or ""


@dataclass(frozen=True)
class Sheet:
    """The glossary for csv_lines(): term, synonyms and definition of one language after the other."""

    columns: list[Column]
    rows: list[dict]

    def records(self) -> list[dict]:
        return self.rows


def sheet() -> Sheet:
    names = ["slug"]
    names += [column(field, code) for code in settings.LANGUAGE_CODES for field in ("term", "synonyms", "definition")]
    return Sheet([Column(name) for name in names], list(Term.objects.published().order_by("slug").values(*names)))


@public_page()
def glossary_csv(request):
    response = HttpResponse("".join(csv_lines(sheet())), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="colabora-glossary.csv"'
    response.headers["Content-Language"] = ", ".join(settings.LANGUAGE_CODES)
    return response
