"""The admin of what is translated and published: the language switch, drafts, previews."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from colabora.forms import ContentForm
from colabora.languages import languages_with
from colabora.models import translated_fields
from partners.permissions import CHANGE, editable, may, may_preview

from .guarded import GuardedAdmin


class TranslatedAdmin(GuardedAdmin, TranslationAdmin):
    """The admin of anything with translated fields: our own switch shows and hides the languages."""

    change_form_template = "admin/translated_change_form.html"

    class Media:
        css = {"all": ["css/admin.css"]}
        js = [forms.Script("js/admin.js", type="module")]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["source_language"] = getattr(obj, "source_language", "")
        context["preview_address"] = self.preview_address(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def preview_address(self, request, obj):
        return ""

    def get_list_display(self, request):
        return [*super().get_list_display(request), "missing_languages"]

    @admin.display(description=gettext_lazy("languages missing"))
    def missing_languages(self, obj):
        present = languages_with(obj, getattr(obj, "main_text_field", "") or translated_fields(self.model)[0])
        return ", ".join(code for code in settings.LANGUAGE_CODES if code not in present) or "–"


class ContentAdmin(TranslatedAdmin):
    """The admin of what is published."""

    form = ContentForm
    actions = ("publish", "unpublish")
    list_per_page = 50

    def get_list_display(self, request):
        return [*super().get_list_display(request), "publication"]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), PublicationFilter]

    def get_fieldsets(self, request, obj=None):
        publication = (_("Publication"), {"fields": ["published_at", "source_language"]})
        fieldsets = [*super().get_fieldsets(request, obj), publication]
        if obj is not None:
            fieldsets[-1][1]["fields"].append("version_seen")
        return fieldsets

    def get_search_results(self, request, queryset, search_term):
        """In all languages, accents and capitals aside."""
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def get_view_on_site_url(self, obj=None):
        """A draft is seen by its preview alone."""
        return super().get_view_on_site_url(obj) if obj is not None and obj.is_published else None

    def preview_address(self, request, obj):
        from colabora.views import preview_address

        return preview_address(obj) if obj and obj.pk and may_preview(request.user, obj) else ""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.refresh_from_db()
        form.instance.refresh_search_text()

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def publication(self, obj):
        if obj.published_at is None:
            return _("draft")
        return (
            _("yes")
            if obj.is_published
            else _("on {date}").format(date=date_format(timezone.localtime(obj.published_at)))
        )

    def has_publish_permission(self, request):
        user = request.user
        return may(user, CHANGE, self.model) and user.role != "translator"

    @admin.action(description=gettext_lazy("Publish the chosen ones now"), permissions=["publish"])
    def publish(self, request, queryset):
        now = timezone.now()
        not_yet = queryset.filter(published_at=None) | queryset.filter(published_at__gt=now)
        self._set_publication(request, not_yet, now)

    @admin.action(description=gettext_lazy("Take the chosen ones off the site"), permissions=["publish"])
    def unpublish(self, request, queryset):
        self._set_publication(request, queryset.exclude(published_at=None), None)

    def _set_publication(self, request, queryset, moment):
        count = 0
        with transaction.atomic():
            for obj in editable(queryset, request.user).select_for_update():
                obj.published_at = moment
                obj.save(update_fields=["published_at"])
                self.log_change(request, obj, [{"changed": {"fields": ["published_at"]}}])
                count += 1
        self.message_user(
            request,
            ngettext("{count} record changed.", "{count} records changed.", count).format(count=count),
            messages.SUCCESS if count else messages.WARNING,
        )


class PublicationFilter(admin.SimpleListFilter):
    title = gettext_lazy("publication")
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("draft", _("Draft")), ("public", _("Public")), ("later", _("At a later date"))]

    def queryset(self, request, queryset):
        now = timezone.now()
        return {
            "draft": queryset.filter(published_at=None),
            "public": queryset.filter(published_at__lte=now),
            "later": queryset.filter(published_at__gt=now),
        }.get(self.value(), queryset)
