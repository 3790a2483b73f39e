"""Files of deleted pictures and documents: off the web at once, kept as long as the bin keeps their record.

A crash between database and file leaves a page whole: a file is set aside after the commit, and brought back before
it. What such a crash leaves behind is found by `sweep()`.
"""

import shutil
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

DAY = 24 * 60 * 60
STRAY_AFTER = 60 * 60  # seconds; a younger file may belong to a transaction that is not yet committed
KEPT_DAYS = 90
FOLDERS = ("pictures", "documents")


def in_media(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def in_bin(name: str) -> Path:
    return Path(settings.BIN_ROOT) / name


def set_aside(names: Iterable[str]) -> None:
    """After the commit: until then the old page may still be shown."""
    wanted = [name for name in names if name]
    transaction.on_commit(lambda: [move_to_bin(name) for name in wanted])


def move_to_bin(name: str) -> None:
    if in_media(name).is_file():
        in_bin(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(in_media(name), in_bin(name))
        in_bin(name).touch()  # its 90 days begin now


def bring_back(names: Iterable[str]) -> bool:
    """Copies files out of the bin, before the row that names them is saved. Whether the first of them is there."""
    wanted = list(names)
    for name in wanted:
        if in_bin(name).is_file() and not in_media(name).exists():
            in_media(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(in_bin(name), in_media(name))  # new again, so that no sweep takes it
    return bool(wanted) and in_media(wanted[0]).is_file()


def sizes_of(name: str) -> list[str]:
    """The names of a file and of a picture's smaller sizes beside it: <name>-800.webp."""
    path = PurePosixPath(name)
    if path.parts[:1] != ("pictures",):
        return [name]
    return [name, *(str(path.with_name(f"{path.stem}-{width}{path.suffix}")) for width in settings.IMAGE_WIDTHS)]


def names_in_use() -> set[str]:
    """The names of all files that a row of the database has."""
    used = set()
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, models.FileField):
                for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                    used.update(sizes_of(name))
    return used


def sweep() -> tuple[int, int]:
    """Sets aside what no row names any more, ends what was set aside 90 days ago; how many of each."""
    used, now = names_in_use(), time.time()
    lost = [
        f"{folder}/{path.name}"
        for folder in FOLDERS
        for path in sorted(in_media(folder).glob("*"))
        if path.is_file() and f"{folder}/{path.name}" not in used and now - path.stat().st_mtime > STRAY_AFTER
    ]
    for name in lost:
        move_to_bin(name)
    ended = [
        path
        for folder in FOLDERS
        for path in in_bin(folder).glob("*")
        if path.is_file() and now - path.stat().st_mtime > KEPT_DAYS * DAY
    ]
    for path in ended:
        path.unlink(missing_ok=True)
    return len(lost), len(ended)
