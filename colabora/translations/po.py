"""Translations as a gettext PO file: the identifier is the context, what somebody must look at is fuzzy.

Written and read here and not by polib, which opens a file if the text that it is given happens to be a path, and takes
U+2028 and U+0085 for line ends. These characters are written as they are: msgfmt, Poedit and Weblate know no other
line end than \\n, but only gettext knows its own numeric escapes; read are both.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from .segments import FileError, Intake, Returned, Segment, check_size, one_line, portable, remarks

TRACE = "colabora:"  # begins the comment that carries it, the last one of an entry; a dash where there is none
KEYWORDS = ("msgctxt", "msgid", "msgstr")

# As gettext's lexer (po-lex.c) has them; the possessive quantifiers keep a long line from taking long.
STRING = re.compile(r'(msgctxt|msgid|msgstr)?\s*"((?:[^"\\]++|\\.)*+)"')
ESCAPED = re.compile(r"((?:\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3})+)|\\(.)")
LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\t": r"\t"})


def write(segments: Iterable[Segment], language: str, *, title: str = "") -> bytes:
    """The file for a translator. The same texts make the same bytes: no date, nothing that changes by itself."""
    header = {
        "Project-Id-Version": one_line(title) or "CoLabora",
        "PO-Revision-Date": "",  # msgfmt wants the field, not a value
        "Last-Translator": "",
        "Language-Team": "",
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    fields = "".join(f"{name}: {value}\n" for name, value in header.items())
    blocks = [[*written("msgid", ""), *written("msgstr", fields)], *map(entry, segments)]
    return "\n".join(line for block in blocks for line in [*block, ""]).encode()


def entry(segment: Segment) -> list[str]:
    text, previous = portable(segment.text), portable(segment.previous_source)
    lines = [f"#. {remark}" for remark in remarks(segment)]
    lines.append(f"#. {TRACE} {segment.trace or '-'}")
    if text and segment.is_unconfirmed:
        lines.append("#, fuzzy")
        if previous:
            lines += [*written("#| msgctxt", segment.id), *written("#| msgid", previous)]
    return [
        *lines,
        *written("msgctxt", segment.id),
        *written("msgid", portable(segment.source)),
        *written("msgstr", text),
    ]


def written(keyword: str, text: str) -> list[str]:
    """A text over as many lines as it has, as gettext's own programs write it."""
    pieces = re.findall(r"[^\n]*\n|[^\n]+", text) or [""]
    if len(pieces) > 1:
        pieces.insert(0, "")
    prefix = "#| " if keyword.startswith("#") else ""
    first, *rest = [f'"{piece.translate(ESCAPES)}"' for piece in pieces]
    return [f"{keyword} {first}", *(prefix + piece for piece in rest)]


@dataclass
class Draft:
    """An entry while it is being read."""

    line: int = 0
    fields: dict[str, list[str]] = field(default_factory=dict)
    is_fuzzy: bool = False
    trace: str = ""

    def comment(self, line: str) -> None:
        kind, content = line[:2], line[2:].strip()
        if kind in ("#,", "#="):
            self.is_fuzzy = self.is_fuzzy or "fuzzy" in re.split(r"[,\s]+", content)
        elif kind == "#." and content.startswith(TRACE):
            self.trace = content.removeprefix(TRACE).strip().removeprefix("-")

    def ends_before(self, keyword: str) -> bool:
        return bool(self.fields) and KEYWORDS.index(keyword) <= KEYWORDS.index(list(self.fields)[-1])

    def keep(self, intake: Intake) -> None:
        texts = {keyword: "".join(pieces) for keyword, pieces in self.fields.items()}
        if not texts:
            return
        if "msgid" not in texts or "msgstr" not in texts:
            intake.fault(self.line, _("This entry is not complete: its msgid or its msgstr is missing."))
        elif "msgctxt" not in texts and not texts["msgid"]:
            found = re.search(r"^Language:(.*)$", texts["msgstr"], re.MULTILINE | re.IGNORECASE)
            intake.language(self.line, found[1] if found else "")
        else:
            key = texts.get("msgctxt", "")
            intake.add(self.line, key, texts["msgid"], texts["msgstr"], self.is_fuzzy, self.trace)


def read(data: bytes) -> tuple[str, list[Returned]]:
    """The language and the entries of a file that came back, obsolete ones left out. Raises FileError."""
    check_size(data)
    lines = re.sub("\r\n?", "\n", decoded(data)).split("\n")
    if not any(line.lstrip().startswith("msgid") for line in lines):
        raise FileError([(1, _("This is not a PO file."))])
    intake, draft = Intake(), Draft()
    for number, line in enumerate(map(str.strip, lines), 1):
        if line.startswith("#"):
            if "msgstr" in draft.fields or line.startswith("#~"):  # of the latter, comments belong to what is left out
                draft.keep(intake)
                draft = Draft()
            draft.comment(line)
        elif match := STRING.fullmatch(line):
            keyword, body = match.groups()
            if keyword and draft.ends_before(keyword):
                draft.keep(intake)
                draft = Draft()
            if keyword or draft.fields:
                draft.line = draft.line or number
                draft.fields.setdefault(keyword or list(draft.fields)[-1], []).append(unescaped(body, number, intake))
            else:
                intake.fault(number, _("This text belongs to no entry: msgid or msgstr is missing before it."))
        elif line:
            intake.fault(number, _('This line is not understood. A quotation mark inside a text is written as \\".'))
    draft.keep(intake)
    return intake.result()


def decoded(data: bytes) -> str:
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        reason = _("This file is not in UTF-8, so that letters with accents would be lost. Save it in UTF-8.")
        raise FileError([(data[: error.start].count(b"\n") + 1, reason)]) from error


def unescaped(body: str, line: int, intake: Intake) -> str:
    try:
        return ESCAPED.sub(meant, body)
    except (KeyError, UnicodeDecodeError):
        intake.fault(line, _("A backslash in this line stands for nothing. Write \\\\ where you mean a backslash."))
        return ""


def meant(escape: re.Match) -> str:
    if not escape[1]:
        return LETTERS[escape[2]]
    codes = escape[1].split("\\")[1:]
    return bytes(int(code[1:], 16) if code.startswith("x") else int(code, 8) & 0xFF for code in codes).decode()
