"""What an import would change in a text, short enough for a page."""

from colabora.compare import KEPT, Comparer

MAX_SHOWN = 3_000  # characters of a text on the page; the file of differences holds all of it
MAX_PIECES = 200
CONTEXT = 60


def pieces(compare: Comparer, old: str, new: str) -> list[tuple[str, str]]:
    """What was taken out and put in; of what stays, the beginning and the end."""
    found = compare.pieces(old, new)[:MAX_PIECES]
    return [(kind, around(text) if kind == KEPT and len(found) > 1 else cut(text)) for kind, text in found]


def around(text: str) -> str:
    return text if len(text) <= 3 * CONTEXT else f"{text[:CONTEXT]} … {text[-CONTEXT:]}"


def cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
