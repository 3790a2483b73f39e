"""The translation desk. Everything here asks for an account and for partners.permissions."""

from django.urls import path

from . import coverage, files, interface, views

ONE_TEXT = "<str:language>/<str:model>/<int:pk>/<str:field>/"

app_name = "translate"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/coverage.csv", coverage.coverage_csv, name="coverage-csv"),
    path("coverage/words.csv", coverage.words_csv, name="words-csv"),
    path("coverage/second-looks/", coverage.second_looks, name="second-looks"),
    path("<str:language>/", views.queue, name="queue"),
    path("<str:language>/files/", files.files, name="files"),
    path("<str:language>/files/export/", files.export, name="export"),
    path("<str:language>/files/<slug:token>/", files.confirm, name="confirm-file"),
    path("<str:language>/interface/", interface.interface, name="interface"),
    path("<str:language>/interface/django.po", interface.interface_file, name="interface-file"),
    path(ONE_TEXT, views.text, name="text"),
    path(f"{ONE_TEXT}next/", views.beside, {"way": "next"}, name="next"),
    path(f"{ONE_TEXT}previous/", views.beside, {"way": "previous"}, name="previous"),
]
