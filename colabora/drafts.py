"""What visitors do not see yet, shown to whoever has the signed address, or to the editor who is still writing."""

from collections.abc import Sequence
from copy import copy

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation

from partners.models import LocalActionGroup
from partners.permissions import may_preview, translates_into
from partners.views import LocalActionGroupDetailView
from spaces.models import Space
from spaces.views import SpaceDetailView
from workpackages.models import Document, Event, GoodPractice, TargetGroup, WorkPackage
from workpackages.views import (
    ArgumentDetailView,
    DocumentDetailView,
    EventDetailView,
    PracticeDetailView,
    WorkPackageDetailView,
)

from .detail import is_unsaved
from .languages import current_language
from .pages.models import Page
from .translations.work import drafts_for, put_drafts
from .views import not_found, show_page


def draft_of_page(request, draft):
    return show_page(request, draft, is_preview=not draft.is_published or is_unsaved(request), is_unlisted=True)


def draft_of(view):
    return lambda request, draft: view.as_view(draft=draft)(request, pk=draft.pk).render()


# What has a page of its own, and how a draft of it is shown.
PREVIEWS = {
    "space": (Space, draft_of(SpaceDetailView)),
    "lag": (LocalActionGroup, draft_of(LocalActionGroupDetailView)),
    "work-package": (WorkPackage, draft_of(WorkPackageDetailView)),
    "event": (Event, draft_of(EventDetailView)),
    "practice": (GoodPractice, draft_of(PracticeDetailView)),
    "document": (Document, draft_of(DocumentDetailView)),
    "arguments": (TargetGroup, draft_of(ArgumentDetailView)),
    "page": (Page, draft_of_page),
}
PREVIEW_SALT = "colabora.preview"


def preview_address(record, languages: Sequence[str] = (), writer: int | None = None) -> str:
    """A signed address at which a draft can be seen for a week, by whoever has it; blank if it has no page.

    `languages`, if given, are the only ones in which it can be seen: the address is in the first of them. With the
    number of a `writer` the page shows what that account has drafted on the translation desk.
    """
    for name, (model, _show) in PREVIEWS.items():
        if isinstance(record, model):
            narrowed = [list(languages), writer] if languages else []
            signed = signing.dumps([name, record.pk, *narrowed], salt=PREVIEW_SALT, compress=True)
            with translation.override(languages[0] if languages else current_language()):
                return reverse("preview", args=[signed])
    return ""


def has_preview(model) -> bool:
    return any(model is shown for shown, _show in PREVIEWS.values())


def show_unsaved(request, record, language):
    """A record as its page would be in a language, while its changes are not saved yet."""
    show = next(show for model, show in PREVIEWS.values() if isinstance(record, model))
    language = language if language in settings.LANGUAGE_CODES else current_language()
    with translation.override(language):
        asked = copy(request)
        asked.method, asked.GET, asked.is_unsaved = "GET", QueryDict(), True
        asked.path = asked.path_info = preview_address(record)
        asked.LANGUAGE_CODE = language
        response = show(asked, record)
    response.headers["Content-Language"] = language
    return kept_nowhere(response)


def kept_nowhere(response):
    """No cache keeps it and no search engine lists it."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def preview(request, signed):
    try:
        response = show_draft(request, signed)
    except Http404 as error:
        response = not_found(request, error)
    return kept_nowhere(response)


def show_draft(request, signed):
    try:
        name, pk, *narrowed = signing.loads(signed, salt=PREVIEW_SALT, max_age=settings.PREVIEW_MAX_AGE)
        model, show = PREVIEWS[name]
        languages, writer = narrowed or (settings.LANGUAGE_CODES, None)
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise Http404 from None
    if current_language() not in languages:
        raise Http404
    draft = get_object_or_404(model, pk=pk)
    return show_with_drafts(request, draft, writer, show) if writer else show(request, draft)


def show_with_drafts(request, record, writer: int, show):
    """The page as it would be with what somebody has drafted on the translation desk; nothing of it is kept."""
    language = current_language()
    user = get_user_model().objects.filter(pk=writer).first()
    if user is None or not translates_into(user, language) or not may_preview(user, record):
        raise Http404
    drafts = drafts_for(record, writer, language)
    if not drafts:
        return show(request, record)
    request.is_unsaved = True
    with transaction.atomic():
        put_drafts(record, drafts)
        response = show(request, record)
        transaction.set_rollback(True)
    return response
