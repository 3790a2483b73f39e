"""Cases like mine: by what a building was, by the size of the place, by who runs it, by how far along it is.

Each combination that has entries has an address of its own: cases/school/under-500/public/.
"""

from dataclasses import dataclass
from itertools import combinations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .models import FormerUse, OperatorKind, PlaceSize, Space
from .registry import Registry
from .stages import Stage

# Each term in the words of a title: "Coworking: in a former school, in a village of under 500 inhabitants". No term
# stands in two groups, so that an address needs no names for them.
WORDS = {
    "former_use": {
        FormerUse.SCHOOL: gettext_lazy("in a former school"),
        FormerUse.LIBRARY: gettext_lazy("in a former library"),
        FormerUse.STATION: gettext_lazy("in a former railway station"),
        FormerUse.RECTORY: gettext_lazy("in a former rectory"),
        FormerUse.MANOR: gettext_lazy("in a former manor house"),
        FormerUse.SHOP: gettext_lazy("in a former shop"),
        FormerUse.FARM: gettext_lazy("on a former farm"),
        FormerUse.STABLE: gettext_lazy("in a former stable"),
        FormerUse.NURSERY: gettext_lazy("in a former nursery school"),
        FormerUse.TOWN_HALL: gettext_lazy("in former council offices"),
        FormerUse.FACTORY: gettext_lazy("in a former factory"),
        FormerUse.HOTEL: gettext_lazy("in a former hotel"),
    },
    "place_size": {
        PlaceSize.HAMLET: gettext_lazy("in a village of under 500 inhabitants"),
        PlaceSize.VILLAGE: gettext_lazy("in a village of 500 to 1,999 inhabitants"),
        PlaceSize.SMALL_TOWN: gettext_lazy("in a small town of 2,000 to 9,999 inhabitants"),
        PlaceSize.TOWN: gettext_lazy("in a town of 10,000 inhabitants and over"),
    },
    "operator_kind": {
        OperatorKind.PUBLIC: gettext_lazy("run by a public body"),
        OperatorKind.ASSOCIATION: gettext_lazy("run by an association or cooperative"),
        OperatorKind.COMMUNITY: gettext_lazy("run by the local community"),
        OperatorKind.SOCIAL: gettext_lazy("run by a social enterprise"),
        OperatorKind.PRIVATE: gettext_lazy("run by a private company"),
        OperatorKind.UNIVERSITY: gettext_lazy("run by a university"),
    },
    "stage": {
        Stage.IDEA: gettext_lazy("an idea or plan so far"),
        Stage.FEW_USERS: gettext_lazy("open, with no or hardly any users"),
        Stage.ESTABLISHED: gettext_lazy("established"),
    },
}
GROUP_OF = {str(term): group for group, terms in WORDS.items() for term in terms}
QUESTIONS = {
    "former_use": gettext_lazy("What was the building before?"),
    "place_size": gettext_lazy("How big is the place?"),
    "operator_kind": gettext_lazy("Who runs it?"),
    "stage": gettext_lazy("How far along is it?"),
}


@dataclass(frozen=True)
class Case:
    """A combination of terms, at most one of each group, in the order of the groups."""

    terms: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: str) -> "Case | None":
        """The case at an address, in whatever order its terms stand; None if one is unknown or a group comes twice."""
        terms = [term for term in path.split("/") if term]
        groups = [GROUP_OF.get(term) for term in terms]
        if None in groups or len(set(groups)) < len(groups):
            return None
        return cls.with_terms(dict(zip(groups, terms, strict=True)))

    @classmethod
    def with_terms(cls, terms: dict[str, str]) -> "Case":
        return cls(tuple(str(terms[group]) for group in WORDS if group in terms))

    @property
    def by_group(self) -> dict[str, str]:
        return {GROUP_OF[term]: term for term in self.terms}

    @property
    def title(self) -> str:
        if not self.terms:
            return pgettext("registry", "Cases")
        # Translators: {what} is a list: “in a former school, run by a public body”
        return _("Coworking: {what}").format(what=", ".join(str(WORDS[GROUP_OF[t]][t]) for t in self.terms))

    @property
    def query(self) -> str:
        """The same question to the registry."""
        asked = QueryDict(mutable=True)
        asked.update(self.by_group)
        return asked.urlencode()

    def get_absolute_url(self) -> str:
        return reverse("spaces:case", args=["/".join(self.terms)]) if self.terms else reverse("spaces:case-list")

    def without(self, group: str) -> "Case":
        return self.with_terms({name: term for name, term in self.by_group.items() if name != group})

    def ask(self) -> Registry:
        return Registry(QueryDict(self.query))


@dataclass
class Step:
    """A neighbouring case: one term more, or another in its place."""

    case: Case
    label: str
    count: int
    is_current: bool


@dataclass
class Group:
    name: str
    question: str
    steps: list[Step]
    wider: Case | None


def groups(case: Case, registry: Registry) -> list[Group]:
    """The ways on from a case: in each group the terms that have entries beside the terms of the others."""
    found = []
    for facet in registry.facets_of(tuple(WORDS)):
        steps = [
            Step(
                Case.with_terms({**case.by_group, facet.name: option.value}),
                option.label,
                option.count,
                option.is_chosen,
            )
            for option in facet.options
            if option.count and option.value in WORDS[facet.name]
        ]
        wider = case.without(facet.name) if facet.name in case.by_group else None
        if steps:
            found.append(Group(facet.name, QUESTIONS[facet.name], steps, wider))
    return found


def all_cases() -> list[Case]:
    """Every combination that has entries, in one query."""
    rows = Space.objects.real().order_by().values_list(*WORDS).distinct()
    found = set()
    for row in rows:
        terms = {group: term for group, term in zip(WORDS, row, strict=True) if term in WORDS[group]}
        for size in range(1, len(terms) + 1):
            found |= {Case.with_terms(dict(some)) for some in combinations(terms.items(), size)}
    return sorted(found, key=lambda case: (len(case.terms), case.terms))


def former_uses(spaces) -> list[dict]:
    """What buildings were before, in the order of the choices, with the places where."""
    places: dict[str, list[str]] = {}
    rows = spaces.filter(former_use__in=list(WORDS["former_use"])).in_listing_order()
    for use, place in rows.values_list("former_use", "place")[:200]:
        if place and place not in places.setdefault(use, []):
            places[use].append(place)
    return [
        {
            "value": use.value,
            "label": use.label,
            "places": places[use][:2],
            "url": Case((use.value,)).get_absolute_url(),
        }
        for use in FormerUse
        if use in places
    ]
