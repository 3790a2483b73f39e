"""What the operator must not overlook; `manage.py check --deploy` tells it, with the database at hand."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError
from django.db.models import Count
from modeltranslation.utils import get_translation_fields


@register(Tags.database, deploy=True)
def blanks_are_filled(app_configs, databases=None, **kwargs):
    """Passages in double square brackets wait for the responsible body."""
    from .pages.models import BLANK_MARK, Page

    if not databases:
        return []
    try:
        pages = list(Page.objects.published())
    except DatabaseError:
        return []  # not migrated yet
    unfilled = sorted(
        page.slug
        for page in pages
        if any(BLANK_MARK in (getattr(page, name) or "") for name in get_translation_fields("body"))
    )
    if not unfilled:
        return []
    return [
        Warning(
            f"Blanks are still to be filled by the operator on: {', '.join(unfilled)}.",
            hint="Edit them in the admin under Pages: each blank stands in [[double square brackets]].",
            id="colabora.W001",
        )
    ]


@register(Tags.database)
def the_project_is_complete(app_configs, databases=None, **kwargs):
    """What no constraint can say: a lead partner exists, and every work package has a moderator."""
    from partners.models import LocalActionGroup
    from spaces.models import Space
    from workpackages.models import WorkPackage

    if not databases:
        return []
    try:
        found = []
        lags = LocalActionGroup.objects.published()
        if lags.exists() and not lags.filter(is_lead_partner=True).exists():
            found.append(Warning("No local action group is marked as the lead partner.", id="colabora.W002"))
        for lag in lags.filter(moderation=None):
            found.append(Warning(f"{lag} moderates no work package.", id="colabora.W003"))
        for package in WorkPackage.objects.published().filter(moderations=None):
            found.append(Warning(f"Work package {package.number} has no moderator.", id="colabora.W004"))
        for space in Space.objects.published().exclude(lag__in=lags).only("slug"):
            found.append(Warning(f"{space.slug} is public, its local action group is a draft.", id="colabora.W005"))
    except DatabaseError:
        return []
    return found


@register(Tags.database)
def every_source_language_is_one_of_the_site(app_configs, databases=None, **kwargs):
    """Before a language that was taken out of LANGUAGES loses its columns, and with them the records' only texts."""
    if not databases:
        return []
    try:
        found = [told for model in apps.get_models() for told in records_in_other_languages(model)]
    except DatabaseError:
        return []  # not migrated yet
    if not found:
        return []
    return [
        Error(
            f"LANGUAGES lacks the language in which records were written first: {', '.join(found)}.",
            hint="Put its line back, give these records another source language in the admin, then take it out.",
            id="colabora.E001",
        )
    ]


def records_in_other_languages(model) -> list[str]:
    try:
        model._meta.get_field("source_language")
    except FieldDoesNotExist:
        return []
    rows = model._base_manager.exclude(source_language__in=settings.LANGUAGE_CODES).order_by()
    counted = rows.values_list("source_language").annotate(Count("pk")).order_by("source_language")
    return [f"{number} {model._meta.label_lower} ({code})" for code, number in counted]
