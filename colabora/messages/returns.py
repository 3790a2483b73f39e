"""Files on their way to translators and back, in DATA_DIR/interface/<language>/: what was given out, what came in.

A file that was given out is kept, and the file that comes back names it: so it can be told what the translator has
changed from what was changed here meanwhile. What comes in waits for the operator: it changes the program.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polib
from django.conf import settings
from django.utils.text import slugify

from .files import read, read_language, replace

KEPT = 20  # of each language, and of what came in of each account: the newest
NAME = re.compile(r"(\d{8}T\d{12}Z)-([\w-]+)\.po")
STATE = "X-CoLabora-State"  # programs for translators leave a field alone that begins like this


def folder(language: str) -> Path:
    return settings.DATA_DIR / "interface" / language


def give_out(language: str, remark: str) -> bytes:
    """The file for a translator, as it stands now. The remark is for whoever opens it."""
    catalogue = read_language(language)
    state = hashlib.sha256(str(catalogue).encode()).hexdigest()[:16]
    kept = folder(language) / "given-out" / f"{state}.po"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        kept.touch()
    else:
        replace(kept, str(catalogue).encode())
    leave_newest(kept.parent.glob("*.po"), key=lambda path: path.stat().st_mtime_ns)
    catalogue.header = remark
    catalogue.metadata[STATE] = state
    return str(catalogue).encode()


def given_out(offered: polib.POFile, language: str) -> list[polib.POEntry] | None:
    """The entries as they were when the translator fetched the file; None if it names a state that is not kept here.

    A file that names none was not fetched from the desk: there is nothing to compare it with.
    """
    state = offered.metadata.get(STATE, "")
    if not state:
        return []
    path = folder(language) / "given-out" / f"{state}.po"
    return list(read(path)) if re.fullmatch("[0-9a-f]{16}", state) and path.exists() else None


@dataclass(frozen=True)
class Return:
    """A file that was handed in."""

    path: Path
    language: str
    handed_in_at: datetime
    by: str


def returns(language: str) -> list[Return]:
    """The newest first."""
    found = []
    for path in folder(language).glob("*.po"):
        if match := NAME.fullmatch(path.name):
            when = datetime.strptime(match[1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
            found.append(Return(path, language, when, match[2]))
    return sorted(found, key=lambda file: file.path.name, reverse=True)


def keep(content: bytes, language: str, user) -> Return:
    """Keeps a file for the operator; the same file handed in again is the one that is there."""
    before = returns(language)
    if before and before[0].path.read_bytes() == content:
        return before[0]
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{slugify(user.get_username()) or f'account-{user.pk}'}.po"
    folder(language).mkdir(parents=True, exist_ok=True)
    replace(folder(language) / name, content)
    kept = next(file for file in returns(language) if file.path.name == name)
    own = (file.path for file in returns(language) if file.by == kept.by)  # nobody's files push another's out
    leave_newest(own, key=lambda path: path.name)
    return kept


def leave_newest(paths: Iterable[Path], key) -> None:
    for path in sorted(paths, key=key, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
