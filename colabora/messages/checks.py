"""All that "make check" says of the interface's strings."""

from collections.abc import Iterator

from . import code
from .code import Message
from .collecting import by_key
from .faults import FUZZY, UNTRANSLATED, Fault, entries, faults, shown
from .files import po_path, read, translated_languages
from .unmarked import unmarked

LISTED = 20  # of what is merely not translated yet, for each language


def everything() -> list[str]:
    places = by_key(list(code.messages()))
    told = [str(fault) for fault in [*unmarked(), *contradictions(places)]]
    for language in translated_languages():
        path = po_path(language)
        if not path.exists():
            told.append(f"{shown(path)}: missing: run “make messages”")
            continue
        told += [str(fault) for fault in uncollected(language, places)]
        found = faults(path, language)
        waiting = [fault for fault in found if fault.reason in (UNTRANSLATED, FUZZY)]
        told += [str(fault) for fault in found if fault not in waiting]
        told += [str(fault) for fault in waiting[:LISTED]]
        if len(waiting) > LISTED:
            told.append(f"{shown(path)}: {len(waiting) - LISTED} more strings are not translated")
    return list(dict.fromkeys(told))


def contradictions(places: dict[tuple, list[Message]]) -> Iterator[Fault]:
    for first, *others in places.values():
        for other in others:
            if other.plural and other.plural != first.plural:
                reason = f"has another plural in {first.path}:{first.line}, and gettext keeps but one"
                yield Fault(other.path, other.line, other.text, reason)


def uncollected(language: str, places: dict[tuple, list[Message]]) -> Iterator[Fault]:
    """Where a language's file is not what the code says."""
    path = po_path(language)
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries(read(path))}
    for key, (first, *_others) in places.items():
        if key not in known or known[key].msgid_plural != first.plural:
            yield Fault(first.path, first.line, first.text, "not collected: run “make messages”")
    for key, entry in known.items():
        if key not in places:
            yield Fault(shown(path), entry.linenum, entry.msgid, "no longer in the code: run “make messages”")
