from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from colabora.admin import CitationInline, ContentAdmin, GuardedAdmin, PartsInline
from workpackages.models import Endorsement, GoodPractice, PracticeStatement


class PracticeStatementInline(PartsInline):
    model = PracticeStatement
    fields = ("section", "position", "text", "source")
    autocomplete_fields = ("source",)


@admin.register(GoodPractice)
class GoodPracticeAdmin(ContentAdmin):
    list_display = ("title", "lag", "country", "started")
    list_filter = ("former_use", "place_size", "lag", "country")
    list_select_related = ("lag",)
    search_fields = ("search_text",)
    autocomplete_fields = ("spaces",)
    public_choices = ("spaces", "work_packages", "target_groups")
    fieldsets = (
        (
            None,
            {
                "fields": ("title", "summary"),
                "description": _("The text itself stands below, sentence by sentence, each with its source."),
            },
        ),
        (
            _("Where"),
            {
                "fields": (
                    "lag",
                    "country",
                    "spaces",
                    "former_use",
                    ("place_population", "place_population_qualifier", "place_population_as_of"),
                    ("started", "started_qualifier"),
                )
            },
        ),
        (_("For whom"), {"fields": ("target_groups", "work_packages")}),
        (_("Address on this site"), {"fields": ("slug",)}),
    )
    inlines = (PracticeStatementInline, CitationInline)


@admin.register(Endorsement)
class EndorsementAdmin(GuardedAdmin):
    """The groups that moderate a work package recommend anybody's good practice."""

    list_display = ("practice", "work_package")
    list_select_related = ("practice", "work_package")
    public_choices = ("practice",)
    fields = ("work_package", "practice")
