from django.contrib import admin
from django.db.models import TimeField
from django.forms import TimeInput
from django.utils.translation import gettext_lazy as _

from colabora.admin import CitationInline, ContentAdmin, TranslatedAdmin
from workpackages.models import Event, Takeaway


@admin.register(Event)
class EventAdmin(ContentAdmin):
    list_display = ("title", "start", "kind", "host", "status")
    list_filter = ("status", "kind", "is_project_event", "host", "country")
    list_select_related = ("host",)
    search_fields = ("search_text",)
    formfield_overrides = {TimeField: {"widget": TimeInput(attrs={"type": "time"}, format="%H:%M")}}
    autocomplete_fields = ("spaces",)
    public_choices = ("participants", "work_packages", "spaces")
    fieldsets = (
        (None, {"fields": ("title", "original_title", "original_language", "summary")}),
        (
            _("When"),
            {
                "fields": (
                    ("start", "end", "date_qualifier"),
                    "date_note",
                    ("start_time", "end_time", "time_zone"),
                    "status",
                )
            },
        ),
        (
            _("Where"),
            {
                "fields": (
                    "mode",
                    "place",
                    "country",
                    ("latitude", "longitude"),
                    "coordinate_place",
                    "coordinate_precision",
                    "spaces",
                    "website",
                )
            },
        ),
        (
            _("Who"),
            {
                "fields": (
                    "host",
                    "participants",
                    "participants_are_derived",
                    ("attendance", "attendance_qualifier"),
                )
            },
        ),
        (_("What it was"), {"fields": ("kind", "is_project_event", "work_packages", "programme", "outcome")}),
        (_("Address on this site"), {"fields": ("slug",)}),
    )
    inlines = (CitationInline,)


@admin.register(Takeaway)
class TakeawayAdmin(TranslatedAdmin):
    """Of its own, not inside the event: a group tells what it took home from another group's meeting."""

    list_display = ("lag", "event", "learnt_from", "date")
    list_filter = ("lag",)
    list_select_related = ("lag", "event", "learnt_from")
    autocomplete_fields = ("source",)
    public_choices = ("event", "learnt_from")
    fields = ("lag", "event", "learnt_from", "text", "result", "date", "source", "confidence", "position")
