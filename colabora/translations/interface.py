"""The words of the interface on the desk, for translators without git: the file out, and back to the operator.

The portal cannot take the file over by itself: it belongs to the program, and changes with it.
"""

import logging

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from colabora.languages import current_language, language_name
from colabora.messages.faults import entries, texts
from colabora.messages.files import po_path, read_language, translated_languages
from colabora.messages.importing import MAX_BYTES, Outcome, look_at
from colabora.messages.returns import Return, give_out, keep, returns

from .files import UploadForm
from .views import desk_page, language_or_404

logger = logging.getLogger(__name__)

SHOWN = 200  # of each list on the page


class InterfaceForm(UploadForm):
    file = forms.FileField(label=gettext_lazy("PO file"), allow_empty_file=True)
    most = MAX_BYTES


def interface_language_or_404(request, language: str) -> None:
    language_or_404(request, language)
    if language not in translated_languages():
        raise Http404


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def interface(request, language):
    """How far the interface is translated, and the forms for both ways; POST takes a file and keeps it."""
    interface_language_or_404(request, language)
    form = InterfaceForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return interface_page(request, language, InterfaceForm(), opened=opened(request, language))
    if not form.is_valid():
        return interface_page(request, language, form, 422)
    file = form.cleaned_data["file"]
    content = file.read()
    outcome = look_at(content, file.name, language)
    if outcome.faults:
        return interface_page(request, language, form, 422, faults=outcome.faults[:SHOWN], name=file.name)
    if not outcome.changes:
        messages.info(request, _("This file changes nothing, so it was not kept."))
        return redirect("translate:interface", language)
    kept = keep(content, language, request.user)
    # Without the name of the file, which is that of the account.
    told = "Words of the interface (%s) were handed in by account %s. What to do: manage.py import_interface --list"
    logger.info(told, language, request.user.pk)
    messages.success(request, _("Thank you. The file is kept for the operator, who takes it over into the portal."))
    return redirect(f"{reverse('translate:interface', args=[language])}?file={kept.path.name}#opened")


def interface_page(request, language: str, form, status: int = 200, **context):
    strings = entries(read_language(language))
    done = sum(1 for entry in strings if all(texts(entry)) and not entry.fuzzy)
    return desk_page(
        request, "interface.html", status, language=language, form=form, total=len(strings), done=done,
        handed_in=[(file, changes_of(file)) for file in returns(language)],
        **context,
    )  # fmt: skip


def changes_of(file: Return) -> int:
    """How many strings of the portal a file would change now; -1 if it does not fit any more."""
    if not file.path.exists():  # pushed out by newer ones this moment
        return 0
    portal = po_path(file.language)
    stamp = portal.stat().st_mtime_ns if portal.exists() else 0
    key = f"interface:{file.language}:{file.path.name}:{stamp}"
    return cache.get_or_set(
        key, lambda: -1 if (outcome := outcome_of(file)).faults else len(outcome.changes), timeout=None
    )


def outcome_of(file: Return) -> Outcome:
    return look_at(file.path.read_bytes(), file.path.name, file.language)


def opened(request, language: str) -> dict | None:
    """A file that was handed in, with what it changes."""
    file = next((file for file in returns(language) if file.path.name == request.GET.get("file")), None)
    if file is None:
        return None
    outcome = outcome_of(file)
    return {
        "file": file,
        "outcome": outcome,
        "changes": [told(*change) for change in outcome.changes[:SHOWN]],
        "more": len(outcome.changes) - SHOWN,
        "conflicts": [told(*conflict) for conflict in outcome.conflicts[:SHOWN]],
    }


def told(before, after) -> tuple[str, str, str]:
    """Source, translation as it is, and as the file has it."""
    return before.msgid, " / ".join(filter(None, texts(before))), " / ".join(texts(after))


@login_required
@require_safe
@never_cache
def interface_file(request, language):
    """The portal's own file, as it stands now."""
    interface_language_or_404(request, language)
    address = settings.SITE_URL + reverse("translate:interface", args=[language])
    remark = _("The interface of CoLabora in {language}. Bring the file back to {address}").format(
        language=language_name(language, current_language()), address=address
    )
    name = f"colabora-interface-{language}-{localdate().isoformat()}.po"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        give_out(language, remark), content_type="text/x-gettext-translation; charset=utf-8", headers=headers
    )
