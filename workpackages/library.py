"""What rests on a work of the library that is a source of the portal."""

from django.db.models import Q

from colabora.links import Linked, links
from partners.models import LocalActionGroup
from spaces.models import Space

from .models import Event, GoodPractice, TargetGroup


def rests_on(document) -> dict:
    """The spaces, events and good practices that cite a work, in one query; none if it is not a source here."""
    if document.source_id is None:
        return {}
    source = document.source
    return links(
        spaces=resting(Space, source, "observations", "facts", "citations").linked(),
        events=resting(Event, source, "takeaways", "citations").linked(),
        practices=resting(GoodPractice, source, "statements", "citations").linked(),
        lags=resting(LocalActionGroup, source, "observations", "facts", "citations", "takeaways").linked(),
        target_groups=Linked(resting(TargetGroup, source, "arguments", "citations"), title="name"),
    )


def resting(model, source, *relations: str):
    """Published rows with a statement of one of these kinds that rests on the source."""
    wanted = Q()
    for relation in relations:
        wanted |= Q(pk__in=model.objects.filter(**{f"{relation}__source": source}).order_by().values("pk"))
    return model.objects.published().filter(wanted)
