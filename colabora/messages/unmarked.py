"""Finds English that readers would see in every language: text that gettext never gets.

Seen are, in templates, texts and the attributes that are read out or shown; in code, the arguments and attributes that
end up on a page, and HTML. What reaches a page by other ways (a text in a list) only the page itself can tell.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import tag_re

from .code import is_text, python_files, templates
from .faults import Fault, shown

# The same in every language, wherever they stand.
NAMES = {
    "CoLabora",  # the cooperation
    "DOI",  # the system of identifiers of publications
    "GeoNames",  # whose positions we use
    "km",  # the unit’s sign
    "PDF",  # the file format
}
# What is meant as it is: file and text (""; all of the file), reason. One that nothing needs any more is a fault, too.
EXCEPTIONS = {
    ("templates/500.html", "en"): "the code of a language",
    ("templates/components/_picture.html", "(width >= 64rem) 44rem, 100vw"): "widths, for the browser",
    ("templates/pages/styleguide.html", ""): "for those who make the portal; its samples stand for content",
}

ATTRIBUTES = {
    "alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "label", "placeholder",
    "summary", "title",
}  # fmt: skip
UNREAD = {"code", "kbd", "samp", "script", "style"}  # what is in no language
ENCLOSING = ("blocktranslate", "comment", "verbatim")  # tags whose content is a translator’s, or nobody’s
# A text handed on by a tag, or put in by a filter: {% include … with title="Some text" %}, {{ x|default:"none" }}
HANDED = re.compile(r"""(\b[a-z_]+=|\|(?:add|default|default_if_none|yesno):)("[^"]*"|'[^']*')""")
LIKE_TEXT = re.compile(r"[A-Z][a-z]|[a-z] [a-z]")  # and not an address, a name of a class or a format
BARE = "not marked for translation"
WORD = re.compile(r"[^\W\d_]{2,}")

SHOWN = {
    "description", "empty_label", "empty_value_display", "error_message", "help_text", "index_title", "invalid_error",
    "label", "message", "short_description", "site_header", "site_title", "verbose_name", "verbose_name_plural",
    "violation_error_message",
}  # fmt: skip
# Calls that show one of their arguments: which.
SAYS = {"ValidationError": 0, "add_error": 1, "error": 1, "info": 1, "success": 1, "warning": 1, "back_office_page": 2}
NOT_SHOWN = {"logger", "parser"}  # have methods of the same names, for operators
LONE_ATTRIBUTE = re.compile(r'[\w-]+="\{\w*\}"')
MAKES_HTML = {"format_html": 0, "mark_safe": 0, "format_html_join": 1}


def unmarked() -> list[Fault]:
    found = [fault for path in templates() for fault in in_template(path)]
    # Commands speak to the operator.
    found += [fault for path in python_files() if "management" not in path.parts for fault in in_python(path)]
    met = {key for fault in found for key in ((fault.path, fault.text), (fault.path, ""))}
    return [fault for fault in found if not {(fault.path, fault.text), (fault.path, "")} & EXCEPTIONS.keys()] + [
        Fault(path, 1, text, "stands in EXCEPTIONS, but no longer here")
        for path, text in EXCEPTIONS
        if (path, text) not in met
    ]


def words(text: str) -> str:
    """A text, if there is more in it than names and signs."""
    return " ".join(text.split()) if set(WORD.findall(text)) - NAMES else ""


def in_template(path: Path) -> Iterator[Fault]:
    name, pieces, line, ends_with = shown(path), [], 1, ""
    for number, piece in enumerate(tag_re.split(path.read_text(encoding="utf-8"))):
        if not number % 2:
            pieces.append(re.sub(r"\S", " ", piece) if ends_with else piece)
            line += piece.count("\n")
            continue
        kind, tag = piece[:2], (piece[2:-2].split() or [""])[0]
        if ends_with:
            ends_with = "" if tag == ends_with else ends_with
        elif kind == "{%" and tag in ENCLOSING:
            ends_with = f"end{tag}"
        elif kind != "{#" and tag != "translate":
            for by, literal in HANDED.findall(piece):
                found = words(literal[1:-1])
                if found and (by.startswith("|") or LIKE_TEXT.search(found)):
                    yield Fault(name, line, found, BARE)
        pieces.append(" ")
    yield from in_html(name, "".join(pieces), 1)


def in_html(name: str, html: str, line: int) -> Iterator[Fault]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    for offset, text in reader.found:
        yield Fault(name, line + offset, text, BARE)


class Reader(HTMLParser):
    """Collects what a reader of the page sees or hears, with its line (the first is 0)."""

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    def handle_starttag(self, tag, attributes):
        if tag in UNREAD:
            self.open.append(tag)
        for attribute, value in attributes:
            is_shown = attribute in ATTRIBUTES or (tag == "input" and attribute == "value" and is_button(attributes))
            if is_shown and value:
                self.keep(value)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        if not self.open:
            self.keep(data)

    def keep(self, text):
        if found := words(text):
            before = text[: len(text) - len(text.lstrip())]
            self.found.append((self.getpos()[0] - 1 + before.count("\n"), found))


def is_button(attributes) -> bool:
    return dict(attributes).get("type") in {"submit", "button", "reset"}


def in_python(path: Path) -> Iterator[Fault]:
    tree, name = ast.parse(path.read_text(encoding="utf-8")), shown(path)
    for node in ast.walk(tree):
        for text in candidates(node):
            if is_bare(text) and (found := words(written(text))):
                yield Fault(name, text.lineno, found, BARE)
        if isinstance(node, ast.Call):
            place = MAKES_HTML.get(ast.unparse(node.func))
            if place is not None and len(node.args) > place and is_bare(node.args[place]):
                html = written(node.args[place])
                html = html if "<" in html else LONE_ATTRIBUTE.sub("", html)
                yield from in_html(name, html, node.args[place].lineno)


def candidates(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a piece of code that are shown to somebody."""
    if isinstance(node, ast.keyword) and node.arg in SHOWN:
        yield node.value
    elif isinstance(node, ast.Assign):
        names = {getattr(target, "id", getattr(target, "attr", "")) for target in node.targets}
        if names & SHOWN:
            yield node.value
    elif isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Choices") for base in node.bases):
        yield from (
            statement.value.elts[-1]
            for statement in node.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple)
        )
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        owner, _dot, function = called.rpartition(".")
        place = 0 if function.endswith("Field") and owner.endswith("models") else SAYS.get(function)
        if place is not None and owner not in NOT_SHOWN and len(node.args) > place:
            yield node.args[place]


def is_bare(node: ast.AST) -> bool:
    return is_text(node) or isinstance(node, ast.JoinedStr)


def written(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value
    return " ".join(part.value for part in node.values if is_text(part))
