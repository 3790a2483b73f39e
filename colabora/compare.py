"""Two texts side by side, so that a reader finds what differs."""

import time

from diff_match_patch import diff_match_patch

KEPT, INSERTED, DELETED = "kept", "inserted", "deleted"
KINDS = {0: KEPT, 1: INSERTED, -1: DELETED}
SECONDS_A_TEXT = 0.05  # beyond that the comparison is coarser


class Comparer:
    """Compares the texts of one page, in no more time than a page may take; later texts are then shown whole."""

    def __init__(self, seconds: float = 2.0):
        self.until = time.monotonic() + seconds

    def pieces(self, old: str, new: str) -> list[tuple[str, str]]:
        """Text kept, inserted and deleted, in the order of reading."""
        left = self.until - time.monotonic()
        if not old or not new or left <= 0:
            return [(kind, text) for kind, text in ((DELETED, old), (INSERTED, new)) if text]
        matcher = diff_match_patch()
        matcher.Diff_Timeout = min(SECONDS_A_TEXT, left)
        found = matcher.diff_main(old, new)
        matcher.diff_cleanupSemantic(found)
        return [(KINDS[kind], text) for kind, text in found]
