from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.caching import public_page
from colabora.detail import ContentDetailView
from colabora.languages import translated
from colabora.sources.display import number_sources
from workpackages.library import name_documents
from workpackages.listing import PracticeListing
from workpackages.models import GoodPractice, Section

from .event import details


@public_page(*PracticeListing.filterset_class.base_filters, "page")
def practice_list(request):
    listing = PracticeListing(request.GET)
    page = listing.page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "page_number": page.number,
        "is_unlisted": listing.is_narrowed,
    }
    return render(request, "workpackages/practice_list.html", context)


class PracticeDetailView(ContentDetailView):
    queryset = GoodPractice.objects.with_page()
    template_name = "workpackages/practice_detail.html"

    def get_context_data(self, **kwargs):
        practice = self.object
        order = Section.values.index
        statements = sorted(practice.statements.all(), key=lambda statement: order(statement.section))
        citations = list(practice.citations.all())
        sources = number_sources(statements, citations)
        name_documents(sources)
        return super().get_context_data(
            sections=[
                {"label": Section(section).label, "name": section, "statements": list(rows)}
                for section, rows in groupby(statements, key=lambda statement: statement.section)
            ],
            packages=[package for package in practice.work_packages.all() if package.is_published],
            spaces=[space for space in practice.spaces.all() if space.is_published],
            target_groups=[group for group in practice.target_groups.all() if group.is_published],
            sources=sources,
            details=details(citations),
            structured=[
                structured.practice(practice, statements),
                structured.breadcrumbs(
                    (_("Good practices"), reverse("workpackages:practice-list")),
                    (translated(practice, "title")[0], practice.get_absolute_url()),
                ),
            ],
            **kwargs,
        )
