from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.languages import translated
from colabora.maps import Marker, locator
from colabora.sources.display import number_sources
from workpackages.calendars import calendar_of, is_in_calendar
from workpackages.library import name_documents
from workpackages.listing import EventListing
from workpackages.models import Event


@public_page(*EventListing.filterset_class.base_filters, "page")
def event_list(request):
    listing = EventListing(request.GET)
    page = listing.page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "page_number": page.number,
        "upcoming": sorted((event for event in page if not event.is_over), key=lambda event: event.start),
        "past": [event for event in page if event.is_over],
        "is_unlisted": listing.is_narrowed,
    }
    return render(request, "workpackages/event_list.html", context)


class EventDetailView(ContentDetailView):
    queryset = Event.objects.with_page()

    def get_context_data(self, **kwargs):
        event = self.object
        takeaways = list(event.takeaways.all())
        citations = list(event.citations.all())
        sources = number_sources(takeaways, citations)
        name_documents(sources)
        return super().get_context_data(
            participants=[lag for lag in event.participants.all() if lag.is_published],
            packages=[package for package in event.work_packages.all() if package.is_published],
            spaces=[space for space in event.spaces.all() if space.is_published],
            documents=[document for document in event.documents.all() if document.is_published],
            takeaways=[takeaway for takeaway in takeaways if takeaway.lag.is_published],
            sources=sources,
            details=details(citations),
            in_calendar=is_in_calendar(event),
            locator=event_locator(event),
            structured=[
                structured.event(event),
                structured.breadcrumbs(
                    (_("Events"), reverse("workpackages:event-list")),
                    (translated(event, "title")[0], event.get_absolute_url()),
                ),
            ],
            **kwargs,
        )


def details(citations) -> dict[str, list[int]]:
    """The numbers of the sources that stand for one detail only."""
    found: dict[str, list[int]] = {}
    for citation in citations:
        if citation.field:
            found.setdefault(citation.field, []).append(citation.source_number)
    return found


def event_locator(event):
    if event.latitude is None:
        return None
    return locator(Marker(event.latitude, event.longitude, event.coordinate_place or event.place))


@public_page()
def calendar(request):
    """All events whose day is known, for a calendar that subscribes."""
    events = Event.objects.published().select_related("host").in_listing_order()
    return calendar_answer(events, "colabora.ics")


@public_page()
def event_calendar(request, slug):
    event = get_object_or_404(Event.objects.published().select_related("host"), slug=slug)
    if not is_in_calendar(event):
        raise Http404  # a month or a year is no day to write into a calendar
    return calendar_answer([event], f"{event.slug}.ics")


def calendar_answer(events, name):
    response = HttpResponse(calendar_of(events), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
