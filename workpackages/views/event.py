from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView, public
from colabora.maps import Marker, locator
from colabora.sources.display import details, find_library, number_sources
from workpackages.calendars import calendar_of, is_in_calendar
from workpackages.models import Event


class EventDetailView(ContentDetailView):
    model = Event

    def get_context_data(self, **kwargs):
        event = self.object
        takeaways = list(event.takeaways.all())
        citations = list(event.citations.all())
        sources = number_sources(takeaways, citations)
        find_library(sources)
        return super().get_context_data(
            participants=public(event.participants.all()),
            packages=public(event.work_packages.all()),
            spaces=public(event.spaces.all()),
            documents=public(event.documents.all()),
            takeaways=takeaways,
            sources=sources,
            details=details(citations),
            in_calendar=is_in_calendar(event),
            locator=event_locator(event),
            structured=[
                structured.event(event),
                structured.breadcrumbs(
                    (_("Events"), reverse("workpackages:event-list")),
                    (structured.words(event, "title"), event.get_absolute_url()),
                ),
            ],
            **kwargs,
        )


def event_locator(event):
    if event.latitude is None:
        return None
    return locator(Marker(event.latitude, event.longitude, event.coordinate_place or event.place))


@public_page()
def calendar(request):
    """All events whose day is known, for a calendar that subscribes."""
    events = Event.objects.published().select_related("host").in_listing_order()
    return calendar_answer(calendar_of(events, _("Events of CoLabora")), "colabora.ics")


@public_page()
def event_calendar(request, slug):
    event = get_object_or_404(Event.objects.published().select_related("host"), slug=slug)
    if not is_in_calendar(event):
        raise Http404  # a month or a year is no day to write into a calendar
    return calendar_answer(calendar_of([event]), f"{event.slug}.ics")


def calendar_answer(content, name):
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
