"""One question to the registry: what was asked, what was found, and the ways to ask for less or more."""

from functools import cached_property
from typing import ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.facets import Asked, Chip, Facet, Option
from colabora.languages import number_in_words
from colabora.pages.synonyms import load_synonyms
from colabora.search import alternatives

from .filters import SpaceFilter
from .geo import rounded
from .labels import Labels, mark_of, operation_of
from .maps import Tally
from .models import IN_THE_PROJECT, Space
from .near import Near, Other, find_place
from .passages import passage_of
from .snapshot import COLUMNS, UNKNOWN, Snapshot, snapshot

FACETS = (*COLUMNS, "amenity")
# A search that finds more is not counted to its end.
MOST_COUNTED = 1000


class Registry(Asked):
    """The words are looked up in the database; all else is told by the snapshot that the worker keeps."""

    filterset_class = SpaceFilter
    single = frozenset({"q", "near", "within", "visitors", "bbox", "sort"})
    searched = ("q", "near", "within")
    slugs: ClassVar = {"lag": "lags", "network": "networks", "amenity": "amenities"}  # of the snapshot

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot()

    def known_slugs(self, name):
        return getattr(self.snapshot, self.slugs[name])

    # What was found

    @property
    def spaces(self):
        """As a query, for whoever needs rows rather than a page."""
        return self.filterset.filter_queryset(Space.objects.published())

    def _across(self, *, dropping: str = "") -> int:
        """The spaces that the words, the distance and the part of the map let through."""
        values = {name: value for name, value in self.filterset.values.items() if value and name != dropping}
        found = self.snapshot.everything
        if "bbox" in values:
            found &= self.snapshot.in_box(*values["bbox"])
        if "near" in values and "within" in values:
            found &= self.snapshot.within(values["near"].latitude, values["near"].longitude, values["within"])
        if "q" in values:
            found &= self.snapshot.mask_of(self._with_words)
        return found

    @cached_property
    def _all_across(self) -> int:
        return self._across()

    @cached_property
    def _synonyms(self) -> dict[str, frozenset[str]]:
        return load_synonyms()

    @cached_property
    def _with_words(self) -> list[int]:
        rows = Space.objects.published().search(self.filterset.values["q"], self._synonyms)
        return list(rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])

    @cached_property
    def is_capped(self) -> bool:
        """Whether the words alone find more than is counted: then no facet has a number."""
        return bool(self.filterset.values.get("q")) and len(self._with_words) > MOST_COUNTED

    def matching(self, *, ignoring: str = "") -> int:
        """The spaces that the whole question lets through, all but one of its facets applied."""
        if self.is_capped:
            return self._first_of_many
        return self._narrowed(self._all_across, {name: self._chosen(name) for name in FACETS if name != ignoring})

    def _narrowed(self, found: int, chosen: dict[str, set[str]]) -> int:
        for name, values in chosen.items():
            if values:
                found &= self.snapshot.chosen(name, values)
        return found

    @cached_property
    def _first_of_many(self) -> int:
        """Of very many, the first in the order asked for; for the best match, the names with the words first."""
        rows, words = self.spaces.order_by(), self.filterset.values["q"]
        if self.filterset.order != "match":
            pks = self.filterset.in_order(rows).values_list("pk", flat=True)
            return self.snapshot.mask_of(pks[: MOST_COUNTED + 1])
        titled = rows.named(words).values_list("pk", flat=True)[:MOST_COUNTED]
        first = rows.in_listing_order().values_list("pk", flat=True)[: MOST_COUNTED + 1]
        return self.snapshot.mask_of([*titled, *first])

    @property
    def found(self) -> int:
        """As a mask of the snapshot; of more than are counted, the first of them."""
        return self._counted[0]

    @property
    def is_more(self) -> bool:
        """Whether there are more than the total says."""
        return bool(self._counted[1])

    @cached_property
    def _counted(self) -> tuple[int, list[int]]:
        """What was found; of more than are counted, the first of them, and these in order."""
        found = self.matching()
        if self.is_capped and found.bit_count() > MOST_COUNTED:
            first = self._in_order(found, 0, MOST_COUNTED)
            return self.snapshot.mask(first), first
        return found, []

    @property
    def total(self) -> int:
        return self.found.bit_count()

    @property
    def total_in_words(self) -> str:
        return number_in_words(self.total)

    @cached_property
    def in_the_project(self) -> int:
        return (self.found & self.snapshot.chosen("relation", IN_THE_PROJECT)).bit_count()

    @property
    def elsewhere(self) -> int:
        return self.total - self.in_the_project

    def tally(self, *, ignoring: str = "") -> list[Tally]:
        """How many of the spaces found share an area, an operation, a stage and a relation."""
        if self.is_capped:
            return []
        found, masks, rows = self.matching(ignoring=ignoring), self.snapshot.masks, []
        for relation, in_relation in masks["relation"].items():
            for operation, in_operation in masks["operation"].items():
                if not (some := found & in_relation & in_operation):
                    continue
                for lag, in_lag in [*masks["lag"].items(), ("", self.snapshot.without("lag"))]:
                    if here := some & in_lag:
                        for stage, in_stage in masks["stage"].items():
                            if count := (here & in_stage).bit_count():
                                rows.append(Tally(lag, operation, "" if stage == UNKNOWN else stage, relation, count))
        return rows

    def _in_order(self, found: int, start: int, stop: int) -> list[int]:
        """Which spaces of a set stand from start to stop in the order asked for."""
        snapshot = self.snapshot
        match self.filterset.order:
            case "nearest":
                return snapshot.nearest(found, self.near.latitude, self.near.longitude, start, stop)
            case "newest":
                return snapshot.along(snapshot.newest_first, found, start, stop)
            case "name":
                return snapshot.along(snapshot.by_name, found, start, stop)
            case "match":
                rows = Space.objects.filter(pk__in=snapshot.pks_of(found))
                pks = self.filterset.in_order(rows).values_list("pk", flat=True)[start:stop]
                return [snapshot.number_of[pk] for pk in pks]
        return list(snapshot.numbers(found, start, stop))

    @property
    def near(self) -> Near | None:
        return self.filterset.values.get("near")

    @cached_property
    def phrases(self) -> list[tuple[str, ...]]:
        """What the search looks for, word by word with its synonyms."""
        words = self.filterset.values.get("q")
        return alternatives(words, self._synonyms) if words else []

    @property
    def marked(self) -> list[str]:
        return [phrase for phrases in self.phrases for phrase in phrases]

    def page(self, number):
        page = self.page_of(range(self.total), number)
        start = page.start_index() - 1 if self.total else 0
        stop = start + len(page.object_list)
        numbers = self._counted[1][start:stop] if self.is_more else self._in_order(self.found, start, stop)
        pks = [self.snapshot.pks[number] for number in numbers]
        rows = Space.objects.published().filter(pk__in=pks).with_card(with_texts=bool(self.phrases)).in_bulk()
        page.object_list = [rows[pk] for pk in pks if pk in rows]
        for space in page.object_list:
            if self.near and (kilometres := self.near.kilometres(space)) is not None:
                space.kilometres = rounded(kilometres)
            if self.phrases:
                space.passage = passage_of(space, self.phrases)
        return page

    # What was asked

    def _leave_out_what_is_unknown(self):
        super()._leave_out_what_is_unknown()
        needs = {"within": self.near, "sort": self.query.get("sort") in ("", None, self.filterset.order)}
        for name, is_met in needs.items():
            if self.query.get(name) and not is_met:
                self.query.setlist(name, [])
                self.problems.append(NEEDS[name])

    def drop_dependent(self, query):
        if not query.get("near"):
            query.setlist("within", [])
        if query.get("sort") in NEEDED and not query.get(NEEDED[query["sort"]]):
            query.setlist("sort", [])

    @property
    def kept_by_search(self):
        """An order by distance or match depends on the fields that the form itself sends."""
        return [pair for pair in super().kept_by_search if not (pair[0] == "sort" and pair[1] in NEEDED)]

    @property
    def order_in_words(self) -> str:
        return str(ORDERS_IN_WORDS[self.filterset.order])

    def without(self, name: str) -> str:
        """The question but for one parameter, as the beginning of a query string."""
        rest = self.query.copy()
        rest.setlist(name, [])
        return f"{rest.urlencode()}&" if rest.urlencode() else ""

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The usual order has no value of its own in the address."""
        (_usual, label), *others = self.filterset.orders
        return [("", label), *others]

    @cached_property
    def ways_out(self) -> list[tuple[Chip, int]]:
        """Of a question without answer: what each choice, were it dropped, would let through."""
        ways = [(chip, self._without(chip)) for chip in self.chips]
        return sorted((way for way in ways if way[1]), key=lambda way: -way[1])[:MOST_WAYS_OUT]

    def _without(self, chip: Chip) -> int:
        if self.is_capped and chip.name != "q":  # the words are not looked up to their end
            return type(self)(QueryDict(chip.query)).total
        chosen = {name: self._chosen(name) - ({chip.value} if name == chip.name else set()) for name in FACETS}
        return self._narrowed(self._across(dropping=chip.name), chosen).bit_count()

    @cached_property
    def places_meant(self) -> list[Other]:
        """The words of a search that found nothing may be a place: spaces near it are then what was looked for."""
        words = self.query.get("q", "")
        meant = find_place(words, Space.objects.published()) if words and not self.total and not self.near else None
        return [Other(meant.label, words), *meant.others] if meant else []

    # Ways to narrow and to widen

    @cached_property
    def facets(self) -> list[Facet]:
        return [
            facet
            for facet in self.facets_of(FACETS)
            if len(facet.options) > 1 or self._chosen(facet.name) or (facet.name == "visitors" and facet.options)
        ]

    def facets_of(self, names) -> list[Facet]:
        facets = []
        for name in names:
            is_open = name in ("operation", "stage") or bool(self._chosen(name))
            label = SpaceFilter.base_filters[name].label
            facets.append(Facet(name, label, self._options(name), is_open))
        return facets

    def _options(self, name) -> list[Option]:
        """The values of a facet, counted. Amenities add up, so each is counted within what is found already."""
        ignoring = "" if name == "amenity" else name
        found = self.snapshot.everything if self.is_capped else self.matching(ignoring=ignoring)
        counts = {value: (mask & found).bit_count() for value, mask in self.snapshot.masks[name].items()}
        chosen = self._chosen(name)
        values = [value for value in {*counts, *chosen} if counts.get(value) or value in chosen]
        values.sort(key=lambda value: self._labels.place(name, value))
        return [
            Option(
                value=value,
                label=self.label_of(name, value),
                count=None if self.is_capped else counts.get(value, 0),
                is_chosen=value in chosen,
                language=self.language_of(name, value),
                is_name=name in self.names,
                operation=operation_of(name, value),
                mark=mark_of(name, value),
            )
            for value in values
        ]

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self.snapshot)

    def label_of(self, name: str, value: str) -> str:
        return self._labels.words(name, value)

    def language_of(self, name, value):
        return self._labels.language(name, value)

    def chip_label(self, name, value):
        if name == "bbox":
            return _("part of the map")
        if name == "near":
            return _("near {place}").format(place=self.near.label)
        if name == "within":
            return _("within {number} km").format(number=value)
        return super().chip_label(name, value)


NEEDS = {
    "within": gettext_lazy("A distance needs a place to count from: name one."),
    "sort": gettext_lazy("This order needs a place or words to go by; the usual order is shown."),
}
NEEDED = {"nearest": "near", "match": "q"}
ORDERS_IN_WORDS = {
    "nearest": gettext_lazy("nearest first"),
    "match": gettext_lazy("best match first"),
    "open": gettext_lazy("open ones first"),
    "newest": gettext_lazy("newest report first"),
    "name": gettext_lazy("by name"),
}
MOST_WAYS_OUT = 6
