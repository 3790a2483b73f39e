"""Tables out and in, in the back office."""

import secrets
import tempfile
from typing import NamedTuple

from django.contrib import messages
from django.http import FileResponse, Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from colabora.admin.pages import back_office_page
from colabora.compare import Comparer

from . import run
from .catalog import sheet_for, sheets_for
from .differences import pieces
from .forms import UploadForm
from .reading import SheetError
from .writing import csv_lines, separator, write_xlsx

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def permitted_sheets(request):
    sheets = sheets_for(request.user)
    if not sheets:
        raise Http404
    return sheets


@require_GET
def overview(request):
    sheets = [sheet(request.user) for sheet in permitted_sheets(request)]
    return back_office_page(request, "admin/sheets/overview.html", _("Tables"), sheets=sheets)


@require_GET
@never_cache
def export(request, what, suffix):
    if suffix not in TYPES:
        raise Http404
    sheet = sheet_for(what, request.user)
    if suffix == "csv":
        response = StreamingHttpResponse(csv_lines(sheet, separator()), content_type=TYPES[suffix])
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
        write_xlsx(sheet, file)
        file.seek(0)
        response = FileResponse(file, content_type=TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(what, suffix)}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


def file_name(what: str, suffix: str) -> str:
    return f"colabora-{what}-{localdate().isoformat()}.{suffix}"


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request, what):
    """Takes a file, and shows what it would do."""
    sheet = sheet_for(what, request.user)
    if request.method != "POST":
        return upload_page(request, sheet, UploadForm(initial={"progress": secrets.token_urlsafe(18)}))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, sheet, form)
    key = form.cleaned_data["progress"]
    upload = run.receive(form.cleaned_data["file"], request.user, what)
    try:
        table = run.table_of(sheet, upload.file)
        progress = run.progress_to(request.user, key)
        outcome = run.dry_run(sheet, table, difference=upload.difference, progress=progress)
    except SheetError as error:
        run.discard(upload)
        form.add_error("file", error.messages)
        return upload_page(request, sheet, form)
    finally:
        run.forget_progress(request.user, key)
    return outcome_page(request, sheet, table, run.offer(upload, request.user, outcome), outcome)


@require_POST
def confirm(request, what, token):
    """Imports the file that was shown."""
    sheet = sheet_for(what, request.user)
    upload = run.offered(token, request.user, what)
    if upload is None or not run.take(upload):
        messages.warning(
            request,
            _("This file has been imported, is being imported, or was uploaded too long ago. Look whether it is done."),
        )
        return redirect("admin:sheets")
    key = request.POST.get("progress", "")
    try:
        table = run.table_of(sheet, upload.file)
        outcome, is_done = run.import_table(
            sheet, table, upload.name, upload.shown, user=request.user, difference=upload.difference,
            progress=run.progress_to(request.user, key),
        )  # fmt: skip
    except SheetError as error:
        run.discard(upload)
        messages.error(request, " ".join(error.messages))
        return redirect("admin:sheet_import", what)
    finally:
        run.forget_progress(request.user, key)
    if is_done:
        run.discard(upload)
        messages.success(
            request,
            ngettext(
                "{count} row imported from {name}.", "{count} rows imported from {name}.", outcome.to_write
            ).format(count=outcome.to_write, name=upload.name),
        )
        return redirect("admin:sheets")
    upload = run.offer(upload, request.user, outcome)
    return outcome_page(request, sheet, table, upload, outcome, is_other_than_shown=True)


@require_GET
@never_cache
def difference(request, what, token):
    """All differences of an upload, as a table."""
    sheet_for(what, request.user)
    upload = run.offered(token, request.user, what)
    if upload is None or not upload.difference.exists():
        raise Http404
    name = f"colabora-{what}-difference.csv"
    return FileResponse(upload.difference.open("rb"), as_attachment=True, filename=name, content_type=TYPES["csv"])


@require_GET
@never_cache
def progress(request, key):
    permitted_sheets(request)
    return JsonResponse(run.progress_of(request.user, key))


def upload_page(request, sheet, form):
    title = _("Import: {name}").format(name=sheet.model._meta.verbose_name_plural)
    return back_office_page(request, "admin/sheets/upload.html", title, sheet=sheet, form=form)


class ShownField(NamedTuple):
    name: str
    pieces: list[tuple[str, str]]
    is_emptied: bool


def outcome_page(request, sheet, table, upload, outcome, *, is_other_than_shown=False):
    compare = Comparer()
    for row in outcome.changed_rows:
        row.fields = [
            ShownField(name, pieces(compare, old, new), bool(old and not new))
            for name, (old, new) in row.changes.items()
        ]
    title = _("Check before importing: {name}").format(name=sheet.model._meta.verbose_name_plural)
    return back_office_page(
        request, "admin/sheets/outcome.html", title, sheet=sheet, upload=upload, outcome=outcome, notice=table.notice,
        is_other_than_shown=is_other_than_shown, progress=secrets.token_urlsafe(18),
    )  # fmt: skip
