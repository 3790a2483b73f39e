from django.db.models import Case, Q, Value, When
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.links import links
from colabora.maps import Marker, locator
from colabora.sources.display import group_facts, library_of, name_library, number_sources

from .display import mark_name, stage_in_words
from .filters import SpaceFilter
from .geo import distance, rounded
from .maps import Ways, areas
from .models import Event, FormerUse, Space
from .registry import Registry
from .stages import Operation, Stage

NEARBY_KILOMETRES = 120
ALIKE = 4


@public_page(*SpaceFilter.base_filters, "page")
def space_list(request):
    registry = Registry(request.GET)
    page = registry.page(request.GET.get("page"))
    context = {
        "registry": registry,
        "page": page,
        "page_number": page.number,
        "areas": areas(registry.matching()),
        "ways": Ways.of(registry.matching(ignoring="operation")),
        "is_unlisted": registry.is_narrowed,
    }
    return render(request, "spaces/space_list.html", context)


class SpaceDetailView(ContentDetailView):
    model = Space

    def get_context_data(self, **kwargs):
        space = self.object
        facts = list(space.facts.all())
        observations = list(space.observations.all())
        add_signs(observations)
        citations = list(space.citations.all())
        sources = number_sources(observations, facts, citations)
        return super().get_context_data(
            observations=observations,
            fact_groups=group_facts(facts),
            sources=sources,
            details={citation.field: citation.source_number for citation in citations if citation.field},
            newest_source=newest_source(citations),
            nearby=nearby(space),
            alike=alike(space),
            locator=space_locator(space),
            unknown=unknown_details(space, facts),
            **related(space, sources),
            structured=[
                structured.space(space),
                structured.breadcrumbs(
                    (_("Spaces"), reverse("spaces:space-list")), (space.display_name, space.get_absolute_url())
                ),
            ],
            **kwargs,
        )


def related(space, sources) -> dict:
    """What else the portal tells of a space, in one query: good practices, events, and entries for the same rooms."""
    found = links(
        practices=space.practices.published().linked(),
        events=space.events.published().linked(),
        twins=space.twins.published().linked(),
        library=library_of(sources),
    )
    name_library(sources, found.pop("library"))
    return found


# What an event says of the operation at its date; the others say nothing, and get a plain dot.
SIGNS = {
    Event.PLANNED: Operation.PLANNED,
    Event.FUNDED: Operation.PLANNED,
    Event.OPENED: Operation.OPEN,
    Event.IN_USE: Operation.OPEN,
    Event.MOVED: Operation.OPEN,
    Event.CONFIRMED: Operation.OPEN,
    Event.POP_UP: Operation.ENDED,
    Event.CLOSED: Operation.CLOSED,
}


def add_signs(observations) -> None:
    """Gives each observation the sign of what it says; a plan for an open place says nothing of its operation."""
    for observation in observations:
        operation = SIGNS.get(observation.event, "")
        if operation == Operation.PLANNED and observation.stage != Stage.IDEA:
            operation = ""
        observation.operation = operation
        observation.use = stage_in_words(observation.stage)
        observation.sign = mark_name(operation, observation.stage) if operation else ""


def newest_source(citations):
    dated = [citation.source for citation in citations if citation.source.address]
    return max(dated, key=lambda source: source.date, default=None)


def unknown_details(space, facts) -> list[str]:
    """What visitors ask most and nothing tells, for one calm sentence."""
    kinds = {fact.kind for fact in facts}
    amenities = space.amenities.all()
    details = {
        _("whether it opened"): space.operation in (Operation.PLANNED, Operation.UNKNOWN) and not space.opened,
        _("the exact address"): not space.address,
        _("number of workplaces"): "work_places" not in kinds,
        _("opening hours"): not space.opening_hours and not any(amenity.slug == "open-24-7" for amenity in amenities),
        _("price"): "price" not in kinds,
        _("accessibility"): not space.accessibility,
    }
    return [detail for detail, is_unknown in details.items() if is_unknown]


def nearby(space) -> list[Space]:
    """The nearest other spaces, each with its rounded distance in kilometres; none without a position."""
    if space.latitude is None:
        return []
    reach = NEARBY_KILOMETRES / 111  # a degree of latitude is 111 km
    box = {
        "latitude__range": (float(space.latitude) - reach, float(space.latitude) + reach),
        "longitude__range": (float(space.longitude) - 2 * reach, float(space.longitude) + 2 * reach),
    }
    others = (
        Space.objects.published().on_the_map().filter(**box).exclude(pk=space.pk).exclude(pk=space.same_rooms_as_id)
    )
    found = []
    for other in others.only(*COMPACT, "latitude", "longitude").order_by("rank", "pk")[:200]:
        kilometres = distance(space.latitude, space.longitude, other.latitude, other.longitude)
        if kilometres <= NEARBY_KILOMETRES:
            other.kilometres = rounded(kilometres)
            found.append((kilometres, other))
    return [other for _kilometres, other in sorted(found, key=lambda pair: (pair[0], pair[1].pk))][:ALIKE]


COMPACT = (
    "slug", "name", "name_language", "heading", "place", "region", "country", "operation", "operation_as_of",
    "operation_as_of_qualifier", "planned_for", "stage", "former_use",
)  # fmt: skip


def alike(space) -> list[Space]:
    """Cases like this one in other countries: by former use, then by stage, then by the kind of body that runs them."""
    same = []
    if space.former_use not in ("", FormerUse.OTHER):
        same.append(Q(former_use=space.former_use))
    if space.stage:
        same.append(Q(stage=space.stage))
    if space.operator_kind:
        same.append(Q(operator_kind=space.operator_kind, operation=space.operation))
    if not same:
        return []
    likeness = Case(
        *(When(condition, then=Value(rank)) for rank, condition in enumerate(same)), default=Value(len(same))
    )
    others = Space.objects.published().exclude(pk=space.pk).exclude(country=space.country).only(*COMPACT)
    found = others.annotate(likeness=likeness).filter(likeness__lt=len(same))
    return list(found.order_by("likeness", "rank", "-operation_as_of", "sort_name", "pk")[:ALIKE])


def space_locator(space):
    if space.latitude is None:
        return None
    return locator(Marker(space.latitude, space.longitude, space.coordinate_place or space.place))
