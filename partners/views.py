from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.links import Linked, links
from colabora.maps import Marker, locator
from colabora.sources.display import group_facts, number_sources

from .models import LocalActionGroup


@public_page()
def lag_list(request):
    lags = LocalActionGroup.objects.published().with_then_and_now()
    return render(request, "partners/localactiongroup_list.html", {"lags": lags})


class LocalActionGroupDetailView(ContentDetailView):
    queryset = LocalActionGroup.objects.with_page()

    def get_context_data(self, **kwargs):
        lag = self.object
        spaces = list(lag.spaces.published().in_listing_order().with_card())
        facts = list(lag.facts.all())
        observations = list(lag.observations.all())
        citations = list(lag.citations.all())
        return super().get_context_data(
            spaces=[space for space in spaces if space.is_in_the_project],
            spaces_elsewhere=[space for space in spaces if not space.is_in_the_project],
            observations=observations,
            fact_groups=group_facts(facts),
            sources=number_sources(observations, facts, citations),
            details={citation.field: citation.source_number for citation in citations if citation.field},
            locator=area_locator(lag, spaces),
            yields=yields(lag),
            structured=[
                structured.local_action_group(lag),
                structured.breadcrumbs(
                    (_("Partners"), reverse("partners:lag-list")), (lag.short_name, lag.get_absolute_url())
                ),
            ],
            **kwargs,
        )


def yields(lag) -> dict:
    """Events, good practices, documents and lessons in which this group had a part, in one query."""
    found = links(
        events=Linked(lag.events.published(), date="start", kind="kind"),
        hosted=Linked(lag.hosted_events.published(), date="start", kind="kind"),
        practices=Linked(lag.practices.published(), date="started"),
        documents=Linked(
            lag.documents.published(),
            title="gloss", name="title", name_language="title_language", date="date", kind="kind",
        ),
        learnt=Linked(
            lag.takeaways.public(), title="text", page="event", date="event__start", note="learnt_from__short_name"
        ),
        taught=Linked(
            lag.lessons_given.public(), title="text", page="event", date="event__start", note="lag__short_name"
        ),
    )  # fmt: skip
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
