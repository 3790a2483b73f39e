"""The report as a workbook: a sheet for each section, its figures first, then the records that they count."""

import re
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .figures import Report
from .parts import Cell, Record, Row, Table, outside

BOLD, HEADING, LINK = Font(bold=True), Font(bold=True, size=14), Font(color="0563C1", underline="single")
WRAPPED = Alignment(wrap_text=True, vertical="top")
LONGEST_TEXT, LONGEST_ADDRESS, MOST_LINKS = 32_000, 2_000, 60_000  # Excel's limits are a little higher
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Sheet:
    """Writes line after line."""

    def __init__(self, book: Workbook, title: str):
        self.sheet = book.create_sheet(sheet_title(title, book.sheetnames))
        self.line, self.links = 0, 0

    def write(self, *values, font=None, addresses=None) -> None:
        """A line of plain values; `addresses`: by column from 1, where a cell leads."""
        self.line += 1
        for number, value in enumerate(values, 1):
            if value in ("", None):
                continue
            cell = self.sheet.cell(self.line, number)
            cell.value = value if isinstance(value, int) else safe(str(value))
            cell.alignment = WRAPPED
            if not isinstance(value, int):
                cell.data_type = "s"  # never a formula, whatever it begins with
            if font:
                cell.font = font
            address = (addresses or {}).get(number, "")
            if outside(address) and len(address) < LONGEST_ADDRESS and self.links < MOST_LINKS:
                cell.hyperlink = address
                cell.font = LINK
                self.links += 1

    def space(self) -> None:
        self.line += 1

    def widths(self, *widths) -> None:
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that fits a cell."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def sheet_title(title: str, taken) -> str:
    """At most 31 characters, without those that Excel forbids, and only once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "–"
    numbered = (f"{plain[:28]} {number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(name for name in numbered if name not in taken)


def workbook_of(report: Report) -> bytes:
    book = Workbook()
    book.remove(book.active)
    write_head(Sheet(book, _("Report")), report)
    for section in report.sections:
        sheet = Sheet(book, section.title)
        sheet.widths(46, *[18] * 14)
        sheet.write(section.title, font=HEADING)
        sheet.write(section.intro)
        sheet.sheet.cell(2, 1).alignment = Alignment(wrap_text=False)
        for table in section.tables:
            write_table(sheet, table)
        write_records(sheet, section.tables)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_head(sheet: Sheet, report: Report) -> None:
    sheet.widths(34, 100)
    sheet.write(report.title, font=HEADING)
    sheet.space()
    sheet.write(_("Project"), f"{report.project}: {report.project_title}" if report.project else "")
    sheet.write(_("Period"), report.period)
    for group in report.groups:
        draft = " " + _("(draft)") if group.is_draft else ""
        sheet.write(_("Local action group"), f"{group.name}, {group.country}{draft}")
    for statement in report.statements:
        sheet.write(_("Funding"), statement)
    # Translators: the day on which the report was made
    sheet.write(_("Made on"), report.made_on)
    sheet.write(_("Made by"), report.made_by, addresses={2: report.made_by})
    sheet.space()
    for highlight in report.highlights:
        sheet.write(highlight.label, highlight.cell.value)
    sheet.space()
    sheet.write(_("Method"), font=BOLD)
    for sentence in report.method:
        sheet.write("", sentence)


def write_table(sheet: Sheet, table: Table) -> None:
    sheet.space()
    sheet.write(table.title, font=BOLD)
    sheet.write(*(text or " " for text in table.head), font=BOLD)
    for row in table.rows:
        sheet.write(label(row), *(value(cell) for cell in row.cells), font=BOLD if row.is_total else None)
    if table.note:
        sheet.write(table.note)
        sheet.sheet.cell(sheet.line, 1).alignment = Alignment(wrap_text=False)


def label(row: Row) -> str:
    # Translators: {kind} is a kind of event, such as “study visit”
    return _("of which: {kind}").format(kind=row.label) if row.is_part else str(row.label)


def value(cell: Cell) -> int | str:
    return cell.value


def write_records(sheet: Sheet, tables: list[Table]) -> None:
    """Every record of every figure on a line of its own, and another for each further statement about it."""
    if not any(row.records for table in tables for row in table.rows):
        return
    sheet.space()
    sheet.write(_("Records"), font=HEADING)
    sheet.write(
        # Translators: above the name of the table in which a record is counted
        _("table"), _("figure"), _("record"), _("draft?"), _("remark"), _("address elsewhere"), _("what is said"),
        _("date of the report"), _("source"), font=BOLD,
    )  # fmt: skip
    for table in tables:
        for row in table.rows:
            for record in row.records:
                write_record(sheet, table, row, record)


def write_record(sheet: Sheet, table: Table, row: Row, record: Record) -> None:
    for said in record.statements or (None,):
        words = f"{said.label}: {said.text}" if said and said.label else said and said.text
        sheet.write(
            table.title, label(row), record.title, _("draft") if record.is_draft else "", record.note, record.elsewhere,
            words or "", said.date if said else "", said.source if said else "",
            addresses={
                3: record.full_address, 6: record.elsewhere, 9: said.source_address if said else "",
            },
        )  # fmt: skip
