"""A kind of record as a table: its rows, what a file would change in them, and whether it may."""

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, UniqueConstraint
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.resources import ModelResource
from import_export.results import RowResult
from modeltranslation.utils import get_translation_fields

from colabora.languages import column
from colabora.models import Content, Part, translated_fields
from partners.permissions import ADD, CHANGE, LAG_STAFF, editable, leads, locked_fields, may, visible

from .columns import KEEP, Column, Names, same_text, shortened
from .reading import SheetError, Table
from .rules import fields_in, is_kept

# Rows fetched, compared and locked at a time.
CHUNK = 200


# What observations and facts hold, whatever they hang on.
FACT_COLUMNS = (
    "position", "kind", "note", "number", "unit", "qualifier", "date", "text", "is_planned", "is_disputed", "as_of",
    "as_of_qualifier", "source",
)  # fmt: skip


def by_language(model, *names: str) -> tuple[str, ...]:
    """Names of columns: of a translated field one for each language, never the field that stands for all."""
    bare = translated_fields(model)
    return tuple(part for name in names for part in (get_translation_fields(name) if name in bare else [name]))


class Compared(RowResult):
    """What one row of a file would do."""

    def __init__(self, number: int, key: str):
        super().__init__()
        self.number = number
        self.key = key
        # Column → text in the portal, text in the file.
        self.changes: dict[str, tuple[str, str]] = {}
        # Column or blank → what is wrong.
        self.problems: list[tuple[str, str]] = []
        self.several: dict[str, set[int]] = {}

    def complain(self, name: str, *messages: str) -> None:
        self.problems += [(name, str(message)) for message in messages]
        self.import_type = RowResult.IMPORT_TYPE_INVALID

    @property
    def emptied(self) -> list[str]:
        return [name for name, (old, new) in self.changes.items() if old and not new]

    def trace(self) -> bytes:
        """What this row would do, to be compared with what was shown; an unchanged row does nothing."""
        version = getattr(self.instance, "version", None) if self.instance and self.instance.pk else None
        return json.dumps([self.number, self.key, self.import_type, version, self.changes, self.problems]).encode()


class Sheet(ModelResource):
    """The table of one model for one user. Subclasses list the columns (Meta.fields) and name the table (what).

    Of the library's resources it uses the declaration, the fields and the results; its import saves every row in order
    to validate it and keeps all rows in memory, so comparing and saving are done here and in run.py.
    """

    what = ""
    # The column by which a row is known: its address or, of what hangs on a record, its number.
    key = "slug"
    # The column of the record that a row hangs on.
    parent = ""

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        return Column(django_field)

    def __init__(self, user):
        super().__init__()
        self.user = user
        self.model = self._meta.model

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    # Rights

    @classmethod
    def is_for(cls, user) -> bool:
        """Files change many records at once: for whoever may edit what they say, not for translators."""
        model = cls._meta.model
        return leads(user) or (getattr(user, "role", "") == LAG_STAFF and may(user, CHANGE, model))

    @property
    def may_add(self) -> bool:
        return bool(self.parent) or may(self.user, ADD, self.model)

    @cached_property
    def form(self):
        """The form in the admin that edits these rows."""
        return admin.site.admin_of(self.model._meta.get_field(self.key))

    @cached_property
    def columns(self) -> list[Column]:
        """What the form shows to this user; the coordinator has the rest, too."""
        columns = self.get_export_fields()
        if not leads(self.user) and not self.parent:
            request = HttpRequest()
            request.user = self.user
            shown = set(by_language(self.model, *flatten_fieldsets(self.form.get_fieldsets(request))))
            columns = [column for column in columns if column.column_name in shown]
        for each in columns:
            if each.is_relation:
                each.widget.choices_of = self.choices_of(each.column_name)
        return columns

    def choices_of(self, name: str) -> Names:
        """What the form would offer; of the record that a row hangs on, what may be edited."""
        field = self.model._meta.get_field(name)
        rows = field.related_model._base_manager.all()
        if name == self.parent:
            return Names.of(editable(rows, self.user))
        return Names.of(self.form.choices_for(field, rows, self.user))

    def rows(self):
        return self.model._base_manager.all()

    # Out

    def records(self) -> Iterator:
        found = visible(self.rows(), self.user).order_by(*self.order()).iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            self.load_choices(chunk)
            yield from chunk

    def order(self) -> tuple[str, ...]:
        return (f"{self.parent}__slug", "position", "pk") if self.parent else ("slug",)

    def load_choices(self, records: list) -> None:
        """Which records each one names, in one query for each relation."""
        for record in records:
            record.chosen = {}
        for each in self.columns:
            if not each.is_several:
                continue
            field = self.model._meta.get_field(each.column_name)
            own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            found: dict[int, set[int]] = {}
            pairs = field.remote_field.through._base_manager.filter(**{f"{own}__in": [record.pk for record in records]})
            for one, another in pairs.values_list(own, other):
                found.setdefault(one, set()).add(another)
            for record in records:
                record.chosen[each.column_name] = found.get(record.pk, set())

    # In

    def check(self, table: Table) -> list[Column]:
        """The columns of a file. Raises SheetError, which names those that there are not."""
        columns = {each.column_name: each for each in self.columns}
        declared = set(self.fields)
        messages = []
        for name in table.columns:
            if name in columns:
                continue
            quoted = shortened(name)
            if name in declared:
                messages.append(_("Only the coordinator changes the column “{name}”. Delete it.").format(name=quoted))
                continue
            if name in translated_fields(self.model):
                near = [column(name, "en")]
            else:
                near = difflib.get_close_matches(name[:80], columns, 1, 0.6)
            message = _("There is no column “{name}”. Correct its heading, or delete the column.").format(name=quoted)
            if near:
                message += " " + _("Did you mean “{name}”?").format(name=near[0])
            messages.append(message)
        if len(messages) > 10:
            messages[10:] = [_("… and {count} more like these.").format(count=len(messages) - 10)]
        needed = [self.key, self.parent] if self.parent else [self.key]
        messages += [
            _("The column “{name}” is missing: by it each row is told apart.").format(name=name)
            for name in needed
            if name not in table.columns
        ]
        if messages:
            raise SheetError(*messages)
        return [columns[name] for name in table.columns]

    def compare(self, table: Table, *, locked=False, validated=True) -> Iterator[tuple[list[Compared], dict]]:
        """What the rows of a file would do, in chunks, with the records that they hang on by key; writes nothing.

        Locked, each row stays as it was found until the end of the transaction.
        """
        columns = self.check(table)
        place = table.columns.index(self.key)
        keys = Counter((cells[place] or "").strip() for _number, cells in table.rows)
        rows = iter(table.rows)
        while chunk := list(islice(rows, CHUNK)):
            named = [(number, (cells[place] or "").strip(), cells) for number, cells in chunk]
            # Locked in the order of the forms: the record before what hangs on it.
            parents = self.parents(table, chunk, locked)
            existing = self.existing([key for _number, key, _cells in named], locked)
            taken = self.taken({key for _number, key, _cells in named} - set(existing))
            self.load_choices(list(existing.values()))
            compared = []
            for number, key, cells in named:
                result = Compared(number, key)
                compared.append(result)
                if key and keys[key] > 1:
                    result.complain(self.key, _("“{key}” stands in more than one row.").format(key=shortened(key)))
                elif self.find(result, existing, taken):
                    self.take(result, columns, cells, parents, validated)
            yield compared, parents

    def existing(self, keys: Iterable[str], locked: bool) -> dict[str, object]:
        keys = list(filter(None, keys))
        if self.key == "id":
            keys = [key for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
        rows = self.rows().filter(**{f"{self.key}__in": keys})
        # Of all rows the base manager gives those that the user may edit; a join for rights stays outside of the lock.
        rows = self.rows().filter(pk__in=editable(rows, self.user).order_by().values("pk")).order_by("pk")
        if locked:
            rows = rows.select_for_update()
        return {str(getattr(row, self.key)): row for row in rows}

    def taken(self, keys: set[str]) -> set[str]:
        if self.key == "id":
            return keys
        return set(self.rows().filter(slug__in=keys - {""}).values_list("slug", flat=True))

    def parents(self, table: Table, chunk, locked: bool) -> dict[int, Content]:
        """The records that the rows of a chunk hang on, by primary key."""
        if not self.parent:
            return {}
        place = table.columns.index(self.parent)
        pks = self.fields[self.parent].widget.choices_of.pks
        wanted = {pks.get((cells[place] or "").strip()) for _number, cells in chunk} - {None}
        rows = self.model._meta.get_field(self.parent).related_model._base_manager.order_by("pk")
        return (rows.select_for_update() if locked else rows).in_bulk(wanted)

    def find(self, result: Compared, existing: dict, taken: set[str]) -> bool:
        """Gives a row its record, or a new one."""
        if result.key in existing:
            result.instance = existing[result.key]
            result.import_type = RowResult.IMPORT_TYPE_UPDATE
            return True
        if not result.key and not self.parent:
            result.complain(self.key, _("Write an address for this row, such as old-school-letterkenny."))
        elif result.key and (self.parent or result.key in taken or not self.may_add):
            result.complain(self.key, self.not_yours(result.key))
        elif not self.may_add:
            result.complain("", _("You cannot add rows to this table."))
        else:
            result.instance = self.new_record()
            result.import_type = RowResult.IMPORT_TYPE_NEW
            return True
        return False

    def not_yours(self, key: str) -> str:
        """One sentence for whatever is not this user's: it tells nothing of what there is."""
        if self.parent:
            if leads(self.user):
                return _("There is no row with the number “{key}”. Leave the number of a new row empty.").format(
                    key=shortened(key)
                )
            return _("“{key}” is not one of your group’s. Leave the number of a new row empty.").format(
                key=shortened(key)
            )
        return _("“{key}” is not one of your group’s, or this address is not free.").format(key=shortened(key))

    def new_record(self):
        """As the form begins: what LAG staff add is theirs, in their country and language."""
        record, lag = self.model(), self.user.lag
        record.chosen = {}
        names = {field.name for field in self.model._meta.fields}
        if lag is not None and not self.parent:
            beginning = {self.model.owner_path: lag, "country": lag.country, "source_language": lag.source_language}
            for name in names & set(beginning):
                setattr(record, name, beginning[name])
        return record

    def take(self, result: Compared, columns, cells, parents, validated: bool) -> None:
        """Puts the cells of a row into its record, and says what is wrong with them."""
        record = result.instance
        is_new = result.import_type == RowResult.IMPORT_TYPE_NEW
        for each, cell in zip(columns, cells, strict=True):
            name = each.column_name
            if cell is None or name == "id":
                continue
            old = "" if is_new else each.text(record)
            if same_text(cell, old) or (is_new and not cell.strip()):
                continue
            if cell.strip() == KEEP:
                if is_new:
                    result.complain(name, _("A new row has nothing that could stay unchanged."))
                continue
            try:
                value = each.value(cell, record)
            except ValidationError as error:
                result.complain(name, *error.messages)
                continue
            if not is_new and value == each.get_value(record):
                continue
            each.put(record, value)
            result.changes[name] = old, each.text(record)
            if each.is_several:
                result.several[name] = value
        if self.parent and result.import_type != RowResult.IMPORT_TYPE_INVALID:
            self.attach(result, parents, is_new)
        if not is_new and not result.changes and not result.problems:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
        if not is_new:
            for name in locked_fields(self.user, record, self.model, result.changes):
                result.complain(name, _("Only the coordinator changes this."))
        if validated and result.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE):
            self.validate(result, is_new)

    def attach(self, result: Compared, parents, is_new: bool) -> None:
        if not is_new and self.parent in result.changes:
            result.complain(
                self.parent, _("A row cannot be moved to another record: add it there, and delete it here.")
            )
            return
        parent = parents.get(getattr(result.instance, f"{self.parent}_id"))
        if parent is None:
            result.complain(self.parent, _("Say what this row belongs to."))
        else:
            setattr(result.instance, self.parent, parent)

    def validate(self, result: Compared, is_new: bool) -> None:
        """As full_clean(), but asking the database only for what is in doubt. Of a known row: what was changed."""
        record, changed = result.instance, set(result.changes)
        bare = set(translated_fields(self.model))
        fields = {field.name: field for field in self.model._meta.fields if field.name not in bare}
        touched = set(fields) if is_new else changed & set(fields)
        relations = {name for name, field in fields.items() if field.is_relation}
        problems: dict[str, list[str]] = {}
        checks = [  # as in full_clean(), what is wrong already is not asked of the database
            lambda: record.clean_fields(exclude=bare | relations | (set(fields) - touched)),
            record.clean,
            lambda: record.validate_unique(exclude=bare | (set(fields) - touched) | set(problems)),
            lambda: self.check_constraints(record, touched, is_new, set(problems)),
        ]
        for check in checks:
            try:
                check()
            except ValidationError as error:
                for name, messages in error.update_error_dict({}).items():
                    told = [str(message) for each in messages for message in each.messages]
                    problems.setdefault("" if name == NON_FIELD_ERRORS else name, []).extend(told)
        for name in touched & relations:
            must = not fields[name].blank or (name == self.model.owner_path and not leads(self.user))
            if must and getattr(record, fields[name].attname) is None:
                problems.setdefault(name, []).append(_("This must not be empty."))
        if isinstance(record, Part):
            for name in translated_fields(self.model):
                source = column(name, record.source_language)
                if not self.model._meta.get_field(name).blank and not getattr(record, source):
                    problems.setdefault(source, []).append(_("Write the text in the language of the record, too."))
        for name, messages in problems.items():
            result.complain(name, *dict.fromkeys(messages))

    def check_constraints(self, record, touched: set[str], is_new: bool, wrong: set[str]) -> None:
        errors = []
        for constraint in self.model._meta.constraints:
            condition = constraint.condition
            names = fields_in(condition) if condition is not None else set()
            if isinstance(constraint, UniqueConstraint):
                names |= set(constraint.fields)
            if names & wrong or (not is_new and not names & touched):
                continue
            if isinstance(constraint, CheckConstraint) and is_kept(condition, record):
                continue
            try:
                constraint.validate(self.model, record)
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
