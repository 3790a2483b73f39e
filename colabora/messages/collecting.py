"""Brings a language's file to what the code says: what is new is added, what is gone leaves, nothing is guessed."""

import polib

from .code import Message
from .faults import PLACEHOLDER, entries
from .files import plurals_of, read_language

FLAGS = {"python-format": "%", "python-brace-format": "{"}  # by them programs check placeholders


def collected(language: str, found: list[Message]) -> polib.POFile:
    """The language's file with exactly the strings of the code. A string that was changed is to be translated anew."""
    catalogue = read_language(language)
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural): entry for entry in entries(catalogue)}
    catalogue[:] = [
        updated(known.get((*key, places[0].plural)), places, language) for key, places in by_key(found).items()
    ]
    return catalogue


def by_key(found: list[Message]) -> dict[tuple[str | None, str], list[Message]]:
    """The places of each string; first the one with a plural, if there is one."""
    places = {}
    for message in found:
        places.setdefault(message.key, []).append(message)
    return {key: sorted(messages, key=lambda message: not message.plural) for key, messages in places.items()}


def updated(entry: polib.POEntry | None, places: list[Message], language: str) -> polib.POEntry:
    first = places[0]
    if entry is None:
        entry = polib.POEntry(msgctxt=first.context, msgid=first.text, msgid_plural=first.plural)
        if first.plural:
            entry.msgstr_plural = dict.fromkeys(range(plurals_of(language).number), "")
    entry.comment = "\n".join(dict.fromkeys(line for place in places for line in place.comments))
    entry.occurrences = []
    # As xgettext sees it: a lone sign makes no placeholder, nor does {} without a name.
    signs = [sign for sign in PLACEHOLDER.findall(first.text + first.plural) if len(sign) > 1 and sign != "{}"]
    wanted = [flag for flag, mark in FLAGS.items() if any(sign.startswith(mark) for sign in signs)]
    entry.flags = [*wanted, *(flag for flag in entry.flags if flag not in FLAGS)]
    return entry
