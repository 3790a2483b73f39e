"""Files in: what a spreadsheet program wrote, as rows of text. Nothing of it is believed."""

import csv
import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .writing import as_written

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 250
# Of an XLSX file, which is a packed folder. Our own of 10,000 spaces has ten entries and unpacks to fifty times its
# size; all texts are in memory at once, each letter in up to four bytes.
MAX_UNPACKED, MAX_ENTRIES, MAX_RATIO = 64 * 1024 * 1024, 200, 200
LAST_ROW_OF_EXCEL = 1_048_576
EXACT_NUMBERS = 10**15  # a program that stores numbers as doubles loses the digits beyond

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SheetError(Exception):
    """A file that cannot be read as a table; says why, in sentences for the one who chose it."""

    def __init__(self, *messages: str):
        super().__init__(*messages)
        self.messages = list(messages)


def too_large() -> SheetError:
    return SheetError(
        _("This file is larger than 10 MB. Delete the columns or rows that you do not change, and choose it again.")
    )


def damaged() -> SheetError:
    return SheetError(_("This XLSX file is damaged. Save it anew in your spreadsheet program."))


class Table(NamedTuple):
    columns: list[str]
    # Each with its number as the spreadsheet program shows it. None: the row ends before this column.
    rows: list[tuple[int, list[str | None]]]
    notice: str = ""


def read_table(path: Path, known: Collection[str]) -> Table:
    """Raises SheetError. `known` are the names of the columns, by which the separator is found out."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise too_large()
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise SheetError(_("This file is empty."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(
            _("This is a file of the old Excel format. Save it as “Excel workbook (.xlsx)” and choose that.")
        )
    return read_xlsx(path) if head.startswith(b"PK\x03\x04") else read_csv(path.read_bytes(), known)


def tabled(rows, notice: str = "") -> Table:
    """Takes the first row with content as the heading, and leaves out empty ones."""
    heading: list[str] = []
    found: list[tuple[int, list[str | None]]] = []
    for number, cells in rows:
        if number > LAST_ROW_OF_EXCEL:
            raise SheetError(_("This file has more rows than a spreadsheet can have."))
        while cells and not (cells[-1] or "").strip() and len(cells) > len(heading):
            cells = cells[:-1]
        if not any(cells):
            continue
        if not heading:
            heading = [(cell or "").strip().casefold() for cell in cells]
            check_heading(heading)
            continue
        if len(cells) > len(heading):
            raise SheetError(
                _(
                    "Row {row} has more cells than there are headings. Is a separator or a quotation mark misplaced?"
                ).format(row=number)
            )
        if len(found) == MAX_ROWS:
            raise SheetError(
                _("This file has more than {count} rows. Divide it, and import one part after the other.").format(
                    count=f"{MAX_ROWS:,}".replace(",", "\u202f")
                )
            )
        found.append((number, [None if cell is None else checked(as_written(cell), number) for cell in cells]))
    if not heading:
        raise SheetError(_("This file is empty."))
    return Table(heading, [(number, cells + [None] * (len(heading) - len(cells))) for number, cells in found], notice)


def check_heading(heading: list[str]) -> None:
    if len(heading) > MAX_COLUMNS:
        raise SheetError(_("This file has more than {count} columns.").format(count=MAX_COLUMNS))
    nameless = [get_column_letter(index) for index, name in enumerate(heading, 1) if not name]
    if nameless:
        raise SheetError(
            ngettext(
                "Column {columns} has no heading.", "The columns {columns} have no headings.", len(nameless)
            ).format(columns=", ".join(nameless[:10]))
        )
    twice = sorted({name for name in heading if heading.count(name) > 1})
    if twice:
        raise SheetError(
            _("These headings stand there more than once: {names}. Keep one column of each.").format(
                names=", ".join(name[:40] for name in twice[:10])
            )
        )


def checked(text: str, number: int) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text if letter > "\ud7ff"):
        raise SheetError(_("Row {row} holds a character that is not text. Is this file damaged?").format(row=number))
    return text


def read_csv(data: bytes, known: Collection[str]) -> Table:
    text = decoded(data)
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise SheetError(_("This is a web page, not a table. Download the table again, as CSV or XLSX."))
    csv.field_size_limit(MAX_BYTES)
    separator = likely_separator(text, known)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return tabled(enumerate(rows, 1))
    except csv.Error:
        raise SheetError(_("This file is not a table. Save it as CSV or XLSX in your spreadsheet program.")) from None


def decoded(data: bytes) -> str:
    is_unicode_text = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # as Excel calls it
    try:
        text = data.decode("utf-16" if is_unicode_text else "utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError(
            _(
                "This file is not in UTF-8, so letters such as é or ā would be spoiled. In Excel, choose “Save as” and "
                "“CSV UTF-8”, or save it as XLSX."
            )
        ) from None
    if "\0" in text:
        raise SheetError(_("This is not a file of text. Save it as CSV or XLSX in your spreadsheet program."))
    return text


def likely_separator(text: str, known: Collection[str]) -> str:
    def score(separator: str) -> tuple[int, int]:
        try:
            first = next(
                (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)), []
            )
        except csv.Error:
            return 0, 0
        return sum(name.strip().casefold() in known for name in first), len(first)

    return max(",;\t", key=score)


def read_xlsx(path: Path) -> Table:
    check_package(path)
    # Handed over open, for the library judges a path by its ending.
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, on what it does not keep; nothing is written back
        try:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            pages = [page for page in book.worksheets if page.sheet_state == "visible"]
            if not pages:
                raise SheetError(_("This file has no sheet with a table."))
            notice = ""
            if len(pages) > 1:
                notice = _("Of this file only the first sheet was read, “{name}”.").format(name=pages[0].title)
            pages[0].reset_dimensions()  # what the file says of its own size may be anything
            return tabled(rows_of(pages[0]), notice)
        except SheetError:
            raise
        except Exception:  # whatever a damaged file makes of a parser of many formats: it is the file's fault
            raise damaged() from None


def rows_of(page):
    for number, cells in enumerate(page.iter_rows(), 1):
        yield number, [cell_text(cell) for cell in cells]


def cell_text(cell) -> str:
    value = cell.value
    if value is None:
        return ""
    where = f"{get_column_letter(cell.column)}{cell.row}"
    if cell.data_type == "f":
        raise SheetError(
            _("Cell {cell} holds a formula. Copy the column, and paste it as “values only”.").format(cell=where)
        )
    if cell.data_type == "e":
        raise SheetError(_("Cell {cell} holds an error ({value}) instead of a value.").format(cell=where, value=value))
    if isinstance(value, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return moment_text(value, cell.number_format)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat() if isinstance(value, datetime.date) or value.second else value.strftime("%H:%M")
    if isinstance(value, int | float):
        if abs(value) >= EXACT_NUMBERS:
            raise SheetError(
                _(
                    "The number in cell {cell} has lost its last digits. Format the cell as text and type it again."
                ).format(cell=where)
            )
        return number_text(value)
    raise SheetError(_("Cell {cell} holds something that is not a text, a number or a date.").format(cell=where))


def number_text(value: float) -> str:
    if value == int(value):
        return str(int(value))
    return f"{value:.15f}".rstrip("0") if "e" in repr(value) else repr(value)


def moment_text(value: datetime.datetime, number_format: str) -> str:
    """As exact as the cell shows it: Excel makes the first of July of “2021-07”, and shows “Jul-21”."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if value.time() != datetime.time() or "h" in shown:
        return value.isoformat()
    day = value.date().isoformat()
    if "d" in shown or shown in ("general", ""):
        return day
    return day[:7] if "m" in shown else day[:4]


def check_package(path: Path) -> None:
    """Looks into the packed folder before anything is made of it: its size, and what an XML parser may be lured by."""
    oversize = _("This file is much too large when it is unpacked. Delete the columns or rows that you do not change.")
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
                raise SheetError(oversize)
            if unpacked > MAX_BYTES and unpacked > MAX_RATIO * path.stat().st_size:
                raise SheetError(oversize)
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise SheetError(_("This is not an Excel file. Save the table as XLSX or CSV, and choose that."))
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    check_part(package, entry)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise damaged() from None


def check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    rest = b""
    with package.open(entry) as part:
        while piece := part.read(1 << 20):
            text = rest + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                raise damaged()
            if b"<mergeCell " in text and entry.filename.startswith("xl/worksheets/"):
                raise SheetError(_("This table has merged cells, so rows cannot be told apart. Unmerge them first."))
            rest = text[-16:]
