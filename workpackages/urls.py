from django.urls import path

from . import views

app_name = "workpackages"
urlpatterns = [
    path("", views.work_package_list, name="work-package-list"),
    path("<int:number>/", views.WorkPackageDetailView.as_view(), name="work-package-detail"),
]
