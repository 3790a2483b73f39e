from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from colabora.admin.pages import back_office_page
from partners.models import LocalActionGroup
from partners.permissions import leads

from .figures import make_report
from .forms import ReportForm
from .workbook import workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form_for(request) -> ReportForm:
    """The report tells of drafts of all groups: it is the coordinator's."""
    if not leads(request.user):
        raise PermissionDenied
    return ReportForm(request.GET, list(LocalActionGroup.objects.all()))


@require_safe
def report(request):
    """The form and, below it, the report in its own language, whatever the back office's is."""
    form = form_for(request)
    body, query = "", form.data.copy()
    if form.is_valid():
        scope = form.scope()
        query["publicity"] = "on"
        with override(scope.language):
            made = make_report(scope, with_publicity=form.cleaned_data["publicity"])
            context = {"report": made, "is_unfolded": form.cleaned_data["records"], "with_publicity": query.urlencode()}
            body = render_to_string("admin/_report_body.html", context)
    return back_office_page(
        request,
        "admin/report.html",
        _("Report to the managing authority"),
        form=form,
        body=body,
        workbook=f"{reverse('admin:report_workbook')}?{form.data.urlencode()}",
        is_nav_sidebar_enabled=False,
    )


@require_safe
def report_workbook(request):
    """The same figures as a workbook. What is wrong with the question, the page says."""
    form = form_for(request)
    if not form.is_valid():
        return redirect(f"{reverse('admin:report')}?{form.data.urlencode()}")
    scope = form.scope()
    with override(scope.language):
        content = workbook_of(make_report(scope, with_publicity=form.cleaned_data["publicity"]))
    name = f"colabora-report-{scope.period.start}-{scope.period.end}-{scope.language}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
