"""Tables out and back: nothing changes by itself, nothing foreign is told, everything or nothing is imported."""

import csv
import datetime
import io
import itertools
import os
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reversion.models import Version

from colabora.sheets import reading, run
from colabora.sheets.catalog import SHEETS
from colabora.sheets.columns import KEEP
from colabora.sheets.reading import SheetError, read_table
from colabora.sheets.rules import fields_in, is_kept
from colabora.sheets.writing import as_written, csv_lines, without_formula, write_xlsx
from partners.models import AreaFact, LocalActionGroup
from spaces.models import Amenity, Network, Space, SpaceFact
from spaces.stages import Stage
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import EventFactory
from workpackages.models import Document, Event

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=1+1", "+353 74 912 3456", "-5", "@SUM(A1)", "\t=tab", "\rreturn", " =blank", "＝wide", "'=quoted", "''=twice",
    "'plain", 'quo"te; semi, comma', "line\nend", "line\r\nend", "007", "123456789012345678901234567890", "1E5", "TRUE",
    "2021-07", "#N/A", "_x000D_", "_x005F_x000D_", "x005F_", "\x0bvertical\x1f", "\ufffe\uffff", "🏚️ élève",
    " lead and trail ",
    "<b>&amp;</b>", "]]>", "\u2028line", "\ufeffmark", "a" * 10_000, KEEP, "NULL", "{{ x }}",
]  # fmt: skip


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


@pytest.fixture
def lag():
    return LocalActionGroupFactory(slug="mine", country="LV", source_language="lv", published=True)


@pytest.fixture
def staff(lag):
    return UserFactory(staff_of=lag)


@pytest.fixture
def foreign():
    """Another group's draft."""
    other = LocalActionGroupFactory(slug="theirs", short_name="Geheimnisbach")
    return SpaceFactory(slug="geheim", name="Geheimnisbach Raum", lag=other, summary_en="Geheimnisbach text")


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def written(sheet, suffix: str, folder: Path) -> Path:
    path = folder / f"table.{suffix}"
    with path.open("wb") as file:
        if suffix == "xlsx":
            write_xlsx(sheet, file)
        else:
            file.writelines(line.encode() for line in csv_lines(sheet))
    return path


def as_csv(*rows, delimiter=",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return packed(book)


def packed(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def outcome_of(user, what, data: bytes, folder: Path):
    path = folder / "given"
    path.write_bytes(data)
    return run.dry_run(SHEETS[what](user), run.table_of(SHEETS[what](user), path))


def imported(user, what, data: bytes, folder: Path):
    """A dry run and its import; asserts that it was done."""
    shown = outcome_of(user, what, data, folder)
    assert [row.problems for row in shown.wrong_rows] == []
    table = run.table_of(SHEETS[what](user), folder / "given")
    outcome, is_done = run.import_table(SHEETS[what](user), table, "file.csv", shown.digest.hexdigest(), user=user)
    assert is_done
    return outcome


def problems(user, what, data: bytes, folder: Path):
    outcome = outcome_of(user, what, data, folder)
    return [(row.number, *problem) for row in outcome.wrong_rows for problem in row.problems]


def messages_of(user, what, data: bytes, folder: Path) -> list[str]:
    with pytest.raises(SheetError) as refused:
        outcome_of(user, what, data, folder)
    return refused.value.messages


def upload(client, what, data: bytes, name="table.csv"):
    return client.post(
        reverse("admin:sheet_import", args=[what]), {"file": SimpleUploadedFile(name, data), "progress": "k" * 20}
    )


def confirmation(response) -> str:
    """The address of the button “Import”."""
    return reverse("admin:sheet_confirm", args=[response.context["sheet"].what, response.context["upload"].token])


# Out and back


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_hostile_texts_come_back_to_the_letter(suffix, coordinator, tmp_path):
    spaces = [SpaceFactory(slug=f"s-{index}", description_en=text) for index, text in enumerate(HOSTILE)]
    path = written(SHEETS["spaces"](coordinator), suffix, tmp_path)
    outcome = run.dry_run(SHEETS["spaces"](coordinator), run.table_of(SHEETS["spaces"](coordinator), path))
    assert (outcome.unchanged, outcome.to_write, outcome.wrong) == (len(HOSTILE), 0, 0)

    Space.objects.update(description_en="something else")
    imported(coordinator, "spaces", path.read_bytes(), tmp_path)

    for space, text in zip(spaces, HOSTILE, strict=True):
        space.refresh_from_db()
        expected = text.replace("\r\n", "\n").replace("\r", "\n")
        assert space.description_en == (expected if text != KEEP else "something else")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40), max_size=6)
)
@example(texts=["'", "''", "'=", "=", "_x0041_", "_x005F_", "__x0000_"])
def test_any_text_survives_both_formats(texts, tmp_path):
    class Cells:
        what = "texts"

        class Column:
            column_name = "text"
            is_number = False

            def text(self, record):
                return record

        columns = [Column()]

        def records(self):
            return texts

    for suffix in ("csv", "xlsx"):
        table = read_table(written(Cells(), suffix, tmp_path), {"text"})

        found = [cells[0] for _number, cells in table.rows]
        assert found == [text for text in texts if text]


def test_no_cell_is_a_formula(coordinator, tmp_path):
    for index, text in enumerate(HOSTILE):
        SpaceFactory(slug=f"s-{index}", name=text[:100], latitude="-12.5", longitude="-7")

    path = written(SHEETS["spaces"](coordinator), "xlsx", tmp_path)
    rows = list(csv.reader(io.StringIO("".join(csv_lines(SHEETS["spaces"](coordinator))), newline="")))

    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts = {str(cell.value) for cell in cells if cell.data_type == "s"}
    texts |= {cell for row in rows for cell in row} - {"-12.50000", "-7.00000"}
    assert [text for text in texts if text.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))] == []
    assert "'+353 74 912 3456" in texts
    assert rows[1][rows[0].index("latitude")] == "-12.50000"  # a number is never given an apostrophe


@pytest.mark.parametrize(("text", "cell"), [("=x", "'=x"), ("'=x", "''=x"), ("'x", "'x"), ("", ""), ("x=", "x=")])
def test_apostrophe_is_put_and_taken(text, cell):
    assert (without_formula(text), as_written(cell)) == (cell, text)


def test_text_too_long_for_a_cell_is_not_cut_off(coordinator, tmp_path):
    space = SpaceFactory(description_en="🏚" * 17_000)  # 34,000 characters as Excel counts

    path = written(SHEETS["spaces"](coordinator), "xlsx", tmp_path)
    outcome = run.dry_run(SHEETS["spaces"](coordinator), run.table_of(SHEETS["spaces"](coordinator), path))

    book = openpyxl.load_workbook(path).active
    assert KEEP in [cell.value for cell in book[2]]
    assert (outcome.unchanged, outcome.to_write) == (1, 0)
    assert len(Space.objects.get(pk=space.pk).description_en) == 17_000


def test_csv_opens_in_excel_of_the_reader(coordinator):
    space = SpaceFactory(slug="the-space")
    coordinator.interface_language = "de"
    coordinator.save()

    response = sign_in(coordinator).get(reverse("admin:sheet_export", args=["spaces", "csv"]))

    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbfslug;published_at;")
    assert space.slug.encode() in body
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == (
        f'attachment; filename="colabora-spaces-{timezone.localdate().isoformat()}.csv"'
    )


def test_export_costs_the_same_queries_for_one_row_and_for_many(coordinator, tmp_path):
    counts = []
    for number in (1, 5):
        for _each in range(number):
            SpaceFactory().amenities.add(Amenity.objects.get_or_create(slug="wifi", defaults={"name_en": "wifi"})[0])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(csv_lines(SHEETS["spaces"](coordinator)))
        counts.append(len(queries))

    assert counts == [6, 6]


# Reading files


def test_separators_marks_and_blanks_do_not_matter(coordinator, tmp_path):
    space = SpaceFactory(slug="one", place="Old")

    for data in (
        as_csv(["slug", "place"], ["one", "New"], delimiter=";"),
        as_csv([" Slug ", "PLACE", ""], ["one", "New", ""], delimiter="\t"),
        b"\xef\xbb\xbf" + as_csv(["slug", "place"], [], ["one", "New"]),
        "slug\tplace\r\none\tNew\r\n".encode("utf-16"),
        as_xlsx(["slug", "place"], ["one", "New"]),
    ):
        outcome = outcome_of(coordinator, "spaces", data, tmp_path)
        assert [row.changes for row in outcome.changed_rows] == [{"place": ("Old", "New")}]
    assert Space.objects.get(pk=space.pk).place == "Old"


def test_cells_of_excel_are_read_as_they_are_shown(coordinator, tmp_path):
    SpaceFactory(slug="one", operation_as_of="", opened="", closed="")
    book = openpyxl.Workbook()
    book.active.append(
        [
            "slug",
            "operation_as_of",
            "opened",
            "planned_for",
            "closed",
            "place",
            "welcomes_visitors",
            "latitude",
            "longitude",
        ]
    )
    book.active.append(["one", *[datetime.datetime(2021, 7, 1)] * 3, 2019, 7, True, 54.9, -7])
    for cell, number_format in zip(book.active[2][1:4], ["mmm-yy", "yyyy", "dd/mm/yyyy"], strict=True):
        cell.number_format = number_format

    outcome = outcome_of(coordinator, "spaces", packed(book), tmp_path)

    new = {name: new for name, (_old, new) in outcome.changed_rows[0].changes.items()}
    assert new == {
        "operation_as_of": "2021-07", "opened": "2021", "planned_for": "2021-07-01", "closed": "2019", "place": "7",
        "welcomes_visitors": "yes", "latitude": "54.9", "longitude": "-7",
    }  # fmt: skip


def test_cp1252_is_refused_in_words(coordinator, tmp_path):
    data = "slug,place\none,Guéret\n".encode("cp1252")

    assert "UTF-8" in messages_of(coordinator, "spaces", data, tmp_path)[0]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _each in range(210):
                part.write(b" " * (1 << 20))
    return file.getvalue()


def workbook_with(name: str, change) -> bytes:
    """A good XLSX file of which one part is changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(["slug", "place"], ["one", "x"]))) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry == name else data)
    return made.getvalue()


def many_entries() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(300):
            package.writestr(f"xl/{number}.xml", "<a/>")
    return file.getvalue()


def merged() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["slug", "place"])
    book.active.merge_cells("A2:A3")
    return packed(book)


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
REFUSED = {
    "empty": (b"", "This file is empty."),
    "only blanks": (b"\n\n , \n", "This file is empty."),
    "headings only": (b"slug,place\n", "no rows"),
    "a web page": (b"<!DOCTYPE html><title>Sign in</title>", "web page"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel format"),
    "NUL": (b"slug,place\none,a\0b\n", "not a file of text"),
    "not UTF-8": (b"slug,place\none,\xff\xfe\xfa\n", "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "UTF-8"),
    "open quotation mark": (b'slug,place\none,"two\n', "There is no"),
    "a longer row": (b"slug,place\none,two,three\n", "Row 2 has more cells"),
    "300 columns": (as_csv([f"c{n}" for n in range(300)], ["x"] * 300), "more than 250 columns"),
    "the same column twice": (b"slug,place,PLACE\none,a,b\n", "more than once: place"),
    "a column without a name": (b"slug,,place\none,a,b\n", "Column B has no heading"),
    "a broken package": (b"PK\x03\x04broken", "damaged"),
    "a zip of something else": (many_entries(), "too large when it is unpacked"),
    "a bomb": (bomb(), "too large when it is unpacked"),
    "an entity": (workbook_with(SHEET, lambda data: LAUGHS + data), "damaged"),
    "an entity in UTF-16": (workbook_with(SHEET, lambda data: (LAUGHS + data).decode().encode("utf-16")), "damaged"),
    "no XML": (workbook_with(SHEET, lambda data: b"<worksheet"), "damaged"),
    "a row far away": (workbook_with(SHEET, lambda data: data.replace(b'r="2"', b'r="9999999"')), "more rows"),
    "merged cells": (merged(), "merged cells"),
    "a formula": (as_xlsx(["slug", "place"], ["one", "=1+1"]), "Cell B2 holds a formula"),
    "an error": (as_xlsx(["slug", "place"], ["one", "#REF!"]), "Cell B2 holds an error"),
    "a number that lost digits": (as_xlsx(["slug", "contact_phone"], ["one", 35386123456789012]), "in cell B2"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"open quotation mark"}))
def test_hostile_file_is_refused_in_words(name, coordinator, tmp_path):
    SpaceFactory(slug="one")
    data, words = REFUSED[name]

    assert words in messages_of(coordinator, "spaces", data, tmp_path)[0]


def test_html_renamed_is_refused_on_the_page(coordinator):
    response = upload(sign_in(coordinator), "spaces", b"<html><script>alert(1)</script>", "table.xlsx")

    assert "web page, not a table" in response.content.decode()
    assert list((run.folder()).glob("*/table")) == []


def test_rows_are_capped(coordinator, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    data = as_csv(["slug", "place"], *[[f"s{n}", "x"] for n in range(4)])

    assert "more than 3 rows" in messages_of(coordinator, "spaces", data, tmp_path)[0]


def test_unknown_columns_are_named_with_their_neighbours(coordinator, tmp_path):
    SpaceFactory(slug="one")
    data = as_csv(["slug", "sumary_de", "summary", "stage", "<b>"], ["one", "x", "x", "x", "x"])

    messages = messages_of(coordinator, "spaces", data, tmp_path)

    assert ["sumary_de" in messages[0], "summary_de" in messages[0]] == [True, True]
    assert "Did you mean “summary_en”?" in messages[1]
    assert ["“stage”" in messages[2], "“<b>”" in messages[3]] == [True, True]
    page = upload(sign_in(coordinator), "spaces", data).content.decode()
    assert ("&lt;b&gt;" in page, "“<b>”" in page) == (True, False)


# What a file does


def test_new_and_changed_rows_are_imported(coordinator, tmp_path):
    lag = LocalActionGroupFactory(slug="donegal", published=True)
    wifi, desk = (Amenity.objects.create(slug=slug, name_en=slug) for slug in ("wifi", "desk"))
    network = Network.objects.create(slug="net", name="Net")
    space = SpaceFactory(slug="old", place="Before", network=network, lag=lag)
    space.amenities.add(wifi)
    before = Space.objects.get(pk=space.pk)
    heading = ["slug", "name", "lag", "relation", "country", "place", "network", "amenities", "latitude", "longitude"]
    data = as_csv(
        heading,
        ["old", space.name, "donegal", space.relation, "IE", "After", "", "desk; wifi", "", ""],
        ["new", "New", "donegal", "in-lag-area", "IE", "There", "net", "desk", "55.5", "-7.5"],
    )

    outcome = imported(coordinator, "spaces", data, tmp_path)

    assert (outcome.new, outcome.changed, outcome.emptied) == (1, 1, 1)
    space.refresh_from_db()
    assert (space.place, space.network, space.version) == ("After", None, before.version + 1)
    assert set(space.amenities.all()) == {wifi, desk}
    assert "after" in space.search_text
    new = Space.objects.get(slug="new")
    assert (new.name, new.network, str(new.latitude), new.published_at, new.operation) == (
        "New", network, "55.50000", None, "unknown",
    )  # fmt: skip
    assert set(new.amenities.all()) == {desk}
    assert Space.objects.search("desk").filter(slug="new").exists()


def test_absent_columns_stay_and_empty_cells_empty(coordinator, tmp_path):
    space = SpaceFactory(slug="one", place="Place", region_en="Region", published=True)

    outcome = imported(coordinator, "spaces", as_csv(["slug", "place"], ["one", ""]), tmp_path)

    space.refresh_from_db()
    assert outcome.emptied == 1
    assert (space.place, space.region_en, space.is_published) == ("", "Region", True)


def test_row_of_csv_that_ends_early_stays(coordinator, tmp_path):
    """Excel leaves out the separators of empty cells at the end of some rows."""
    SpaceFactory(slug="one", place="Place", region_en="Region")

    outcome = outcome_of(coordinator, "spaces", b"slug,place,region_en\none,New\n", tmp_path)

    assert outcome.changed_rows[0].changes == {"place": ("Place", "New")}


def test_observation_changes_the_space_it_hangs_on(coordinator, tmp_path):
    source = SourceFactory(url="https://paper.example/new")
    space = SpaceFactory(slug="one")
    observation = StageObservationFactory(space=space, stage="", event="opened")
    version = Space.objects.get(pk=space.pk).version
    data = as_csv(
        ["id", "space", "event", "stage", "text_en", "source", "position"],
        [observation.pk, "one", "opened", "established", observation.text_en, str(observation.source.url), "1"],
        ["", "one", "in_use", "few_users", "A few came.", source.url, "2"],
    )

    imported(coordinator, "observations", data, tmp_path)

    space.refresh_from_db()
    assert (space.stage, space.version > version) == (Stage.FEW_USERS, True)
    assert [row.source for row in space.observations.order_by("position")] == [observation.source, source]


def test_sources_that_share_an_address_are_told_apart(coordinator, tmp_path):
    one, other = (SourceFactory(url="https://same.example/", title_en="Same title") for _each in "ab")
    space = SpaceFactory(slug="one")
    observation = StageObservationFactory(space=space, source=other)
    row = ["", "one", "opened", "Opened."]

    path = written(SHEETS["observations"](coordinator), "csv", tmp_path)
    ambiguous = as_csv(["id", "space", "event", "text_en", "source"], [*row, "https://same.example/"])

    assert f"#{other.pk}" in path.read_text(encoding="utf-8-sig")
    assert "More than one" in problems(coordinator, "observations", ambiguous, tmp_path)[0][2]
    chosen = as_csv(["id", "space", "event", "text_en", "source"], [*row, f"#{one.pk}"])
    imported(coordinator, "observations", chosen, tmp_path)
    assert space.observations.exclude(pk=observation.pk).get().source == one


def test_errors_are_told_by_row_and_column(coordinator, tmp_path):
    LocalActionGroupFactory(slug="donegal")
    SpaceFactory(slug="one", operation="open")
    heading = ["slug", "name", "lag", "relation", "country", "operation", "latitude", "longitude", "website", "opened"]
    data = as_csv(
        heading,
        ["one", "", "donegal", "in-lag-area", "IE", "opened", "", "", "", ""],
        [],
        ["suggest", "x", "donegal", "in-lag-area", "IE", "open", "12,5", "", "javascript:1", "2021-13"],
        ["three", "x", "donegol", "", "Ireland", "", "91", "1", "", ""],
        ["", "x", "donegal", "in-lag-area", "IE", "open", "", "", "", ""],
        ["twice", "x", "donegal", "in-lag-area", "IE", "open", "", "", "", ""],
        ["twice", "y", "donegal", "in-lag-area", "IE", "open", "", "", "", ""],
    )

    found = problems(coordinator, "spaces", data, tmp_path)

    assert [(number, name) for number, name, _message in found if number != 4] == [
        (2, "operation"), (5, "lag"), (6, "slug"), (7, "slug"), (8, "slug"),
    ]  # fmt: skip
    assert {name for number, name, _message in found if number == 4} == {"latitude"}
    assert "planned, open" in found[0][2]
    assert "Did you mean “donegal”?" in {row[:2]: row[2] for row in found}[5, "lag"]


def test_model_rules_hold_for_every_new_row(coordinator, tmp_path):
    LocalActionGroupFactory(slug="donegal")
    heading = ["slug", "name", "lag", "relation", "country", "latitude", "longitude", "website", "opened"]
    good = ["good", "x", "donegal", "in-lag-area", "IE", "55", "-7", "https://example.org", "2021"]
    bad = {
        "slug": "no slug", "name": "", "relation": "", "country": "Ireland", "latitude": "", "website": "javascript:1",
        "opened": "2021-13",
    }  # fmt: skip
    rows = [[*good[:at], bad[name], *good[at + 1 :]] for at, name in enumerate(heading) if name in bad]
    for number, row in enumerate(rows):
        row[0] = row[0].replace("good", f"good-{number}")

    found = problems(coordinator, "spaces", as_csv(heading, good, *rows, ["suggest", *good[1:]]), tmp_path)

    assert {number for number, _name, _message in found} == set(range(3, 3 + len(rows) + 1))


def test_changed_row_keeps_the_rules_that_its_change_touches(coordinator, tmp_path):
    SpaceFactory(slug="one", latitude="55", longitude="-7")

    assert problems(coordinator, "spaces", as_csv(["slug", "latitude"], ["one", ""]), tmp_path) == [
        (2, "", "Give latitude and longitude in degrees, or leave both empty.")
    ]


VALUES = {
    "latitude": [None, Decimal("55"), Decimal("91")], "longitude": [None, Decimal("-7"), Decimal("-181")],
    "name": ["", "x"], "title_en": [None, "x"], "heading_en": [None, "", "x"], "source_language": ["en", "lv"],
    "country": ["", "IE", "Ireland"],
    "operation": ["open", "opne"], "opened": ["", "2021", "2021-7"], "slug": ["x", "suggest"],
    "number": [None, Decimal("1")], "unit": ["", "m2", "mm"], "date": ["", "2021", "21"], "text_en": [None, "", "x"],
    "start": ["", "2021", "2021-07-14"], "end": ["", "2020", "2021-07-15"], "start_time": [None, datetime.time(9)],
    "end_time": [None, datetime.time(8), datetime.time(10)],
}  # fmt: skip


@pytest.mark.parametrize("model", [Space, SpaceFact, Event, Document, LocalActionGroup])
def test_rule_that_is_kept_without_asking_is_kept_in_the_database(model):
    for constraint in model._meta.constraints:
        if constraint.condition is None:
            continue
        names = sorted(fields_in(constraint.condition) & VALUES.keys())
        kept = 0
        for values in itertools.product(*(VALUES[name] for name in names)):
            record = model(**dict(zip(names, values, strict=True)))
            if is_kept(constraint.condition, record):
                kept += 1
                constraint.validate(model, record)
        assert kept or constraint.name == "lag_one_lead_partner" or not names


def test_fact_has_one_value(coordinator, tmp_path):
    SpaceFactory(slug="one")
    source = SourceFactory()
    heading = ["id", "space", "kind", "number", "unit", "date", "text_en", "source"]
    data = as_csv(
        heading,
        ["", "one", "work_places", "12", "desks", "", "", source.url],
        ["", "one", "work_places", "12", "", "2021", "", source.url],
        ["", "one", "opened", "", "m2", "2021", "", source.url],
    )

    assert [number for number, _name, _message in problems(coordinator, "facts", data, tmp_path)] == [3, 4]
    imported(coordinator, "facts", as_csv(heading, *csv.reader(io.StringIO(data.decode().splitlines()[1]))), tmp_path)
    assert SpaceFact.objects.get().number == 12


# All or nothing


def test_error_in_the_last_row_leaves_nothing(coordinator, tmp_path):
    for slug in ("one", "two"):
        SpaceFactory(slug=slug, place="Old")
    client = sign_in(coordinator)
    data = as_csv(["slug", "place", "operation"], ["one", "New", "open"], ["two", "New", "nonsense"])

    response = upload(client, "spaces", data)
    again = client.post(confirmation(response))

    assert "Import this" not in response.content.decode()
    assert again.context["outcome"].wrong == 1
    assert set(Space.objects.values_list("place", flat=True)) == {"Old"}


def test_crash_in_the_middle_leaves_nothing(coordinator, tmp_path, monkeypatch):
    for slug in ("one", "two"):
        SpaceFactory(slug=slug, place="Old")
    data = as_csv(["slug", "place"], ["one", "New"], ["two", "New"])
    shown = outcome_of(coordinator, "spaces", data, tmp_path)
    table = run.table_of(SHEETS["spaces"](coordinator), tmp_path / "given")
    save = Space.save

    def dies(self, *args, **kwargs):
        if self.slug == "two":
            raise RuntimeError("power cut")
        save(self, *args, **kwargs)

    monkeypatch.setattr(Space, "save", dies)
    with pytest.raises(RuntimeError):
        run.import_table(SHEETS["spaces"](coordinator), table, "x", shown.digest.hexdigest(), user=coordinator)

    assert set(Space.objects.values_list("place", flat=True)) == {"Old"}
    assert not LogEntry.objects.exists()


def test_rows_that_contradict_each_other_are_refused_by_row(coordinator, tmp_path):
    source = SourceFactory()
    for slug in ("one", "two"):
        Document.objects.create(slug=slug, title=slug, kind="report", relation="partner-output")
    data = as_csv(["slug", "source"], ["one", source.url], ["two", source.url])
    shown = outcome_of(coordinator, "documents", data, tmp_path)
    table = run.table_of(SHEETS["documents"](coordinator), tmp_path / "given")

    outcome, is_done = run.import_table(
        SHEETS["documents"](coordinator), table, "x", shown.digest.hexdigest(), user=coordinator
    )

    assert (is_done, [row.number for row in outcome.wrong_rows], outcome.is_importable) == (False, [3], False)
    assert Document.objects.exclude(source=None).count() == 0


def test_dry_run_writes_nothing(coordinator, tmp_path):
    SpaceFactory(slug="one", place="Old")
    data = as_csv(["slug", "place"], ["one", "New"])

    with CaptureQueriesContext(connection) as queries:
        outcome_of(coordinator, "spaces", data, tmp_path)

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_unchanged_rows_cost_no_query_each(coordinator, tmp_path):
    spaces = [SpaceFactory() for _each in range(6)]
    rows = [[space.slug, space.place, space.name] for space in spaces]
    counts = []
    for number in (1, 6):
        data = as_csv(["slug", "place", "name"], *rows[:number])
        with CaptureQueriesContext(connection) as queries:
            outcome_of(coordinator, "spaces", data, tmp_path)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_each_record_is_a_state_of_its_history(coordinator, tmp_path):
    spaces = [SpaceFactory(slug=slug, place="Old") for slug in ("one", "two")]

    imported(coordinator, "spaces", as_csv(["slug", "place"], ["one", "New"], ["two", "New"]), tmp_path)

    for space in spaces:
        comments = [
            version.revision.comment for version in Version.objects.get_for_object(space).order_by("revision_id")
        ]
        assert comments == ["first", "import:file.csv"]
    assert LogEntry.objects.filter(user=coordinator).count() == 2


# On the pages


def test_file_is_shown_confirmed_and_imported(coordinator):
    space = SpaceFactory(slug="one", place="Old <b>", summary_en="A long sentence about desks and chairs.")
    client = sign_in(coordinator)
    data = as_csv(["slug", "place", "summary_en"], ["one", "New <i>", "A long sentence about desks and lamps."])

    response = upload(client, "spaces", data, "my <u>table.csv")
    page = response.content.decode()
    done = client.post(confirmation(response), follow=True)

    assert "<del>chair</del>" in page or "<del>chairs</del>" in page
    assert ("&lt;" in page, "<i>" in page, "<u>" in page, "Row 2" in page) == (True, False, False, True)
    assert "1 row imported from my &lt;u&gt;table.csv." in done.content.decode()
    space.refresh_from_db()
    assert (space.place, space.summary_en) == ("New <i>", "A long sentence about desks and lamps.")
    assert list(run.folder().glob(response.context["upload"].token)) == []


def test_emptied_cells_are_told_in_words(coordinator):
    SpaceFactory(slug="one", place="Old", published=True)

    page = upload(sign_in(coordinator), "spaces", as_csv(["slug", "place", "published_at"], ["one", "", ""]))

    text = page.content.decode()
    assert (text.count("will be emptied"), "1 record will be taken off the site." in text) == (3, True)


def test_second_click_imports_nothing(coordinator):
    SpaceFactory(slug="one", place="Old")
    client = sign_in(coordinator)
    address = confirmation(upload(client, "spaces", as_csv(["slug", "place"], ["one", "New"])))

    client.post(address)
    Space.objects.update(place="Later")
    again = client.post(address, follow=True)

    assert "has been imported, is being imported" in again.content.decode()
    assert Space.objects.get().place == "Later"


def test_upload_of_another_user_is_not_confirmed(coordinator):
    SpaceFactory(slug="one", place="Old")
    response = upload(sign_in(coordinator), "spaces", as_csv(["slug", "place"], ["one", "New"]))
    other = sign_in(UserFactory(coordinator=True))

    other.post(confirmation(response))
    difference = other.get(reverse("admin:sheet_difference", args=["spaces", response.context["upload"].token]))
    elsewhere = sign_in(coordinator).post(confirmation(response).replace("/spaces/", "/events/"))

    assert (difference.status_code, elsewhere.status_code) == (404, 302)
    assert Space.objects.get().place == "Old"


def test_file_changed_on_the_disk_is_not_imported(coordinator):
    SpaceFactory(slug="one", place="Old")
    client = sign_in(coordinator)
    response = upload(client, "spaces", as_csv(["slug", "place"], ["one", "New"]))
    response.context["upload"].file.write_bytes(as_csv(["slug", "place"], ["one", "Evil"]))

    client.post(confirmation(response))

    assert Space.objects.get().place == "Old"


def test_change_since_the_dry_run_is_shown_instead_of_imported(coordinator):
    space = SpaceFactory(slug="one", place="Old", region_en="Before")
    client = sign_in(coordinator)
    response = upload(client, "spaces", as_csv(["slug", "place"], ["one", "New"]))
    space.region_en = "A colleague’s"
    space.save()

    second = client.post(confirmation(response))
    third = client.post(confirmation(second))

    assert "these records have been changed since" in second.content.decode()
    assert third.status_code == 302
    space.refresh_from_db()
    assert (space.place, space.region_en) == ("New", "A colleague’s")


def test_change_between_checking_and_locking_is_not_overwritten(coordinator, tmp_path, monkeypatch):
    space = SpaceFactory(slug="one", place="Old")
    data = as_csv(["slug", "place"], ["one", "New"])
    shown = outcome_of(coordinator, "spaces", data, tmp_path)
    table = run.table_of(SHEETS["spaces"](coordinator), tmp_path / "given")

    def meanwhile(*args):
        Space.objects.filter(pk=space.pk).update(place="A colleague’s")

    monkeypatch.setattr(run, "keep_states", meanwhile)
    outcome, is_done = run.import_table(
        SHEETS["spaces"](coordinator), table, "x", shown.digest.hexdigest(), user=coordinator
    )

    assert (is_done, outcome.changed_rows[0].changes) == (False, {"place": ("A colleague’s", "New")})
    assert Space.objects.get().place == "A colleague’s"


def test_all_differences_are_a_table(coordinator):
    SpaceFactory(slug="one", place="=old")
    client = sign_in(coordinator)
    response = upload(client, "spaces", as_csv(["slug", "place"], ["one", "'=new"]))

    body = b"".join(client.get(reverse("admin:sheet_difference", args=["spaces", response.context["upload"].token])))

    assert list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1] == ["2", "one", "place", "'=old", "'=new", ""]


def test_progress_is_told_to_its_user_alone(coordinator):
    run.progress_to(coordinator, "k" * 20)(3, 10)
    address = reverse("admin:sheet_progress", args=["k" * 20])

    own = sign_in(coordinator).get(address)
    other = sign_in(UserFactory(coordinator=True)).get(address)

    assert (own.json(), other.json()) == ({"done": 3, "total": 10}, {})
    assert sign_in(coordinator).get(reverse("admin:sheet_progress", args=["short"])).json() == {}


def test_sweep_takes_what_is_older_than_a_day(coordinator):
    upload(sign_in(coordinator), "spaces", as_csv(["slug"], [SpaceFactory().slug]))
    fresh = upload(sign_in(coordinator), "spaces", as_csv(["slug"], [SpaceFactory().slug]))
    run.progress_to(coordinator, "old" * 8)(1, 2)
    for path in run.folder().iterdir():
        if path.name != fresh.context["upload"].token:
            os.utime(path, (time.time() - 90_000,) * 2)

    run.sweep()

    assert [path.name for path in run.folder().iterdir()] == [fresh.context["upload"].token]
    run.sweep(time.time() + 90_000)
    assert list(run.folder().iterdir()) == []
    assert run.folder().stat().st_mode & 0o077 == 0


# Rights


@pytest.mark.parametrize("who", ["translator", "nobody", "visitor"])
def test_others_have_no_tables(who, coordinator):
    token = upload(sign_in(coordinator), "spaces", as_csv(["slug"], [SpaceFactory().slug])).context["upload"].token
    client = {
        "translator": lambda: sign_in(UserFactory(translator=True)),
        "nobody": lambda: sign_in(UserFactory()),
        "visitor": Client,
    }[who]()
    expected = 404 if who == "translator" else 302

    answers = [
        client.get(reverse("admin:sheets")),
        client.get(reverse("admin:sheet_export", args=["spaces", "csv"])),
        client.get(reverse("admin:sheet_export", args=["spaces", "xlsx"])),
        client.get(reverse("admin:sheet_import", args=["spaces"])),
        client.post(reverse("admin:sheet_import", args=["spaces"])),
        client.post(reverse("admin:sheet_confirm", args=["spaces", token])),
        client.get(reverse("admin:sheet_difference", args=["spaces", token])),
        client.get(reverse("admin:sheet_progress", args=["k" * 20])),
    ]

    assert [answer.status_code for answer in answers] == [expected] * 8


def test_unknown_tables_are_not_found(coordinator):
    client = sign_in(coordinator)

    for address in ("users/export.csv", "users/import/", "spaces/export.json"):
        assert client.get(reverse("admin:sheets") + address).status_code == 404


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_exports_of_staff_name_nothing_foreign(suffix, staff, lag, foreign, tmp_path):
    mine = SpaceFactory(slug="mine-space", lag=lag, same_rooms_as=foreign)
    event = EventFactory(host=lag, slug="mine-event")
    event.spaces.add(foreign, mine)
    event.participants.add(foreign.lag)
    StageObservationFactory(space=foreign, text_en="Geheimnisbach observation")
    EventFactory(host=foreign.lag, title_en="Geheimnisbach meeting", slug="geheim-meeting")

    for sheet in SHEETS.values():
        table = read_table(written(sheet(staff), suffix, tmp_path), set())

        told = str(table).casefold()
        assert ("geheim" in told, "theirs" in told) == (False, False)
    table = read_table(written(SHEETS["events"](staff), suffix, tmp_path), set())
    assert table.rows[0][1][table.columns.index("spaces")] == "mine-space"


def test_what_is_hidden_survives_an_import(staff, lag, foreign, tmp_path):
    own = [SpaceFactory(slug=slug, lag=lag) for slug in ("own-1", "own-2")]
    event = EventFactory(host=lag, slug="mine-event")
    event.spaces.set([foreign, own[0]])

    imported(staff, "events", as_csv(["slug", "spaces"], ["mine-event", "own-2"]), tmp_path)

    assert set(event.spaces.all()) == {foreign, own[1]}


def test_foreign_and_missing_rows_are_refused_in_the_same_words(staff, foreign, tmp_path):
    public = SpaceFactory(slug="public", published=True)
    group = foreign.lag
    observation = StageObservationFactory(space=foreign)

    taken = problems(staff, "spaces", as_csv(["slug", "name"], ["geheim", "x"], ["public", "x"]), tmp_path)
    groups = problems(staff, "lags", as_csv(["slug", "nation"], [group.slug, "x"], ["nowhere", "x"]), tmp_path)
    heading = ["id", "space", "text_en"]
    parts = problems(
        staff, "observations", as_csv(heading, [observation.pk, "geheim", "x"], [99_999, "nowhere", "x"]), tmp_path
    )
    parents = problems(staff, "observations", as_csv(heading, ["", "geheim", "x"], ["", "nowhere", "x"]), tmp_path)

    for found, keys in (
        (taken, ["geheim", "public"]), (groups, ["theirs", "nowhere"]), (parts, [str(observation.pk), "99999"]),
        (parents, ["geheim", "nowhere"]),
    ):  # fmt: skip
        assert len(found) == 2
        assert found[0][2].replace(keys[0], "x") == found[1][2].replace(keys[1], "x")
    assert public.name not in str([taken, groups, parts, parents])


def test_page_of_a_foreign_row_tells_nothing(staff, foreign):
    response = upload(sign_in(staff), "spaces", as_csv(["slug", "summary_en"], ["geheim", "mine now"]))

    page = response.content.decode()
    assert ("“geheim” is not one of your group’s" in page, "Geheimnisbach" in page, "theirs" in page) == (
        True, False, False,
    )  # fmt: skip


def test_staff_create_in_their_own_group(staff, lag, tmp_path):
    data = as_csv(["slug", "name", "relation", "summary_lv"], ["new", "New", "in-lag-area", "Teksts."])

    imported(staff, "spaces", data, tmp_path)

    space = Space.objects.get(slug="new")
    assert (space.lag, space.country, space.source_language, space.published_at) == (lag, "LV", "lv", None)


def test_staff_create_no_group(staff, tmp_path):
    data = as_csv(["slug", "short_name", "official_name", "main_place"], ["new", "x", "x", "x"])

    assert len(problems(staff, "lags", data, tmp_path)) == 1


@pytest.mark.parametrize("value", ["theirs", "nowhere", ""])
def test_staff_move_no_row_to_another_group(value, staff, lag, foreign, tmp_path):
    SpaceFactory(slug="mine-space", lag=lag)
    EventFactory(slug="mine-event", host=lag)

    spaces = problems(staff, "spaces", as_csv(["slug", "lag"], ["mine-space", value]), tmp_path)
    events = problems(staff, "events", as_csv(["slug", "host"], ["mine-event", value]), tmp_path)

    assert [(number, name) for number, name, _message in spaces + events] == [(2, "lag"), (2, "host")]
    if value:
        assert spaces[0][2] == f"“{value}” is not among what you may choose here."


def test_parts_are_not_moved(staff, lag, tmp_path):
    one, other = (SpaceFactory(slug=slug, lag=lag) for slug in ("one", "other"))
    observation = StageObservationFactory(space=one)

    found = problems(staff, "observations", as_csv(["id", "space"], [observation.pk, "other"]), tmp_path)

    assert [(number, name) for number, name, _message in found] == [(2, "space")]
    assert other.observations.count() == 0


def test_coordinators_fields_stay_theirs(staff, coordinator, lag, tmp_path):
    change = as_csv(["slug", "position", "country", "nation"], ["mine", "9", "IE", "N"])
    same = as_csv(["slug", "position", "country", "nation"], ["mine", str(lag.position), "LV", "N"])

    found = problems(staff, "lags", change, tmp_path)

    assert {(name, message) for _number, name, message in found} == {
        ("position", "Only the coordinator changes this."),
        ("country", "Only the coordinator changes this."),
    }
    assert imported(staff, "lags", same, tmp_path).changed == 1
    assert imported(coordinator, "lags", change, tmp_path).changed == 1


def test_column_of_the_coordinator_is_not_for_staff(staff, coordinator, lag, tmp_path):
    one, _other = SpaceFactory(slug="one", lag=lag), SpaceFactory(slug="two", lag=lag)
    data = as_csv(["slug", "same_rooms_as"], ["one", "two"])

    assert messages_of(staff, "spaces", data, tmp_path) == [
        "Only the coordinator changes the column “same_rooms_as”. Delete it."
    ]
    imported(coordinator, "spaces", data, tmp_path)
    one.refresh_from_db()
    assert one.same_rooms_as.slug == "two"


def test_staff_publish_their_own(staff, lag, tmp_path):
    SpaceFactory(slug="mine-space", lag=lag)

    outcome = imported(staff, "spaces", as_csv(["slug", "published_at"], ["mine-space", "2021-07-14T09:30"]), tmp_path)

    assert outcome.to_publish == 1
    moment = Space.objects.get().published_at
    assert timezone.localtime(moment).isoformat() == "2021-07-14T09:30:00+02:00"


def test_names_are_those_of_the_form(staff, lag, foreign, tmp_path):
    """A published space of another group may be named by an event; its draft may not."""
    public = SpaceFactory(slug="public", published=True)
    event = EventFactory(slug="mine-event", host=lag)

    found = problems(staff, "events", as_csv(["slug", "spaces"], ["mine-event", "public; geheim"]), tmp_path)
    imported(staff, "events", as_csv(["slug", "spaces"], ["mine-event", "public"]), tmp_path)

    assert found == [(2, "spaces", "“geheim” is not among what you may choose here.")]
    assert set(event.spaces.all()) == {public}


def test_rights_lost_meanwhile_stop_the_import(staff, lag):
    space = SpaceFactory(slug="mine-space", lag=lag, place="Old")
    client = sign_in(staff)
    response = upload(client, "spaces", as_csv(["slug", "place"], ["mine-space", "New"]))
    Space.objects.filter(pk=space.pk).update(lag=LocalActionGroupFactory())

    client.post(confirmation(response))

    space.refresh_from_db()
    assert space.place == "Old"


# Commands


def test_commands_take_out_and_bring_in(coordinator, tmp_path):
    user = coordinator
    AreaFact.objects.create(
        lag=LocalActionGroupFactory(slug="area"), kind="founded", date="2009", source=SourceFactory()
    )
    file, out = tmp_path / "facts.csv", io.StringIO()

    call_command("export_sheet", "area-facts", str(file), stdout=out)
    file.write_text(file.read_text(encoding="utf-8-sig").replace("2009", "2010"))
    call_command("import_sheet", "area-facts", str(file), "--as", user.username, "--dry-run", stdout=out, stderr=out)
    before = AreaFact.objects.get().date
    call_command("import_sheet", "area-facts", str(file), "--as", user.username, stdout=out, stderr=out)

    assert (before, AreaFact.objects.get().date) == ("2009", "2010")
    assert "0 new, 1 changed, 0 unchanged, 0 with errors" in out.getvalue()


def test_command_refuses_whom_the_pages_refuse(staff, foreign, tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(as_csv(["slug", "place"], ["geheim", "x"]))
    translator = UserFactory(translator=True)

    for username in (translator.username, "nobody", staff.username):
        with pytest.raises(CommandError):
            call_command("import_sheet", "spaces", str(file), "--as", username, stdout=io.StringIO())

    foreign.refresh_from_db()
    assert foreign.place == ""
