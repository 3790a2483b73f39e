"""Section 6: what was changed in the back office, by whose group."""

import datetime
import json
from collections import Counter
from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from colabora.caching import APPS
from colabora.models import Content
from partners.models import User

from .parts import Record, Section, Table, Text, day_in_words, form_address, row, title_of
from .period import Period
from .scope import Scope

CREATED, CHANGED, PUBLICATION, DELETED = "created", "changed", "publication", "deleted"
ACTIONS = (CREATED, CHANGED, PUBLICATION, DELETED)


@dataclass(frozen=True)
class Change:
    lag_id: int | None  # None: of somebody who belongs to no group
    model: type
    object_id: str
    name: str
    action: str
    moment: datetime.datetime


def changes_made(period: Period, lags: list | None) -> list[Change]:
    """What people did to content in the back office, oldest first; `lags`: of these groups' staff alone.

    Accounts are no content. Each entry counts once; one that touches the publication counts as that.
    """
    first = timezone.make_aware(datetime.datetime.combine(period.start, datetime.time.min))
    beyond = timezone.make_aware(datetime.datetime.combine(period.end + datetime.timedelta(days=1), datetime.time.min))
    entries = LogEntry.objects.filter(action_time__gte=first, action_time__lt=beyond).order_by("action_time", "pk")
    if lags is not None:
        entries = entries.filter(user__lag__in=lags)
    models = {kind.pk: model for kind in ContentType.objects.all() if is_content(model := kind.model_class())}
    labels = publication_labels()
    return [
        Change(
            entry.user.lag_id,
            models[entry.content_type_id],
            entry.object_id,
            entry.object_repr,
            action_of(entry, labels),
            entry.action_time,
        )
        for entry in entries.filter(content_type__in=models).select_related("user")
    ]


def is_content(model) -> bool:
    return model is not None and model is not User and model._meta.app_label in APPS


def publication_labels() -> set[str]:
    """What the admin writes when the publication is changed: the name of the field, or its label in English."""
    with override(None):
        return {"published_at", capfirst(str(Content._meta.get_field("published_at").verbose_name))}


def action_of(entry: LogEntry, labels: set[str]) -> str:
    if entry.action_flag == ADDITION:
        return CREATED
    if entry.action_flag == DELETION:
        return DELETED
    try:
        message = json.loads(entry.change_message or "[]")
    except ValueError:
        message = []
    fields = {name for part in message if isinstance(part, dict) for name in part.get("changed", {}).get("fields", [])}
    return PUBLICATION if fields & labels else CHANGED


def changes(scope: Scope) -> Section:
    found = changes_made(scope.period, None if scope.is_whole else scope.lags)
    drafts = unpublished(found)
    gone = {(change.model, change.object_id) for change in found if change.action == DELETED}
    groups = [(title_of(lag), lag.pk) for lag in scope.lags]
    if scope.is_whole:
        groups.append((Text(_("Coordinator and translators")), None))
    rows = []
    for label, lag_id in groups:
        theirs = [change for change in found if change.lag_id == lag_id]
        rows.append(row(label, *tally(theirs)))
        models = sorted({change.model for change in theirs}, key=lambda model: model._meta.label)
        for model in models:
            of_kind = [change for change in theirs if change.model is model]
            records = changed_records(of_kind, drafts, gone)
            label_of_kind = capfirst(model._meta.verbose_name_plural)
            rows.append(row(label_of_kind, *tally(of_kind), records=records, is_part=True))
    rows.append(row(_("Total"), *tally(found), is_total=True))
    return Section(
        "changes",
        _("Changes made on this portal"),
        _(
            "What people with an account did in the back office. What programs did, such as the first filling, "
            "is not counted."
        ),
        [
            Table(
                _("Changes in the period"),
                ("", *action_names()),
                rows,
                _("Each saving counts once. No person is named."),
            )
        ],
    )


def action_names() -> list[str]:
    return [
        pgettext("records", "created"), pgettext("records", "changed"), pgettext("records", "published or withdrawn"),
        pgettext("records", "deleted"),
    ]  # fmt: skip


def tally(found: list[Change]) -> list[int]:
    counts = Counter(change.action for change in found)
    return [counts[action] for action in ACTIONS]


def changed_records(found: list[Change], drafts: set, gone: set) -> list[Record]:
    """Each record once, under its latest name, with what was done to it and when."""
    names = dict(zip(ACTIONS, action_names(), strict=True))
    by_record: dict[str, list[Change]] = {}
    for change in found:
        by_record.setdefault(change.object_id, []).append(change)
    records = []
    for object_id, own in by_record.items():
        key = (own[0].model, object_id)
        done = [f"{names[change.action]} {day_in_words(timezone.localdate(change.moment))}" for change in own]
        address = "" if key in gone else form_address(own[0].model, object_id)
        records.append(Record(Text(own[-1].name), address, key in drafts, "; ".join(dict.fromkeys(done))))
    return records


def unpublished(found: list[Change]) -> set[tuple[type, str]]:
    """Which of the records are drafts today: one query per kind of record."""
    drafts = set()
    for model in {change.model for change in found if issubclass(change.model, Content)}:
        pks = {change.object_id for change in found if change.model is model and (change.object_id or "").isdecimal()}
        rows = model.objects.filter(pk__in=pks).exclude(published_at__lte=timezone.now())
        drafts |= {(model, str(pk)) for pk in rows.values_list("pk", flat=True)}
    return drafts
