"""The interface's translations as files: where they are, and what may be wrong with them."""

import re
from pathlib import Path

import polib
from django.conf import settings

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
TAG = re.compile(r"</?[a-z]+")
# Plural forms of each language, as Django's own catalogues count them (Unicode CLDR).
PLURAL_FORMS = {"de": 2, "es": 3, "fr": 3, "ca": 2, "lv": 3}


def translated_languages() -> list[str]:
    """The languages that need a file: all but that of the source strings."""
    return [code for code in settings.LANGUAGE_CODES if code != settings.LANGUAGE_CODE]


def po_path(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"


def faults(path: Path) -> list[str]:
    """What is missing or broken in a file, a line each: untranslated, fuzzy, placeholders, tags, plural forms."""
    found = []
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        where = f"{path}:{entry.linenum}: {entry.msgid[:60]!r}"
        if entry.fuzzy:
            found.append(f"{where}: fuzzy")
        elif not entry.translated():
            found.append(f"{where}: not translated")
        else:
            found += [f"{where}: {fault}" for fault in entry_faults(entry)]
    return found


def entry_faults(entry: polib.POEntry) -> list[str]:
    sources = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    allowed = {frozenset(PLACEHOLDER.findall(source)) for source in sources}
    expected = set().union(*allowed)
    translations = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    found = []
    for text in translations:
        placeholders = set(PLACEHOLDER.findall(text))
        # A singular may spell its number out; nothing may name what the source does not.
        if placeholders - expected or (not entry.msgid_plural and placeholders != expected):
            found.append(f"placeholders {sorted(placeholders)} instead of {sorted(expected)}")
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid_plural or entry.msgid)):
            found.append("tags differ")
    return found
