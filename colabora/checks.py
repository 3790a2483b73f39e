"""What the operator must not overlook; `manage.py check --deploy` tells it, with the database at hand."""

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
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
