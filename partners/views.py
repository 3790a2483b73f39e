from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.links import links
from colabora.maps import Marker, locator
from colabora.sources.display import group_facts, library_of, name_library, number_sources

from .models import LocalActionGroup


@public_page()
def lag_list(request):
    lags = LocalActionGroup.objects.published().with_then_and_now()
    return render(request, "partners/localactiongroup_list.html", {"lags": lags})


class LocalActionGroupDetailView(ContentDetailView):
    model = LocalActionGroup
    title_field, description_field = "", "tagline"  # the title has the country, too, in the page's language

    def get_context_data(self, **kwargs):
        lag = self.object
        spaces = list(lag.spaces.published().in_listing_order().with_card())
        facts = list(lag.facts.all())
        observations = list(lag.observations.all())
        citations = list(lag.citations.all())
        lessons = list(lessons_of(lag))
        sources = number_sources(observations, lessons, facts, citations)
        found = yields(lag, sources)
        return super().get_context_data(
            spaces=[space for space in spaces if space.is_in_the_project],
            spaces_elsewhere=[space for space in spaces if not space.is_in_the_project],
            observations=observations,
            fact_groups=group_facts(facts),
            lessons=lessons,
            sources=sources,
            details={citation.field: citation.source_number for citation in citations if citation.field},
            locator=area_locator(lag, spaces),
            yields=found,
            structured=[
                structured.local_action_group(lag),
                structured.breadcrumbs(
                    (_("Partners"), reverse("partners:lag-list")), (lag.short_name, lag.get_absolute_url())
                ),
            ],
            **kwargs,
        )


def lessons_of(lag):
    """What this group took home from others, and others from it; between public groups, from public events."""
    rows = (lag.takeaways.public() | lag.lessons_given.public()).select_related("event", "lag", "learnt_from", "source")
    return rows.order_by("event__start", "position", "pk")


def yields(lag, sources) -> dict:
    """Events, good practices and documents in which this group had a part, in one query."""
    found = links(
        events=lag.events.published().linked(),
        hosted=lag.hosted_events.published().linked(),
        practices=lag.practices.published().linked(),
        documents=lag.documents.published().linked(),
        library=library_of(sources),
    )
    name_library(sources, found.pop("library"))
    events = {link.slug: link for link in (*found.pop("hosted"), *found["events"])}
    found["events"] = sorted(events.values(), key=lambda link: (link.date, link.slug), reverse=True)
    return found


def area_locator(lag, spaces):
    if lag.latitude is None:
        return None
    others = {
        (space.latitude, space.longitude): Marker(space.latitude, space.longitude, operation=space.operation)
        for space in spaces
        if space.latitude is not None
    }
    return locator(Marker(lag.latitude, lag.longitude, lag.main_place), list(others.values()))
