"""Pages of the back office that belong to no single model. The site asks for an account before each of them."""

from django.urls import path

from colabora.history import views as history
from colabora.outlinks import views as outlinks
from colabora.report import views as report
from colabora.sheets import views as sheets
from spaces.round import yearly_round

from . import editing

urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/report.xlsx", report.report_workbook, name="report_workbook"),
    path("outside-links/", outlinks.outside_links, name="outside_links"),
    path("markdown/", editing.markdown_preview, name="markdown_preview"),
    path("yearly-round/", yearly_round, name="yearly_round"),
    path("sheets/", sheets.overview, name="sheets"),
    path("sheets/progress/<slug:key>/", sheets.progress, name="sheet_progress"),
    path("sheets/<slug:what>/export.<slug:suffix>", sheets.export, name="sheet_export"),
    path("sheets/<slug:what>/import/", sheets.import_file, name="sheet_import"),
    path("sheets/<slug:what>/import/<slug:token>/", sheets.confirm, name="sheet_confirm"),
    path("sheets/<slug:what>/import/<slug:token>/difference.csv", sheets.difference, name="sheet_difference"),
    path("bin/", history.bin_list, name="bin"),
    path("bin/<int:pk>/restore/", history.bin_restore, name="bin_restore"),
]
