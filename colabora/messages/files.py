"""Where the interface's translations are, in what form they are kept, and how they are compiled."""

import os
import re
import threading
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import NamedTuple

import django.conf
import polib
from babel import UnknownLocaleError
from babel.messages.plurals import get_plural
from django.conf import settings
from django.utils.translation import to_locale

# Only where Django's own catalogue counts otherwise than the language does.
PLURAL_FORMS = {
    # After the CLDR, not Django: “10 telpu” and “12 telpu”, as of none.
    "lv": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10==0 || (n%100>=11 && n%100<=19) ? 2 : 1);",
}
PLURALS = re.compile(r"nplurals\s*=\s*(\d)\s*;\s*plural\s*=\s*([^;]{1,500})")
COUNTS = (*range(201), 1000, 1_000_000, 2_000_000)
# Who wrote a file, and when, is in the history; in the file it would change though no string does.
KEPT_METADATA = ("Report-Msgid-Bugs-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")


def translated_languages() -> list[str]:
    """The languages that need a file: all but that of the source strings."""
    return [code for code in settings.LANGUAGE_CODES if code != settings.LANGUAGE_CODE]


def po_path(language: str) -> Path:
    return settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    """May raise OSError: of the file system, or of polib where a line is not as it should be."""
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=100)


def read_language(language: str) -> polib.POFile:
    """What there is of a language; a new one begins with nothing but its header."""
    path = po_path(language)
    if path.exists():
        return read(path)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Report-Msgid-Bugs-To": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
    }
    return catalogue


def write(catalogue: polib.POFile, language: str) -> None:
    """Writes a language's file in its one form: sorted, and nothing in it that changes though no string does."""
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = False
    catalogue.metadata = {name: value for name, value in catalogue.metadata.items() if name in KEPT_METADATA}
    catalogue.metadata |= {"Project-Id-Version": "CoLabora", "Language": to_locale(language), "Language-Team": language}
    catalogue.sort(key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, str(catalogue).encode())


def compile_file(path: Path) -> None:
    """Makes of a .po file the .mo file that gettext reads. Needs no gettext: a Python library does it."""
    replace(path.with_suffix(".mo"), read(path).to_binary())


def replace(path: Path, content: bytes) -> None:
    """Writes a file so that whoever reads it meanwhile finds the old one or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


@lru_cache
def plural_forms(language: str) -> str:
    """The header Plural-Forms that a language's file must have: ours, else Django's, else the one of the CLDR."""
    if language in PLURAL_FORMS:
        return PLURAL_FORMS[language]
    djangos = Path(django.conf.__file__).parent / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    if djangos.exists():
        return read(djangos).metadata["Plural-Forms"]
    try:
        return str(get_plural(to_locale(language)))
    except UnknownLocaleError:
        return "nplurals=2; plural=(n != 1);"


class Plurals(NamedTuple):
    number: int  # of forms
    forms: tuple[int, ...]  # which of them each of COUNTS takes


@lru_cache
def plurals(header: str) -> Plurals | None:
    """What a header Plural-Forms means; None if it cannot be read."""
    match = PLURALS.search(header)
    if not match:
        return None
    try:
        choose = c2py(match[2])
        found = Plurals(int(match[1]), tuple(choose(count) for count in COUNTS))
    except (ValueError, ZeroDivisionError, RecursionError):
        return None
    return found if max(found.forms) < found.number else None


def plurals_of(language: str) -> Plurals:
    return plurals(plural_forms(language))
