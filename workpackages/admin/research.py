from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from colabora.admin import CitationInline, ContentAdmin, PartsInline, PlainPartsInline, TranslatedAdmin
from workpackages.models import Argument, Case, Finding, TargetGroup


@admin.register(Finding)
class FindingAdmin(TranslatedAdmin):
    list_display = ("text", "question", "document", "year")
    list_filter = ("question",)
    list_select_related = ("document", "work_package")
    autocomplete_fields = ("source",)
    public_choices = ("document",)
    fields = ("question", "position", "text", "limits", "document", "source", "year", "countries", "work_package")


class ArgumentInline(PartsInline):
    model = Argument
    fields = ("position", "title", "text", "source", "practice", "finding")
    autocomplete_fields = ("source",)
    public_choices = ("practice",)


class CaseInline(PlainPartsInline):
    model = Case
    fields = ("practice", "position")
    public_choices = ("practice",)


@admin.register(TargetGroup)
class TargetGroupAdmin(ContentAdmin):
    list_display = ("name", "position")
    search_fields = ("search_text",)
    fieldsets = (
        (None, {"fields": ("name", "heading", "intro")}),
        (_("Address on this site"), {"fields": ("slug", "position", "work_package")}),
    )
    inlines = (ArgumentInline, CaseInline, CitationInline)
