from django.urls import path

from colabora.caching import public_page

from . import views

app_name = "workpackages"
urlpatterns = [
    path("work-packages/", views.work_package_list, name="work-package-list"),
    path(
        "work-packages/<int:number>/",
        public_page()(views.WorkPackageDetailView.as_view()),
        name="work-package-detail",
    ),
    path("events/", views.event_list, name="event-list"),
    path("events/calendar.ics", views.calendar, name="calendar"),
    path("events/<slug:slug>/", public_page()(views.EventDetailView.as_view()), name="event-detail"),
    path("events/<slug:slug>/calendar.ics", views.event_calendar, name="event-calendar"),
    path("good-practices/", views.practice_list, name="practice-list"),
    path("good-practices/<slug:slug>/", public_page()(views.PracticeDetailView.as_view()), name="practice-detail"),
    path("documents/", views.document_list, name="document-list"),
    path("documents/research/", views.research, name="research"),
    path("documents/<slug:slug>/", public_page()(views.DocumentDetailView.as_view()), name="document-detail"),
    path("arguments/", views.argument_list, name="argument-list"),
    path("arguments/<slug:slug>/", public_page()(views.ArgumentDetailView.as_view()), name="argument-detail"),
]
