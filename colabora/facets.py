"""What every filtered list shares: a tidied question, what was left out of it, and the ways to ask for less or more."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

PER_PAGE = 24
MAX_VALUES, MAX_LENGTH = 40, 200


@dataclass
class Option:
    value: str
    label: str
    count: int | None  # None: too many to count
    is_chosen: bool
    language: str = ""
    is_name: bool = False  # a proper name, which is in another language for no want of a translation
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
    language: str
    is_name: bool
    name: str
    value: str


class Asked:
    """Answers a query string. An unknown value is left out and named in `problems`; it is never an error."""

    filterset_class = None
    # Parameters of one value: of several, the first counts.
    single: ClassVar = frozenset({"q", "sort"})
    # Parameters of the search form above the list.
    searched: ClassVar = ("q",)
    # Parameters whose values are slugs, each with the rows that they may name.
    slugs: ClassVar[dict] = {}
    # Parameters whose values are proper names.
    names = frozenset({"lag"})

    def __init__(self, query: QueryDict):
        self.query = self.tidy(query)
        self.problems: list[str] = []
        self._leave_out_what_is_unknown()

    def tidy(self, query: QueryDict) -> QueryDict:
        """Only what the list understands, without control characters, in sane amounts."""
        tidied = QueryDict(mutable=True)
        for name in self.filterset_class.base_filters:
            values = [value.replace("\x00", "").strip()[:MAX_LENGTH] for value in query.getlist(name)[:MAX_VALUES]]
            known = list(dict.fromkeys(value for value in values if value))
            tidied.setlist(name, known[:1] if name in self.single else known)
        return tidied

    def _leave_out_what_is_unknown(self) -> None:
        nothing = self.filterset_class._meta.model.objects.none()
        self.filterset = self.filterset_class(self.query, nothing)
        errors = self.filterset.form.errors
        for name in errors:
            for value in self.query.getlist(name):
                alone = QueryDict(mutable=True)
                alone.setlist(name, [value])
                if self.filterset_class(alone, nothing).form.has_error(name):
                    self._leave_out(name, value)
            # Each value may be known and their sum still refused (two where one is allowed): the first counts.
            self.query.setlist(name, self.query.getlist(name)[:1] if name in self.single else self.query.getlist(name))
        for name in self.slugs:
            if chosen := self.query.getlist(name):
                known = self.known_slugs(name)
                for value in chosen:
                    if value not in known:
                        self._leave_out(name, value)
        if errors or self.problems:
            self.filterset = self.filterset_class(self.query, nothing)
            self.filterset.form.full_clean()

    def known_slugs(self, name: str):
        """The slugs that such a parameter may name."""
        return set(self.slugs[name]().values_list("slug", flat=True))

    def _leave_out(self, name, value) -> None:
        self.query.setlist(name, [other for other in self.query.getlist(name) if other != value])
        self._remark(value, self.filterset_class.base_filters[name].label)

    def _remark(self, value, label) -> None:
        self.problems.append(
            _("“{value}” is not known under “{filter}” and was left out.").format(value=value, filter=label)
        )

    def page_of(self, rows, number, total: int | None = None):
        """A page of the rows, with the numbers of the others; a known total saves a query."""
        paginator = Paginator(rows, PER_PAGE)
        if total is not None:
            paginator.count = total
        page = paginator.get_page(self.page_number(number))
        page.elided = list(paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
        return page

    def page_number(self, number) -> int:
        """A number that is none counts as the first page, and is named among the problems."""
        number = str(number or 1)
        if not (number.isascii() and number.isdigit() and len(number) < 7 and int(number)):
            self._remark(number[:40], _("Pages"))
            return 1
        return int(number)

    def _narrow(self, names, rows):
        """Applies some of the filters: the facets are counted between one and the other."""
        values = self.filterset.form.cleaned_data
        for name in names:
            rows = self.filterset.filters[name].filter(rows, values.get(name))
        return rows

    def _chosen(self, name) -> set[str]:
        return set(self.query.getlist(name))

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        """What a new search keeps of the present choices."""
        return [(name, value) for name, values in self.query.lists() for value in values if name not in self.searched]

    @property
    def kept_by_facets(self) -> list[tuple[str, str]]:
        """What a choice of facets keeps of the rest of the question."""
        shown = {facet.name for facet in self.facets} | {"sort"}
        return [(name, value) for name, values in self.query.lists() for value in values if name not in shown]

    @cached_property
    def is_narrowed(self) -> bool:
        return any(values for name, values in self.query.lists() if name != "sort")

    @cached_property
    def facets(self) -> list[Facet]:
        raise NotImplementedError

    @cached_property
    def chips(self) -> list[Chip]:
        """What was chosen, each with the query that is left when it goes."""
        self.facets  # noqa: B018  fills the labels
        chips = []
        for name, values in self.query.lists():
            for value in values:
                if name == "sort":
                    continue
                rest = self.query.copy()
                rest.setlist(name, [other for other in values if other != value])
                self.drop_dependent(rest)
                language = self.language_of(name, value)
                is_name = name in self.names
                chips.append(Chip(self.chip_label(name, value), rest.urlencode(), language, is_name, name, value))
        return chips

    def drop_dependent(self, query: QueryDict) -> None:
        """Takes away what has no sense without what was taken away."""

    def chip_label(self, name: str, value: str) -> str:
        return _("“{words}”").format(words=value) if name == "q" else self.label_of(name, value)

    def label_of(self, name: str, value: str) -> str:
        raise NotImplementedError

    def language_of(self, name: str, value: str) -> str:
        """The language of a label that may not be the page's; blank for words of its own."""
        return ""
