from django.contrib import admin
from modeltranslation.utils import get_translation_fields

from colabora.admin import ContentAdmin, TranslatedAdmin

from .models import BLANK_MARK, Page, Publicity, Term


@admin.register(Page)
class PageAdmin(ContentAdmin):
    list_display = ("title", "slug", "has_blanks")
    search_fields = ("search_text",)
    fieldsets = ((None, {"fields": ("title", "body")}),)

    def has_add_permission(self, request):
        return False  # the addresses of pages are fixed

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(boolean=True, description="[[ ]]")
    def has_blanks(self, obj):
        return not any(BLANK_MARK in (getattr(obj, name) or "") for name in get_translation_fields("body"))


@admin.register(Term)
class TermAdmin(ContentAdmin):
    list_display = ("term",)
    search_fields = ("search_text",)
    prepopulated_fields = {"slug": ("term_en",)}
    fieldsets = ((None, {"fields": ("term", "synonyms", "definition", "slug")}),)


@admin.register(Publicity)
class PublicityAdmin(TranslatedAdmin):
    list_display = ("fund", "period")
    fields = ("fund", "period", "statement", "note", "link", "source_language", "position")
