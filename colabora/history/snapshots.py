"""The states of a record: as it is, and as it was kept."""

import datetime
import json
from collections.abc import Iterable

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models
from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from reversion.models import Revision, Version

from . import BROUGHT_BACK, ELSEWHERE, FIRST, FORM, IMPORTED, LIST, RELINKED, RESTORED, ROUND, TRANSLATED, UNLINKED
from .registry import fields_of, is_record, parent_key, part_models, parts_of

# The values of each row as they are serialised, by model and primary key; the record itself comes first.
Snapshot = dict[tuple[type[Model], int], dict]


def rows_of(record: Model) -> list[Model]:
    return [record, *(row for name in parts_of(type(record)) for row in getattr(record, name).all())]


def present(record: Model) -> Snapshot:
    return {(type(row), row.pk): values_of(row) for row in rows_of(record)}


def values_of(row: Model) -> dict:
    text = serializers.serialize("json", [row], fields=fields_of(type(row)))
    return levelled(type(row), json.loads(text)[0]["fields"])


def levelled(model, values: dict) -> dict:
    """The same for the same: a choice of several has no order, no text is an empty one, a moment is in UTC."""
    fields = {field.name: field for field in (*model._meta.fields, *model._meta.many_to_many)}
    return {name: level(fields[name], value) for name, value in values.items() if name in fields}


def level(field, value):
    if isinstance(value, list) and field.many_to_many:
        return sorted(value)
    if value is None and isinstance(field, (models.CharField, models.TextField)) and not field.unique:
        return ""
    if value and isinstance(field, models.DateTimeField):
        return parse_datetime(value).astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    return value


def kept_values(version: Version, model) -> dict:
    return levelled(model, json.loads(version.serialized_data)[0]["fields"])


def states_of(record: Model) -> QuerySet:
    """The kept states of a record, newest first: of each, the version of the record itself."""
    return Version.objects.get_for_object(record).select_related("revision__user").order_by("-revision_id")


def kept(record: Model, revisions: Iterable[int]) -> dict[int, Snapshot]:
    """The record as it was at each of the revisions, in one query."""
    model, own_type = type(record), ContentType.objects.get_for_model(record).pk
    parts = part_models(model)
    snapshots: dict[int, Snapshot] = {revision: {} for revision in revisions}
    versions = Version.objects.filter(revision_id__in=list(snapshots), content_type_id__in=[own_type, *parts])
    for version in versions.order_by("pk"):
        pk = int(version.object_id)
        if version.content_type_id == own_type:
            if pk == record.pk:
                snapshot = snapshots[version.revision_id]
                snapshots[version.revision_id] = {(model, pk): kept_values(version, model), **snapshot}
            continue
        part, values = parts[version.content_type_id], kept_values(version, parts[version.content_type_id])
        hangs_on = values.get(parent_key(part, model))
        if hangs_on == record.pk and values.get("content_type", own_type) == own_type:
            snapshots[version.revision_id][part, pk] = values
    return snapshots


def lock(record: Model) -> None:
    """Whoever saves it meanwhile waits, and what they saved before is seen."""
    type(record)._base_manager.select_for_update().get(pk=record.pk)
    record.refresh_from_db()


def catch_up(record: Model) -> None:
    """Keeps the present state if nothing kept equals it: the first one, or what came by another path.

    To be called before somebody changes the record, outside of their recording.
    """
    if not is_record(type(record)):
        return
    last = states_of(record).first()
    if last is not None and kept(record, [last.revision_id])[last.revision_id] == present(record):
        return
    with reversion.create_revision():
        reversion.set_comment(ELSEWHERE if last else FIRST)
        if hasattr(record, "updated_at"):
            since = last.revision.date_created if last else record.updated_at
            reversion.set_date_created(max(record.updated_at, since))
        reversion.add_to_revision(record)


def note_in_words(revision: Revision) -> str:
    note, _colon, about = revision.comment.partition(":")
    return {
        FIRST: _("The state before the first recorded change"),
        ELSEWHERE: _("Changed outside the back office, for example by an update of the facts"),
        FORM: "",
        LIST: _("From the list"),
        ROUND: _("In the yearly round"),
        TRANSLATED: _("Translated"),
        RESTORED: _("The state of {date} was restored").format(date=about),
        BROUGHT_BACK: _("Brought back from the bin"),
        UNLINKED: _("“{name}”, which was named here, was deleted").format(name=about),
        RELINKED: _("“{name}”, which was named here, was brought back").format(name=about),
        IMPORTED: _("Import of the file {name}").format(name=about),
    }.get(note, revision.comment)
