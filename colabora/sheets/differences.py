"""Two texts side by side, so that a reader finds what differs."""

from typing import NamedTuple

from diff_match_patch import diff_match_patch

MAX_SHOWN = 3_000  # characters of a text on the page; the file of differences holds all of it
CONTEXT = 60


class Piece(NamedTuple):
    kind: str  # same, del or ins
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """What was taken out and put in; of what stays, the beginning and the end."""
    if not old or not new:
        whole = [Piece("del", old), Piece("ins", new)]
        return [Piece(kind, cut(text)) for kind, text in whole if text]
    matcher = diff_match_patch()
    matcher.Diff_Timeout = 0.05  # seconds; beyond that it is coarser
    found = matcher.diff_main(old, new)
    matcher.diff_cleanupSemantic(found)
    kinds = {matcher.DIFF_EQUAL: "same", matcher.DIFF_DELETE: "del", matcher.DIFF_INSERT: "ins"}
    return [Piece(kinds[kind], around(text) if kinds[kind] == "same" else cut(text)) for kind, text in found][:200]


def around(text: str) -> str:
    return text if len(text) <= 3 * CONTEXT else f"{text[:CONTEXT]} … {text[-CONTEXT:]}"


def cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
