"""Back again: a record as it was at a moment, or out of the bin."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import FileField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from colabora.files import bring_back, sizes_of
from colabora.models import Content
from partners.permissions import locked_fields, may_edit_parts

from . import RESTORED, recording
from .registry import fields_of, is_record
from .snapshots import Snapshot, catch_up, kept, present


def restore(record: Model, revision, user) -> None:
    """Makes a record what it was, as far as the user may change it; that, too, is kept as a state.

    Raises ValidationError where the old state does not fit any more: its address was taken, what it named is gone.
    """
    catch_up(record)
    then = kept(record, [revision.pk])[revision.pk]
    when = date_format(timezone.localtime(revision.date_created), "SHORT_DATETIME_FORMAT")
    with told(), recording(user, RESTORED, when):
        now = present(record)
        for model, pk in now.keys() - then.keys():
            if may_edit_parts(user, record, model):
                model._base_manager.get(pk=pk).delete()
        for (model, pk), values in then.items():
            if (model, pk) in now:
                locked = locked_fields(user, record, model, fields_of(model))
                put(model._base_manager.get(pk=pk), {name: values[name] for name in values.keys() - locked})
            elif may_edit_parts(user, record, model):
                put(model(pk=pk), values)
        save_again(type(record)._base_manager.get(pk=record.pk))


def put(row: Model, values: dict) -> None:
    """Writes kept values into a row. What they name and is no more is left out, or told if it cannot be."""
    several = {}
    for name, value in values.items():
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue  # the field was taken out of the model since
        if field.many_to_many:
            several[name] = value
        elif field.is_relation:
            setattr(row, field.attname, there_is(field, value))
        elif isinstance(field, FileField):
            if value and not bring_back(sizes_of(value)):
                raise ValidationError(
                    _("A file of that state is no longer kept: after 90 days files leave the bin."), code="no_file"
                )
            setattr(row, name, value)
        else:
            setattr(row, name, field.to_python(value))
    row.save()
    for name, pks in several.items():
        relation = getattr(row, name)
        relation.set(relation.model._base_manager.filter(pk__in=pks))


def there_is(field, pk):
    """The key of a row that still exists; else None, where the field may be empty."""
    if pk is None or field.related_model._base_manager.filter(pk=pk).exists():
        return pk
    if field.null:
        return None
    raise ValidationError(
        _("What this state names as “{field}” has been deleted. Bring that back first.").format(
            field=field.verbose_name
        ),
        code="gone",
    )


def save_again(record: Model) -> None:
    """What follows from the parts (search text, stage) follows them again."""
    record.save()
    if isinstance(record, Content):
        record.refresh_search_text()


@contextmanager
def told() -> Iterator[None]:
    """What the database refuses is a message, and nothing is half done."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(
            _("This state does not fit any more: another record has its address, or stands in its place."),
            code="taken",
        ) from error


def make_again(snapshot: Snapshot) -> None:
    """Deleted rows, each before those that hang on it. Those that exist are left as they are."""
    waiting = dict(snapshot)
    while waiting:
        ready = [key for key in waiting if not names_waiting(key, waiting)] or list(waiting)[:1]
        for model, pk in ready:
            values = waiting.pop((model, pk))
            if not model._base_manager.filter(pk=pk).exists():
                put(model(pk=pk), values)


def names_waiting(key, waiting: Snapshot) -> bool:
    """Whether a row cannot stand without another one that is still to be made."""
    model, _pk = key
    values = waiting[key]
    relations = (field for field in model._meta.fields if field.is_relation and not field.null)
    if any((field.related_model, values.get(field.name)) in waiting for field in relations):
        return True
    hangs_on = {values.get("object_id")} if "object_id" in values else set()
    return any(other_pk in hangs_on for other, other_pk in waiting if (other, other_pk) != key and is_record(other))
