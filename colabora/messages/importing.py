"""A .po file that comes back from a translator: what is wrong with it, and what it would change.

It may hold more or less than the portal's own file. What it lacks, or leaves empty or fuzzy, stays as it is; what the
portal does not know is left out; one translation that would break a page refuses the whole file.
"""

import copy
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation import gettext as _

from colabora.languages import current_language, language_name

from .faults import Fault, breaks, entries, header_faults, slips, texts
from .files import read, read_language, translated_languages
from .returns import given_out

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES, MAX_LENGTH = 500, 10_000  # of one text and of its lines: polib’s time grows with the square
MAX_ENTRIES = 20_000
LISTED = 100  # faults; nobody reads more
LINE = re.compile(r'(?:(?:msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])\s*)?"(?:[^"\\]++|\\.)*+"')


@dataclass
class Outcome:
    language: str
    faults: list[Fault] = field(default_factory=list)  # for these it is refused
    remarks: list[Fault] = field(default_factory=list)  # to be looked at again
    changes: list[tuple[polib.POEntry, polib.POEntry]] = field(default_factory=list)  # as it is, as it would be
    conflicts: list[tuple[polib.POEntry, polib.POEntry]] = field(default_factory=list)  # stay as they are
    unknown: int = 0
    fuzzy: int = 0
    catalogue: polib.POFile | None = None  # as the portal's own would be; None if the file is refused


class UnreadableError(Exception):
    """A file that cannot be read, with line and reason of each fault."""

    def __init__(self, *faults: tuple[int, str]):
        super().__init__(faults)
        self.faults = faults


def look_at(content: bytes, name: str, language: str = "", *, overwrite: bool = False) -> Outcome:
    """What a file would do. Without a language, it is the one that the file names.

    To overwrite is the operator's decision: else nothing takes the place of what was changed here meanwhile.
    """
    try:
        offered = parsed(content)
        outcome = Outcome(language_of(offered, content, language))
        reasons = header_faults(offered, outcome.language) if any(entry.msgid_plural for entry in offered) else []
        if reasons:
            raise UnreadableError(*((line_of(content, "Plural-Forms"), reason) for reason in reasons))
    except UnreadableError as refused:
        return Outcome(language, [Fault(name, line, "", reason) for line, reason in refused.faults[:LISTED]])
    catalogue = read_language(outcome.language)
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries(catalogue)}
    former = given_out(offered, outcome.language)
    base = {(entry.msgctxt, entry.msgid): texts(entry) for entry in former or ()}
    unknown = [] if former is None else None  # of a state that is not kept any more: then all that is there stays
    for entry in offered:
        key = entry.msgctxt, entry.msgid
        current = known.get(key)
        if current is None or (entry.msgid_plural and entry.msgid_plural != current.msgid_plural):
            outcome.unknown += 1
        elif not any(texts(entry)) or (texts(entry) == base.get(key) and not current.fuzzy):
            continue  # nothing that the translator did
        elif entry.fuzzy:
            outcome.fuzzy += 1
        else:
            offer(outcome, name, current, entry, None if overwrite else base.get(key, unknown))
    if not outcome.faults:
        replaced = {id(current): candidate for current, candidate in outcome.changes}
        catalogue[:] = [replaced.get(id(entry), entry) for entry in catalogue]
        outcome.catalogue = catalogue
    return outcome


def offer(outcome: Outcome, name: str, current: polib.POEntry, entry: polib.POEntry, base: list[str] | None) -> None:
    """Takes one translation, or says why not. `base`: as it was when the translator fetched the file, if known."""
    candidate = copy.copy(current)
    candidate.flags = [flag for flag in current.flags if flag != "fuzzy"]
    if current.msgid_plural:
        candidate.msgstr_plural = entry.msgstr_plural or {0: entry.msgstr}
    else:
        candidate.msgstr = entry.msgstr
    if texts(candidate) == texts(current) and not current.fuzzy:
        return
    reasons = list(breaks(candidate, outcome.language))
    if reasons:
        outcome.faults += [Fault(name, entry.linenum, entry.msgid, reason) for reason in reasons]
    elif base is not None and any(texts(current)) and texts(current) != base:
        outcome.conflicts.append((current, candidate))
    else:
        outcome.changes.append((current, candidate))
        outcome.remarks += [Fault(name, entry.linenum, entry.msgid, reason) for reason in slips(candidate)]


def parsed(content: bytes) -> polib.POFile:
    """The entries of a file, without obsolete ones and without comments."""
    if len(content) > MAX_BYTES:
        raise UnreadableError((1, _("This file is larger than {number} MB.").format(number=MAX_BYTES // 1024**2)))
    lines = [line.strip() for line in re.split("\r\n|\r|\n", decoded(content))]
    lines = ["" if line.startswith("#") and not line.startswith("#,") else line for line in lines]
    check_lines(lines)
    with tempfile.TemporaryDirectory() as folder:
        # As a file: polib opens a text that happens to be a path.
        path = Path(folder) / "offered.po"
        path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
        try:
            catalogue = read(path)
        except OSError as error:
            line = re.search(r"\(line (\d+)\)", str(error))
            raise UnreadableError((int(line[1]) if line else 1, _("Something is missing before this line."))) from error
    check_twins(catalogue)
    return catalogue


def decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = _("This file is not in UTF-8, so that letters with accents would be lost. Save it in UTF-8.")
        raise UnreadableError((content.count(b"\n", 0, error.start) + 1, reason)) from error


def check_lines(lines: list[str]) -> None:
    count = sum(line.startswith("msgid") for line in lines)
    if not count:
        raise UnreadableError((1, _("This is not a PO file.")))
    if count > MAX_ENTRIES:
        raise UnreadableError((1, _("This file has more than {number} entries.").format(number=MAX_ENTRIES)))
    faults, length = [], 0
    for number, line in enumerate(lines, 1):
        length = 0 if line.startswith("msg") else length + line.startswith('"')
        if length > MAX_LINES or len(line) > MAX_LENGTH:
            raise UnreadableError((number, _("This text is far too long.")))
        if line and not line.startswith("#,") and not LINE.fullmatch(line):
            reason = _(
                'This line is not understood. In a text, write \\" for a quotation mark and close the text with one.'
            )
            faults.append((number, reason))
    if faults:
        raise UnreadableError(*faults)


def check_twins(catalogue: polib.POFile) -> None:
    seen, faults = {}, []
    for entry in catalogue:
        first = seen.setdefault((entry.msgctxt, entry.msgid), entry.linenum)
        if first != entry.linenum:
            reason = _("This text stands in this file twice, first in line {line}.").format(line=first)
            faults.append((entry.linenum, reason))
    if faults:
        raise UnreadableError(*faults)


def language_of(offered: polib.POFile, content: bytes, wanted: str) -> str:
    """One of the portal's languages. "de_AT" will do for "de"."""
    named, line = offered.metadata.get("Language", "").strip(), line_of(content, "Language")
    code = named.replace("_", "-").lower()
    found = next((language for language in (code, code.partition("-")[0]) if language in translated_languages()), "")
    if named and not found:
        reason = _("This file is in a language that the portal does not have: {language}").format(language=named[:20])
        raise UnreadableError((line, reason))
    if not (found or wanted):
        raise UnreadableError((line, _("This file does not say which language it is translated into.")))
    if wanted and found and wanted != found:
        names = [language_name(code, current_language()) for code in (wanted, found)]
        reason = _("This file says of itself that its language is {found}, not {wanted}.")
        raise UnreadableError((line, reason.format(wanted=names[0], found=names[1])))
    return wanted or found


def line_of(content: bytes, name: str) -> int:
    """Where a field of the header stands; 1 if it does not."""
    place = content.find(f'"{name}:'.encode())
    return content.count(b"\n", 0, max(place, 0)) + 1
