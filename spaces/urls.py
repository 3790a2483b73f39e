from django.urls import path

from . import views

app_name = "spaces"
urlpatterns = [
    path("", views.space_list, name="space-list"),
    path("<slug:slug>/", views.SpaceDetailView.as_view(), name="space-detail"),
]
