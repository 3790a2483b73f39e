from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.detail import ContentDetailView
from colabora.sources.display import number_sources
from workpackages.library import rests_on
from workpackages.models import Document


class DocumentDetailView(ContentDetailView):
    model = Document

    def get_context_data(self, **kwargs):
        document = self.object
        citations = list(document.citations.all())
        events = [event for event in document.events.all() if event.is_published]
        rests = {name: rows for name, rows in rests_on(document).items() if rows}
        if "events" in rests:  # those that the work belongs to are named already
            named = {event.slug for event in events}
            rests["events"] = [link for link in rests["events"] if link.slug not in named]
            rests = {name: rows for name, rows in rests.items() if rows}
        return super().get_context_data(
            lags=[lag for lag in document.lags.all() if lag.is_published],
            packages=[package for package in document.work_packages.all() if package.is_published],
            target_groups=[group for group in document.target_groups.all() if group.is_published],
            events=events,
            findings=document.findings.all(),
            rests=rests,
            sources=number_sources(citations),
            structured=[
                structured.document(document),
                structured.breadcrumbs(
                    (_("Library"), reverse("workpackages:document-list")),
                    (document.display_title, document.get_absolute_url()),
                ),
            ],
            **kwargs,
        )
