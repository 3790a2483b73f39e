from django.contrib import admin
from modeltranslation.utils import get_translation_fields

from colabora.admin import TranslatedAdmin

from .models import Source


@admin.register(Source)
class SourceAdmin(TranslatedAdmin):
    list_display = ("title", "date", "url")
    search_fields = (*get_translation_fields("title"), "url")
    ordering = ("-pk",)
    fields = ("title", "url", "date", "source_language")
