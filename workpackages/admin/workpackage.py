from django.contrib import admin

from colabora.admin import CitationInline, ContentAdmin, PartsInline, PlainPartsInline, TranslatedAdmin
from workpackages.models import Activity, Goal, Moderation, Period, Project, WorkPackage


class ActivityInline(PartsInline):
    model = Activity
    fields = ("position", "title", "yields")


class ModerationInline(PlainPartsInline):
    model = Moderation
    fields = ("lag", "position")


class PeriodInline(PlainPartsInline):
    model = Period
    fields = ("start", "end", "source", "position")
    autocomplete_fields = ("source",)


@admin.register(WorkPackage)
class WorkPackageAdmin(ContentAdmin):
    list_display = ("number", "title")
    list_display_links = ("title",)
    search_fields = ("search_text",)
    fieldsets = ((None, {"fields": ("number", "title", "summary")}),)
    inlines = (ActivityInline, ModerationInline, CitationInline)


@admin.register(Project)
class ProjectAdmin(ContentAdmin):
    list_display = ("name", "title")
    fieldsets = (
        (None, {"fields": ("name", "title", "motto", "motto_language", "summary", "description", "period_note")}),
    )
    inlines = (PeriodInline, CitationInline)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Project.objects.exists()


@admin.register(Goal)
class GoalAdmin(TranslatedAdmin):
    list_display = ("text", "level", "parent", "position")
    list_select_related = ("parent",)
    fields = ("level", "parent", "text", "source_language", "position")
