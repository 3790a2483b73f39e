from django.urls import path

from colabora.caching import public_page

from . import views

app_name = "spaces"
urlpatterns = [
    path("", views.space_list, name="space-list"),
    path("map/", views.space_map, name="space-map"),
    path("towns/", views.towns, name="towns"),
    path("cases/", views.case_list, name="case-list"),
    path("cases/<path:terms>/", views.case_list, name="case"),
    path("<slug:slug>/", public_page()(views.SpaceDetailView.as_view()), name="space-detail"),
]
