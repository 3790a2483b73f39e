"""Section 1: meetings and events, who came, and how many."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from workpackages.display import attendance, event_state
from workpackages.models import Event, EventKind, EventStatus

from .parts import (
    Cell,
    Place,
    Record,
    Row,
    Section,
    Table,
    bare,
    dated_row,
    place_heads,
    record,
    row,
    title_of,
    with_parts,
)
from .scope import Scope


def meetings(scope: Scope) -> Section:
    events = list(
        scope.of(Event.objects.all(), "host", "participants")
        .select_related("host")
        .prefetch_related("participants")
        .order_by("start", "pk")
    )
    own = [event for event in events if event.is_project_event]
    related = [event for event in events if not event.is_project_event]
    came = [event for event in events if event.status == EventStatus.HELD and place(scope, event) is Place.IN]
    return Section(
        "meetings",
        _("Meetings and events"),
        _("Counted are meetings, visits and events of the cooperation; what was only related to it stands apart."),
        [
            by_state(scope, _("Meetings and events of the cooperation"), own),
            by_state(scope, _("Related events, not counted above"), related),
            by_group(scope, came),
            people(came),
        ],
    )


def place(scope: Scope, event: Event) -> Place:
    return scope.period.place(event.start, event.end, event.date_qualifier)


def record_of(event: Event, note: str = "") -> Record:
    kind = capfirst(event.get_kind_display())
    words = [kind, bare(event_state(event)), event.place, note]
    return record(event, "; ".join(word for word in words if word))


def by_state(scope: Scope, title: str, events) -> Table:
    def counted(label, chosen, **more) -> Row:
        return dated_row(label, ((place(scope, event), record_of(event)) for event in chosen), **more)

    held = [event for event in events if event.status == EventStatus.HELD]
    planned = [event for event in events if event.status == EventStatus.PLANNED]
    cancelled = [event for event in events if event.status == EventStatus.CANCELLED]
    kinds = ((capfirst(kind.label), [event for event in held if event.kind == kind]) for kind in EventKind)
    parts = [counted(label, chosen, is_part=True) for label, chosen in kinds]
    rows = with_parts(counted(_("Took place"), held), parts)
    rows.append(counted(_("Planned; no report that it took place"), planned))
    if cancelled:
        rows.append(counted(_("Cancelled"), cancelled))
    return Table(title, ("", *place_heads()), rows)


def by_group(scope: Scope, events) -> Table:
    """Who took part and who invited. An event of which no source names anybody is counted as such."""
    rows = []
    for lag in scope.lags:
        took_part = {event.pk for event in events if lag in event.participants.all()}
        hosted = {event.pk for event in events if event.host_id == lag.pk}
        records = [
            record_of(event, note_on_part(event, event.pk in took_part, event.pk in hosted))
            for event in events
            if event.pk in took_part | hosted
        ]
        rows.append(row(title_of(lag), len(took_part), len(hosted), records=records))
    nobody = [event for event in events if not event.participants.all()]
    unhosted = [event for event in events if event.host_id is None]
    unknown = [event for event in events if event in nobody or event in unhosted]
    label = _("Not recorded")
    rows.append(row(label, len(nobody), len(unhosted), records=[record_of(event) for event in unknown], is_total=True))
    return Table(
        _("Which groups took part"),
        (
            _("Local action group"),
            # Translators: above numbers: in how many meetings a group took part
            _("took part in"),
            # Translators: above numbers: to how many meetings a group invited the others
            _("hosted"),
        ),
        rows,
        _(
            "Of all meetings and events that surely took place in the period, related ones included. "
            "“Not recorded”: no source known to us names who took part, or who invited."
        ),
    )


def note_on_part(event: Event, took_part: bool, hosted: bool) -> str:
    # Translators: said of a local action group: it invited the others
    words = [_("host")] if hosted else []
    if took_part and event.participants_are_derived:
        words.append(_("participants derived from other facts"))
    return ", ".join(words)


def people(events) -> Table:
    """A sum of what is recorded, and of how many events it is: what is not recorded is not 0."""
    known = [event for event in events if event.attendance is not None]
    total = sum(event.attendance for event in known)
    is_exact = all(not event.attendance_qualifier for event in known)
    records = [record_of(event, bare(attendance(event))) for event in known]
    records += [record_of(event, _("number of people not recorded")) for event in events if event.attendance is None]
    # Translators: said of a number of people
    exactness = _("exact") if is_exact else _("not exact: a source says “about”, “up to”, “over” or “nearly”")
    cells = (
        Cell(total if known else _("not recorded")),
        Cell(len(known)),
        Cell(len(events)),
        Cell(exactness if known else "–"),
    )
    return Table(
        _("How many people came"),
        ("", _("people, as far as recorded"), _("events with a number"), _("events in all"), _("how exact")),
        [Row(row(_("People")).label, cells, tuple(records))],
        _("Only recorded figures are added up. The number of people at the other events is not known."),
    )
