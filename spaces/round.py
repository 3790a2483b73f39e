"""The yearly round: all spaces of a group on one page, one answer each, one save."""

import hashlib
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colabora.admin.pages import back_office_page
from colabora.dates import PartialDateFormField, validate_partial_date
from colabora.history import ROUND, recording
from colabora.history.snapshots import catch_up
from partners.models import LocalActionGroup
from partners.permissions import CHANGE, editable, leads, may

from .models import Relation, Space, StageObservation
from .reports import Answer, report, unconfirmed_since
from .stages import USED, Operation, Stage

SINCE = PartialDateFormField(required=False, validators=[validate_partial_date])
RELATION_ORDER = Case(*(When(relation=value, then=Value(rank)) for rank, value in enumerate(Relation.values)))


@dataclass
class Row:
    """A space with what its group answered."""

    space: Space
    last: StageObservation | None
    is_due: bool
    answer: str = ""
    operation: str = ""
    stage: str = ""
    since: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """What the answer is about: if somebody reports something else meanwhile, it is asked again."""
        space = self.space
        last = self.last and (self.last.pk, self.last.event, self.last.text_en, self.last.source_id)
        text = f"{space.operation} {space.operation_as_of} {space.stage} {space.version} {last}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def read(self, data) -> None:
        pk = self.space.pk
        self.answer = data.get(f"answer-{pk}", "")
        self.operation, self.stage = data.get(f"operation-{pk}", ""), data.get(f"stage-{pk}", "")
        self.since = data.get(f"since-{pk}", "").strip()
        if not self.answer:
            return
        if self.answer not in Answer.values:
            self.errors.append(_("Please choose one of the answers."))
        if data.get(f"seen-{pk}") != self.seen:
            self.errors.append(_("Meanwhile somebody has reported something new about this space. Please look again."))
        if self.answer == Answer.CHANGED and self.operation not in Operation.values:
            self.errors.append(_("Please say how it is now."))
        if self.answer != Answer.CHANGED:
            self.operation = self.stage = ""
        elif self.stage and (self.stage not in USED or self.operation != Operation.OPEN):
            self.errors.append(_("Only of an open space can be said how it is used."))
        if self.answer not in (Answer.CHANGED, Answer.CLOSED):
            self.since = ""
        try:
            self.since = SINCE.clean(self.since)
        except ValidationError as error:
            self.errors += error.messages

    def save(self, user) -> None:
        catch_up(self.space)
        with recording(user, ROUND):
            report(
                self.space, self.answer, user.lag, operation=self.operation, stage=self.stage, since=self.since
            )  # fmt: skip


def rows_for(user, lag: LocalActionGroup, *, locked: bool = False) -> list[Row]:
    spaces = editable(Space.objects.filter(lag=lag), user)
    if locked:
        spaces = spaces.select_for_update()
    spaces = list(spaces.prefetch_related("observations").order_by(RELATION_ORDER, "rank", "sort_name", "pk"))
    since = unconfirmed_since()
    rows = []
    for space in spaces:
        observations = list(space.observations.all())
        is_over = space.operation in (Operation.ENDED, Operation.CLOSED)
        is_due = not is_over and not any(observation.date >= since for observation in observations)
        rows.append(Row(space, observations[-1] if observations else None, is_due))
    return rows


def group_of(request) -> LocalActionGroup | None:
    """The group whose round it is: one's own; the coordinator chooses."""
    if leads(request.user):
        return LocalActionGroup.objects.filter(slug=request.GET.get("lag", "")).first()
    if request.user.lag is None or not may(request.user, CHANGE, Space):
        raise PermissionDenied
    return request.user.lag


def yearly_round(request):
    lag = group_of(request)
    groups = list(LocalActionGroup.objects.all()) if leads(request.user) else []
    rows = []
    if lag and request.method == "POST":
        with transaction.atomic():
            rows = rows_for(request.user, lag, locked=True)
            for row in rows:
                row.read(request.POST)
            answered = [row for row in rows if row.answer]
            if answered and not any(row.errors for row in rows):
                for row in answered:
                    row.save(request.user)
                tell(request, len(answered))
                return redirect(request.get_full_path())
        if not answered:
            messages.warning(request, _("Nothing was chosen, so nothing was saved."))
        else:
            messages.error(request, _("Nothing is saved yet: please look at the spaces marked below."))
    elif lag:
        rows = rows_for(request.user, lag)
    context = {
        "lag": lag, "groups": groups, "rows": rows, "answers": Answer.choices, "due": sum(row.is_due for row in rows),
        "operations": Operation.choices, "stages": [(stage.value, stage.label) for stage in (Stage(v) for v in USED)],
        "registry": reverse("admin:spaces_space_changelist"),
    }  # fmt: skip
    return back_office_page(request, "admin/round.html", _("The yearly round"), **context)


def tell(request, count: int) -> None:
    text = ngettext("{count} answer is saved.", "{count} answers are saved.", count).format(count=count)
    messages.success(request, " ".join([text, _("Visitors see the new date at once. Thank you.")]))
