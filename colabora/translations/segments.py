"""One text of a translator's file, on its way out and on its way back; what the two formats share."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colabora.languages import current_language, language_name

MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 200_000
MAX_FAULTS = 100  # nobody reads more; the rest would be of the same kind

# What XML 1.0 cannot carry, not even as a number (its production "Char").
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Segment:
    """A text on its way out."""

    id: str  # stable: "spaces.space:12:summary"
    source_language: str  # of this text: one file mixes them
    source: str
    text: str  # the translation as it stands; empty: missing
    is_unconfirmed: bool  # outdated, or nobody has said that it is right
    previous_source: str = ""  # at the last confirmation, if it is another one now
    trace: str = ""  # fingerprint of `text`, without blanks; comes back as it is
    title: str = ""  # record and field, in words
    link: str = ""
    max_length: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """A text on its way back."""

    id: str
    source: str
    text: str
    is_unfinished: bool  # marked so by the translator's program, or empty
    trace: str
    line: int


class FileError(ValueError):
    """A file that is refused as a whole: lines with reasons, in sentences for the one who chose it."""

    def __init__(self, faults: list[tuple[int, str]]):
        super().__init__("; ".join(f"{line}: {reason}" for line, reason in faults))
        self.faults = faults


def portable(text: str) -> str:
    """What survives both formats: line ends as \\n, no control characters, no blanks around; all else as it is.

    Gettext wants source and translation to end alike, so that line ends around a text cannot be told apart.
    """
    return re.sub("\r\n?", "\n", FORBIDDEN.sub("", text)).strip()


def one_line(text: str) -> str:
    """For comments and attributes: whatever a program may take for a line end would tear them apart."""
    return " ".join(portable(text).split())


def remarks(segment: Segment) -> list[str]:
    """What the translator should know of a text, a line each."""
    found = [segment.title, segment.link]
    if segment.max_length:
        sentence = ngettext("At most {number} character.", "At most {number} characters.", segment.max_length)
        found.append(sentence.format(number=segment.max_length))
    language = language_name(segment.source_language, current_language())
    found.append(_("Source language: {language}").format(language=language))
    return [line for line in map(one_line, [*found, *segment.notes]) if line]


def check_size(data: bytes) -> None:
    if not data.strip():
        raise FileError([(1, _("This file is empty."))])
    if len(data) > MAX_BYTES:
        reason = _(
            "This file is larger than {number} MB. Export a part of the texts, such as one work package, instead."
        )
        raise FileError([(1, reason.format(number=MAX_BYTES // 1024**2))])


@dataclass
class Intake:
    """Collects the entries of a file, and what is wrong with them."""

    entries: dict[str, Returned] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    languages: dict[str, int] = field(default_factory=dict)  # that the file is said to be in, with the line

    def fault(self, line: int, reason: str) -> None:
        self.faults.append((line, reason))
        if len(self.faults) == MAX_FAULTS:
            raise FileError(self.faults)

    def language(self, line: int, code: str) -> None:
        """As programs write it: "de", "pt_BR", "zh-Hant"."""
        if code.strip():
            self.languages.setdefault(code.strip().replace("_", "-").lower(), line)

    def add(self, line: int, key: str, source: str, text: str, is_unfinished: bool, trace: str) -> None:
        key, text = key.strip(), portable(text)
        if not key:
            self.fault(line, _("This entry has no identifier, so that nobody can tell which text it translates."))
        elif key in self.entries:
            reason = _("The entry “{id}” stands in this file twice, first in line {line}.")
            self.fault(line, reason.format(id=one_line(key)[:100], line=self.entries[key].line))
        elif len(self.entries) == MAX_ENTRIES:
            reason = _("This file has more than {number} entries.").format(number=MAX_ENTRIES)
            raise FileError([*self.faults, (line, reason)])
        else:
            self.entries[key] = Returned(key, portable(source), text, is_unfinished or not text, trace, line)

    def result(self) -> tuple[str, list[Returned]]:
        """The language of the translations and the entries. Raises FileError if anything is wrong."""
        if not self.languages:
            self.fault(1, _("This file does not say which language it is translated into."))
        for code, line in list(self.languages.items())[1:]:
            reason = _("This part is in another language ({language}) than the first one.")
            self.fault(line, reason.format(language=one_line(code)[:20]))
        if self.faults:
            raise FileError(self.faults)
        return next(iter(self.languages)), list(self.entries.values())
