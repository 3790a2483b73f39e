"""What translators do with a text: draft it, finish it, say that it is still right. Nobody's text is written over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet

from colabora.history import TRANSLATED, recording
from colabora.history.registry import parent_key, parts_of
from colabora.history.snapshots import catch_up
from colabora.languages import column
from colabora.models import Content, translated_fields
from colabora.sheets.run import log_entry

from .catalog import hangs_on
from .models import Draft
from .segments import portable
from .states import Text, about, confirm_all, digest

# Drafts


def drafts_of(text: Text) -> QuerySet[Draft]:
    return Draft.objects.filter(**about(text)).select_related("user").order_by("saved_at")


def save_draft(text: Text, user, words: str, *, source_seen: str, text_seen: str, via: str = "") -> Draft | None:
    """Keeps what somebody is writing. What reads like the translation itself is no draft of it."""
    words = portable(words)
    if digest(words) == digest(text.text):
        drafts_of(text).filter(user=user).delete()
        return None
    draft, _created = Draft.objects.update_or_create(
        user=user, **about(text),
        defaults={"text": words, "source_digest": source_seen, "seen_digest": text_seen, "via": via},
    )  # fmt: skip
    return draft


# Writing


@dataclass(frozen=True)
class Change:
    """A translation that takes the place of the one there is; or the same, to be confirmed."""

    text: Text
    words: str
    via: str = ""


Records = dict[type[models.Model], set[int]]


def records_of(found: Iterable[Text]) -> Records:
    """The records to which texts belong, by model; what is gone meanwhile is left out."""
    rows: Records = {}
    for text in found:
        rows.setdefault(text.model, set()).add(text.pk)
    records: Records = {}
    for model, pks in rows.items():
        path, record = hangs_on(model)
        found_pks = model._base_manager.filter(pk__in=pks).values_list(f"{path}_id" if path else "pk", flat=True)
        records.setdefault(record, set()).update(found_pks)
    return records


def keep_states(records: Records) -> None:
    """So that what is going to be written can be undone."""
    for model, pks in records.items():
        for record in model._base_manager.filter(pk__in=pks):
            catch_up(record)


def lock_records(records: Records) -> None:
    """Until the end of the transaction; always in the same order, so that no two wait for each other."""
    for model in sorted(records, key=lambda model: model._meta.label_lower):
        list(model._base_manager.select_for_update().filter(pk__in=records[model]).order_by("pk"))


def write(changes: Iterable[Change], user, note: str = TRANSLATED, name: str = "") -> None:
    """Writes and confirms translations of records that the caller has locked: one state in each one's history."""
    by_record: dict[tuple, dict[tuple, list[Change]]] = {}
    for change, (model, pk) in with_records(changes):
        by_record.setdefault((model, pk), {}).setdefault((change.text.model, change.text.pk), []).append(change)
    entries = []
    with transaction.atomic():
        for (model, pk), hanging in by_record.items():
            with recording(user, note, name):
                record = write_record(model, pk, hanging, user)
            columns = sorted({column(one.text.field, one.text.language) for found in hanging.values() for one in found})
            if user is not None:
                entries.append(log_entry(user, record, CHANGE, {}, columns))
        for log in entries:
            log.save()  # not in bulk: the operator's log is told of each


def with_records(changes: Iterable[Change]) -> Iterator[tuple[Change, tuple[type[models.Model], int]]]:
    """Each change with the record that it belongs to; without those of which the row is gone."""
    changes = list(changes)
    rows: dict[type[models.Model], set[int]] = {}
    for change in changes:
        rows.setdefault(change.text.model, set()).add(change.text.pk)
    owners = {}
    for model, pks in rows.items():
        path, _record = hangs_on(model)
        pairs = model._base_manager.filter(pk__in=pks).values_list("pk", f"{path}_id" if path else "id")
        owners[model] = dict(pairs)
    for change in changes:
        if (pk := owners[change.text.model].get(change.text.pk)) is not None:
            yield change, (hangs_on(change.text.model)[1], pk)


def write_record(model, pk: int, hanging: dict[tuple, list[Change]], user) -> models.Model:
    """The parts first; the record itself last and once, for it is saved with what follows from its parts."""
    by_pivot: dict[str, list[tuple[models.Model, list[str]]]] = {}
    own = hanging.get((model, pk), [])
    for (part, part_pk), changes in hanging.items():
        if (part, part_pk) != (model, pk):
            row = part._base_manager.get(pk=part_pk)
            if fresh := put(row, changes, by_pivot):
                row.save(update_fields=fresh)
    record = model._base_manager.get(pk=pk)
    fresh = put(record, own, by_pivot)
    if isinstance(record, Content):  # its version moves: an open form of the record notices
        record.save(update_fields=["version", *fresh])
    elif fresh:
        record.save(update_fields=fresh)
    for via, confirmed in by_pivot.items():
        confirm_all(confirmed, user, via, is_work=True)
    return record


def put(row: models.Model, changes: list[Change], by_pivot: dict) -> list[str]:
    """Puts new words into a row; returns the columns that they change."""
    fresh = []
    for change in changes:
        name = column(change.text.field, change.text.language)
        if digest(getattr(row, name)) != digest(change.words):
            setattr(row, name, change.words)
            fresh.append(name)
        by_pivot.setdefault(change.via, []).append((row, [name]))
    return fresh


def drafts_for(record: models.Model, user_id: int, language: str) -> list[Draft]:
    """What somebody has drafted of a record and its parts."""
    found = []
    for model in (type(record), *parts_of(type(record)).values()):
        path = parent_key(model, type(record)) if model is not type(record) else "pk"
        if not translated_fields(model):
            continue
        rows = model._base_manager.filter(**{path: record.pk}).order_by().values("pk")
        kind = ContentType.objects.get_for_model(model)
        own = Draft.objects.filter(user_id=user_id, language=language, content_type=kind, object_id__in=rows)
        found += own.exclude(text="")
    return found


def put_drafts(record: models.Model, drafts: Iterable[Draft]) -> None:
    """Puts drafts into the rows of a record, for a preview that takes it back."""
    for draft in drafts:
        model = draft.content_type.model_class()
        model._base_manager.filter(pk=draft.object_id).update(**{column(draft.field, draft.language): draft.text})
    record.refresh_from_db()
