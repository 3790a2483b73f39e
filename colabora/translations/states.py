"""The state of each translation, found by comparing when it is read, so that a change by any path is seen (DESIGN, 3).

No text: missing. The source is another than at the last confirmation: outdated. The translation is another: it needs
review, as nobody has said that it is right. Else it is up to date.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet
from django.db.models.query_utils import DeferredAttribute

from colabora.languages import column
from colabora.models import Part, translated_fields

from .models import Confirmation

MISSING, OUTDATED, NEEDS_REVIEW, UP_TO_DATE = "missing", "outdated", "needs-review", "up-to-date"


def digest(text: str | None) -> str:
    """A short fingerprint; line ends and blanks around a text make no other text of it."""
    lines = "\n".join((text or "").strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def state(source: str, text: str, confirmed: tuple[str, str] | None) -> str:
    """Of a text with a source; `confirmed` are the fingerprints of both at the last confirmation."""
    if not text:
        return MISSING
    if confirmed is None:
        return NEEDS_REVIEW
    source_then, text_then = confirmed
    if digest(source) != source_then:
        return OUTDATED
    return UP_TO_DATE if digest(text) == text_then else NEEDS_REVIEW


@dataclass(frozen=True)
class Text:
    """One field of one row in one language."""

    pk: int
    field: str
    language: str
    source: str
    text: str
    state: str


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
    known = {
        (pk, field, language): (source_digest, text_digest)
        for pk, field, language, source_digest, text_digest in Confirmation.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            language__in=wanted,
            object_id__in=rows.order_by().values("pk"),
        ).values_list("object_id", "field", "language", "source_digest", "text_digest")
    }
    path = source_path(model)
    for row in plain.values("pk", *filter(None, [path]), *names):
        pk, source_language = row["pk"], row[path] if path else model.source_language
        for field in fields:
            source = row[column(field, source_language)]
            if not source:
                continue
            for code in wanted:
                if code != source_language:
                    text = row[column(field, code)] or ""
                    yield Text(pk, field, code, source, text, state(source, text, known.get((pk, field, code))))


def confirm(row: models.Model, columns: Iterable[str], user=None) -> None:
    """Says of translations of a row, by their columns, that they are right as they stand."""
    confirm_all([(row, columns)], user)


def confirm_all(rows: Iterable[tuple[models.Model, Iterable[str]]], user=None) -> None:
    """As confirm(), for many rows of any models in few queries."""
    fresh = {}
    for row, columns in rows:
        wanted = set(columns)
        content_type = ContentType.objects.get_for_model(row)
        for field in translated_fields(type(row)):
            source = getattr(row, column(field, row.source_language))
            for code in settings.LANGUAGE_CODES:
                text = getattr(row, column(field, code))
                if code != row.source_language and column(field, code) in wanted and source and text:
                    fresh[content_type.pk, row.pk, field, code] = Confirmation(
                        content_type=content_type, object_id=row.pk, field=field, language=code,
                        source_digest=digest(source), text_digest=digest(text), confirmed_by=user,
                    )  # fmt: skip
    Confirmation.objects.bulk_create(
        fresh.values(), update_conflicts=True, batch_size=500,
        unique_fields=["content_type", "object_id", "field", "language"],
        update_fields=["source_digest", "text_digest", "confirmed_at", "confirmed_by"],
    )  # fmt: skip
