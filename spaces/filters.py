"""What a visitor may ask of the registry. The values are the facts' own terms: country=IE, stage=few_users."""

import math
from typing import NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy

from colabora.codes import COUNTRIES
from colabora.pages.synonyms import load_synonyms

from .models import FormerUse, Relation, Space
from .stages import Operation, Stage

UNKNOWN_STAGE = "unknown"


class Bounds(NamedTuple):
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float


def parse_bounds(text: str) -> Bounds:
    """Reads "west,south,east,north". Raises ValueError on anything else."""
    box = Bounds(*map(float, text.split(","))) if text.count(",") == 3 else None
    if box is None or not all(map(math.isfinite, box)):
        raise ValueError(text)
    if not (-180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90):
        raise ValueError(text)
    return box


class BoundsField(forms.CharField):
    default_error_messages = {"invalid": gettext_lazy("Give the part of the map as west,south,east,north in degrees.")}

    def clean(self, value):
        value = super().clean(value)
        try:
            return parse_bounds(value) if value else None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class BoundsFilter(django_filters.Filter):
    field_class = BoundsField

    def filter(self, queryset, box):
        if not box:
            return queryset
        return queryset.filter(latitude__range=(box.south, box.north), longitude__range=(box.west, box.east))


class SlugsField(forms.MultipleChoiceField):
    """Any words: which of them name something is for the registry to tell, in one query for all."""

    def valid_value(self, value):
        return True


class SlugsFilter(django_filters.MultipleChoiceFilter):
    field_class = SlugsField


class SpaceFilter(django_filters.FilterSet):
    """Validates and narrows. Its widgets are never rendered: facets are a loop of our own over slugs."""

    q = django_filters.CharFilter(method="filter_search", label=gettext_lazy("Search"))
    country = django_filters.MultipleChoiceFilter(
        choices=[(code, code) for code in COUNTRIES], distinct=False, label=gettext_lazy("Country")
    )
    lag = SlugsFilter(field_name="lag__slug", distinct=False, label=gettext_lazy("Partner"))
    operation = django_filters.MultipleChoiceFilter(
        choices=Operation.choices, distinct=False, label=gettext_lazy("Is it open?")
    )
    stage = django_filters.MultipleChoiceFilter(
        choices=[*Stage.choices, (UNKNOWN_STAGE, "")], method="filter_stage", label=gettext_lazy("How far along is it?")
    )
    relation = django_filters.MultipleChoiceFilter(
        choices=Relation.choices, distinct=False, label=gettext_lazy("Relation to the areas")
    )
    network = SlugsFilter(field_name="network__slug", distinct=False, label=gettext_lazy("Network"))
    former_use = django_filters.MultipleChoiceFilter(
        choices=FormerUse.choices, distinct=False, label=gettext_lazy("What it was before")
    )
    amenity = SlugsFilter(
        field_name="amenities__slug", conjoined=True, distinct=False, label=gettext_lazy("Facilities")
    )
    visitors = django_filters.ChoiceFilter(
        choices=[("1", "1")], method="filter_visitors", label=gettext_lazy("Welcomes visitors")
    )
    bbox = BoundsFilter(label=gettext_lazy("Part of the map"))
    sort = django_filters.ChoiceFilter(
        choices=[("newest", gettext_lazy("Newest report first")), ("name", gettext_lazy("By name"))],
        method="filter_sort",
        label=gettext_lazy("Order"),
    )

    class Meta:
        model = Space
        fields: list[str] = []

    def filter_search(self, queryset, name, value):
        return queryset.search(value, load_synonyms())

    def filter_stage(self, queryset, name, values):
        wanted = Q(stage__in=[value for value in values if value != UNKNOWN_STAGE])
        if UNKNOWN_STAGE in values:
            wanted |= Q(stage="")
        return queryset.filter(wanted) if values else queryset

    def filter_visitors(self, queryset, name, value):
        return queryset.filter(welcomes_visitors=True)

    def filter_sort(self, queryset, name, value):
        return (
            queryset.order_by("sort_name", "pk")
            if value == "name"
            else queryset.order_by("-operation_as_of", "sort_name", "pk")
        )
