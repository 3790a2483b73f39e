"""Texts out into a translator's file and back: what a file would do is told first; nobody's work is written over."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from colabora.history import IMPORTED
from colabora.languages import current_language, language_name
from colabora.models import translated_fields
from partners.permissions import translates_into

from .catalog import Slice, model_named, places_of, rows_of, site_link
from .faults import must_be_mended
from .models import SourceText
from .segments import FileError, Returned, Segment, portable
from .states import NEEDS_REVIEW, OUTDATED, PIVOT, UP_TO_DATE, Text, digest, texts
from .work import Change, drafts_of, keep_states, lock_records, records_of, save_draft, write

# Out


def segments(chosen: Slice, user=None) -> list[Segment]:
    """The texts of a slice for a file, in the order of the desk."""
    found: list[tuple[Text, str]] = []
    for model in chosen.models():
        rows = rows_of(model, user, lag=chosen.lag, package=chosen.package)
        languages = dict.fromkeys((chosen.language, PIVOT))
        pivots, here = {}, []
        for text in texts(rows, languages):
            if text.language == chosen.language:
                here.append(text)
            elif text.state == UP_TO_DATE:
                pivots[text.pk, text.field] = text.text
        found += [(text, pivots.get((text.pk, text.field), "")) for text in here if text.state in chosen.states]
    places = places_of(text for text, _pivot in found)
    outdated = {text.known.source_digest for text, _pivot in found if text.state == OUTDATED}
    former = dict(SourceText.objects.filter(digest__in=outdated).values_list("digest", "text"))
    return [segment(text, pivot, places[text.model, text.pk, text.field], former) for text, pivot in found]


def segment(text: Text, pivot: str, place, former: dict[str, str]) -> Segment:
    english = _("In English: {text}").format(text=pivot) if pivot else ""
    return Segment(
        id=text.id, source_language=text.source_language, source=portable(text.source), text=portable(text.text),
        is_unconfirmed=text.state in (OUTDATED, NEEDS_REVIEW),
        previous_source=former.get(text.known.source_digest, "") if text.state == OUTDATED else "",
        trace=digest(text.text), title=place.title, link=site_link(place, text.language),
        max_length=place.max_length, notes=(english,) if english else (),
    )  # fmt: skip


# Back


@dataclass(frozen=True)
class Planned:
    """What is to become of one entry of a file."""

    line: int
    id: str
    text: Text | None
    words: str
    reason: str = ""
    # What its translator saw when the file was made: fingerprints of source and translation.
    source_seen: str = ""
    text_seen: str = ""


@dataclass
class Plan:
    """What a file would do. Nothing, if it has faults."""

    language: str
    to_write: list[Planned] = field(default_factory=list)
    to_confirm: list[Planned] = field(default_factory=list)
    conflicts: list[Planned] = field(default_factory=list)
    unfinished: list[Planned] = field(default_factory=list)
    gone: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    drafts_left: int = 0  # texts of which the user has a draft of their own already

    @property
    def is_importable(self) -> bool:
        return bool(self.to_write or self.to_confirm)

    @property
    def keeps_something(self) -> bool:
        """Whether there is anything to keep as a draft, though nothing may be written."""
        return bool(self.conflicts or self.unfinished)

    @property
    def digest(self):
        """Of what was shown: if it is another at the time of importing, it is shown anew."""
        found = hashlib.sha256()
        for kind in (self.to_write, self.to_confirm, self.conflicts):
            for one in kind:
                before = one.text.text if one.text else ""
                found.update(f"{one.id}\0{digest(before)}\0{digest(one.words)}\0".encode())
            found.update(b"\1")
        return found


def plan(language: str, entries: Iterable[Returned], user=None) -> Plan:
    """Compares a file with what there is. Raises FileError with a line for each entry that cannot be taken."""
    code = language_of_site(language)
    if user is not None and not translates_into(user, code):
        name = language_name(code, current_language())
        raise FileError([(1, _("This file is in {language}, into which you do not translate.").format(language=name))])
    entries = list(entries)
    known = texts_by_id(code, entries, user)
    outcome, faults = Plan(code), []
    for entry in entries:
        if entry.id in known:
            faults += place_in(outcome, entry, known[entry.id])
        elif reason := what_is_wrong_with(entry.id):
            faults.append((entry.line, reason))
        else:
            gone = _("This text is not there any more, or you may not translate it.")
            outcome.gone.append(Planned(entry.line, entry.id, None, entry.text, gone))
    if faults:
        raise FileError(faults)
    return outcome


def language_of_site(language: str) -> str:
    """Programs write "de_DE" or "pt-br" for a language of the site."""
    exact = {code.lower(): code for code in settings.LANGUAGE_CODES}
    code = exact.get(language.lower()) or exact.get(language.lower().split("-")[0])
    if code is None:
        raise FileError([(1, _("This file is in “{language}”, which is no language of this site.").format(
            language=language[:20]
        ))])  # fmt: skip
    return code


def parsed(key: str) -> tuple[str, int, str] | None:
    label, _colon, rest = key.partition(":")
    pk, _colon, name = rest.partition(":")
    return (label, int(pk), name) if pk.isdecimal() and len(pk) < 19 and name else None


def what_is_wrong_with(key: str) -> str:
    """Of an identifier that names no text: blank if its row may only have been deleted."""
    parts = parsed(key)
    model = model_named(parts[0]) if parts else None
    if model is None or parts[2] not in translated_fields(model):
        return _("“{id}” is no text of this portal. Was the identifier changed?").format(id=key[:100])
    return ""


def texts_by_id(language: str, entries: Iterable[Returned], user) -> dict[str, Text]:
    wanted: dict[type, set[int]] = {}
    for entry in entries:
        parts = parsed(entry.id)
        if parts and (model := model_named(parts[0])):
            wanted.setdefault(model, set()).add(parts[1])
    found = {}
    for model, pks in wanted.items():
        listed = sorted(pks)
        for start in range(0, len(listed), 500):
            rows = rows_of(model, user).filter(pk__in=listed[start : start + 500])
            found |= {text.id: text for text in texts(rows, [language])}
    return found


def place_in(outcome: Plan, entry: Returned, text: Text) -> list[tuple[int, str]]:
    """Puts an entry where it belongs; returns what is wrong with it."""
    here = portable(text.text)
    planned = Planned(
        entry.line, entry.id, text, entry.text, source_seen=digest(entry.source), text_seen=entry.trace or digest("")
    )
    source_moved = digest(entry.source) != digest(portable(text.source))
    if not entry.text or digest(entry.text) == digest(here):
        may_be_confirmed = text.is_left and bool(text.text) and not text.awaits_second_look
        if entry.text and may_be_confirmed and not entry.is_unfinished and not source_moved:
            outcome.to_confirm.append(replace(planned, words=text.text))
        else:
            outcome.unchanged += 1
        return []
    if entry.trace and digest(entry.text) == entry.trace:  # left alone; what was changed is here
        outcome.unchanged += 1
        return []
    if wrong := must_be_mended(text, entry.text):
        return [(entry.line, reason) for reason in wrong]
    if source_moved:
        outcome.conflicts.append(replace(planned, reason=_("The source was changed since this file was made.")))
    elif entry.trace != digest(text.text) and (entry.trace or text.text):
        outcome.conflicts.append(
            replace(planned, reason=_("The translation was changed here since this file was made."))
        )
    elif entry.is_unfinished:
        outcome.unfinished.append(planned)
    else:
        outcome.to_write.append(planned)
    return []


def carry_out(language: str, entries: Iterable[Returned], user, name: str, shown: str = "") -> tuple[Plan, bool]:
    """Does what a plan with the digest `shown` said, in one transaction; else returns the new plan, and False.

    What may not be written, of conflicts and of unfinished texts, becomes a draft of the user.
    """
    entries = list(entries)
    first = plan(language, entries, user)
    records = records_of(one.text for one in (*first.to_write, *first.to_confirm))
    keep_states(records)
    with transaction.atomic():
        lock_records(records)
        outcome = plan(language, entries, user)
        if outcome.digest.hexdigest() != (shown or first.digest.hexdigest()):
            return outcome, False
        write([Change(one.text, one.words) for one in (*outcome.to_write, *outcome.to_confirm)], user, IMPORTED, name)
        if user is not None:
            outcome.drafts_left = keep_as_drafts((*outcome.conflicts, *outcome.unfinished), user)
    return outcome, True


def keep_as_drafts(several: Iterable[Planned], user) -> int:
    """What may not be written; but a draft that the user has begun on the desk stays. Says how many did."""
    left = 0
    for one in several:
        own = drafts_of(one.text).filter(user=user).first()
        if own is not None and digest(own.text) != digest(one.words):
            left += 1
        else:
            save_draft(one.text, user, one.words, source_seen=one.source_seen, text_seen=one.text_seen)
    return left
