from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.languages import translated
from colabora.links import Linked, links
from colabora.sources.display import number_sources
from workpackages.exchange import Exchange
from workpackages.models import (
    Document,
    DocumentKind,
    Event,
    EventKind,
    Finding,
    GoodPractice,
    Takeaway,
    TargetGroup,
    WorkPackage,
    Yield,
)
from workpackages.models.document import NETWORKS, RESEARCH
from workpackages.models.event import MEETINGS, VISITS

SHOWS_TAKEAWAYS = {Yield.TAKEAWAYS, Yield.EXCHANGE}
# Of each kind, so many are named; the filtered list has the rest.
MOST_LINKS = 12


@public_page()
def work_package_list(request):
    packages = WorkPackage.objects.published().with_moderators().prefetch_related("activities")
    return render(request, "workpackages/workpackage_list.html", {"packages": packages})


class WorkPackageDetailView(ContentDetailView):
    queryset = WorkPackage.objects.with_page()
    slug_field = slug_url_kwarg = "number"

    def get_context_data(self, **kwargs):
        package = self.object
        activities = list(package.activities.all())
        yields = {activity.yields for activity in activities}
        lessons = Takeaway.objects.public().select_related("event", "lag", "learnt_from", "source")
        takeaways = list(lessons.order_by("event__start", "position", "pk")) if yields & SHOWS_TAKEAWAYS else []
        found = what_it_yielded(package)
        give_yields(activities, found)
        return super().get_context_data(
            activities=activities,
            more={name: rows[:MOST_LINKS] for name, rows in found.items()},
            takeaways=takeaways,
            exchange=Exchange.of(takeaways) if Yield.EXCHANGE in yields else None,
            target_groups=list(TargetGroup.objects.published()) if Yield.RESEARCH in yields else [],
            findings=Finding.objects.filter(work_package=package).count() if Yield.RESEARCH in yields else 0,
            structured=[
                structured.breadcrumbs(
                    (_("Work packages"), reverse("workpackages:work-package-list")),
                    (translated(package, "title")[0], package.get_absolute_url()),
                )
            ],
            sources=number_sources(takeaways, package.citations.all()),
            others=WorkPackage.objects.published().exclude(pk=package.pk),
            **kwargs,
        )


def what_it_yielded(package) -> dict:
    """The work package's events, good practices and documents, in one query."""
    return links(
        events=Linked(Event.objects.published().filter(work_packages=package), date="start", kind="kind"),
        practices=Linked(GoodPractice.objects.published().filter(work_packages=package), date="started"),
        documents=Linked(
            Document.objects.published().filter(work_packages=package),
            title="gloss", name="title", name_language="title_language", date="date", kind="kind",
        ),
    )  # fmt: skip


# Activities under which the page tells more than links.
TOLD_ELSEWHERE = {Yield.RESEARCH, *SHOWS_TAKEAWAYS}
LOCAL_EVENTS = set(EventKind.values) - set(MEETINGS)
GUIDES = {DocumentKind.GUIDE, DocumentKind.TOOLBOX, DocumentKind.TOOLKIT}
# What stands under an activity: from each group of links, those of these kinds; None takes all.
SHOWN = {
    Yield.VISITS: {"events": set(VISITS), "practices": None},
    Yield.DOCUMENTS: {"documents": set(DocumentKind.values) - set(RESEARCH) - set(NETWORKS)},
    Yield.GUIDANCE: {"documents": GUIDES, "practices": None},
    Yield.RESEARCH: {"documents": set(RESEARCH)},
    Yield.TAKEAWAYS: {},
    Yield.LOCAL_EVENTS: {"events": LOCAL_EVENTS},
    Yield.EXCHANGE: {"practices": None},
    Yield.NETWORKS: {"documents": set(NETWORKS), "events": {EventKind.NETWORK_MEETING}},
}


def give_yields(activities, found: dict) -> None:
    """Moves each link under the first activity that it belongs to; what is left belongs to the work package alone."""
    for activity in activities:
        activity.links = {}
        for group, kinds in SHOWN.get(activity.yields, {}).items():
            taken = [link for link in found[group] if kinds is None or link.kind in kinds]
            found[group] = [link for link in found[group] if link not in taken]
            activity.links[group] = taken[:MOST_LINKS]
        activity.has_yield = any(activity.links.values()) or activity.yields in TOLD_ELSEWHERE
