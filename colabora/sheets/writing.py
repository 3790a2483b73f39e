"""Tables out: CSV as it is made, XLSX by way of a file."""

import csv
import re
from collections.abc import Iterator
from typing import IO

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .columns import KEEP

# What a spreadsheet program may take for a formula (OWASP, CSV injection; ASVS 5.0, 1.2.10), in wide letters, too.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# What XML cannot say, as Office Open XML writes it (ECMA-376, 22.9.2.19), and what only looks as if it were that.
UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
MAX_CELL = 32_767  # characters, in UTF-16, of a cell in Excel


def without_formula(text: str) -> str:
    """A text that no program calculates: with an apostrophe before what could be a formula."""
    return f"'{text}" if FORMULA.match(text.lstrip("'")) else text


def as_written(text: str) -> str:
    """The way back of without_formula()."""
    return text[1:] if text.startswith("'") and FORMULA.match(text.lstrip("'")) else text


def separator() -> str:
    """What Excel expects between the cells: where numbers have a decimal comma, a semicolon."""
    return "," if (get_language() or "en").startswith("en") else ";"


class Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(sheet, delimiter: str = ",") -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=delimiter)
    # Without this mark Excel reads UTF-8 as Latin.
    yield "\ufeff" + writer.writerow([column.column_name for column in sheet.columns])
    for record in sheet.records():
        yield writer.writerow([cell_text(column, record) for column in sheet.columns])


def cell_text(column, record) -> str:
    text = column.text(record)
    return text if column.is_number else without_formula(text)


def write_xlsx(sheet, file: IO[bytes]) -> None:
    """Text cells are of the kind “text”: a program that opens the file keeps 2021-07 and 007 as they are."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.what)
    as_text = WriteOnlyCell(page)
    as_text.number_format = "@"
    heading = WriteOnlyCell(page)
    heading.font = Font(bold=True)
    page.freeze_panes = "B2"
    for index, column in enumerate(sheet.columns, 1):
        dimension = page.column_dimensions[get_column_letter(index)]
        dimension.width = 24
        if not column.is_number:
            dimension.number_format = "@"
    page.append([_text_cell(page, column.column_name, heading._style) for column in sheet.columns])
    for record in sheet.records():
        page.append([_cell(page, column, record, as_text._style) for column in sheet.columns])
    book.save(file)


def _cell(page, column, record, style):
    text = cell_text(column, record)
    if not text:
        return None
    if column.is_number:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    return _text_cell(page, text, style)


def _text_cell(page, text: str, style):
    """Never a formula, nor one of Excel's names of errors, whatever the text looks like."""
    escaped = UNSPEAKABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(escaped.encode("utf-16-le")) // 2 > MAX_CELL:
        escaped = KEEP  # openpyxl would cut it off in silence
    cell = WriteOnlyCell(page)
    cell._value, cell.data_type, cell._style = escaped, "s", style
    return cell
