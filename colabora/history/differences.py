"""What differs between two states of a record, in words that its editor knows from the form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, FileField, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from colabora.codes import validate_country, validate_language
from colabora.compare import DELETED, INSERTED, Comparer
from colabora.languages import column, country_name, current_language, language_name
from colabora.models import Content, translated_fields
from partners.permissions import leads, visible

from .snapshots import Snapshot

# What says where a row belongs, or what only the portal needs, is not told.
SILENT = {"content_type", "object_id", "key", "width", "height", "size"}
SHORT = 30  # characters; shorter values are compared as wholes


@dataclass(frozen=True)
class Difference:
    """One value that differs. `language` is that of a translated text; `row` names a part, or is blank."""

    row: str
    label: str
    language: str
    before: str
    after: str
    pieces: list[tuple[str, str]]


def differences(before: Snapshot, after: Snapshot, name_of: Callable, compare: Comparer) -> list[Difference]:
    """The record's own fields first, then its parts; each in the order of the model. `name_of`: see namer()."""
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        model, _pk = key
        old, new = before.get(key, {}), after.get(key, {})
        row = "" if issubclass(model, Content) or key == next(iter(after), None) else row_name(model, old, new)
        for field_name in dict.fromkeys([*new, *old]):
            is_link = row and (field_name == "position" or is_parent(model, field_name))
            if field_name in SILENT or is_link or old.get(field_name) == new.get(field_name):
                continue
            if (difference := difference_of(model, field_name, old, new, row, name_of, compare)) is not None:
                found.append(difference)
    return found


def difference_of(model, name, old, new, row, name_of, compare) -> Difference | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    before, after = (in_words(field, values.get(name), name_of) for values in (old, new))
    if before == after:
        return None
    label, language = label_of(model, name)
    is_short = len(before) < SHORT and len(after) < SHORT
    whole = [(kind, text) for kind, text in ((DELETED, before), (INSERTED, after)) if text]
    return Difference(row, label, language, before, after, whole if is_short else compare.pieces(before, after))


def is_parent(model, name: str) -> bool:
    return name == getattr(model, "owner_path", "").split("__")[0]


def row_name(model, old: dict, new: dict) -> str:
    kind = capfirst(str(model._meta.verbose_name))
    if not old:
        # Translators: {kind} is a kind of record, such as “Photo”
        return _("{kind}, new").format(kind=kind)
    if not new:
        return _("{kind}, deleted").format(kind=kind)
    number = new.get("position") or old.get("position")
    return f"{kind} {number}" if number else kind


@lru_cache(maxsize=4096)
def column_language(model, name: str) -> tuple[str, str]:
    """The translated field and the language of a column, or the column itself and ""."""
    for field in translated_fields(model):
        for code in settings.LANGUAGE_CODES:
            if name == column(field, code):
                return field, code
    return name, ""


def label_of(model, name: str) -> tuple[str, str]:
    field, language = column_language(model, name)
    return capfirst(str(model._meta.get_field(field).verbose_name)), language


def in_words(field, value, name_of: Callable) -> str:
    """A kept value as its editor reads it. What the reader may not know is not named."""
    if value is None or value in ("", []):
        return ""
    if field.many_to_many:
        return ", ".join(name_of(field.related_model, value))
    if field.is_relation:
        return "".join(name_of(field.related_model, [value]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    here = current_language()
    if validate_country in field.validators:
        return country_name(value, here)
    if validate_language in field.validators:
        return language_name(value, here)
    if isinstance(field, DateTimeField):
        return date_format(timezone.localtime(field.to_python(value)), "SHORT_DATETIME_FORMAT")
    if isinstance(field, FileField):
        return _("file {name}").format(name=value.rpartition("/")[2][:8])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def namer(user) -> Callable[[type[Model], Iterable[int]], list[str]]:
    """Names rows to a user, each model's row once asked; another group's draft stays nameless."""
    known: dict[tuple, str] = {}

    def name_of(model, pks) -> list[str]:
        asked = [pk for pk in pks if (model, pk) not in known]
        if asked:
            rows = model._base_manager.filter(pk__in=asked)
            seen = set(rows if leads(user) else visible(rows, user))
            for row in rows:
                may_be_named = row in seen or getattr(row, "is_published", False)
                known[model, row.pk] = str(row) if may_be_named else _("(not public)")
        return [known.get((model, pk), _("(deleted)")) for pk in pks]

    return name_of
