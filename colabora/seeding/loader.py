"""Writes the seed documents (<app>/seed/*.toml) into the database, by key, never over an editor's work."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from colabora.languages import column
from colabora.models import Content, translated_fields
from colabora.sources.models import Citation, Source
from colabora.translations.states import confirm_all

from .models import SeedRecord

CREATED, UPDATED, UNCHANGED, KEPT, DELETED, TAKEN = "created", "updated", "unchanged", "kept", "deleted", "taken"


class MissingReferenceError(Exception):
    """A record names another that an editor has deleted."""


@dataclass
class Table:
    """How the records of one TOML table become rows."""

    name: str
    model: type[models.Model]
    key: str = "key"
    # Lists inside a record that are rows of another model: TOML name → table; `parent` is the child's foreign key.
    children: dict[str, "Table"] = field(default_factory=dict)
    parent: str = ""

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


def read_documents(folders: Iterable[Path]) -> dict[str, list[dict]]:
    """All records of all seed documents, by table. Raises tomllib.TOMLDecodeError, naming the file, on a slip."""
    records: dict[str, list[dict]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                document = tomllib.loads(path.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise tomllib.TOMLDecodeError(f"{path}: {error}") from error
            for table, rows in document.items():
                records.setdefault(table, []).extend(rows)
    return records


def digest(value) -> str:
    """A short fingerprint that is the same before saving and after reading back."""
    if isinstance(value, models.Model):
        value = value.pk
    if value is None:
        value = ""
    if hasattr(value, "normalize"):  # Decimal: 140 and 140.00 are one value
        value = format(value.normalize(), "f")
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Seeder:
    """One run. `counts[model label]` tells what was done."""

    def __init__(self, on_row=lambda: None):
        self.counts: dict[str, Counter] = {}
        self.on_row = on_row
        self.memory = {record.key: record for record in SeedRecord.objects.all()}
        self.rows: dict[type, dict] = {}
        self.sources: dict[str, Source] = {}
        self.written: list[tuple[models.Model, Iterable[str]]] = []

    def load(self, table: Table, records: list[dict]) -> None:
        for record in records:
            self._load_record(table, record, {})
        if table.model is Source:
            self.sources = Source.objects.in_bulk(field_name="key")

    def confirm_translations(self) -> None:
        """Of what was written: the facts' translations were made of the facts' own texts."""
        confirm_all((row, columns) for row, columns in self.written if translated_fields(type(row)))

    # One record

    def _load_record(self, table: Table, record: dict, fixed: dict) -> None:
        """`fixed` are the values that come from the parent."""
        try:
            values, lists, children = self._sort_out(table, record)
        except MissingReferenceError:
            self.counts.setdefault(table.label, Counter())[DELETED] += 1
            return
        values |= fixed
        natural_key = values[table.key]
        memory = self.memory.get(f"{table.label}:{natural_key}")
        row = self._existing(table).get(natural_key)
        outcome = self._write(table, natural_key, row, memory, values, lists)
        self.counts.setdefault(table.label, Counter())[outcome] += 1
        self.on_row()
        row = self._existing(table).get(natural_key)
        if row is None:
            return
        for child, rows in children:
            for number, child_record in enumerate(rows, 1):
                child_record = {"position": number, "key": f"{natural_key}/{child.name}/{number}", **child_record}
                self._load_record(child, child_record, {child.parent: row})

    def _write(self, table, natural_key, row, memory, values, lists) -> str:
        if row is None:
            if memory:
                return DELETED
            row = table.model(**values)
            if isinstance(row, Content) and row.published_at is None:
                row.published_at = timezone.now()
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                return TAKEN
            for name, items in lists.items():
                self._set_list(row, name, items)
            if isinstance(row, Content):
                row.refresh_search_text()
            self._existing(table)[natural_key] = row
            self.written.append((row, values))
            self._remember(table, natural_key, None, {k: digest(v) for k, v in {**values, **lists}.items()})
            return CREATED
        known = memory.digests if memory else {}
        blank = table.model()
        seeded = {name: digest(value) for name, value in {**values, **lists}.items()}
        changed = {name for name, value in seeded.items() if known.get(name) != value}
        kept = False
        to_write = set()
        for name in seeded:
            current = digest(self._get_list(row, name) if name in lists else getattr(row, name))
            if current == seeded[name]:
                continue
            # What an earlier seed did not have was blank.
            before = known.get(name) or digest([] if name in lists else getattr(blank, name))
            if current == before and name in changed:
                to_write.add(name)
            else:
                kept = True
        if kept and table.parent:
            to_write.clear()  # a statement is one whole: its text, date and source belong together
        for name in to_write - set(lists):
            setattr(row, name, values[name])
        if to_write:
            row.save(update_fields=to_write - set(lists))
            self.written.append((row, to_write))
            for name in to_write & set(lists):
                self._set_list(row, name, lists[name])
        if changed:
            # What an editor changed keeps the digest of what was seeded before: it stays known as edited.
            fresh = {n: seeded[n] for n in changed if n in to_write or n not in known}
            self._remember(table, natural_key, memory, {**known, **fresh})
        return KEPT if kept else UPDATED if to_write else UNCHANGED

    def _remember(self, table, natural_key, memory, digests) -> None:
        key = f"{table.label}:{natural_key}"
        record = memory or SeedRecord(key=key)
        if record.digests != digests:
            record.digests = digests
            record.save()
        self.memory[key] = record

    # From TOML to fields

    def _sort_out(self, table: Table, record: dict):
        """Splits a record into column values, lists of related rows, and children."""
        values, lists, children = {}, {}, []
        translated = translated_fields(table.model)
        for name, value in record.items():
            if name in table.children:
                children.append((table.children[name], value))
            elif name in translated:
                values |= {column(name, language): text for language, text in value.items()}
            elif name == "citations":
                lists[name] = [
                    [cited["source"], cited.get("field", "")] for cited in value if cited["source"] in self.sources
                ]
            else:
                model_field = table.model._meta.get_field(name)
                if model_field.many_to_many:
                    lists[name] = sorted(value)
                elif model_field.is_relation:
                    values[name] = self._reference(model_field, value)
                else:
                    values[name] = model_field.to_python(value)
        return values, lists, children

    def _reference(self, model_field, value):
        model = model_field.related_model
        row = (
            self.sources.get(value) if model is Source else model.objects.filter(**{natural_name(model): value}).first()
        )
        if row is None and not model_field.null:
            raise MissingReferenceError(f"{model_field}: {value}")
        return row

    def _existing(self, table: Table) -> dict:
        if table.model not in self.rows:
            self.rows[table.model] = table.model.objects.in_bulk(field_name=table.key)
        return self.rows[table.model]

    # Lists of related rows

    def _get_list(self, row, name):
        if name == "citations":
            return [[cited.source.key, cited.field] for cited in row.citations.select_related("source")]
        related = getattr(row, name)
        return sorted(related.values_list(natural_name(related.model), flat=True))

    def _set_list(self, row, name, items) -> None:
        if name == "citations":
            content_type = ContentType.objects.get_for_model(row)
            row.citations.all().delete()
            Citation.objects.bulk_create(
                Citation(
                    source=self.sources[key],
                    content_type=content_type,
                    object_id=row.pk,
                    field=for_field,
                    position=position,
                )
                for position, (key, for_field) in enumerate(items, 1)
            )
        else:
            related = getattr(row, name)
            related.set(related.model.objects.filter(**{f"{natural_name(related.model)}__in": items}))


def natural_name(model) -> str:
    """The field by which seed documents name a row of a model."""
    try:
        model._meta.get_field("key")
    except FieldDoesNotExist:
        return "slug"
    return "key"
