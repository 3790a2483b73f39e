"""What may be wrong with translations of the interface. Each fault is told with file, line and reason."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import gettext as _

from .files import plural_forms, plurals, plurals_of, read

PLACEHOLDER = re.compile(r"%%|%\([^()%]{0,60}\)[a-zA-Z]|%[a-zA-Z]|%|\{\{|\}\}|\{[^{}]*\}|[{}]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
NUMBERS = {f"{{{name}}}" for name in ("count", "counter", "n", "number")}
NUMBERS |= {f"%({name})s" for name in ("count", "counter", "n", "number", "total")}
LONGEST_HEADER = 1000
UNTRANSLATED, FUZZY = "not translated", "fuzzy: guessed, or changed and not looked at since"
# What may follow the sign that ends a sentence.
CLOSING = " \u00a0\u202f”“»«’‘›‹\"')]"


@dataclass(frozen=True)
class Fault:
    path: str
    line: int
    text: str  # the string it is about; "" for the file as a whole
    reason: str

    def __str__(self):
        return ": ".join(
            [f"{self.path}:{self.line}", *([repr(shortened(self.text))] if self.text else []), self.reason]
        )


def shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def faults(path: Path, language: str = "") -> list[Fault]:
    """All that is missing or broken in a file: untranslated, fuzzy, placeholders, tags, plural forms, endings."""
    catalogue, name = read(path), shown(path)
    language = language or catalogue.metadata["Language"]
    found = [Fault(name, 1, "", reason) for reason in header_faults(catalogue, language)]
    for entry in entries(catalogue):
        if entry.fuzzy:
            reasons = [FUZZY]
        elif not any(texts(entry)):
            reasons = [UNTRANSLATED]
        else:
            reasons = [*breaks(entry, language), *slips(entry)]
        found += [Fault(name, entry.linenum, entry.msgid, reason) for reason in reasons]
    return found


def shown(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else path.name


def entries(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if not entry.obsolete]


def texts(entry: polib.POEntry) -> list[str]:
    """The translation: one text, or one for each plural form that the file has, in their order."""
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


def header_faults(catalogue: polib.POFile, language: str) -> list[str]:
    """Another formula would take the plural forms for one another."""
    expected, found = plural_forms(language), catalogue.metadata.get("Plural-Forms", "")[:LONGEST_HEADER]
    if plurals(found) == plurals(expected):
        return []
    return [_("the header Plural-Forms is “{found}” instead of “{expected}”").format(found=found, expected=expected)]


def breaks(entry: polib.POEntry, language: str) -> Iterator[str]:
    """What would break a page or a sentence: such a translation must not be shown."""
    number, forms = plurals_of(language)
    counts = Counter(forms)
    sources = [entry.msgid, *filter(None, [entry.msgid_plural])]
    if entry.msgid_plural and (sorted(entry.msgstr_plural) != [*range(number)] or not all(texts(entry))):
        told = _("needs {number} plural forms, msgstr[0] to msgstr[{last}], none of them empty")
        yield told.format(number=number, last=number - 1)
    for form, text in enumerate(texts(entry)):
        # A form for one number may spell it out: “the one space”. (French has one for 0 and 1.)
        spells_out = bool(entry.msgid_plural) and counts[form] <= 2
        if text:
            yield from wrong_placeholders(sources, text, 1 if spells_out else 0)
            yield from wrong_markup(sources, text)


def wrong_placeholders(sources: list[str], text: str, may_lack: int) -> Iterator[str]:
    wanted, found = placeholders(sources[-1]), placeholders(text)
    lost, new = set(wanted) - set(found), set(found) - {sign for source in sources for sign in placeholders(source)}
    spelled_out = lost if may_lack and len(lost) == 1 and (lost <= NUMBERS or len(set(wanted)) == 1) else set()
    if lost - spelled_out:
        # Translators: said of a translation: it lacks what the program fills in, such as {date}
        yield _("lacks {placeholders}").format(placeholders=", ".join(sorted(lost)))
    if new:
        yield _("has {placeholders}, which its source has not").format(placeholders=", ".join(sorted(new)))
    if not lost and not new and unnamed(wanted) != unnamed(found):
        yield _("has its placeholders without names in another order or number than its source")


def placeholders(text: str) -> list[str]:
    """Also what only looks like one: a lone % or { in a sentence that is filled in would be an error."""
    return [sign for sign in PLACEHOLDER.findall(text) if sign not in ("%%", "{{", "}}")]


def unnamed(signs: list[str]) -> list[str]:
    return [sign for sign in signs if len(sign) == 2]


def wrong_markup(sources: list[str], text: str) -> Iterator[str]:
    """Translations stand in templates as they are: whatever is not in the source could change the page."""
    wanted = [Counter(TAG.findall(source)) for source in sources]
    found = Counter(TAG.findall(text))
    if found not in wanted:
        signs = [f"−{tag}" for tag in (wanted[-1] - found).elements()] + [f"+{tag}" for tag in (found - wanted[-1])]
        yield _("has other tags than its source: {tags}").format(tags=", ".join(signs))
    elif not is_nested(TAG.findall(text)) and is_nested(TAG.findall(sources[-1])):
        yield _("has its tags in an order in which they do not close each other")
    elif any(sign in TAG.sub("", text) and sign not in TAG.sub("", "".join(sources)) for sign in "<>"):
        yield _("has < or > outside a tag")
    if '"' in TAG.sub("", text) and '"' not in TAG.sub("", "".join(sources)):
        yield _('has straight quotation marks ("): use those of the language')
    if CONTROL.search(text):
        yield _("has a control character")


def is_nested(tags: list[str]) -> bool:
    """Whether each tag that opens is closed, the last one first."""
    opened = []
    for tag in tags:
        name = re.split(r"[\s>]", tag.strip("</"))[0]
        if not tag.startswith("</"):
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def slips(entry: polib.POEntry) -> Iterator[str]:
    """What is surely wrong, though nothing breaks."""
    source = entry.msgid_plural or entry.msgid
    for text in filter(None, texts(entry)):
        if edges(text) != edges(source):
            yield _("begins or ends with other blanks or line ends than its source")
        if "..." in text and "..." not in source:
            yield _("has three full stops instead of the sign …")
        before, now = ending(source), ending(text)
        if (before in ".:" and now.isalnum()) or (before == "?" and now == "."):
            yield _("its source ends with “{before}”, the translation with “{now}”").format(before=before, now=now)


def edges(text: str) -> tuple[str, str]:
    """The blanks around a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def ending(text: str) -> str:
    """The sign with which a text ends, tags and closing quotation marks aside."""
    return (TAG.sub("", text).rstrip(CLOSING) or " ")[-1]
