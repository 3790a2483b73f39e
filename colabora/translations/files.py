"""Files for translators on the desk: out, and back in by way of a page that tells what would change."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colabora.compare import Comparer
from colabora.sheets import run

from .catalog import groups, kinds, packages, places_of
from .exchange import carry_out, plan, segments
from .formats import FORMATS, read_file
from .segments import MAX_BYTES, FileError
from .states import LEFT, MISSING, OUTDATED, UP_TO_DATE
from .views import desk_page, language_or_404, slice_of

TYPES = {"po": "text/x-gettext-translation; charset=utf-8", "xliff": "application/xliff+xml"}
SUFFIXES = {"po": "po", "xliff": "xlf"}
SHOWN = 200  # of each list on the page


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("PO or XLIFF file"), allow_empty_file=True)
    most = MAX_BYTES

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.most:
            raise forms.ValidationError(_("This file is larger than {number} MB.").format(number=self.most // 1024**2))
        return file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def files(request, language):
    """The forms for both ways; POST takes a file and shows what it would do."""
    language_or_404(request, language)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return files_page(request, language, form, status=422 if request.method == "POST" else 200)
    upload = run.receive(form.cleaned_data["file"], request.user, what_of(language))
    try:
        outcome = planned(upload, language, request.user)
    except FileError as error:
        run.discard(upload)
        return files_page(request, language, form, status=422, faults=error.faults, name=upload.name)
    return outcome_page(request, language, run.offer(upload, request.user, outcome), outcome)


def what_of(language: str) -> str:
    return f"translations-{language}"


def planned(upload, language: str, user):
    """What the file would do. Raises FileError, also for a file of another language."""
    found, entries = read_file(upload.name, upload.file.read_bytes())
    outcome = plan(found, entries, user)
    if outcome.language != language:
        raise FileError([(1, _("This file is in another language. Open the page of that language to import it."))])
    return outcome


def files_page(request, language, form, status=200, **context):
    return desk_page(
        request, "files.html", status, language=language, form=form, chosen=slice_of(request, language),
        kinds=kinds(), groups=groups(request.user), packages=packages(request.user),
        formats=[("po", "PO"), ("xliff", "XLIFF 1.2")], **context,
    )  # fmt: skip


@login_required
@require_GET
@never_cache
def export(request, language):
    language_or_404(request, language)
    kind = request.GET.get("format", "po")
    if kind not in FORMATS:
        raise Http404
    chosen = slice_of(request, language)
    states = (MISSING, OUTDATED) if request.GET.get("missing") else (*LEFT, UP_TO_DATE)
    with translation.override(language):
        found = segments(type(chosen)(**{**vars(chosen), "states": states}), request.user)
        data = FORMATS[kind].write(found, language)
    part = f"-{chosen.model.split('.')[-1]}" if chosen.model else ""
    name = f"colabora-{language}{part}-{localdate().isoformat()}.{SUFFIXES[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=TYPES[kind], headers=headers)


def outcome_page(request, language, upload, outcome, *, is_other_than_shown=False):
    lists = (outcome.to_write, outcome.to_confirm, outcome.conflicts, outcome.unfinished)
    shown = [one for several in lists for one in several[:SHOWN]]
    places, compare = places_of(one.text for one in shown), Comparer()

    def lines(several):
        return [
            (one, places[one.text.model, one.text.pk, one.text.field], compare.pieces(one.text.text, one.words))
            for one in several[:SHOWN]
        ]

    return desk_page(
        request, "outcome.html", language=language, upload=upload, outcome=outcome, shown=SHOWN,
        is_other_than_shown=is_other_than_shown, to_write=lines(outcome.to_write), to_confirm=lines(outcome.to_confirm),
        conflicts=lines(outcome.conflicts), unfinished=lines(outcome.unfinished),
    )  # fmt: skip


@login_required
@require_POST
@never_cache
def confirm(request, language, token):
    """Does what was shown; what may not be written becomes a draft."""
    language_or_404(request, language)
    upload = run.offered(token, request.user, what_of(language))
    if upload is None or not run.take(upload):
        messages.warning(
            request,
            _("This file has been imported, is being imported, or was uploaded too long ago. Look whether it is done."),
        )
        return redirect("translate:queue", language)
    try:
        found, entries = read_file(upload.name, upload.file.read_bytes())
        outcome, is_done = carry_out(found, entries, request.user, upload.name, upload.shown)
    except FileError as error:
        run.discard(upload)
        return files_page(request, language, UploadForm(), 422, faults=error.faults, name=upload.name)
    if not is_done:
        upload = run.offer(upload, request.user, outcome)
        return outcome_page(request, language, upload, outcome, is_other_than_shown=True)
    run.discard(upload)
    count = len(outcome.to_write) + len(outcome.to_confirm)
    done = ngettext("{count} text imported from {name}.", "{count} texts imported from {name}.", count)
    messages.success(request, done.format(count=count, name=upload.name))
    if outcome.keeps_something:
        messages.info(request, _("Texts that could not be imported are kept as your drafts."))
    if count := outcome.drafts_left:
        said = ngettext(
            "Of {count} text you have a draft already; it stays as it is, and the file’s text is left out.",
            "Of {count} texts you have drafts already; they stay as they are, and the file’s texts are left out.",
            count,
        )
        messages.warning(request, said.format(count=count))
    return redirect("translate:queue", language)
