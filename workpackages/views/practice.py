from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.detail import ContentDetailView, public
from colabora.sources.display import details, find_library, number_sources
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
        find_library(sources)
        return super().get_context_data(
            sections=[
                {"label": Section(section).label, "name": section, "statements": list(rows)}
                for section, rows in groupby(statements, key=lambda statement: statement.section)
            ],
            packages=public(practice.work_packages.all()),
            spaces=public(practice.spaces.all()),
            target_groups=public(practice.target_groups.all()),
            sources=sources,
            details=details(citations),
            structured=[
                structured.practice(practice, statements),
                structured.breadcrumbs(
                    (_("Good practices"), reverse("workpackages:practice-list")),
                    (structured.words(practice, "title"), practice.get_absolute_url()),
                ),
            ],
            **kwargs,
        )
