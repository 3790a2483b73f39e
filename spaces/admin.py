from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from colabora.admin import (
    CitationInline,
    ContentAdmin,
    FactInline,
    GuardedAdmin,
    PartsInline,
    PictureInline,
    TranslatedAdmin,
)
from partners.permissions import leads

from .models import Amenity, Network, Space, SpaceFact, SpacePhoto, StageObservation


class StageObservationInline(PartsInline):
    model = StageObservation
    fields = ("position", ("date", "event", "stage"), "text", "source", "confidence")
    autocomplete_fields = ("source",)


class SpacePhotoInline(PictureInline):
    model = SpacePhoto


class SpaceFactInline(FactInline):
    model = SpaceFact


@admin.register(Space)
class SpaceAdmin(ContentAdmin):
    list_display = ("display_name", "place", "lag", "operation", "operation_as_of", "stage")
    list_filter = ("operation", "stage", "relation", "lag", "country")
    list_select_related = ("lag",)
    search_fields = ("search_text",)
    prepopulated_fields = {"slug": ("name", "place")}
    fieldsets = (
        (None, {"fields": ("name", "name_language", "heading", "summary", "description")}),
        (
            _("Is it open?"),
            {
                "fields": (
                    ("operation", "operation_as_of", "operation_as_of_qualifier"),
                    "opened",
                    "closed",
                    "planned_for",
                ),
                "description": _("The maturity stage is not typed in: it follows from the observations below."),
            },
        ),
        (
            _("Where"),
            {
                "fields": (
                    "lag",
                    "relation",
                    "address",
                    "place",
                    "municipality",
                    "region",
                    "country",
                    ("latitude", "longitude"),
                    "coordinate_place",
                    "coordinate_precision",
                    "same_rooms_as",
                )
            },
        ),
        (
            _("Who and what"),
            {
                "fields": (
                    "operator",
                    "operator_kind",
                    "network",
                    "former_use",
                    "former_use_note",
                    "amenities",
                    "opening_hours",
                    "opening_hours_as_of",
                    "accessibility",
                    "accessibility_as_of",
                    "welcomes_visitors",
                )
            },
        ),
        (_("Contact"), {"fields": ("website", "contact_organisation", "contact_email", "contact_phone")}),
        (_("Address on this site, other names"), {"fields": ("slug", "alt_names")}),
    )
    inlines = (StageObservationInline, SpaceFactInline, SpacePhotoInline, CitationInline)

    @admin.display(description=_("name"), ordering="sort_name")
    def display_name(self, obj):
        return obj.display_name

    def get_fieldsets(self, request, obj=None):
        """Which two entries are one is the coordinator's to say: the other may be another group's, even a draft."""
        fieldsets = super().get_fieldsets(request, obj)
        if not leads(request.user):
            for _name, options in fieldsets:
                options["fields"] = [name for name in options["fields"] if name != "same_rooms_as"]
        return fieldsets


@admin.register(Amenity)
class AmenityAdmin(TranslatedAdmin):
    list_display = ("name", "slug", "position")
    fields = ("name", "slug", "source_language", "position")


@admin.register(Network)
class NetworkAdmin(GuardedAdmin):
    list_display = ("name", "website")
    prepopulated_fields = {"slug": ("name",)}
