from django.urls import path

from colabora.caching import public_page

from . import views

app_name = "partners"
urlpatterns = [
    path("", views.lag_list, name="lag-list"),
    path("<slug:slug>/", public_page()(views.LocalActionGroupDetailView.as_view()), name="lag-detail"),
]
