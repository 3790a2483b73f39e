"""Shows where the words of a search stand in a text."""

import re

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .text import fold

# Tags and entities of a text that is HTML already: no words of it.
MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")
WORD = re.compile(r"[\w·]+")  # Catalan writes l·l within a word
AROUND = 90  # characters of a passage before and after the word


def spans(text: str, phrases) -> list[tuple[int, int]]:
    """Where folded phrases stand in a text; of a word that holds one, the whole word."""
    whole = fold(text)
    standing = [phrase.split() for phrase in phrases if phrase in whole]
    if not standing:
        return []
    words = [(found.start(), found.end(), fold(found.group())) for found in WORD.finditer(text)]
    found = []
    for number in range(len(words)):
        for parts in standing:
            here = [word for _start, _end, word in words[number : number + len(parts)]]
            if matches(here, parts):
                found.append((words[number][0], words[number + len(parts) - 1][1]))
    return merged(found)


def matches(words: list[str], parts: list[str]) -> bool:
    if len(words) != len(parts):
        return False
    if len(parts) == 1:
        return parts[0] in words[0]
    return words[0].endswith(parts[0]) and words[1:-1] == parts[1:-1] and words[-1].startswith(parts[-1])


def merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def mark_words(text, phrases) -> SafeString:
    """A text, which may be safe HTML, with <mark> around the words."""
    pieces = MARKUP.split(conditional_escape(text))
    for number in range(0, len(pieces), 2):  # between the tags
        piece, end, marked = pieces[number], 0, []
        for start, stop in spans(piece, phrases):
            marked += [piece[end:start], "<mark>", piece[start:stop], "</mark>"]
            end = stop
        pieces[number] = "".join([*marked, piece[end:]])
    return mark_safe("".join(pieces))  # noqa: S308  escaped above; only <mark> was added


def passage(text: str, phrases) -> str:
    """The part of a text around the first of the phrases; blank where none of them stands in it."""
    found = spans(text, phrases)
    if not found:
        return ""
    start, end = max(0, found[0][0] - AROUND), min(len(text), found[0][1] + AROUND)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = len(text) if end == len(text) or text.find(" ", end) < 0 else text.find(" ", end)
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")
