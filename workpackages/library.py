"""What ties a source to the library: a work that is a source has a page there, which says what rests on it."""

from django.db.models import Q

from colabora.links import Linked, links
from spaces.models import Space

from .models import Document, Event, GoodPractice


def name_documents(sources) -> None:
    """Gives each source that is a work of the library its `.library_page`; one query for all of them."""
    found = Document.objects.published().filter(source__in=[source.pk for source in sources])
    pages = {document.source_id: document for document in found.only("slug", "source_id")}
    for source in sources:
        source.library_page = pages.get(source.pk)


def rests_on(document) -> dict:
    """The spaces, events and good practices that cite a work, in one query; none if it is not a source here."""
    if document.source_id is None:
        return {}
    source = document.source_id
    space = Q(observations__source=source) | Q(facts__source=source) | Q(citations__source=source)
    event = Q(takeaways__source=source) | Q(citations__source=source)
    practice = Q(statements__source=source) | Q(citations__source=source)
    return links(
        spaces=Linked(
            Space.objects.published().filter(space), title="heading", name="name", name_language="name_language"
        ),
        events=Linked(Event.objects.published().filter(event), date="start", kind="kind"),
        practices=Linked(GoodPractice.objects.published().filter(practice), date="started"),
    )
