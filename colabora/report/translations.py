"""Section 4: how much of what is public can be read in each language, on the day of the report."""

from functools import reduce
from operator import add

from django.conf import settings
from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from colabora.languages import current_language, has_source_text, has_text_in, language_name, languages_with
from colabora.models import Content, translated_fields
from colabora.pages.models import Page, Term
from partners.models import LocalActionGroup
from spaces.models import Space
from workpackages.models import Document, Event, GoodPractice, Project, TargetGroup, WorkPackage

from .parts import Section, Table, record, row
from .scope import Scope

MODELS = (
    Project, LocalActionGroup, WorkPackage, Space, Event, GoodPractice, Document, TargetGroup, Term, Page,
)  # fmt: skip
MOST_NAMED = 500


def translations(scope: Scope) -> Section:
    main, filled = [], []
    for model in MODELS:
        published = scope.owned(model.objects.published())
        found = published.order_by().aggregate(**counted(model))
        label = capfirst(model._meta.verbose_name_plural)
        texts = [found[f"main_{code}"] for code in settings.LANGUAGE_CODES]
        main.append(row(label, found["published"], *texts, records=incomplete(model, published)))
        filled.append(row(label, found["source"], *(found[f"filled_{code}"] for code in settings.LANGUAGE_CODES)))
    languages = [language_name(code, current_language()) for code in settings.LANGUAGE_CODES]
    return Section(
        "translations",
        _("Translations"),
        _("As they stand on the day of this report, whatever its period. Drafts are not counted."),
        [
            Table(
                _("Published records whose main text can be read in the language"),
                ("", _("published"), *languages),
                main,
                _("Beneath each line: the records without their main text in one of the languages, if there are any."),
            ),
            Table(
                _("Fields that are filled in the language"),
                ("", _("filled in the source language"), *languages),
                filled,
                _("Of the texts that exist in the language in which their record was written."),
            ),
        ],
    )


def counted(model: type[Content]) -> dict:
    """One query per model: the records, those with a main text, and the fields that have a text, in each language."""
    fields = translated_fields(model)
    figures = {"published": Count("pk"), "source": total(has_source_text(field) for field in fields)}
    for code in settings.LANGUAGE_CODES:
        figures[f"main_{code}"] = total([has_text_in(model.main_text_field, code)])
        figures[f"filled_{code}"] = total(has_source_text(field) & has_text_in(field, code) for field in fields)
    return figures


def total(conditions):
    return reduce(add, [Count("pk", filter=condition) for condition in conditions])


def incomplete(model: type[Content], published) -> list:
    """The records to which a main text is still missing, with the languages that lack it."""
    complete = Q()
    for code in settings.LANGUAGE_CODES:
        complete &= has_text_in(model.main_text_field, code)
    records = []
    for obj in published.exclude(complete).order_by("pk")[:MOST_NAMED]:
        present = languages_with(obj, model.main_text_field)
        missing = [code for code in settings.LANGUAGE_CODES if code not in present]
        names = ", ".join(language_name(code, current_language()) for code in missing)
        records.append(record(obj, _("missing in: {languages}").format(languages=names)))
    return records
