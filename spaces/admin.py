from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
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
from partners.permissions import TRANSLATOR, leads

from .forms import EVIDENCE, SpaceForm
from .models import Amenity, Network, Space, SpaceFact, SpacePhoto, StageObservation
from .reports import Answer, report


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
    form = SpaceForm
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
                    "observed_stage",
                    "evidence",
                    "evidence_source",
                    "opened",
                    "closed",
                    "planned_for",
                ),
                "description": _(
                    "If you change whether it is open or how it is used, please say how you know. It becomes a dated "
                    "observation, from which the maturity stage follows."
                ),
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
        hidden = set() if leads(request.user) else {"same_rooms_as"}
        if request.user.role == TRANSLATOR:
            hidden |= set(EVIDENCE)
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in fieldsets
        ]

    def registry_address(self, obj):
        if obj is None or not obj.is_published:
            return ""
        return f"{reverse('spaces:space-list')}?{urlencode({'q': obj.display_name})}"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.reporter = request.user.lag
        if request.user.role == TRANSLATOR:  # fields of the form's own stay in it, whatever the fieldsets say
            for name in EVIDENCE:
                form.base_fields.pop(name, None)
        return form

    def save_related(self, request, form, formsets, change):
        """Whoever changes operation or use without an observation of their own has one written."""
        super().save_related(request, form, formsets, change)
        by_hand = any(isinstance(row, StageObservation) for formset in formsets for row in formset.new_objects)
        if request.user.role != TRANSLATOR and form.reports_something and not by_hand:
            self.report(request, form, Space.objects.get(pk=form.instance.pk), change)

    def report(self, request, form, space, change):
        said, changed = form.cleaned_data, set(form.changed_data)
        has_changed = "operation" in changed or bool(said["observed_stage"])
        report(
            space, Answer.CHANGED if has_changed else Answer.STILL_TRUE, request.user.lag, operation=space.operation,
            stage=said["observed_stage"], text=said["evidence"], source=said["evidence_source"],
            date=space.operation_as_of if "operation_as_of" in changed else "",
        )  # fmt: skip
        space.refresh_search_text()


@admin.register(Amenity)
class AmenityAdmin(TranslatedAdmin):
    list_display = ("name", "slug", "position")
    fields = ("name", "slug", "source_language", "position")


@admin.register(Network)
class NetworkAdmin(GuardedAdmin):
    list_display = ("name", "website")
    prepopulated_fields = {"slug": ("name",)}
