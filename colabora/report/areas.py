"""Section 3: coworking spaces in and near the areas, before the period and at its end, by dated reports."""

from collections import Counter

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from colabora.dates import format_partial_date
from colabora.languages import current_language
from spaces.models import Event, Space, StageObservation
from spaces.stages import Operation, Stage, State, state_at

from .parts import Place, Record, Row, Section, Table, record, row, statement, title_of
from .scope import Scope

ORDER = (Operation.OPEN, Operation.PLANNED, Operation.ENDED, Operation.CLOSED, Operation.UNKNOWN)


def areas(scope: Scope) -> Section:
    with_source = StageObservation.objects.select_related("source").order_by("position", "pk")
    spaces = list(
        scope.of(Space.objects.all(), "lag")
        .prefetch_related(Prefetch("observations", with_source))
        .order_by("lag__position", "sort_name", "pk")
    )
    for space in spaces:
        space.seen = list(space.observations.all())
        space.before = state_at(space, space.seen, scope.period.eve)
        space.after = state_at(space, space.seen, scope.period.end)
    inside = [space for space in spaces if space.is_in_the_project]
    nearby = [space for space in spaces if not space.is_in_the_project]
    return Section(
        "spaces",
        _("Coworking spaces then and now"),
        _(
            "What dated reports show, not how things are today: no report does not mean no space. "
            "That something changed during the cooperation does not prove that it changed because of it."
        ),
        [
            states(scope, _("Spaces that took part or lie in the areas"), inside),
            turns(scope, _("Opened and closed in the areas"), inside),
            states(scope, _("Nearby spaces and examples further away, counted apart"), nearby),
            turns(scope, _("Opened and closed nearby and further away"), nearby),
        ],
    )


def names() -> dict[str, str]:
    """What was known of a space, in words that stand at a past date."""
    return {
        Operation.OPEN: _("open"),
        Operation.PLANNED: _("planned"),
        Operation.ENDED: _("tried for a time"),
        Operation.CLOSED: _("closed"),
        Operation.UNKNOWN: _("not known"),
    }


def states(scope: Scope, title: str, spaces) -> Table:
    moments = ((_("at the start"), "before"), (_("at the end"), "after"))
    groups = [(title_of(lag), [space for space in spaces if space.lag_id == lag.pk]) for lag in scope.lags]
    rows = []
    for label, theirs in groups:
        if theirs:
            rows += [row(label, words, *counts(theirs, moment)) for words, moment in moments]
            rows[-1] = Row(rows[-1].label, rows[-1].cells, tuple(space_record(space) for space in theirs))
    rows += [row(_("Total"), words, *counts(spaces, moment), is_total=True) for words, moment in moments]
    head = ("", _("known at the time"), _("spaces"), *names().values(), _("open, established"),
            _("open, few users"), _("open, use not recorded"))  # fmt: skip
    return Table(title, head, rows)


def counts(spaces, moment: str) -> list[int]:
    """In the order of the columns: all, by operation, and how the open ones were used."""
    found: list[State] = [getattr(space, moment) for space in spaces]
    by_operation = Counter(state.operation for state in found)
    use = Counter(state.stage for state in found if state.operation == Operation.OPEN)
    return [
        len(found),
        *(by_operation[operation] for operation in ORDER),
        use[Stage.ESTABLISHED],
        use[Stage.FEW_USERS],
        use[""],
    ]


def state_words(state: State) -> str:
    """A state with the use that was recorded of it."""
    words = names()[state.operation]
    if state.operation != Operation.OPEN:
        return words
    use = {Stage.ESTABLISHED: _("established"), Stage.FEW_USERS: _("no or hardly any users")}.get(state.stage)
    # Translators: “open, established”
    return _("{state}, {use}").format(state=words, use=use or pgettext("maturity stage", "use not recorded"))


def space_record(space: Space) -> Record:
    before, after = state_words(space.before), state_words(space.after)
    words = [str(space.get_relation_display())]
    if space.before.operation == space.after.operation and before == after:
        words.append(_("before the period and at its end: {state}").format(state=after))
    else:
        # Translators: of a coworking space; {before} and {after} are states such as “open, established”
        words.append(_("before the period: {before}; at its end: {after}").format(before=before, after=after))
    reports = []
    if space.before.report:
        reports.append(statement(_("last report before the period"), space.before.report))
    if space.after.report and space.after.report != space.before.report:
        reports.append(statement(_("last report by its end"), space.after.report))
    return record(space, "; ".join(words), statements=tuple(reports))


def turns(scope: Scope, title: str, spaces) -> Table:
    """Openings and closures, by the date on the record or, where it has none, that of the report of it."""
    rows = []
    for lag in scope.lags:
        theirs = [space for space in spaces if space.lag_id == lag.pk]
        if theirs:
            rows.append(turn_row(scope, title_of(lag), theirs))
    rows.append(turn_row(scope, _("Total"), spaces, is_total=True))
    head = (
        "", _("opened in the period"), _("opened in or around the period"), _("closed in the period"),
        _("closed in or around the period"),
    )  # fmt: skip
    return Table(title, head, rows)


def turn_row(scope: Scope, label, spaces, *, is_total: bool = False) -> Row:
    counted, records = [], []
    for event, field, words in (
        (Event.OPENED, "opened", _("opened: {date}")),
        (Event.CLOSED, "closed", _("closed: {date}")),
    ):
        found = [(space, *turn_of(space, event, field)) for space in spaces]
        for wanted in (Place.IN, Place.AROUND):
            chosen = [entry for entry in found if entry[1] and scope.period.place(entry[1]) is wanted]
            counted.append(len(chosen))
            records += [turn_record(space, date, report, words, wanted) for space, date, report in chosen]
    return row(label, *counted, records=[] if is_total else records, is_total=is_total)


def turn_of(space: Space, event: str, field: str) -> tuple[str, StageObservation | None]:
    """When a space opened or closed, and the report of it; a blank date where neither is known."""
    reports = [seen for seen in space.seen if seen.event == event and seen.date]
    date = getattr(space, field) or (reports[0].date if reports else "")
    same = [seen for seen in reports if seen.date == date]
    return date, (same or reports or [None])[0]


def turn_record(space: Space, date: str, report, words: str, place: Place) -> Record:
    note = words.format(date=format_partial_date(date, current_language()))
    if place is Place.AROUND:
        note = _("{note}; in or around the period").format(note=note)
    evidence = (statement("", report),) if report else ()
    return record(space, note, statements=evidence)
