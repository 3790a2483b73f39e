from django.urls import path

from colabora.caching import public_page

from . import views

app_name = "workpackages"
urlpatterns = [
    path("", views.work_package_list, name="work-package-list"),
    path("<int:number>/", public_page()(views.WorkPackageDetailView.as_view()), name="work-package-detail"),
]
