"""Back again: a record as it was at a moment, or out of the bin."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import FileField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from colabora.files import bring_back, set_aside, sizes_of
from colabora.models import Content
from partners.permissions import TRANSLATOR, leads, locked_fields, may_edit_parts, may_know

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
            is_theirs = model is type(record) or user.role == TRANSLATOR or may_edit_parts(user, record, model)
            if (model, pk) in now and is_theirs:
                kept_from_them = locked_for(user, record, model)
                wanted = {name: value for name, value in values.items() if name not in kept_from_them}
                put(model._base_manager.get(pk=pk), wanted, user)
            elif (model, pk) not in now and may_edit_parts(user, record, model):
                put(model(pk=pk), values, user)
        save_again(type(record)._base_manager.get(pk=record.pk))


def locked_for(user, record: Model, model) -> set[str]:
    """What a user may not set back: what they may not change, and whose a record is."""
    locked = locked_fields(user, record, model, fields_of(model))
    if model is type(record) and not leads(user):
        locked |= {getattr(model, "owner_path", "").split("__")[0]}
    return locked


def put(row: Model, values: dict, user=None) -> None:
    """Writes kept values into a row. What they name and is no more is left out, or told if it cannot be.

    In the name of a user, other records are named, or left unnamed, only where the user may know them.
    """
    several, former = {}, {}
    for name, value in values.items():
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue  # the field was taken out of the model since
        if field.many_to_many:
            several[name] = value
        elif field.is_relation:
            if value != getattr(row, field.attname) and (user is None or may_name(user, field.related_model, value)):
                setattr(row, field.attname, there_is(field, value))
        elif isinstance(field, FileField):
            former[name] = getattr(row, name).name
            if value and not bring_back(sizes_of(value)):
                raise ValidationError(
                    _("A file of that state is no longer kept: after 90 days files leave the bin."), code="no_file"
                )
            setattr(row, name, value)
        else:
            setattr(row, name, field.to_python(value))
    row.save()
    for name, file in former.items():
        if file and file != getattr(row, name).name:
            set_aside(sizes_of(file))
    for name, pks in several.items():
        relation = getattr(row, name)
        present = set(relation.values_list("pk", flat=True))
        unknown = {pk for pk in present ^ set(pks) if user is not None and not may_name(user, relation.model, pk)}
        relation.set(relation.model._base_manager.filter(pk__in=(set(pks) - unknown) | (present & unknown)))


def may_name(user, model, pk) -> bool:
    """Whether a user may set or clear a link to a row; of what is gone there is nothing to learn."""
    row = model._base_manager.filter(pk=pk).first()
    return row is None or may_know(user, row)


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
