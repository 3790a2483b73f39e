from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import DetailView

from .languages import languages_with, translated
from .pages.models import FormerSlug


def public(rows) -> list:
    """Of rows fetched with a page those that are published: a draft is named nowhere."""
    return [row for row in rows if row.is_published]


def is_unsaved(request) -> bool:
    """Whether a page shows what its editor has not saved yet (colabora.drafts.show_unsaved)."""
    return getattr(request, "is_unsaved", False)


class ContentDetailView(DetailView):
    """The page of one published record. A renamed one redirects; a draft is seen through its signed preview only."""

    # The texts of the page's <title> and description; a record with a name of its own is titled by that.
    title_field, description_field = "title", "summary"
    name_field = ""
    # The record to show instead of looking one up: set by the preview, which checks the signature.
    draft = None

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            current = self.moved_to()
            if current is None:
                raise
            return redirect(current, permanent=True)

    def get_queryset(self):
        """Asked anew for each visit: what is public depends on the moment."""
        queryset = self.model.objects.with_page()
        return queryset.filter(pk=self.draft.pk) if self.draft else queryset.published()

    def get_context_data(self, **kwargs):
        field = self.object.main_text_field
        is_unlisted = kwargs.pop("is_unlisted", False) or self.draft is not None
        return super().get_context_data(
            page_languages=languages_with(self.object, field),
            shown_language=translated(self.object, field)[1],
            title_language=self.title_language(),
            description_language=translated(self.object, self.description_field)[1],
            page_url=settings.SITE_URL + self.request.path,
            is_preview=self.draft is not None and (not self.draft.is_published or is_unsaved(self.request)),
            is_unlisted=is_unlisted,
            **kwargs,
        )

    def title_language(self) -> str:
        if self.name_field and getattr(self.object, self.name_field):
            return getattr(self.object, f"{self.name_field}_language")
        return translated(self.object, self.title_field)[1] if self.title_field else ""

    def moved_to(self):
        model = self.model
        former = FormerSlug.objects.filter(
            content_type=ContentType.objects.get_for_model(model), slug=self.kwargs.get("slug", "")
        ).first()
        return former and model.objects.published().filter(pk=former.object_id).first()
