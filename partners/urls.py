from django.urls import path

from . import views

app_name = "partners"
urlpatterns = [
    path("", views.lag_list, name="lag-list"),
    path("<slug:slug>/", views.LocalActionGroupDetailView.as_view(), name="lag-detail"),
]
