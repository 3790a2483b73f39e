"""Section 2: what the cooperation wrote, made and learnt."""

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from colabora.dates import format_partial_date
from colabora.languages import current_language
from colabora.sources.display import date_in_words
from partners.models import LocalActionGroup
from spaces.models import Space
from workpackages.models import Document, DocumentKind, DocumentRelation, Event, GoodPractice, Takeaway, TargetGroup

from .parts import (
    Place,
    Record,
    Section,
    Table,
    address_of,
    bare,
    dated_row,
    day_in_words,
    outside,
    place_heads,
    record,
    row,
    statement,
    title_of,
    with_parts,
)
from .scope import Scope

OUTPUTS = (DocumentRelation.PROJECT_OUTPUT, DocumentRelation.PARTNER_OUTPUT, DocumentRelation.FOLLOW_UP)


def outputs(scope: Scope) -> Section:
    return Section(
        "outputs",
        _("Outputs"),
        _("Counted by the date of the work itself, which may be older or newer than its entry on this portal."),
        [documents(scope), lessons(scope), made_public(scope)],
    )


def documents(scope: Scope) -> Table:
    works = list(
        scope.of(Document.objects.all(), "lag", "lags")
        .filter(relation__in=[*OUTPUTS, DocumentRelation.ABOUT_PROJECT])
        .select_related("lag")
        .order_by("date", "pk")
    )
    placed = [(work, scope.period.place(work.date), document_record(work)) for work in works]
    rows = []
    for relation in OUTPUTS:
        of_relation = [entry for entry in placed if entry[0].relation == relation]
        parts = [
            dated_row(capfirst(kind.label), (entry[1:] for entry in of_relation if entry[0].kind == kind), is_part=True)
            for kind in DocumentKind
        ]
        rows += with_parts(dated_row(capfirst(relation.label), (entry[1:] for entry in of_relation)), parts)
    about = [entry[1:] for entry in placed if entry[0].relation == DocumentRelation.ABOUT_PROJECT]
    rows.append(dated_row(_("Articles and pages of others about the project"), about))
    return Table(
        _("Documents and tools"),
        ("", *place_heads()),
        rows,
        _("Studies and practice of others that the library names beside them are no outputs and are not counted."),
    )


def document_record(work: Document) -> Record:
    date = format_partial_date(work.date, current_language()) if work.date else _("date not known")
    words = [capfirst(work.get_kind_display()), date]
    if work.lag:
        words.append(work.lag.short_name)
    return record(work, "; ".join(words), elsewhere=outside(work.address))


def lessons(scope: Scope) -> Table:
    practices = scope.of(GoodPractice.objects.all(), "lag").select_related("lag").order_by("started", "pk")
    takeaways = (
        scope.of(Takeaway.objects.all(), "lag").select_related("event", "lag", "source").order_by("event__start", "pk")
    )
    return Table(
        _("Good practices and what the groups took home"),
        ("", *place_heads()),
        [
            dated_row(
                _("Good practices, by the date when the case began"),
                (
                    (
                        scope.period.place(practice.started, qualifier=practice.started_qualifier),
                        practice_record(practice),
                    )
                    for practice in practices
                ),
            ),
            dated_row(
                _("Takeaways from meetings and visits, by the date of the report, else of the meeting"),
                ((takeaway_place(scope, takeaway), takeaway_record(takeaway)) for takeaway in takeaways),
            ),
        ],
    )


def practice_record(practice: GoodPractice) -> Record:
    date = bare(date_in_words(practice.started, practice.started_qualifier)) if practice.started else ""
    return record(practice, "; ".join((practice.lag.short_name, date or _("date not known"))))


def takeaway_place(scope: Scope, takeaway: Takeaway) -> Place:
    event = takeaway.event
    if takeaway.date:
        return scope.period.place(takeaway.date)
    return scope.period.place(event.start, event.end, event.date_qualifier)


def takeaway_record(takeaway: Takeaway) -> Record:
    """It has no page of its own: it stands on that of its meeting."""
    event = takeaway.event
    return Record(
        title_of(event),
        address_of(event),
        not event.is_published,
        takeaway.lag.short_name,
        statements=(statement("", takeaway),),
    )


def made_public(scope: Scope) -> Table:
    """What visitors can read today and could not before the period."""
    kinds = {
        Document: scope.of(Document.objects.published(), "lag", "lags"),
        GoodPractice: scope.of(GoodPractice.objects.published(), "lag"),
        Event: scope.of(Event.objects.published(), "host", "participants"),
        Space: scope.of(Space.objects.published(), "lag"),
        TargetGroup: scope.owned(TargetGroup.objects.published()),
        LocalActionGroup: scope.of(LocalActionGroup.objects.published(), "pk"),
    }
    rows = []
    for model, published in kinds.items():
        found = published.filter(published_at__date__range=(scope.period.start, scope.period.end))
        found = [(obj, timezone.localdate(obj.published_at)) for obj in found.order_by("published_at", "pk")]
        records = [record(obj, day_in_words(day)) for obj, day in found]
        rows.append(row(capfirst(model._meta.verbose_name_plural), len(records), records=records))
    return Table(
        _("Made public on this portal in the period"),
        ("", _("records")),
        rows,
        _("By the date of publication of what is public today. What these records tell of may be older."),
    )
