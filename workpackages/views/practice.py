from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.detail import ContentDetailView
from colabora.languages import translated
from colabora.links import links
from colabora.sources.display import details, library_of, name_library, number_sources
from workpackages.models import GoodPractice, Section


class PracticeDetailView(ContentDetailView):
    model = GoodPractice
    template_name = "workpackages/practice_detail.html"

    def get_context_data(self, **kwargs):
        practice = self.object
        order = Section.values.index
        statements = sorted(practice.statements.all(), key=lambda statement: order(statement.section))
        citations = list(practice.citations.all())
        sources = number_sources(statements, citations)
        name_library(sources, links(library=library_of(sources))["library"])
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
