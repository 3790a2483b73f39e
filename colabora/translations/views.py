"""The translation desk: what is left, the queue, and one text beside its source."""

from collections.abc import Iterator
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from colabora.models import translated_fields
from partners.permissions import languages_of, leads, translates_into

from . import left
from .catalog import Slice, address_of, groups, kinds, packages, places_of, text_for, texts_in, translated_models
from .states import LEFT, STATE_NAMES, UP_TO_DATE, Text, words_in
from .textpage import CHECK, DONE, PREVIEW, SAVE, STILL_RIGHT, TextPage

LANGUAGE = settings.LANGUAGE_CODE  # the interface is written in it, and needs no file
PER_PAGE = 50
SLICE = ("model", "lag", "package", "state")


def desk_page(request, template: str, status: int = 200, **context):
    """A page of the desk; `language` is the one that is worked on."""
    user = request.user
    context = {"desk_languages": languages_of(user), "leads": leads(user), "source_of_interface": LANGUAGE, **context}
    return render(request, f"translate/{template}", context, status=status)


def translators_only(view):
    """Tells an account that may translate nothing what to do about it."""

    @wraps(view)
    def guarded(request):
        return view(request) if languages_of(request.user) else desk_page(request, "none.html", 403)

    return guarded


def language_or_404(request, language: str) -> str:
    if not translates_into(request.user, language):
        raise Http404
    return language


def slice_of(request, language: str) -> Slice:
    """What the address asks for; what it cannot mean is left out."""
    asked = request.GET
    model = asked.get("model", "")
    state = asked.get("state", "")
    return Slice(
        language,
        model=model if model in dict(kinds()) else "",
        lag=number(asked.get("lag"), groups(request.user)),
        package=number(asked.get("package"), packages(request.user)),
        states=(state,) if state in STATE_NAMES else LEFT,
    )


def number(asked: str | None, rows) -> int | None:
    return next((row.pk for row in rows if str(row.pk) == asked), None)


def kept_slice(request) -> str:
    """The slice as it stands in an address, to go on in the same queue."""
    return urlencode([(name, request.GET[name]) for name in SLICE if request.GET.get(name)])


@login_required
@translators_only
@require_GET
@never_cache
def overview(request):
    languages = languages_of(request.user)
    if len(languages) == 1:
        return redirect("translate:queue", languages[0])
    found = left.amounts(request.user, languages)
    return desk_page(request, "overview.html", amounts=[left.Left(code, found[code]) for code in languages])


@login_required
@require_GET
@never_cache
def queue(request, language):
    language_or_404(request, language)
    chosen = slice_of(request, language)
    everything = left.left_in(chosen, request.user)
    page = Paginator(everything.found, PER_PAGE).get_page(request.GET.get("page"))
    places = places_of(page)
    query = kept_slice(request)
    return desk_page(
        request, "queue.html", language=language, left=everything, page=page, query=query,
        lines=[(text, places[text.model, text.pk, text.field]) for text in page],
        words=sum(words_in(text.source) for text in everything.found),
        chosen=chosen, kinds=kinds(), groups=groups(request.user), packages=packages(request.user),
        states=[(value, STATE_NAMES[value]) for value in (*LEFT, UP_TO_DATE)], is_narrowed=bool(query),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def text(request, language, model, pk, field):
    """One text; POST with `do` saves a draft, finishes, confirms, checks, discards or shows it."""
    page = TextPage(request.user, language, model, pk, field, via=request.GET.get("via", ""))
    query = kept_slice(request)
    if request.method == "POST":
        do, is_script = request.POST.get("do", SAVE), request.headers.get("Accept") == "application/json"
        with transaction.atomic():
            page.take(request.POST, do, is_automatic=is_script)
        if is_script:
            return JsonResponse(page.as_json())
        if page.is_settled:
            for words in page.told:
                messages.success(request, words)
            if do == PREVIEW:
                return redirect(page.preview_address or request.get_full_path())
            settled = do in (DONE, STILL_RIGHT, CHECK)
            return redirect(address_beside(request, page.text, query) if settled else request.get_full_path())
    status = 409 if page.errors and page.conflict else 422 if page.errors else 200
    return desk_page(request, "text.html", status, language=language, page=page, query=query)


@login_required
@require_GET
@never_cache
def beside(request, language, model, pk, field, way):
    """Goes to the next or the previous text of the queue."""
    here = text_for(request.user, language, model, pk, field)
    return redirect(address_beside(request, here, kept_slice(request), is_back=way == "previous"))


def address_beside(request, here: Text, query: str, *, is_back: bool = False) -> str:
    """The next text that is left for this person in the queue, from its end on to its beginning; else the queue."""
    chosen = slice_of(request, here.language)
    found = before(chosen, here, request.user) if is_back else after(chosen, here, request.user)
    following = next((text for text in found if not waits_for_another(text, request.user)), None)
    address = address_of(following) if following else reverse("translate:queue", args=[here.language])
    return f"{address}?{query}" if query else address


def after(chosen: Slice, here: Text, user) -> Iterator[Text]:
    """Model by model from this text on, so that the nearest costs little; then from the beginning."""
    place = place_in_queue(here)
    yield from (text for text in texts_in(chosen, user, from_model=here.model) if place_in_queue(text) > place)
    yield from (text for text in texts_in(chosen, user) if place_in_queue(text) < place)


def before(chosen: Slice, here: Text, user) -> Iterator[Text]:
    place, found = place_in_queue(here), list(texts_in(chosen, user))
    yield from (text for text in reversed(found) if place_in_queue(text) < place)
    yield from (text for text in reversed(found) if place_in_queue(text) > place)


def place_in_queue(text: Text) -> tuple[int, int, int]:
    return translated_models().index(text.model), text.pk, translated_fields(text.model).index(text.field)


def waits_for_another(text: Text, user) -> bool:
    return text.awaits_second_look and text.known.user_id == user.pk
