"""From an upload to an import: it is kept, tried, shown, confirmed, and then done as it was shown or not at all.

Trying writes nothing. Uploads lie in DATA_DIR/imports for a day, each in a folder of its own that only its user's
confirmation opens.
"""

import csv
import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export.results import Result, RowResult

from colabora.history import IMPORTED, recording
from colabora.history.snapshots import catch_up
from colabora.translations.states import confirm

from .reading import SheetError, Table, read_table
from .resource import CHUNK, Compared, Sheet
from .writing import without_formula

logger = logging.getLogger(__name__)

KEPT_FOR = 24 * 60 * 60  # seconds
SHOWN = 200  # rows of each list on the page; all of them stand in the file of differences
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,43}")

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    pass


class Outcome(Result):
    """What a file would do, or did."""

    def __init__(self):
        super().__init__()
        self.emptied = 0
        self.to_publish = self.to_withdraw = 0
        self.changed_rows: list[Compared] = []
        self.wrong_rows: list[Compared] = []
        # The records whose state is to be kept before: those that change, and those on which changed rows hang.
        self.records: dict[int, None] = {}
        self.digest = hashlib.sha256()

    @property
    def new(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_NEW]

    @property
    def changed(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_UPDATE]

    @property
    def unchanged(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_SKIP]

    @property
    def wrong(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_INVALID]

    @property
    def to_write(self) -> int:
        return self.new + self.changed

    @property
    def is_importable(self) -> bool:
        return self.wrong == 0 and self.to_write > 0

    @property
    def more_changed_rows(self) -> int:
        return self.to_write - len(self.changed_rows)

    @property
    def more_wrong_rows(self) -> int:
        return self.wrong - len(self.wrong_rows)

    def note(self, row: Compared) -> None:
        self.increment_row_result_total(row)
        self.total_rows += 1
        if row.is_skip():
            return
        self.digest.update(row.trace())
        row.title = str(row.instance) if row.instance is not None else ""
        if row.is_invalid():
            if len(self.wrong_rows) < SHOWN:
                self.wrong_rows.append(row)
            return
        self.emptied += len(row.emptied)
        old, new = row.changes.get("published_at", ("", ""))
        self.to_publish += bool(new and not old)
        self.to_withdraw += bool(old and not new)
        if len(self.changed_rows) < SHOWN:
            self.changed_rows.append(row)


def dry_run(sheet: Sheet, table: Table, *, difference: Path | None = None, progress: Progress = silent) -> Outcome:
    """Compares every row and validates those that change; writes nothing but the file of differences."""
    outcome = Outcome()
    with open(difference or os.devnull, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow([_("row"), sheet.key, _("column"), _("in the portal"), _("in the file"), _("problem")])
        for rows, _parents in sheet.compare(table):
            for row in rows:
                outcome.note(row)
                if row.instance is not None and not row.is_skip():
                    pk = getattr(row.instance, f"{sheet.parent}_id") if sheet.parent else row.instance.pk
                    outcome.records |= {} if pk is None else {pk: None}
                lines = [(name, *texts, "") for name, texts in row.changes.items()]
                lines += [(name, "", "", message) for name, message in row.problems]
                writer.writerows([row.number, *map(without_formula, (row.key, *line))] for line in lines)
                row.instance = None
            progress(outcome.total_rows, len(table.rows))
    return outcome


class RefusedError(Exception):
    """The rows are no longer what was shown, or the database does not take one of them."""

    row: Compared | None = None


@contextmanager
def refusing(row: Compared) -> Iterator[None]:
    """Says which row it was that the database did not take."""
    try:
        yield
    except (IntegrityError, DataError, ValidationError) as error:
        refusal = RefusedError()
        refusal.row = row
        raise refusal from error


def import_table(
    sheet: Sheet,
    table: Table,
    name: str,
    shown: str,
    *,
    user,
    difference: Path | None = None,
    progress: Progress = silent,
) -> tuple[Outcome, bool]:
    """Does what a dry run with the digest `shown` said, in one transaction. Else returns a new dry run, and False."""
    count = len(table.rows)
    outcome = dry_run(sheet, table, difference=difference, progress=lambda done, _total: progress(done, 3 * count))
    if not outcome.is_importable or outcome.digest.hexdigest() != shown:
        return outcome, False
    keep_states(sheet, outcome, lambda done: progress(count + done, 3 * count))
    digest, written = hashlib.sha256(), 0
    try:
        with transaction.atomic():
            for rows, parents in sheet.compare(table, locked=True, validated=False):
                changing = [row for row in rows if not row.is_skip()]
                for row in changing:
                    digest.update(row.trace())
                if any(row.is_invalid() for row in changing):
                    raise RefusedError
                save(sheet, changing, parents, user, name)
                written += len(rows)
                progress(2 * count + written, 3 * count)
            if digest.hexdigest() != shown:
                raise RefusedError
    except (RefusedError, IntegrityError) as error:
        logger.warning("import refused: table=%s user=%s", sheet.what, user.pk)
        outcome = dry_run(sheet, table, difference=difference)
        row = getattr(error, "row", None)
        if row is not None and outcome.digest.hexdigest() == shown:
            row.complain("", _("This row contradicts another one, in this file or in the portal."))
            outcome.note(row)
        return outcome, False
    logger.info(
        "import: table=%s user=%s new=%s changed=%s emptied=%s",
        sheet.what, user.pk, outcome.new, outcome.changed, outcome.emptied,
    )  # fmt: skip
    return outcome, True


def keep_states(sheet: Sheet, outcome: Outcome, progress) -> None:
    """So that the import can be undone; outside of its transaction, for nobody is to wait for it."""
    model = sheet.model._meta.get_field(sheet.parent).related_model if sheet.parent else sheet.model
    pks = list(outcome.records)
    for start in range(0, len(pks), CHUNK):
        for record in model._base_manager.filter(pk__in=pks[start : start + CHUNK]):
            catch_up(record)
        progress(min(start + CHUNK, len(pks)))


def save(sheet: Sheet, rows: list[Compared], parents: dict, user, name: str) -> None:
    """Writes rows, each record as one state of its history."""
    entries = []
    if sheet.parent:
        hanging: dict[int, list[Compared]] = {}
        for row in rows:
            hanging.setdefault(getattr(row.instance, f"{sheet.parent}_id"), []).append(row)
        for pk, group in hanging.items():
            with recording(user, IMPORTED, name):
                for row in group:
                    with refusing(row):
                        row.instance.save()
                    confirm(row.instance, row.changes, user)
                parents[pk].save()  # an open form of the record notices, and what is derived follows
            entries.append(log_entry(user, parents[pk], CHANGE, {"name": str(sheet.model._meta.verbose_name)}))
    else:
        for row in rows:
            record = row.instance
            with refusing(row), recording(user, IMPORTED, name):
                record.save()
                for relation, pks in row.several.items():
                    getattr(record, relation).set(pks)
                if row.several:
                    record.refresh_search_text()
                confirm(record, row.changes, user)
            entries.append(log_entry(user, record, ADDITION if row.is_new() else CHANGE, {}, list(row.changes)))
    LogEntry.objects.bulk_create(entries)


def log_entry(user, record, action: int, about: dict, fields: list[str] | None = None) -> LogEntry:
    message = [{"added" if action == ADDITION else "changed": about | ({"fields": fields} if fields else {})}]
    return LogEntry(
        user_id=user.pk,
        content_type=ContentType.objects.get_for_model(record),
        object_id=str(record.pk),
        object_repr=str(record)[:200],
        action_flag=action,
        change_message=json.dumps(message),
    )


# Uploads


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Upload(NamedTuple):
    """A file that was uploaded and tried: for its user, its table and its day."""

    token: str
    what: str
    name: str
    digest: str
    shown: str

    @property
    def path(self) -> Path:
        return folder() / self.token

    @property
    def file(self) -> Path:
        return self.path / "table"

    @property
    def difference(self) -> Path:
        return self.path / "difference.csv"


def receive(upload, user, what: str) -> Upload:
    """Keeps an uploaded file under a name of ours."""
    kept = Upload(secrets.token_urlsafe(24), what, plain_name(upload.name), "", "")
    kept.path.mkdir(mode=0o700)
    digest = hashlib.sha256()
    with kept.file.open("wb") as file:
        for piece in upload.chunks():
            digest.update(piece)
            file.write(piece)
    return kept._replace(digest=digest.hexdigest())


def plain_name(name: str) -> str:
    return "".join(letter for letter in os.path.basename(name) if letter.isprintable())[-80:] or "table"


def offer(upload: Upload, user, outcome: Outcome) -> Upload:
    """Lets the user confirm what was shown."""
    upload = upload._replace(shown=outcome.digest.hexdigest())
    about = {"user": user.pk, **upload._asdict()}
    write_whole(upload.path / "about.json", json.dumps(about))
    return upload


def offered(token: str, user, what: str) -> Upload | None:
    """The upload of a token, if it is this user's, of this table, not too old and not taken yet."""
    if not TOKEN.fullmatch(token):
        return None
    path = folder() / token / "about.json"
    try:
        if path.stat().st_mtime < time.time() - KEPT_FOR:
            return None
        about = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    if about.pop("user") != user.pk or about["what"] != what:
        return None
    return Upload(**about)


def take(upload: Upload) -> bool:
    """Whether this is the one request that may import an upload; a second click finds it taken."""
    try:
        os.rename(upload.path / "about.json", upload.path / "taken.json")
    except FileNotFoundError:
        return False
    return hashlib.sha256(upload.file.read_bytes()).hexdigest() == upload.digest


def discard(upload: Upload) -> None:
    shutil.rmtree(upload.path, ignore_errors=True)


def sweep(now: float | None = None) -> int:
    """Deletes uploads and progress files older than a day; says how many. For housekeeping."""
    swept = 0
    limit = (now or time.time()) - KEPT_FOR
    for path in folder().iterdir():
        try:
            if path.stat().st_mtime >= limit:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            swept += 1
        except FileNotFoundError:  # its import has ended meanwhile
            continue
    return swept


def write_whole(path: Path, text: str) -> None:
    """Whoever reads meanwhile finds the old text or the new one."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    os.replace(beside, path)


# How far an import is: a file for each, since the requests may be answered by different processes.


def progress_path(user, key: str) -> Path | None:
    return folder() / f"progress-{user.pk}-{key}.json" if TOKEN.fullmatch(key) else None


def progress_to(user, key: str) -> Progress:
    path = progress_path(user, key)
    if path is None:
        return silent
    return lambda done, total: write_whole(path, json.dumps({"done": done, "total": total}))


def progress_of(user, key: str) -> dict:
    path = progress_path(user, key)
    try:
        return json.loads(path.read_text()) if path else {}
    except (OSError, ValueError):
        return {}


def forget_progress(user, key: str) -> None:
    path = progress_path(user, key)
    if path:
        path.unlink(missing_ok=True)


def table_of(sheet: Sheet, path: Path) -> Table:
    """Raises SheetError, also for columns that there are not."""
    table = read_table(path, {column.column_name for column in sheet.columns})
    sheet.check(table)
    if not table.rows:
        raise SheetError(_("This file has headings, but no rows."))
    return table
