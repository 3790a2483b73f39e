from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.languages import translated
from colabora.sources.display import number_sources

from .models import WorkPackage


@public_page()
def work_package_list(request):
    packages = WorkPackage.objects.published().with_moderators().prefetch_related("activities")
    return render(request, "workpackages/workpackage_list.html", {"packages": packages})


class WorkPackageDetailView(ContentDetailView):
    queryset = WorkPackage.objects.with_page()
    slug_field = slug_url_kwarg = "number"

    def get_context_data(self, **kwargs):
        package = self.object
        return super().get_context_data(
            structured=[
                structured.breadcrumbs(
                    (_("Work packages"), reverse("workpackages:work-package-list")),
                    (translated(package, "title")[0], package.get_absolute_url()),
                )
            ],
            sources=number_sources(package.citations.all()),
            others=WorkPackage.objects.published().exclude(pk=package.pk),
            **kwargs,
        )
