"""One question to the registry: what was asked, what was found, and the ways to ask for less or more."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Case, Count, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.facets import Asked, Facet, Option
from colabora.languages import column, country_name, current_language, fallback_chain
from colabora.text import alphabetical
from partners.models import LocalActionGroup

from .display import mark_name
from .filters import UNKNOWN_STAGE, SpaceFilter
from .models import IN_THE_PROJECT, Amenity, FormerUse, Network, Relation, Space
from .stages import Operation, Stage

LAG_FIELDS = ("slug", "short_name", "name_language", "position")
# Parameters that narrow everything, facets included; the facets themselves come after them.
ACROSS = ("q", "bbox", "amenity")
FACETS = ("operation", "stage", "country", "lag", "former_use", "relation", "network", "visitors")


@dataclass(frozen=True)
class Combination:
    """How many spaces share all of these values: one row of the answer from which every facet is counted."""

    operation: str
    stage: str
    country: str
    lag: str
    lag_name: str
    lag_language: str
    lag_position: int
    former_use: str
    relation: str
    network: str
    network_name: str
    visitors: str
    count: int = field(compare=False)


class Registry(Asked):
    filterset_class = SpaceFilter
    single = frozenset({"q", "visitors", "bbox", "sort"})
    orders = (("", gettext_lazy("Open ones first")), *SpaceFilter.base_filters["sort"].extra["choices"])
    slugs = {"lag": LocalActionGroup.objects.published, "network": Network.objects.all, "amenity": Amenity.objects.all}

    # What was found

    @cached_property
    def _across(self):
        return self._narrow(ACROSS, Space.objects.published())

    @cached_property
    def spaces(self):
        rows = self._narrow(FACETS, self._across).in_listing_order()
        return self._narrow(["sort"], rows)

    @cached_property
    def combinations(self) -> list[Combination]:
        # Of a group that is a draft, its spaces are found, but its name is not told.
        is_public = Q(lag__published_at__lte=timezone.now())
        public = {name: Case(When(is_public, then=F(f"lag__{name}")), default=None) for name in LAG_FIELDS}
        rows = (
            self._across.order_by()
            .annotate(**{f"public_{name}": value for name, value in public.items()})
            .values_list(
                "operation", "stage", "country", "public_slug", "public_short_name", "public_name_language",
                "public_position",
                "former_use", "relation", "network__slug", "network__name", "welcomes_visitors",
            )
            .annotate(count=Count("pk"))
        )  # fmt: skip
        return [Combination(*row) for row in rows]

    def matching(self, *, ignoring: str = "") -> list[Combination]:
        """The combinations that the chosen facets let through, all but one of them applied."""
        chosen = {name: values for name in FACETS if name != ignoring and (values := self._chosen(name))}
        return [row for row in self.combinations if all(value_of(row, name) in chosen[name] for name in chosen)]

    @cached_property
    def total(self) -> int:
        return sum(row.count for row in self.matching())

    @cached_property
    def in_the_project(self) -> int:
        return sum(row.count for row in self.matching() if row.relation in IN_THE_PROJECT)

    @property
    def elsewhere(self) -> int:
        return self.total - self.in_the_project

    def page(self, number):
        return self.page_of(self.spaces.with_card(), number, total=self.total)

    # Ways to narrow and to widen

    @cached_property
    def facets(self) -> list[Facet]:
        labels = {name: filter_.label for name, filter_ in SpaceFilter.base_filters.items()}
        facets = []
        for name in FACETS:
            counts = Counter()
            for row in self.matching(ignoring=name):
                counts[value_of(row, name)] += row.count
            options = self._options(name, counts)
            if len(options) > 1 or self._chosen(name) or (name == "visitors" and options):
                facets.append(
                    Facet(
                        name, labels[name], options, is_open=name in ("operation", "stage") or bool(self._chosen(name))
                    )
                )
        amenities = self._amenity_options()
        if len(amenities) > 1 or self._chosen("amenity"):
            facets.append(Facet("amenity", labels["amenity"], amenities, is_open=bool(self._chosen("amenity"))))
        return facets

    def _options(self, name, counts) -> list[Option]:
        chosen = self._chosen(name)
        values = [value for value in {*counts, *chosen} if value]
        labels = {value: self.label_of(name, value) for value in values}
        values.sort(key=lambda value: order_of(name, value, labels[value], self._lag_positions))
        return [
            Option(
                value=value,
                label=labels[value],
                count=counts[value],
                is_chosen=value in chosen,
                language=self.language_of(name, value),
                operation=operation_of(name, value),
                mark=mark_of(name, value),
            )
            for value in values
            if counts[value] or value in chosen
        ]

    def _amenity_options(self) -> list[Option]:
        """Amenities add up (a fab lab and a kitchen), so each is counted within what is found already."""
        columns = [column("name", code) for code in fallback_chain(current_language())]
        found = self._narrow(FACETS, self._across).order_by().values("pk")
        rows = (
            Amenity.objects.filter(spaces__in=found)
            .values_list("slug", "position", *columns)
            .annotate(count=Count("spaces"))
        )
        chosen = self._chosen("amenity")
        options = [
            Option(slug, next(filter(None, names)), count, slug in chosen)
            for slug, _position, *names, count in sorted(rows, key=lambda row: row[1])
        ]
        self._amenity_labels = {option.value: option.label for option in options}
        return options

    @cached_property
    def _lag_names(self):
        return {row.lag: row.lag_name for row in self.combinations}

    @cached_property
    def _lag_languages(self):
        return {row.lag: row.lag_language for row in self.combinations}

    @cached_property
    def _lag_positions(self):
        return {row.lag: row.lag_position for row in self.combinations}

    @cached_property
    def _network_names(self):
        return {row.network: row.network_name for row in self.combinations}

    def label_of(self, name: str, value: str) -> str:
        if name == "country":
            return country_name(value, current_language())
        if name == "lag":
            return self._lag_names.get(value, value)
        if name == "network":
            return self._network_names.get(value, value)
        if name == "amenity":
            return getattr(self, "_amenity_labels", {}).get(value, value)
        if name == "visitors":
            return _("welcomes visitors")
        if name == "stage" and value == UNKNOWN_STAGE:
            return _("use not recorded, or not open")
        return str(dict(CHOICES[name]).get(value, value))

    def chip_label(self, name, value):
        return _("part of the map") if name == "bbox" else super().chip_label(name, value)

    def language_of(self, name, value):
        return self._lag_languages.get(value, "") if name == "lag" else ""


CHOICES = {
    "operation": Operation.choices,
    "stage": Stage.choices,
    "former_use": FormerUse.choices,
    "relation": Relation.choices,
}
# Which are shown in the order of the facts rather than of the alphabet.
FIXED_ORDER = {
    "operation": [Operation.OPEN, Operation.PLANNED, Operation.ENDED, Operation.CLOSED, Operation.UNKNOWN],
    "stage": [Stage.ESTABLISHED, Stage.FEW_USERS, Stage.IDEA, UNKNOWN_STAGE],
    "relation": list(Relation.values),
}


def value_of(row: Combination, name: str) -> str:
    value = getattr(row, name) or ""
    if name == "visitors":
        return "1" if value else ""
    return value or (UNKNOWN_STAGE if name == "stage" else "")


def order_of(name, value, label, lag_positions):
    if name in FIXED_ORDER:
        return (FIXED_ORDER[name].index(value), "")
    if name == "lag":
        return (lag_positions.get(value, 0), "")
    if name == "former_use" and value == FormerUse.OTHER:
        return (1, ())
    return (0, alphabetical(label, current_language()))


def operation_of(name, value) -> str:
    """Whose ink an option's sign takes."""
    if name == "operation":
        return value
    if name == "stage":
        return {Stage.IDEA: Operation.PLANNED, UNKNOWN_STAGE: Operation.UNKNOWN}.get(value, Operation.OPEN)
    return ""


def mark_of(name, value) -> str:
    if name == "operation":
        return mark_name(value)
    if name == "stage":
        return {Stage.IDEA: "planned", UNKNOWN_STAGE: "unknown"}.get(value) or mark_name(Operation.OPEN, value)
    return ""
