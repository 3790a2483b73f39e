"""Public pages are the same for everybody: each worker keeps what it has rendered, until any content changes.

A page is kept for a minute at most, as shared caches keep it (s-maxage=60). A change made through a model's save or
delete, by whatever path, is seen with the next request in every worker: it moves the content stamp, a number in the
database that is part of each key. Only a bare update() waits for the minute to end.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.http import HttpResponse, QueryDict
from django.utils.timezone import localdate

from .languages import current_language
from .pages.models import ContentStamp

SECONDS = 60
LONGEST = 400
APPS = ("sources", "pages", "partners", "spaces", "workpackages")


def public_page(*parameters: str):
    """Keeps what a view answers, by language, path and the named parameters; others make no page of their own."""

    def decorate(view):
        @wraps(view)
        def kept(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD") or not settings.PAGE_CACHE:
                return view(request, *args, **kwargs)
            asked = leave_only(request, parameters)
            named = f"{ContentStamp.now()} {localdate()} {current_language()} {request.path} {asked}"
            if len(named) > LONGEST:  # whoever asks such a thing asks it once
                return view(request, *args, **kwargs)
            key = "page." + hashlib.sha256(named.encode()).hexdigest()
            page = cache.get(key)
            if page is not None:
                content, headers = page
                return HttpResponse(content, headers=headers)
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            if response.status_code == 200:
                cache.set(key, (response.content, dict(response.headers)), SECONDS)
            return response

        return kept

    return decorate


def leave_only(request, parameters) -> list:
    """Takes every other parameter away before the page is made: else a stranger's words would stand in all links."""
    known = QueryDict(mutable=True)
    for name in parameters:
        if name in request.GET:
            known.setlist(name, request.GET.getlist(name))
    known._mutable = False
    request.GET = known
    request.META["QUERY_STRING"] = known.urlencode()
    return list(known.lists())


def content_changed(sender, **kwargs):
    if sender._meta.app_label in APPS and sender is not ContentStamp:
        transaction.on_commit(move_stamp)


def move_stamp():
    if not ContentStamp.objects.update(number=F("number") + 1):
        ContentStamp.objects.get_or_create(pk=1)


for signal in (post_save, post_delete, m2m_changed):
    signal.connect(content_changed, dispatch_uid="colabora.caching")
