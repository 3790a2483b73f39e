"""The state of each translation, found by comparing when it is read, so that a change by any path is seen (DESIGN, 3).

No text: missing. The source is another than at the last confirmation: outdated. The translation is another, or a
second person is still to look at it: it needs review. Else it is up to date.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from colabora.languages import column
from colabora.models import Part, translated_fields

from .models import Confirmation, Delivery, SecondLook, SourceText, Work

MISSING, OUTDATED, NEEDS_REVIEW, UP_TO_DATE = "missing", "outdated", "needs-review", "up-to-date"
STATE_NAMES = {
    MISSING: _("missing"), OUTDATED: _("outdated"), NEEDS_REVIEW: _("to be checked"), UP_TO_DATE: _("up to date"),
}  # fmt: skip
LEFT = (MISSING, OUTDATED, NEEDS_REVIEW)
# What a translator may read instead of the source, where it is up to date.
PIVOT = "en"


def levelled(text: str | None) -> str:
    """Line ends and blanks around a text make no other text of it."""
    return "\n".join((text or "").strip().splitlines())


def digest(text: str | None) -> str:
    """A short fingerprint."""
    return hashlib.sha256(levelled(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def words_in(text: str) -> int:
    """As translators count them: what stands between blanks."""
    return len(text.split())


class Known(NamedTuple):
    """What is known of the last confirmation of a translation."""

    source_digest: str
    text_digest: str
    is_to_be_checked: bool = False
    user_id: int | None = None


def state(source: str, text: str, known: Known | None) -> str:
    """Of a text with a source."""
    if not text:
        return MISSING
    if known is None:
        return NEEDS_REVIEW
    if digest(source) != known.source_digest:
        return OUTDATED
    return NEEDS_REVIEW if known.is_to_be_checked or digest(text) != known.text_digest else UP_TO_DATE


@dataclass(frozen=True, slots=True)
class Text:
    """One field of one row in one language."""

    model: type[models.Model]
    pk: int
    field: str
    language: str
    source_language: str
    source: str
    text: str
    state: str
    known: Known | None = None

    @property
    def id(self) -> str:
        """What it is called in files and addresses, for as long as its row lives."""
        return f"{self.model_label}:{self.pk}:{self.field}"

    @property
    def model_label(self) -> str:
        return self.model._meta.label_lower

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]

    @property
    def is_left(self) -> bool:
        return self.state != UP_TO_DATE

    @property
    def awaits_second_look(self) -> bool:
        """Somebody said that it is right, and another person is to say so too."""
        is_confirmed = self.known is not None and self.known.is_to_be_checked
        return is_confirmed and self.state == NEEDS_REVIEW and digest(self.text) == self.known.text_digest


def source_path(model) -> str:
    """Where the language stands in which a row was written first; "" if the model says it for all of its rows."""
    if issubclass(model, Part):
        return f"{model.owner_path.split('__')[0]}__source_language"
    return "source_language" if isinstance(model.source_language, DeferredAttribute) else ""


def texts(rows: QuerySet, languages: Iterable[str] | None = None) -> Iterator[Text]:
    """Every text that there is to translate in some rows of one model, with its state; two queries."""
    model, wanted = rows.model, list(languages or settings.LANGUAGE_CODES)
    fields = translated_fields(model)
    if not fields:
        return
    names = [column(field, code) for field in fields for code in settings.LANGUAGE_CODES]
    plain = model._base_manager.filter(pk__in=rows.order_by().values("pk")).order_by("pk")
    confirmations = Confirmation.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        language__in=wanted,
        object_id__in=rows.order_by().values("pk"),
    )
    known = {
        (pk, field, language): Known(*rest)
        for pk, field, language, *rest in confirmations.values_list(
            "object_id", "field", "language", "source_digest", "text_digest", "is_to_be_checked", "confirmed_by"
        )
    }
    path, needless = source_path(model), getattr(model, "needless_in", {})
    for row in plain.values("pk", *filter(None, [path]), *names, *needless.values()):
        pk, source_language = row["pk"], row[path] if path else model.source_language
        for field in fields:
            source = row[column(field, source_language)]
            if not source:
                continue
            own = {source_language, row[needless[field]]} if field in needless else {source_language}
            for code in wanted:
                if code not in own:
                    text, last = row[column(field, code)] or "", known.get((pk, field, code))
                    found = state(source, text, last)
                    yield Text(model, pk, field, code, source_language, source, text, found, last)


# What people say of translations


def confirm(row: models.Model, columns: Iterable[str], user=None, via: str = "") -> None:
    """Says of translations of a row, by their columns, that they are right as they stand.

    `via` is the language that the translator read instead of the source.
    """
    confirm_all([(row, columns)], user, via)


def confirm_all(
    rows: Iterable[tuple[models.Model, Iterable[str]]], user=None, via: str = "", *, is_work: bool = False
) -> None:
    """As confirm(), for many rows of any models in few queries. Work of a translator, or of any account, is checked by
    a second person where the coordinator asks for it; the facts are not.
    """
    fresh, sources, written_in = {}, {}, {}
    for row, columns in rows:
        wanted = set(columns)
        content_type = ContentType.objects.get_for_model(row)
        for field in translated_fields(type(row)):
            source = getattr(row, column(field, row.source_language))
            for code in settings.LANGUAGE_CODES:
                text = getattr(row, column(field, code))
                if code != row.source_language and column(field, code) in wanted and source and text:
                    key = (content_type.pk, row.pk, field, code)
                    fresh[key] = Confirmation(
                        content_type=content_type, object_id=row.pk, field=field, language=code, via=via,
                        source_digest=digest(source), text_digest=digest(text), confirmed_by=user,
                    )  # fmt: skip
                    sources[digest(source)], written_in[key] = levelled(source), row.source_language
    if fresh and (is_work or user is not None):
        ask_for_second_looks(fresh)
    if fresh and user is not None:
        note_deliveries(fresh, sources, written_in, user)
    keep_sources(sources)
    Confirmation.objects.bulk_create(
        fresh.values(), update_conflicts=True, batch_size=500,
        unique_fields=["content_type", "object_id", "field", "language"],
        update_fields=[
            "via", "source_digest", "text_digest", "confirmed_at", "confirmed_by", "is_to_be_checked", "checked_by",
        ],
    )  # fmt: skip


def keep_sources(sources: dict[str, str]) -> None:
    rows = [SourceText(digest=found, text=text) for found, text in sources.items()]
    SourceText.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def ask_for_second_looks(fresh: dict[tuple, Confirmation]) -> None:
    asked = set(SecondLook.objects.values_list("language", flat=True))
    for confirmation in fresh.values():
        confirmation.is_to_be_checked = confirmation.language in asked


def note_deliveries(fresh: dict[tuple, Confirmation], sources, written_in, user) -> None:
    """A line for each text that was new or is another now, or whose source is."""
    rows = {(content_type, pk) for content_type, pk, _field, _language in fresh}
    before = {
        (last.content_type_id, last.object_id, last.field, last.language): last
        for last in Confirmation.objects.filter(
            content_type__in={content_type for content_type, _pk in rows}, object_id__in={pk for _type, pk in rows}
        )
    }
    seen = set(
        Confirmation.objects.filter(source_digest__in=list(sources)[:500]).values_list("source_digest", "language")
    )
    lines = []
    for key, confirmation in fresh.items():
        repeats = (confirmation.source_digest, confirmation.language) in seen
        if work := work_done(before.get(key), confirmation, repeats):
            lines.append(delivery(confirmation, work, sources[confirmation.source_digest], written_in[key], user))
        seen.add((confirmation.source_digest, confirmation.language))
    Delivery.objects.bulk_create(lines, batch_size=500)


def work_done(before: Confirmation | None, now: Confirmation, repeats: bool) -> str:
    """Blank if nothing was."""
    if before is None:
        return Work.REPEATED if repeats else Work.NEW
    if before.text_digest != now.text_digest:
        return Work.CHANGED
    return Work.STILL_RIGHT if before.source_digest != now.source_digest else ""


def delivery(about, work: str, source: str, source_language: str, user) -> Delivery:
    return Delivery(
        content_type_id=about.content_type_id, object_id=about.object_id, field=about.field, language=about.language,
        via=about.via, user=user, work=work, source_language=source_language, words=words_in(source),
    )  # fmt: skip


def about(text: Text) -> dict:
    """The columns that name a text in what is kept about it."""
    kind = ContentType.objects.get_for_model(text.model)
    return {"content_type": kind, "object_id": text.pk, "field": text.field, "language": text.language}


def confirmation_of(text: Text) -> Confirmation | None:
    """What is kept of the last confirmation of a text."""
    return Confirmation.objects.filter(**about(text)).select_related("confirmed_by", "checked_by").first()


def check(text: Text, user) -> bool:
    """A second person says that a translation is right. Not the one who wrote it: then nothing is done."""
    if not text.awaits_second_look or text.known.user_id == user.pk:
        return False
    last = confirmation_of(text)
    last.is_to_be_checked, last.checked_by = False, user
    last.save(update_fields=["is_to_be_checked", "checked_by"])
    delivery(last, Work.CHECKED, text.source, text.source_language, user).save()
    return True


def keep_confirmed(row: models.Model, sources: dict[str, str]) -> None:
    """After a minor edit: translations that were confirmed of the sources before stay so. Field → source before."""
    content_type = ContentType.objects.get_for_model(row)
    for field, before in sources.items():
        now = getattr(row, column(field, row.source_language))
        keep_sources({digest(now): levelled(now)})
        Confirmation.objects.filter(
            content_type=content_type, object_id=row.pk, field=field, source_digest=digest(before)
        ).update(source_digest=digest(now))
