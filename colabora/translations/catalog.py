"""What there is to translate, whose it is, and what it is called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from modeltranslation.translator import translator

from colabora.history.registry import is_record, parent_key, parts_of
from colabora.models import Content, translated_fields
from colabora.templatetags.content import in_other_language
from partners.models import LocalActionGroup
from partners.permissions import translatable, translates_into, visible
from spaces.models import Space
from spaces.models.space import GENERATED
from workpackages.models import WorkPackage

from .states import LEFT, Text, texts


@lru_cache
def translated_models() -> tuple[type[models.Model], ...]:
    """Records with their parts after them, in the order in which visitors meet them."""
    registered = set(translator.get_registered_models(abstract=False))
    order = ["pages", "partners", "workpackages", "spaces", "sources"]
    records = [model for label in order for model in apps.get_app_config(label).get_models() if model in registered]
    parts = [model for model in records if not is_record(model)]
    return tuple(
        found
        for record in records
        if record not in parts
        for found in (record, *(part for part in parts if part in parts_of(record).values()))
    )


@lru_cache
def hangs_on(model) -> tuple[str, type[models.Model]]:
    """The field by which a row names its record, and the record's model; ("", the model itself) for a record."""
    if is_record(model):
        return "", model
    record = next(owner for owner in translated_models() if model in parts_of(owner).values())
    return parent_key(model, record), record


def record_of(row: models.Model) -> models.Model:
    """The record whose form in the back office edits the row."""
    path, _model = hangs_on(type(row))
    return getattr(row, path) if path else row


def model_named(label: str) -> type[models.Model] | None:
    return next((model for model in translated_models() if model._meta.label_lower == label), None)


@dataclass(frozen=True)
class Slice:
    """What somebody wants to see of all that there is to translate into a language."""

    language: str
    model: str = ""  # "spaces.space": with its parts
    lag: int | None = None
    package: int | None = None
    states: tuple[str, ...] = LEFT

    def models(self) -> list[type[models.Model]]:
        chosen = model_named(self.model) if self.model else None
        return [model for model in translated_models() if chosen in (None, model, hangs_on(model)[1])]


def rows_of(model, user=None, *, lag: int | None = None, package: int | None = None) -> QuerySet:
    """The rows that a user may translate (None: whoever runs a command), of a group or work package if asked."""
    rows = model._base_manager.all()
    if user is not None:
        rows = translatable(rows, user)
    path, record = hangs_on(model)
    if record is Space:  # entries made for measuring are nobody's work
        rows = rows.exclude(**{f"{path}__slug__startswith" if path else "slug__startswith": GENERATED})
    if lag is not None:
        owner = model.owner_path
        rows = rows.filter(**{owner: lag}) if owner else rows.none()
    if package is not None:
        owner = getattr(model, "package_path", "")
        rows = rows.filter(**{owner: package}) if owner else rows.none()
    return rows


def texts_in(chosen: Slice, user=None, *, from_model=None) -> Iterator[Text]:
    """The texts of a slice, two queries for each model; from one of the models on, if asked."""
    first = translated_models().index(from_model) if from_model else 0
    for model in chosen.models():
        if translated_models().index(model) < first:
            continue
        for text in texts(rows_of(model, user, lag=chosen.lag, package=chosen.package), [chosen.language]):
            if text.state in chosen.states:
                yield text


def text_for(user, language: str, model: str, pk: int, field: str) -> Text:
    """One text that the user may translate. Raises Http404 otherwise, whatever the reason."""
    found = model_named(model)
    if found is None or field not in translated_fields(found) or not translates_into(user, language):
        raise Http404
    for text in texts(rows_of(found, user).filter(pk=pk), [language]):
        if text.field == field:
            return text
    raise Http404


# What a text is called


@dataclass(frozen=True)
class Place:
    """Where a text stands: the record, the row beneath it, the field, and the page on which visitors read it."""

    kind: str
    record: models.Model
    part: str
    field: str
    max_length: int | None = None

    @property
    def name(self) -> str:
        return str(self.record)

    @property
    def title(self) -> str:
        return " – ".join(filter(None, [f"{self.kind}: {self.name}", self.part, self.field]))

    @property
    def page(self) -> str:
        """Where visitors find the text; blank if it is not public, or has no page of its own."""
        record = self.record
        is_hidden = isinstance(record, Content) and not record.is_published
        return "" if is_hidden or not hasattr(record, "get_absolute_url") else record.get_absolute_url()


def places_of(found: Iterable[Text]) -> dict[tuple[type[models.Model], int, str], Place]:
    """Where texts stand, by model, row and field; one query for each model."""
    wanted: dict[type[models.Model], dict[int, set[str]]] = {}
    for text in found:
        wanted.setdefault(text.model, {}).setdefault(text.pk, set()).add(text.field)
    places = {}
    for model, fields in wanted.items():
        path, record_model = hangs_on(model)
        rows = model._base_manager.select_related(*([path] if path else needed_for_name(model)))
        kind = capfirst(str(record_model._meta.verbose_name))
        for row in rows.filter(pk__in=fields):
            record = record_of(row)
            part = f"{capfirst(str(model._meta.verbose_name))} {part_name(row)}".strip() if path else ""
            for field in fields[row.pk]:
                column = model._meta.get_field(field)
                places[model, row.pk, field] = Place(kind, record, part, str(column.verbose_name), column.max_length)
    return places


def needed_for_name(model) -> list[str]:
    """Relations that a record's own name is made of."""
    return ["lag"] if model._meta.model_name == "takeaway" else []


def part_name(row: models.Model) -> str:
    """What tells a part from its siblings in few words: a date, a kind, a number."""
    name = str(row)
    return name if len(name) < 60 else ""


def kinds() -> list[tuple[str, str]]:
    """Records to choose from: the label of each model and its name."""
    return [
        (model._meta.label_lower, capfirst(str(model._meta.verbose_name_plural)))
        for model in translated_models()
        if not hangs_on(model)[0]
    ]


def groups(user) -> list[LocalActionGroup]:
    """The groups to choose from: a draft is named to whoever sees it in the back office."""
    return list(known_to(user, LocalActionGroup).order_by("position", "pk"))


def packages(user) -> list[WorkPackage]:
    return list(known_to(user, WorkPackage).order_by("number"))


def known_to(user, model) -> QuerySet:
    seen = visible(model.objects.all(), user).order_by().values("pk")
    return model.objects.filter(Q(published_at__lte=timezone.now()) | Q(pk__in=seen))


def address_of(text: Text) -> str:
    return reverse("translate:text", args=[text.language, text.model._meta.label_lower, text.pk, text.field])


def site_link(place: Place, language: str) -> str:
    """The public page as a whole address in a language."""
    page = place.page
    return settings.SITE_URL + in_other_language(page, language) if page else ""
