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

from .models import FormerUse, OperatorKind, PlaceSize, Relation, Space
from .near import Near, find_place
from .snapshot import UNKNOWN
from .stages import Operation, Stage

DISTANCES = (10, 25, 50, 100, 250)  # kilometres


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


class PlaceField(forms.CharField):
    """The name of a place, or a position, as a point."""

    default_error_messages = {"invalid": gettext_lazy("This place is not known.")}

    def clean(self, value):
        value = super().clean(value)
        near = find_place(value, Space.objects.published()) if value else None
        if value and near is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return near


class NearFilter(django_filters.Filter):
    """Narrows nothing by itself: it is the point from which distances count."""

    field_class = PlaceField

    def filter(self, queryset, near: Near | None):
        return queryset


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
        choices=[*Stage.choices, (UNKNOWN, "")], method="filter_or_unknown", label=gettext_lazy("How far along is it?")
    )
    relation = django_filters.MultipleChoiceFilter(
        choices=Relation.choices, distinct=False, label=gettext_lazy("Relation to the areas")
    )
    network = SlugsFilter(field_name="network__slug", distinct=False, label=gettext_lazy("Network"))
    former_use = django_filters.MultipleChoiceFilter(
        choices=FormerUse.choices, distinct=False, label=gettext_lazy("What it was before")
    )
    place_size = django_filters.MultipleChoiceFilter(
        choices=[*PlaceSize.choices, (UNKNOWN, "")], method="filter_or_unknown", label=gettext_lazy("Size of the place")
    )
    operator_kind = django_filters.MultipleChoiceFilter(
        choices=OperatorKind.choices, distinct=False, label=gettext_lazy("Run by")
    )
    amenity = SlugsFilter(
        field_name="amenities__slug", conjoined=True, distinct=False, label=gettext_lazy("Facilities")
    )
    visitors = django_filters.ChoiceFilter(
        choices=[("1", "1")], method="filter_visitors", label=gettext_lazy("Welcomes visitors")
    )
    # Translators: above a field for the name of a place
    near = NearFilter(label=gettext_lazy("Near"))
    within = django_filters.TypedChoiceFilter(
        choices=[(str(kilometres), kilometres) for kilometres in DISTANCES], coerce=int, method="filter_within",
        # Translators: above a choice of distances: 10 km, 25 km …
        label=gettext_lazy("Within"),
    )  # fmt: skip
    bbox = BoundsFilter(label=gettext_lazy("Part of the map"))
    sort = django_filters.ChoiceFilter(
        choices=[
            ("nearest", gettext_lazy("Nearest first")),
            ("match", gettext_lazy("Best match first")),
            ("open", gettext_lazy("Open ones first")),
            ("newest", gettext_lazy("Newest report first")),
            ("name", gettext_lazy("By name")),
        ],
        method="leave_to_order",
        # Translators: in which a list is sorted
        label=gettext_lazy("Order"),
    )

    class Meta:
        model = Space
        fields: list[str] = []

    @property
    def values(self) -> dict:
        return self.form.cleaned_data

    def filter_search(self, queryset, name, value):
        return queryset.search(value, load_synonyms())

    def filter_or_unknown(self, queryset, name, values):
        wanted = Q(**{f"{name}__in": [value for value in values if value != UNKNOWN]})
        if UNKNOWN in values:
            wanted |= Q(**{name: ""})
        return queryset.filter(wanted) if values else queryset

    def filter_visitors(self, queryset, name, value):
        return queryset.filter(welcomes_visitors=True)

    def filter_within(self, queryset, name, kilometres):
        near = self.values.get("near")
        return near.within(queryset, kilometres) if near and kilometres else queryset

    def leave_to_order(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        return self.in_order(super().filter_queryset(queryset))

    @property
    def order(self) -> str:
        """What was asked for, where it makes sense, else what fits the question."""
        fitting = [value for value, _label in self.orders]
        return value if (value := self.values.get("sort")) in fitting else fitting[0]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that make sense for this question, the usual one first."""
        needs = {"nearest": self.values.get("near"), "match": self.values.get("q")}
        return [(value, label) for value, label in self.base_filters["sort"].extra["choices"] if needs.get(value, True)]

    def in_order(self, queryset):
        match self.order:
            case "nearest":
                return self.values["near"].nearest_first(queryset)
            case "match":
                return queryset.in_listing_order().best_first(self.values["q"])
            case "newest":
                return queryset.order_by("-operation_as_of", "sort_name", "pk")
            case "name":
                return queryset.order_by("sort_name", "pk")
        return queryset.in_listing_order()
