from django.conf import settings
from django.db.models import Case as SQLCase
from django.db.models import Q, Value, When
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.languages import country_name, current_language
from colabora.links import Link, links
from colabora.maps import Marker, locator
from colabora.sources.display import group_facts, library_of, name_library, number_sources
from colabora.sources.models import FactKind

from . import interactive
from .cases import Case, former_uses, groups
from .display import mark_name, stage_in_words
from .filters import DISTANCES, SpaceFilter, parse_bounds
from .geo import distance, rounded
from .maps import Ways, areas
from .models import Event, FormerUse, Space
from .near import Near
from .registry import Registry
from .stages import Operation, Stage
from .towns import find_towns, towns_in

MOST_SUGGESTED, MOST_LABELS = 8, 60
NEARBY_KILOMETRES = 120
ALIKE = 4


@public_page(*SpaceFilter.base_filters, "page")
def space_list(request):
    registry = Registry(request.GET)
    page = registry.page(request.GET.get("page"))
    context = {
        "distances": DISTANCES,
        "registry": registry,
        "page": page,
        "page_number": page.number,
        "areas": areas(registry.tally()),
        "ways": Ways.of(
            registry.tally(ignoring="operation"), registry.without("operation"), is_counted=not registry.is_capped
        ),
        "is_unlisted": registry.is_narrowed,
    }
    return render(request, "spaces/space_list.html", context)


@public_page(*SpaceFilter.base_filters, "view", "zoom")
def space_map(request):
    """What the interactive map shows for the same question as the list: JSON."""
    try:
        view = parse_bounds(request.GET.get("view", ""))
    except ValueError:
        view = None
    zoom = request.GET.get("zoom", "")
    zoom = int(zoom) if zoom.isascii() and zoom.isdigit() and len(zoom) < 3 else 0
    registry = Registry(request.GET)
    found = interactive.answer(registry, view, zoom)
    found["near"] = [registry.near.latitude, registry.near.longitude] if registry.near else None
    if view is None:
        found["words"] = {word: str(text) for word, text in interactive.WORDS.items()}
        found["addresses"] = {
            "base": static("map/europe.json"),
            "sheet": static("css/interactive-map.css"),
            "towns": reverse("spaces:towns"),
            "tiles": settings.MAP_TILES["address"],
        }
        found["panel"] = render_to_string("spaces/map_panel.html", {"tiles": settings.MAP_TILES})
    return JsonResponse(found)


@public_page("q", "bbox")
def towns(request):
    """Places by the beginning of their name (`q`), or the biggest in a piece of the map (`bbox`, in degrees): JSON."""
    try:
        box = parse_bounds(request.GET["bbox"]) if "bbox" in request.GET else None
    except ValueError:
        return JsonResponse({"error": "bbox: west,south,east,north in degrees"}, status=400)
    found = towns_in(*box, limit=MOST_LABELS) if box else find_towns(request.GET.get("q", ""), MOST_SUGGESTED)
    return JsonResponse({"towns": [town_as_json(town) for town in found]})


def town_as_json(town) -> dict:
    where = (town.region, country_name(town.country, current_language()))
    return {
        "name": town.name,
        "found_as": town.found_as,
        "where": ", ".join(name for name in where if name),
        "latitude": town.latitude,
        "longitude": town.longitude,
    }


@public_page("page")
def case_list(request, terms=""):
    case = Case.of(terms)
    if case is None:
        raise Http404
    if request.path != case.get_absolute_url():
        return redirect(case, permanent=True)
    registry = case.ask()
    page = registry.page(request.GET.get("page")) if case.terms else None
    parents = [(_("Spaces"), reverse("spaces:space-list"))]
    if case.terms:
        parents.append((pgettext("registry", "Cases"), reverse("spaces:case-list")))
    context = {
        "case": case,
        "registry": registry,
        "groups": groups(case, registry),
        "former_uses": [] if case.terms else former_uses(Space.objects.published()),
        "page": page,
        "page_number": page.number if page else 1,
        "practices": practices_of(page.object_list) if page else [],
        "is_unlisted": bool(case.terms and not registry.total),
        "structured": [structured.breadcrumbs(*parents, (case.title, case.get_absolute_url()))],
    }
    return render(request, "spaces/case_list.html", context)


def practices_of(spaces) -> list[Link]:
    """What others can learn from these spaces."""
    practices = Space.practices.rel.related_model.objects.published().filter(spaces__in=spaces)
    return links(practices=practices.linked())["practices"]


class SpaceDetailView(ContentDetailView):
    model = Space
    name_field, title_field = "name", "heading"

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
            has_population_fact=any(fact.kind == FactKind.POPULATION for fact in facts),
            is_unlisted=space.is_generated,
            **related(space, sources),
            structured=[
                structured.space(space),
                structured.breadcrumbs(
                    (_("Spaces"), reverse("spaces:space-list")),
                    (structured.space_name(space), space.get_absolute_url()),
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
        # Translators: ends the sentence “Not known to us: …”
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
    near = Near(float(space.latitude), float(space.longitude), space.place)
    found = []
    for other in near.nearest_first(others.only(*COMPACT, "latitude", "longitude"))[: 2 * ALIKE]:
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
        same.append(Q(stage=space.stage, rank=space.rank))
    if space.operator_kind:
        same.append(Q(operator_kind=space.operator_kind, rank=space.rank))
    if not same:
        return []
    likeness = SQLCase(*(When(condition, then=Value(place)) for place, condition in enumerate(same)))
    others = Space.objects.published().exclude(country=space.country).only(*COMPACT).alias(likeness=likeness)
    found = others.filter(likeness__isnull=False)
    return list(found.order_by("likeness", "rank", "-operation_as_of", "sort_name", "pk")[:ALIKE])


def space_locator(space):
    if space.latitude is None:
        return None
    return locator(Marker(space.latitude, space.longitude, space.coordinate_place or space.place))
