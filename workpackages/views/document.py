from django.urls import reverse
from django.utils.translation import gettext as _

from colabora import structured
from colabora.detail import ContentDetailView, public
from colabora.sources.display import number_sources
from workpackages.library import rests_on
from workpackages.models import Document


class DocumentDetailView(ContentDetailView):
    model = Document
    name_field, title_field = "title", "gloss"

    def get_context_data(self, **kwargs):
        document = self.object
        citations = list(document.citations.all())
        events = public(document.events.all())
        rests = rests_on(document)
        named = {event.slug for event in events}  # those that the work belongs to are not told twice
        rests["events"] = [link for link in rests.get("events", ()) if link.slug not in named]
        return super().get_context_data(
            lags=public(document.lags.all()),
            packages=public(document.work_packages.all()),
            target_groups=public(document.target_groups.all()),
            events=events,
            findings=document.findings.all(),
            rests={name: rows for name, rows in rests.items() if rows},
            sources=number_sources(citations),
            structured=[
                structured.document(document),
                structured.breadcrumbs(
                    (_("Library"), reverse("workpackages:document-list")),
                    (structured.document_name(document), document.get_absolute_url()),
                ),
            ],
            **kwargs,
        )
