"""What was changed, by whom, and back again: each saved state of a record, and the bin of deleted ones.

A record is the row and whatever its form in the admin edits with it: observations, facts, photos, citations.
django-reversion keeps the states; whatever changes records in somebody's name does so inside `recording()`. Changes by
other paths (seed, shell, update()) are noticed by comparing before the next change: snapshots.catch_up().
"""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion

# How a state came about, as it is stored; in words: snapshots.note_in_words().
FIRST, ELSEWHERE, FORM, LIST, ROUND, RESTORED, BROUGHT_BACK, IMPORTED, UNLINKED, RELINKED, TRANSLATED = (
    "first", "elsewhere", "form", "list", "round", "restored", "brought-back", "import", "unlinked", "relinked",
    "translated",
)  # fmt: skip


@contextmanager
def recording(user=None, note: str = FORM, about: str = "") -> Iterator[None]:
    """Keeps the state of every record that is saved inside, under the name of a user (None: a command).

    One transaction. `about` is the file of an import, or the date of a restored state. Of many records, each wants a
    recording of its own inside one transaction.
    """
    with reversion.create_revision():
        if user is not None:
            reversion.set_user(user)
        reversion.set_comment(f"{note}:{about}" if about else note)
        yield
