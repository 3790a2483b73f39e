"""Filtered lists of a few hundred rows. Every facet needs every row, so the values of all are read at once."""

from collections import Counter
from functools import cached_property
from typing import ClassVar

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from colabora.facets import Asked, Facet, Option
from colabora.languages import country_name, current_language, language_name, translated
from colabora.text import alphabetical
from partners.models import LocalActionGroup
from spaces.models import FormerUse

from .filters import PROJECT, RELATED, UNKNOWN, DocumentFilter, EventFilter, PracticeFilter
from .models import Document, Event, GoodPractice, TargetGroup, WorkPackage


class Listing(Asked):
    """One question to a list. A row fits if, in each facet, it has one of the chosen values."""

    model = None
    # Facets in the order of the page, each with the column, or the path to many, that holds its values.
    paths: ClassVar[dict[str, str]] = {}
    is_open: ClassVar[set[str]] = set()
    # Facets in which "not recorded" is a choice: else most rows would seem to be left out.
    may_be_unknown: ClassVar[set[str]] = set()

    @cached_property
    def rows(self) -> dict[int, dict[str, set[str]]]:
        """The values of each row that the search finds, in the order of the list."""
        found = self._narrow(["q"], self.model.objects.published()).in_listing_order()
        columns = {name: path for name, path in self.paths.items() if "__" not in path}
        rows = {
            pk: {name: self.values_of(name, value) for name, value in zip(columns, values, strict=True)}
            for pk, *values in found.values_list("pk", *columns.values())
        }
        for name, path in self.paths.items():
            if "__" in path:
                for row in rows.values():
                    row[name] = set()
                for pk, value in self.model.objects.published().order_by().values_list("pk", path):
                    if value is not None and pk in rows:
                        rows[pk][name].add(str(value))
        return rows

    def values_of(self, name: str, value) -> set[str]:
        """What a column says about a row, in the terms of the filter."""
        return {value} if value else {UNKNOWN} if name in self.may_be_unknown else set()

    def matching(self, *, ignoring: str = "") -> list[int]:
        chosen = {name: values for name in self.paths if name != ignoring and (values := self._chosen(name))}
        return [pk for pk, row in self.rows.items() if all(row[name] & values for name, values in chosen.items())]

    @cached_property
    def total(self) -> int:
        return len(self.matching())

    def page(self, number):
        page = self.page_of(self.matching(), number)
        found = self.model.objects.with_card().in_bulk(page.object_list)
        page.object_list = [found[pk] for pk in page.object_list]
        return page

    @cached_property
    def facets(self) -> list[Facet]:
        """Facets in which the rows differ; each keeps its place and its choices whatever is chosen elsewhere."""
        facets = []
        for name in self.paths:
            used = {value for row in self.rows.values() for value in row[name]}
            counts = Counter(value for pk in self.matching(ignoring=name) for value in self.rows[pk][name])
            chosen = self._chosen(name)
            options = [
                Option(value, label, counts[value], value in chosen, self.language_of(name, value), name in self.names)
                for value, label in self.labels[name].items()
                if value in used or value in chosen
            ]
            if len(options) > 1 or chosen:
                label = self.filterset_class.base_filters[name].label
                facets.append(Facet(name, label, options, is_open=name in self.is_open or bool(chosen)))
        return facets

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The words for each facet's values, in the order in which they are shown; what has none is not told."""
        return {name: self.labels_of(name) for name in self.paths}

    def labels_of(self, name: str) -> dict[str, str]:
        used = {value for row in self.rows.values() for value in row[name]} | self._chosen(name)
        if name == "country":
            return by_alphabet({code: country_name(code, current_language()) for code in used})
        if name == "language":
            return by_alphabet({code: language_name(code, current_language()) for code in used})
        if name == "year":
            return {year: str(_("date not known") if year == UNKNOWN else year) for year in sorted(used, key=by_year)}
        if name == "lag":
            return {lag.slug: lag.short_name for lag in self.lags}
        if name == "work_package":
            titles = {number: text for number, (text, _code) in self.packages.items()}
            # Translators: what comes first is explained by what follows; mind the blank before a colon
            return {number: _("%(name)s: %(note)s") % {"name": number, "note": text} for number, text in titles.items()}
        if name == "target_group":
            return {slug: text for slug, (text, _code) in self.target_groups.items()}
        choices = self.filterset_class.base_filters[name].extra["choices"]
        words = {str(value): str(label) for value, label in choices}
        return by_alphabet(words, last=FormerUse.OTHER) if name == "former_use" else words

    @cached_property
    def lags(self) -> list[LocalActionGroup]:
        return list(LocalActionGroup.objects.published().only("slug", "short_name", "name_language"))

    @cached_property
    def packages(self) -> dict[str, tuple[str, str]]:
        """The titles of the work packages, each with the language that it is in."""
        return {str(package.number): translated(package, "title") for package in WorkPackage.objects.published()}

    @cached_property
    def target_groups(self) -> dict[str, tuple[str, str]]:
        return {group.slug: translated(group, "name") for group in TargetGroup.objects.published()}

    def label_of(self, name, value):
        return self.labels[name].get(value, value)

    def language_of(self, name, value):
        if name == "lag":
            return next((lag.name_language for lag in self.lags if lag.slug == value), "")
        texts = {"work_package": "packages", "target_group": "target_groups"}
        return getattr(self, texts[name]).get(value, ("", ""))[1] if name in texts else ""


def by_year(year: str) -> int:
    """The newest first, what is not known last."""
    return 0 if year == UNKNOWN else -int(year)


def by_alphabet(words: dict[str, str], last: str = "") -> dict[str, str]:
    order = sorted(words, key=lambda value: (value == last, alphabetical(words[value], current_language())))
    return {value: words[value] for value in order}


class EventListing(Listing):
    """Upcoming events first, the soonest ahead; then the past, newest first."""

    model = Event
    filterset_class = EventFilter
    paths = {
        "scope": "is_project_event",
        "kind": "kind",
        "lag": "participants__slug",
        "work_package": "work_packages__number",
        "country": "country",
        "year": "start",
    }
    is_open = {"scope", "kind"}
    may_be_unknown = {"year"}

    slugs = {"lag": LocalActionGroup.objects.published}

    @cached_property
    def rows(self):
        found = super().rows
        ahead = [pk for pk in self.upcoming if pk in found]
        return {pk: found[pk] for pk in dict.fromkeys([*ahead, *found])}

    @cached_property
    def upcoming(self) -> list[int]:
        return list(Event.objects.published().upcoming(localdate()).values_list("pk", flat=True))

    def page(self, number):
        page = super().page(number)
        page.upcoming = [event for event in page if event.pk in self.upcoming]
        page.past = [event for event in page if event.pk not in self.upcoming]
        return page

    def values_of(self, name, value):
        if name == "scope":
            return {PROJECT if value else RELATED}
        return super().values_of(name, value[:4] if name == "year" else value)


class PracticeListing(Listing):
    model = GoodPractice
    filterset_class = PracticeFilter
    paths = {
        "former_use": "former_use",
        "place_size": "place_size",
        "target_group": "target_groups__slug",
        "country": "country",
        "work_package": "work_packages__number",
    }
    is_open = {"former_use", "place_size"}
    may_be_unknown = {"place_size"}
    slugs = {"target_group": TargetGroup.objects.published}


class DocumentListing(Listing):
    model = Document
    filterset_class = DocumentFilter
    paths = {
        "relation": "relation",
        "kind": "kind",
        "language": "languages",
        "target_group": "target_groups__slug",
        "work_package": "work_packages__number",
    }
    is_open = {"relation"}
    slugs = {"target_group": TargetGroup.objects.published}

    def values_of(self, name, value):
        return set(value) if name == "language" else super().values_of(name, value)
