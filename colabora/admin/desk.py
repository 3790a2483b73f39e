"""The front page of the back office: what waits for me, what I do most, what changed lately. Another for each role."""

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reversion.models import Version

from colabora.history.differences import namer
from colabora.history.models import Deletion
from colabora.history.registry import is_record
from colabora.history.snapshots import note_in_words
from colabora.languages import current_language, has_text, lacks_text, language_name
from colabora.models import Content
from colabora.outlinks.views import broken_for
from colabora.translations.catalog import rows_of, translated_models
from colabora.translations.states import OUTDATED, texts
from partners.models import LocalActionGroup
from partners.permissions import ADD, LAG_STAFF, TRANSLATOR, editable, languages_of, leads, may, owned, visible
from spaces.models import Space
from spaces.reports import unconfirmed_since
from workpackages.models import Document, Event, GoodPractice, WorkPackage

LATELY = datetime.timedelta(days=30)
SILENT_AFTER = datetime.timedelta(days=90)
MOST_DRAFTS = 8
MOST_CHANGES = 10


@dataclass
class Line:
    """Something that waits, or that can be done."""

    text: str
    url: str
    count: int | None = None


@dataclass
class Missing:
    """How many records of a kind have no main text, or an outdated one, in each language."""

    kind: str
    counts: list[Line]


@dataclass
class Change:
    name: str
    kind: str
    url: str
    when: datetime.datetime
    who: str
    note: str


@dataclass
class Group:
    """A local action group at the coordinator's glance."""

    lag: LocalActionGroup
    spaces: int
    unconfirmed: int
    drafts: int
    missing: int
    last_change: datetime.datetime | None
    is_silent: bool


@dataclass
class Desk:
    to_do: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    drafts: list[Line] = field(default_factory=list)
    more_drafts: int = 0
    missing: list[Missing] = field(default_factory=list)
    outdated: list[Missing] = field(default_factory=list)
    together: list[Change] = field(default_factory=list)
    lately: list[Change] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        return not (self.waiting or self.drafts or self.missing or self.outdated or self.together)


def desk_for(user) -> Desk:
    if user.role == TRANSLATOR and not user.is_superuser:
        left = left_to_translate(user, translated_models())
        return Desk(
            missing=missing_texts(user, user.languages), outdated=left.outdated, to_do=to_do(user),
            waiting=left.lines(user),
        )  # fmt: skip
    if not leads(user) and user.lag is None:
        return Desk()
    drafts = drafts_of(user)
    left = left_to_translate(user, translated_models() if leads(user) else content_models())
    return Desk(
        to_do=to_do(user), waiting=waiting(user) + (left.lines(user) if leads(user) else []),
        drafts=drafts[:MOST_DRAFTS], more_drafts=max(0, len(drafts) - MOST_DRAFTS),
        missing=missing_texts(user), outdated=left.outdated,
        together=edited_by_others(user), lately=changed_lately(user), groups=groups() if leads(user) else [],
    )  # fmt: skip


def content_models() -> list[type[Content]]:
    return [model for model in admin.site._registry if issubclass(model, Content)]


def list_address(model, **query) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=query or None)


def form_address(record: Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


# What I do most


def to_do(user) -> list[Line]:
    lines = []
    if user.role == LAG_STAFF and user.lag:
        lines.append(Line(_("Our spaces"), list_address(Space)))
        lines.append(Line(_("Our page"), form_address(user.lag)))
    for model, words in (
        (Event, _("Add an event")), (Space, _("Add a space")), (GoodPractice, _("Add a good practice")),
        (Document, _("Add a document")),
    ):  # fmt: skip
        if may(user, ADD, model):
            lines.append(Line(words, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")))
    if languages_of(user):
        lines.append(Line(_("Translation desk"), reverse("translate:overview")))
    own_pages = [("report", _("Report to the managing authority"))] if leads(user) else []
    if user.role != TRANSLATOR or user.is_superuser:
        own_pages += [
            ("yearly_round", _("The yearly round")), ("sheets", _("Spreadsheets: import and export")),
            ("outside_links", _("Links to other websites")),
            # Translators: where deleted records wait, as on a computer
            ("bin", _("Bin")),
        ]  # fmt: skip
    return lines + [Line(words, reverse(f"admin:{name}")) for name, words in own_pages]


# What waits


def waiting(user) -> list[Line]:
    lines = []
    spaces = editable(Space.objects.all(), user).unconfirmed(unconfirmed_since())
    if (count := spaces.count()) and not leads(user):
        lines.append(Line(_("Spaces not confirmed for a year"), reverse("admin:yearly_round"), count))
    if broken := broken_for(user):
        lines.append(Line(_("Links that lead nowhere"), reverse("admin:outside_links"), broken))
    if deleted := visible(Deletion.objects.kept(), user).filter(deleted_at__gt=timezone.now() - LATELY).count():
        lines.append(Line(_("Deleted in the last 30 days"), reverse("admin:bin"), deleted))
    return lines


def drafts_of(user) -> list[Line]:
    lines = []
    for model in content_models():
        rows = editable(model.objects.filter(Q(published_at=None) | Q(published_at__gt=timezone.now())), user)
        kind = capfirst(str(model._meta.verbose_name))
        lines += [Line(f"{kind}: {row}", form_address(row)) for row in rows.order_by("-updated_at")[: MOST_DRAFTS + 1]]
    return lines


def missing_texts(user, languages=None) -> list[Missing]:
    """Of public records, those whose main text is written, but not in a language of the site; one query a kind."""
    codes = settings.LANGUAGE_CODES if languages is None else languages
    found = []
    for model in content_models():
        if model.main_text_field and codes:
            rows = in_care_of(user, model.objects.published(), languages)
            found.append((model, missing_counts(rows, model.main_text_field, codes)))
    return by_kind(found, "missing")


@dataclass
class Left:
    """What is left to translate: all texts, and the records of which a source was changed after its translation."""

    count: int = 0
    outdated: list[Missing] = field(default_factory=list)

    def lines(self, user) -> list[Line]:
        address = reverse("translate:coverage" if leads(user) else "translate:overview")
        return [Line(_("Texts to translate or to check"), address, self.count)] if self.count else []


def left_to_translate(user, models) -> Left:
    """Two queries for each model."""
    left, languages = Left(), languages_of(user)
    found: dict[type[Content], dict[str, set[int]]] = {model: {} for model in models if issubclass(model, Content)}
    for model in models if languages else []:
        for text in texts(rows_of(model, user), languages):
            left.count += text.is_left
            if text.state == OUTDATED and model in found:
                found[model].setdefault(text.language, set()).add(text.pk)
    in_order = [
        (model, {code: len(pks[code]) for code in settings.LANGUAGE_CODES if code in pks})
        for model, pks in found.items()
    ]
    left.outdated = by_kind(in_order, "outdated")
    return left


def in_care_of(user, rows: QuerySet, languages) -> QuerySet:
    """A translator, who comes with languages, looks after all that they see; others after what they edit."""
    return editable(rows, user) if languages is None else visible(rows, user)


def by_kind(found, list_filter: str) -> list[Missing]:
    """Each number with the list of exactly these records; kinds without any are left out."""
    here, kinds = current_language(), []
    for model, counts in found:
        lines = [
            Line(language_name(code, here), list_address(model, **{list_filter: code}), count)
            for code, count in counts.items()
            if count
        ]
        if lines:
            kinds.append(Missing(capfirst(str(model._meta.verbose_name_plural)), lines))
    return kinds


def missing_counts(rows: QuerySet, text: str, codes) -> dict[str, int]:
    counted = {
        f"n{number}": Count("pk", filter=lacks_text(text, code), distinct=True) for number, code in enumerate(codes)
    }
    row = rows.filter(has_text(text)).order_by().aggregate(**counted)
    return {code: row[f"n{number}"] for number, code in enumerate(codes)}


# What changed


def states(user) -> QuerySet:
    """The kept states of records that the user edits, newest first, by people; without the parts beneath them."""
    versions = Version.objects.exclude(revision__user=None).select_related("revision__user", "content_type")
    models = [model for model in admin.site._registry if is_record(model)]
    types = {ContentType.objects.get_for_model(model).pk: model for model in models}
    if leads(user):
        return versions.filter(content_type_id__in=types).order_by("-pk")
    mine = Q(pk=None)
    for pk, model in types.items():
        if getattr(model, "owner_path", ""):
            keys = [str(key) for key in owned(model._base_manager, user).values_list("pk", flat=True)]
            mine |= Q(content_type_id=pk, object_id__in=keys)
    return versions.filter(mine).order_by("-pk")


def changes(versions, user) -> list[Change]:
    """A line for each record and revision; what is deleted since is not there to be opened."""
    name_of = namer(user)
    wanted: dict[type[Model], list[int]] = {}
    for version in versions:
        wanted.setdefault(version.content_type.model_class(), []).append(int(version.object_id))
    names, there = {}, set()
    for model, pks in wanted.items():
        names |= {(model, pk): name for pk, name in zip(pks, name_of(model, pks), strict=True)}
        there |= {(model, pk) for pk in model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)}
    lines = []
    for version in versions:
        model, pk = version.content_type.model_class(), int(version.object_id)
        if (model, pk) in there:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[pk])
            revision = version.revision
            kind = capfirst(str(model._meta.verbose_name))
            lines.append(
                Change(names[model, pk], kind, url, revision.date_created, str(revision.user), note_in_words(revision))
            )
    return lines


def changed_lately(user) -> list[Change]:
    """Each record once, by its newest change."""
    newest: dict[tuple, Version] = {}
    for version in states(user)[: 5 * MOST_CHANGES]:
        newest.setdefault((version.content_type_id, version.object_id), version)
    return changes(list(newest.values())[:MOST_CHANGES], user)


def edited_by_others(user) -> list[Change]:
    """What others changed of late in the work package that one's group moderates together with them."""
    if user.role != LAG_STAFF:
        return []
    packages = owned(WorkPackage.objects.all(), user)
    versions = Version.objects.filter(
        content_type=ContentType.objects.get_for_model(WorkPackage),
        object_id__in=[str(pk) for pk in packages.values_list("pk", flat=True)],
        revision__date_created__gt=timezone.now() - LATELY,
    )
    by_others = versions.exclude(revision__user=None).exclude(revision__user__lag=user.lag)
    found = by_others.select_related("revision__user", "content_type").order_by("-pk")[:MOST_CHANGES]
    return changes(list(found), user)


# All groups at a glance


def groups() -> list[Group]:
    now = timezone.now()
    lags = LocalActionGroup.objects.annotate(last_change=Max("staff__logentry__action_time"))
    spaces = counted(Space.objects.published(), "lag")
    unconfirmed = counted(Space.objects.published().unconfirmed(unconfirmed_since()), "lag")
    drafts: dict[int, int] = {}
    missing: dict[int, int] = {}
    for model, owner in ((Space, "lag"), (Event, "host"), (Document, "lag"), (GoodPractice, "lag")):
        for lag, count in counted(model.objects.filter(published_at=None), owner).items():
            drafts[lag] = drafts.get(lag, 0) + count
        some = Q()
        for code in settings.LANGUAGE_CODES:
            some |= lacks_text(model.main_text_field, code)
        written = model.objects.published().filter(has_text(model.main_text_field))
        for lag, count in counted(written.filter(some), owner).items():
            missing[lag] = missing.get(lag, 0) + count
    return [
        Group(
            lag, spaces.get(lag.pk, 0), unconfirmed.get(lag.pk, 0), drafts.get(lag.pk, 0), missing.get(lag.pk, 0),
            lag.last_change, is_silent=lag.last_change is None or now - lag.last_change > SILENT_AFTER,
        )
        for lag in lags
    ]  # fmt: skip


def counted(rows: QuerySet, owner: str) -> dict[int, int]:
    pairs = rows.order_by().values(owner).annotate(n=Count("pk", distinct=True)).values_list(owner, "n")
    return {lag: count for lag, count in pairs if lag is not None}
