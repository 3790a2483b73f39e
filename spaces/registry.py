"""One question to the registry: what was asked, what was found, and the ways to ask for less or more."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from colabora.languages import column, country_name, current_language, fallback_chain
from colabora.text import alphabetical
from partners.models import LocalActionGroup

from .display import mark_name
from .filters import UNKNOWN_STAGE, SpaceFilter
from .models import IN_THE_PROJECT, Amenity, FormerUse, Network, Relation, Space
from .stages import Operation, Stage

PER_PAGE = 24
LAG_FIELDS = ("slug", "short_name", "name_language", "position")
# Parameters that narrow everything, facets included; the facets themselves come after them.
ACROSS = ("q", "bbox", "amenity")
FACETS = ("operation", "stage", "country", "lag", "former_use", "relation", "network", "visitors")
MAX_VALUES, MAX_LENGTH = 40, 200


@dataclass
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool
    language: str = ""
    operation: str = ""
    mark: str = ""


@dataclass
class Facet:
    name: str
    label: str
    options: list[Option]
    is_open: bool


@dataclass
class Chip:
    label: str
    query: str
    language: str = ""


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


def tidy(query: QueryDict) -> QueryDict:
    """Only what the registry understands, without control characters, in sane amounts."""
    tidied = QueryDict(mutable=True)
    for name in SpaceFilter.base_filters:
        values = [value.replace("\x00", "").strip()[:MAX_LENGTH] for value in query.getlist(name)[:MAX_VALUES]]
        tidied.setlist(name, list(dict.fromkeys(value for value in values if value)))
    return tidied


class Registry:
    """Answers a query string. An unknown value is left out and named in `problems`; it is never an error."""

    def __init__(self, query: QueryDict):
        self.query = tidy(query)
        self.problems: list[str] = []
        self._leave_out_what_is_unknown()

    def _leave_out_what_is_unknown(self) -> None:
        self.filterset = SpaceFilter(self.query, Space.objects.none())
        errors = self.filterset.form.errors
        for name in errors:
            for value in self.query.getlist(name):
                alone = QueryDict(mutable=True)
                alone.setlist(name, [value])
                if SpaceFilter(alone, Space.objects.none()).form.has_error(name):
                    self._leave_out(name, value)
            # Each value may be known and their sum still refused (two where one is allowed): the first counts.
            self.query.setlist(name, self.query.getlist(name)[:1] if name in SINGLE else self.query.getlist(name))
        for name, rows in SLUGS.items():
            if chosen := self.query.getlist(name):
                known = set(rows().values_list("slug", flat=True))
                for value in chosen:
                    if value not in known:
                        self._leave_out(name, value)
        if errors or self.problems:
            self.filterset = SpaceFilter(self.query, Space.objects.none())
            self.filterset.form.full_clean()

    def _leave_out(self, name, value) -> None:
        self.query.setlist(name, [other for other in self.query.getlist(name) if other != value])
        self._remark(value, SpaceFilter.base_filters[name].label)

    def _remark(self, value, label) -> None:
        self.problems.append(
            _("“{value}” is not known under “{filter}” and was left out.").format(value=value, filter=label)
        )

    def _narrow(self, names, spaces):
        """Applies some of the filters: the facets are counted between one and the other."""
        values = self.filterset.form.cleaned_data
        for name in names:
            spaces = self.filterset.filters[name].filter(spaces, values.get(name))
        return spaces

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

    def _chosen(self, name) -> set[str]:
        return set(self.query.getlist(name))

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
    def kept_by_search(self) -> list[tuple[str, str]]:
        """What a new search keeps of the present choices."""
        return [(name, value) for name, values in self.query.lists() for value in values if name != "q"]

    @property
    def elsewhere(self) -> int:
        return self.total - self.in_the_project

    def page(self, number):
        """A page of the list; a number that is none counts as the first, and is named among the problems."""
        number = str(number or 1)
        if not (number.isascii() and number.isdigit() and len(number) < 7 and int(number)):
            self.problems.append(
                _("“{value}” is not known under “{filter}” and was left out.").format(
                    value=number[:40], filter=_("Pages")
                )
            )
            number = 1
        paginator = Paginator(self.spaces.with_card(), PER_PAGE)
        paginator.count = self.total  # known already: one query less
        page = paginator.get_page(number)
        page.elided = list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        return page

    # Ways to narrow and to widen

    @cached_property
    def is_narrowed(self) -> bool:
        return any(values for name, values in self.query.lists() if name != "sort")

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
                language=self._lag_languages.get(value, "") if name == "lag" else "",
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

    @cached_property
    def chips(self) -> list[Chip]:
        """What was chosen, each with the query that is left when it goes."""
        self.facets  # noqa: B018  fills the amenities' labels
        chips = []
        for name, values in self.query.lists():
            for value in values:
                if name == "sort":
                    continue
                rest = self.query.copy()
                rest.setlist(name, [other for other in values if other != value])
                chips.append(
                    Chip(
                        self._chip_label(name, value),
                        rest.urlencode(),
                        self._lag_languages.get(value, "") if name == "lag" else "",
                    )
                )
        return chips

    def _chip_label(self, name, value):
        if name == "q":
            return _("“{words}”").format(words=value)
        if name == "bbox":
            return _("part of the map")
        return self.label_of(name, value)


# Parameters of one value: of several, the first counts.
SINGLE = {"q", "visitors", "bbox", "sort"}
# What the slugs of a parameter may name.
SLUGS = {"lag": LocalActionGroup.objects.published, "network": Network.objects.all, "amenity": Amenity.objects.all}
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
