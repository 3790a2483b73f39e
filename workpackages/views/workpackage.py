from dataclasses import dataclass, field

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.links import links
from colabora.sources.display import library_of, name_library, number_sources
from workpackages.exchange import Exchange
from workpackages.models import DocumentKind, EventKind, Finding, Takeaway, TargetGroup, WorkPackage, Yield
from workpackages.models.document import NETWORKS, RESEARCH
from workpackages.models.event import VISITS

# Of each kind, so many are named; the filtered list has them all.
MOST_LINKS = 12
LOCAL_EVENTS = {
    EventKind.LOCAL_EVENT, EventKind.WORKSHOP, EventKind.EXHIBITION, EventKind.FESTIVAL, EventKind.LAUNCH,
    EventKind.OPENING, EventKind.POP_UP_SEASON, EventKind.SURVEY_LAUNCH, EventKind.CONFERENCE,
}  # fmt: skip
GUIDES = {DocumentKind.GUIDE, DocumentKind.TOOLBOX, DocumentKind.TOOLKIT}
# What stands under an activity: of each group of links those of these kinds; None takes all that are left.
SHOWN = {
    Yield.VISITS: {"events": set(VISITS), "practices": None},
    Yield.DOCUMENTS: {"documents": set(DocumentKind.values) - set(RESEARCH) - set(NETWORKS)},
    Yield.GUIDANCE: {"documents": GUIDES, "practices": None},
    Yield.RESEARCH: {"documents": set(RESEARCH)},
    Yield.LOCAL_EVENTS: {"events": LOCAL_EVENTS},
    Yield.EXCHANGE: {"practices": None},
    Yield.NETWORKS: {"documents": set(NETWORKS), "events": {EventKind.NETWORK_MEETING}},
}
GROUPS = {
    "events": "workpackages:event-list",
    "practices": "workpackages:practice-list",
    "documents": "workpackages:document-list",
}


@public_page()
def work_package_list(request):
    packages = WorkPackage.objects.published().with_moderators().prefetch_related("activities")
    return render(request, "workpackages/workpackage_list.html", {"packages": packages})


class WorkPackageDetailView(ContentDetailView):
    model = WorkPackage
    slug_field = slug_url_kwarg = "number"

    def get_context_data(self, **kwargs):
        package = self.object
        activities = list(package.activities.all())
        yields = {activity.yields for activity in activities}
        takeaways = list(shown_takeaways(yields))
        sources = number_sources(takeaways, package.citations.all())
        found = links(
            events=package.events.published().linked(),
            practices=package.practices.published().linked(),
            documents=package.documents.published().linked(),
            library=library_of(sources),
        )
        name_library(sources, found.pop("library"))
        return super().get_context_data(
            activities=give_yields(activities, found),
            more=parts_of(found),
            takeaways=takeaways,
            exchange=Exchange.of(takeaways) if Yield.EXCHANGE in yields else None,
            target_groups=list(TargetGroup.objects.published()) if Yield.RESEARCH in yields else [],
            findings=Finding.objects.public().count() if Yield.RESEARCH in yields else 0,
            structured=[
                structured.breadcrumbs(
                    (_("Work packages"), reverse("workpackages:work-package-list")),
                    (structured.words(package, "title"), package.get_absolute_url()),
                )
            ],
            sources=sources,
            others=WorkPackage.objects.published().exclude(pk=package.pk),
            **kwargs,
        )


def shown_takeaways(yields):
    """All of them where the page tells what the meetings were worth; for the picture those that name a teacher."""
    lessons = Takeaway.objects.public().select_related("event", "lag", "learnt_from", "source")
    lessons = lessons.order_by("event__start", "position", "pk")
    if Yield.TAKEAWAYS in yields:
        return lessons
    return lessons.exclude(learnt_from=None) if Yield.EXCHANGE in yields else lessons.none()


@dataclass
class Part:
    """The links of one kind under an activity: at most so many, and whether the list has more."""

    name: str
    links: list = field(default_factory=list)

    @property
    def shown(self) -> list:
        return self.links[:MOST_LINKS]

    @property
    def has_more(self) -> bool:
        return len(self.links) > MOST_LINKS

    @property
    def list_url(self) -> str:
        return reverse(GROUPS[self.name])


def give_yields(activities, found: dict) -> list:
    """Moves each link under the first activity that it belongs to; what is left belongs to the work package alone."""
    for activity in activities:
        taken = {name: [] for name in GROUPS}
        for name, kinds in SHOWN.get(activity.yields, {}).items():
            rest = []
            for link in found[name]:
                (taken[name] if kinds is None or link.kind in kinds else rest).append(link)
            found[name] = rest
        activity.parts = parts_of(taken)
    return activities


def parts_of(found: dict) -> list[Part]:
    return [Part(name, found[name]) for name in GROUPS if found[name]]
