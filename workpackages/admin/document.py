from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from colabora.admin import CitationInline, ContentAdmin, PlainPartsInline
from colabora.forms import DocumentFileForm
from workpackages.models import Document, DocumentFile


class DocumentFileInline(PlainPartsInline):
    model = DocumentFile
    form = DocumentFileForm
    fields = ("file", "language", "position", "file_seen")


@admin.register(Document)
class DocumentAdmin(ContentAdmin):
    list_display = ("display_title", "kind", "relation", "date", "lag")
    list_filter = ("relation", "kind", "how_known", "lag")
    list_select_related = ("lag",)
    search_fields = ("search_text",)
    autocomplete_fields = ("events", "source")
    public_choices = ("lags", "work_packages", "target_groups", "events")
    fieldsets = (
        (None, {"fields": ("title", "title_language", "gloss", "summary")}),
        (
            _("The work"),
            {"fields": ("kind", "relation", "publisher", "date", "languages", "licence", "doi", "how_known")},
        ),
        (_("Where it is"), {"fields": ("url", "url_language", "url_is_home_page")}),
        (_("What it belongs to"), {"fields": ("lag", "lags", "work_packages", "target_groups", "events", "source")}),
        (_("Address on this site"), {"fields": ("slug",)}),
    )
    inlines = (DocumentFileInline, CitationInline)

    @admin.display(description=_("title"), ordering="title")
    def display_title(self, obj):
        return obj.display_title
