"""Section 5: whether the statement of the European Union's support stands on every kind of page.

The pages are made here and now by their own views, past the cache of pages: nothing is fetched, nothing is kept.
"""

import inspect
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from colabora.languages import column, current_language, language_name
from colabora.pages.models import Publicity
from partners.models import LocalActionGroup
from spaces.models import Space
from workpackages.models import Document, Event, GoodPractice, TargetGroup, WorkPackage

from .parts import Record, Section, Table, Text, row

# One page each, under the name by which the report calls it. In the order of the site's table of contents.
HOME = "home"
DETAILS = (LocalActionGroup, Space, WorkPackage, Event, GoodPractice, Document, TargetGroup)


def page_names() -> dict[str, str]:
    return {
        HOME: _("Home page"),
        "about": _("About the cooperation"),
        "fact-sheet": _("Fact sheet"),
        "about-data": _("About the data"),
        "partners:lag-list": _("List of partners"),
        "spaces:space-list": _("List of spaces"),
        "workpackages:work-package-list": _("List of work packages"),
        "workpackages:event-list": _("List of events"),
        "workpackages:practice-list": _("List of good practices"),
        "workpackages:document-list": _("Library"),
        "workpackages:research": _("What research says"),
        "workpackages:argument-list": _("Reasons for coworking"),
        "glossary": _("Glossary"),
        "search": _("Search"),
        "imprint": _("Page of text: imprint"),
    }


@dataclass(frozen=True)
class Finding:
    path: str
    missing: tuple[str, ...]
    has_link: bool


def publicity() -> Section:
    """Makes about a hundred pages, which takes a few seconds: only where it is asked for."""
    statements = list(Publicity.objects.all())
    here = current_language()
    rows, home = [], {}
    for label, found in checked(statements):
        cells = [in_words(finding) for finding in found.values()]
        records = [
            Record(Text(f"{language_name(code, here)}: {finding.path}"), finding.path, note=in_words(finding))
            for code, finding in found.items()
            if finding
        ]
        rows.append(row(label, *cells, records=records))
        home = home or found
    links = [_("present") if finding and finding.has_link else _("missing") for finding in home.values()]
    rows.append(row(_("Home page: link to the Commission’s page about the fund"), *links))
    languages = [language_name(code, here) for code in settings.LANGUAGE_CODES]
    return Section(
        "publicity",
        _("Publicity"),
        _(
            "Whether the emblem of the European Union and the statement in the page’s language "
            "stand on a page of each kind."
        ),
        [
            Table(
                _("One page of each kind, made on the day of this report"),
                (_("kind of page"), *languages),
                rows,
                _("The link to the fund stands on the home page; the statement stands on every page."),
            )
        ],
    )


def not_checked() -> Section:
    words = _("Not checked for this report. The check makes about a hundred pages and takes a few seconds.")
    return Section("publicity", _("Publicity"), words)


def in_words(finding: Finding | None) -> str:
    if finding is None:
        return _("no public page")
    if not finding.missing:
        return _("present")
    return _("missing: {parts}").format(parts=", ".join(finding.missing))


def checked(statements):
    """Yields the name of each kind of page with what was found, by language; None where no page is public."""
    for name, label in page_names().items():
        yield label, {code: look_at(localised(name, code), code, statements) for code in settings.LANGUAGE_CODES}
    for model in DETAILS:
        example = model.objects.published().order_by("pk").first()
        label = _("Page of a record: {kind}").format(kind=model._meta.verbose_name)
        found = dict.fromkeys(settings.LANGUAGE_CODES)
        if example:
            found = {code: look_at(address_in(example, code), code, statements) for code in found}
        yield label, found


def localised(name: str, code: str) -> str:
    with override(code):
        return reverse(name)


def address_in(obj, code: str) -> str:
    with override(code):
        return obj.get_absolute_url()


def visit(path: str, match) -> HttpRequest:
    """What a visitor without an account asks."""
    site = urlsplit(settings.SITE_URL)
    request = HttpRequest()
    request.method, request.path, request.path_info, request.resolver_match = "GET", path, path, match
    request.META = {"HTTP_HOST": site.netloc, "SERVER_NAME": site.hostname, "SERVER_PORT": "443", "QUERY_STRING": ""}
    return request


def look_at(path: str, code: str, statements) -> Finding | None:
    """What a visitor finds at an address, or None if there is nothing."""
    emblem, line = _("emblem"), _("statement")
    with override(code):
        match = resolve(path)
        try:
            view = inspect.unwrap(match.func)  # what the cache of pages stands before
            response = view(visit(path, match), *match.args, **match.kwargs)
        except Http404:
            return None
        if hasattr(response, "render"):
            response.render()
        html = response.content.decode()
        emblem_name = escape(_("Emblem of the European Union"))
    own = [getattr(statement, column("statement", code)) or "" for statement in statements]
    text = " ".join(unescape(html).split())
    has_line = bool(own) and all(words and " ".join(words.split()) in text for words in own)
    missing = [*([] if f'aria-label="{emblem_name}"' in html else [emblem]), *([] if has_line else [line])]
    has_link = any(statement.link and f'href="{escape(statement.link)}"' in html for statement in statements)
    return Finding(path, tuple(missing), has_link)
