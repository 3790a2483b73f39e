"""Which rows and fields make up a record."""

from functools import lru_cache

import reversion
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericInlineModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.db import models

from colabora.models import translated_fields

# Not to be edited, but needed to make a deleted row again. All else that is not editable is derived when saved.
KEPT = {"key", "width", "height", "size"}
# Accounts are people, not content: what is held on a person is not kept twice.
NOT_KEPT = {"partners.user"}


def is_record(model) -> bool:
    return admin.site.is_registered(model) and model._meta.label_lower not in NOT_KEPT


@lru_cache
def fields_of(model) -> tuple[str, ...]:
    """Each language's column instead of the translated field that stands for all, and nothing derived."""
    bare = translated_fields(model)
    return tuple(
        field.name
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.name not in bare and not field.primary_key and (field.editable or field.name in KEPT)
    )


@lru_cache
def parts_of(model) -> dict[str, type[models.Model]]:
    """The models of the rows that are edited in a record's form, by the name under which the record knows them."""
    if not is_record(model):
        return {}
    parts = {}
    for inline in admin.site.get_model_admin(model).inlines:
        if issubclass(inline, GenericInlineModelAdmin):
            fields = (field for field in model._meta.private_fields if field.related_model is inline.model)
            parts[next(fields).name] = inline.model
        else:
            keys = (field for field in inline.model._meta.fields if field.related_model is model)
            parts[next(keys).remote_field.get_accessor_name()] = inline.model
    return parts


@lru_cache
def parent_key(part, record) -> str:
    """The field by which a part says what it hangs on."""
    keys = (field.name for field in part._meta.fields if field.related_model is record)
    return next(keys, "object_id")  # of a citation


def part_models(record) -> dict[int, type[models.Model]]:
    """The parts of a record by content type; not kept, as a flushed database numbers its content types anew."""
    return {ContentType.objects.get_for_model(part).pk: part for part in parts_of(record).values()}


def register_records() -> None:
    parents: dict[type[models.Model], set[str]] = {}
    records = [model for model in admin.site._registry if is_record(model)]
    for record in records:
        for part in parts_of(record).values():
            key = parent_key(part, record)
            parents.setdefault(part, set()).add("cited_by" if key == "object_id" else key)
    for model in dict.fromkeys([*records, *parents]):
        follow = (*parts_of(model), *sorted(parents.get(model, ())))
        reversion.register(model, fields=fields_of(model), follow=follow)
