from django.urls import path

from colabora.caching import public_page

from . import views

app_name = "spaces"
urlpatterns = [
    path("", views.space_list, name="space-list"),
    path("<slug:slug>/", public_page()(views.SpaceDetailView.as_view()), name="space-detail"),
]
