"""Deleted records: kept with all that hangs on them, brought back whole, gone after 90 days."""

import reversion
from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.contrib.contenttypes.models import ContentType
from django.db import models, router, transaction
from django.utils import timezone
from reversion.models import Revision, Version

from partners.models import LocalActionGroup

from . import BROUGHT_BACK, RELINKED, UNLINKED, recording
from .models import KEPT_FOR, Deletion
from .registry import is_record
from .restore import make_again, save_again, told
from .snapshots import Snapshot, catch_up, values_of


def throw_away(record: models.Model, user) -> None:
    """Deletes a record into the bin. Raises ProtectedError where others need it."""
    if not is_record(type(record)):
        record.delete()
        return
    with transaction.atomic():
        catch_up(record)
        collector = NestedObjects(using=router.db_for_write(type(record)), origin=[record])
        collector.collect([record])
        rows = [row for rows in collector.data.values() for row in rows if reversion.is_registered(type(row))]
        deletion = Deletion.objects.create(
            content_type=ContentType.objects.get_for_model(record), object_id=record.pk, name=str(record)[:250],
            deleted_by=user, named_by=named_by(record),
            rows=[[row._meta.label_lower, row.pk, values_of(row)] for row in rows],
        )  # fmt: skip
        deletion.owners.set(owners_of(record))
        named = [row for label, pks in deletion.named_by.items() for row in rows_named(label, pks)]
        for row in named:
            catch_up(row)
        name = str(record)
        record.delete()
        for row in named:
            with recording(user, UNLINKED, name):
                reversion.add_to_revision(type(row)._base_manager.get(pk=row.pk))


def owners_of(record: models.Model) -> list[LocalActionGroup]:
    path = getattr(record, "owner_path", "")
    if not path:
        return []
    pks = type(record)._base_manager.filter(pk=record.pk).values_list(path, flat=True)
    return list(LocalActionGroup.objects.filter(pk__in=[pk for pk in pks if pk is not None]))


def named_by(record: models.Model) -> dict[str, list[int]]:
    """The rows of other records that name this one and stay when it goes."""
    named = {}
    for relation in record._meta.related_objects:
        field = relation.field
        if field.many_to_many or getattr(relation, "on_delete", None) is models.SET_NULL:
            rows = field.model._base_manager.filter(**{field.name: record.pk})
            named[f"{field.model._meta.label_lower}.{field.name}"] = list(rows.values_list("pk", flat=True))
    return {name: pks for name, pks in named.items() if pks}


def bring_back(deletion: Deletion, user) -> models.Model:
    """The record as it was when it was deleted, under its old address, with its history and files.

    Raises ValidationError where it does not fit any more.
    """
    model = deletion.content_type.model_class()
    with told():
        with recording(user, BROUGHT_BACK):
            make_again(all_rows(deletion))
            record = model._base_manager.get(pk=deletion.object_id)
            save_again(record)
        for label, pks in deletion.named_by.items():
            name_again(label, pks, record, user)
        deletion.delete()
    return record


def all_rows(deletion: Deletion) -> Snapshot:
    return {(apps.get_model(label), pk): values for label, pk, values in deletion.rows}


def rows_named(label: str, pks: list[int]) -> list[models.Model]:
    """The rows that still exist of those that named a record, where their history is kept: label and field."""
    model = apps.get_model(label.rpartition(".")[0])
    return list(model._base_manager.filter(pk__in=pks)) if is_record(model) else []


def name_again(label: str, pks: list[int], record: models.Model, user) -> None:
    model_label, _dot, name = label.rpartition(".")
    model = apps.get_model(model_label)
    for row in model._base_manager.filter(pk__in=pks):
        catch_up(row)
        with recording(user, RELINKED, str(record)):
            if model._meta.get_field(name).many_to_many:
                getattr(row, name).add(record)
            elif getattr(row, f"{name}_id") is None:
                setattr(row, name, record)
                row.save(update_fields=[name])


def empty_old() -> int:
    """Ends the 90 days: of what was deleted before, nothing is kept, not even its history."""
    old = Deletion.objects.filter(deleted_at__lte=timezone.now() - KEPT_FOR)
    count = 0
    for deletion in old:
        with transaction.atomic():
            for model, pk in all_rows(deletion):
                if not model._base_manager.filter(pk=pk).exists():
                    Version.objects.get_for_object_reference(model, pk).delete()
            Deletion.objects.filter(pk=deletion.pk).delete()
        count += 1
    Revision.objects.filter(version=None).delete()
    return count
