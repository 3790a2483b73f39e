"""Pages: the history of a record, one of its states, the bin."""

from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from reversion.models import Revision

from colabora.admin.pages import back_office_page
from colabora.compare import Comparer
from partners.permissions import CHANGE, DELETE, may, visible

from .bin import bring_back
from .differences import Difference, differences, namer
from .models import KEPT_FOR, Deletion
from .restore import restore
from .snapshots import catch_up, kept, lock, note_in_words, present, states_of

STATES_PER_PAGE = 20
# What a database takes for the number of a row.
LARGEST = 2**63 - 1
DELETIONS_PER_PAGE = 50


@dataclass
class State:
    """A line of the history: what a revision changed, against the state before it."""

    revision: Revision
    note: str
    is_present: bool
    is_first: bool
    differences: list[Difference] = field(default_factory=list)


def may_restore(user, record) -> bool:
    return may(user, CHANGE, record)


def record_of(model_admin, request, object_id):
    """The record, for whoever sees it in the back office; else Http404."""
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    return record


def history(model_admin, request, object_id):
    """Who changed what and when, newest first, field by field and language by language."""
    record = record_of(model_admin, request, object_id)
    catch_up(record)
    page = Paginator(states_of(record), STATES_PER_PAGE).get_page(request.GET.get("page"))
    revisions = [version.revision for version in page.object_list]
    older = states_of(record).filter(revision_id__lt=revisions[-1].pk).first() if revisions else None
    snapshots = kept(record, [revision.pk for revision in revisions] + ([older.revision_id] if older else []))
    states = []
    name_of, compare = namer(request.user), Comparer()
    for revision, before in zip(revisions, [*(r.pk for r in revisions[1:]), older and older.revision_id], strict=True):
        state = State(
            revision, note_in_words(revision), is_present=page.number == 1 and not states, is_first=before is None
        )
        if before is not None:
            state.differences = differences(snapshots[before], snapshots[revision.pk], name_of, compare)
        if state.differences or state.is_first or state.is_present:
            states.append(state)
    context = {
        "record": record, "opts": model_admin.model._meta, "page": page, "states": states,
        "may_restore": may_restore(request.user, record),
    }  # fmt: skip
    return back_office_page(request, "admin/history/record.html", _("History: {name}").format(name=record), **context)


@transaction.atomic
def state(model_admin, request, object_id, revision):
    """One state against the present one; by POST, back to it, if the present one is still the one that was shown."""
    record = record_of(model_admin, request, object_id)
    opts = model_admin.model._meta
    version = states_of(record).filter(revision_id=revision).first() if revision <= LARGEST else None
    if version is None:
        raise Http404
    if request.method == "POST" and not may_restore(request.user, record):
        raise PermissionDenied
    if request.method == "POST":
        lock(record)
    catch_up(record)
    seen = str(states_of(record).first().revision_id)
    if request.method == "POST" and request.POST.get("seen") != seen:
        messages.warning(
            request, _("Somebody has changed this record meanwhile. Please look at the differences again.")
        )
    elif request.method == "POST":
        when = date_format(timezone.localtime(version.revision.date_created), "SHORT_DATETIME_FORMAT")
        try:
            restore(record, version.revision, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            model_admin.log_change(request, record, [{"changed": {"name": "history", "object": when, "fields": ["*"]}}])
            messages.success(
                request, _("“{name}” is again as it was on {date}.").format(name=record.__str__(), date=when)
            )
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_history", record.pk)
    then = kept(record, [version.revision_id])[version.revision_id]
    context = {
        "record": record, "opts": opts, "revision": version.revision, "note": note_in_words(version.revision),
        "differences": differences(present(record), then, namer(request.user), Comparer()), "seen": seen,
        "may_restore": may_restore(request.user, record),
    }  # fmt: skip
    return back_office_page(request, "admin/history/state.html", str(record), **context)


# The bin


def deletions_for(user):
    """What the user sees in the bin: what they might have deleted themselves."""
    if not any(may(user, DELETE, model) for model in admin.site._registry):
        raise PermissionDenied
    return visible(Deletion.objects.kept(), user)


def bin_list(request):
    rows = deletions_for(request.user).select_related("content_type", "deleted_by")
    page = Paginator(rows, DELETIONS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "days": KEPT_FOR.days}
    return back_office_page(request, "admin/history/bin.html", _("Bin"), **context)


@require_POST
def bin_restore(request, pk):
    rows = deletions_for(request.user).select_related("content_type")
    deletion = get_object_or_404(rows, pk=min(pk, LARGEST))
    if not may(request.user, DELETE, deletion.content_type.model_class()):
        raise PermissionDenied
    try:
        record = bring_back(deletion, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:bin")
    messages.success(
        request, _("“{name}” is back, with all that hung on it and under its old address.").format(name=record)
    )
    model_admin = admin.site.get_model_admin(type(record))
    model_admin.log_addition(request, record, [{"added": {"name": "bin", "object": str(record)}}])
    opts = record._meta
    return redirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]))
