"""The admin of what is translated and published: the language switch, drafts, previews."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin

from colabora.forms import ContentForm
from colabora.history import LIST, recording
from colabora.history.snapshots import catch_up
from colabora.languages import has_text, lacks_text, languages_with
from colabora.models import translated_fields
from colabora.translations.states import OUTDATED, texts
from partners.permissions import CHANGE, TRANSLATOR, editable, languages_of, may, may_edit, may_preview

from .guarded import GuardedAdmin
from .pages import back_office_page
from .translations import MINOR, mark_states, note_written


class TranslatedAdmin(GuardedAdmin, TranslationAdmin):
    """The admin of anything with translated fields: our own switch shows and hides the languages."""

    change_form_template = "admin/translated_change_form.html"

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["source_language"] = getattr(obj, "source_language", "")
        context["preview_address"] = self.preview_address(request, obj)
        context["may_be_minor"] = obj is not None and request.user.role != TRANSLATOR
        mark_states(context)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def preview_address(self, request, obj):
        return ""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note_written(form, formsets, request.user, is_minor=MINOR in request.POST)

    def get_list_display(self, request):
        return [*super().get_list_display(request), "missing_languages"]

    @admin.display(description=gettext_lazy("languages missing"))
    def missing_languages(self, obj):
        present = languages_with(obj, getattr(obj, "main_text_field", "") or translated_fields(self.model)[0])
        return ", ".join(code for code in settings.LANGUAGE_CODES if code not in present) or "–"


PREVIEW = "_preview"


def stay_after_publishing(request):
    """Whoever publishes or takes off the site wants to see that it is done."""
    if {"_publish", "_unpublish"} & request.POST.keys():
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
    return request


def problems_of(context) -> list[str]:
    """What a form complains about, a line each, with the name of the field."""
    forms_shown = [context["adminform"].form]
    lines = []
    for formset in context["inline_admin_formsets"]:
        forms_shown += formset.formset.forms
        lines += formset.formset.non_form_errors()
    for form in forms_shown:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            for error in errors:
                words = strip_tags(error) if isinstance(error, SafeData) else str(error)  # of both texts, the words
                lines.append(f"{label}: {words}" if label else words)
    return lines


class ContentAdmin(TranslatedAdmin):
    """The admin of what is published."""

    form = ContentForm
    actions = ("publish", "unpublish")
    list_per_page = 50

    def get_list_display(self, request):
        return [*super().get_list_display(request), "publication"]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), PublicationFilter, MissingLanguageFilter, OutdatedLanguageFilter]

    def get_fieldsets(self, request, obj=None):
        publication = (_("Publication"), {"fields": ["published_at", "source_language"]})
        return [*super().get_fieldsets(request, obj), publication]

    def get_search_results(self, request, queryset, search_term):
        """In all languages, accents and capitals aside."""
        return (queryset.search(search_term) if search_term.strip() else queryset), False

    def get_view_on_site_url(self, obj=None):
        """A draft is seen by its preview alone."""
        return super().get_view_on_site_url(obj) if obj is not None and obj.is_published else None

    def preview_address(self, request, obj):
        from colabora.drafts import preview_address

        if not obj or not obj.pk or not may_preview(request.user, obj):
            return ""
        return preview_address(obj, languages_of(request.user) if request.user.role == TRANSLATOR else ())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        from colabora.drafts import has_preview

        if request.method == "POST" and PREVIEW in request.POST and has_preview(self.model):
            return self.preview_unsaved(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def preview_unsaved(self, request, object_id):
        """The page as visitors would see it: saved, shown and taken back, in one transaction."""
        from colabora.drafts import show_unsaved

        with transaction.atomic():
            answer = super().changeform_view(request, object_id)
            list(messages.get_messages(request))  # nothing is saved in the end, so nothing is to be told
            if hasattr(request, "just_saved"):
                languages, asked = languages_of(request.user), request.POST[PREVIEW]
                answer = show_unsaved(request, request.just_saved, asked if asked in languages else languages[0])
                transaction.set_rollback(True)
                return answer
            transaction.set_rollback(True)
        if answer.status_code == HTTPStatus.OK and "adminform" in answer.context_data:
            context = {"problems": problems_of(answer.context_data)}
            return back_office_page(request, "admin/no_preview.html", _("No preview yet"), **context)
        return answer

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        from colabora.drafts import has_preview

        user = request.user
        can_edit = obj is None or may_edit(user, obj)
        context |= {
            "may_publish": user.role != TRANSLATOR and can_edit,
            "is_published": obj is not None and obj.is_published,
            "preview_languages": settings.LANGUAGES if has_preview(self.model) else (),
            "registry_address": self.registry_address(obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def registry_address(self, obj) -> str:
        """Where visitors find the record among others."""
        return ""

    def save_model(self, request, obj, form, change):
        request.was_published_at = form.initial.get("published_at") if change else None
        if self.has_publish_permission(request):
            if "_publish" in request.POST and not obj.is_published:
                obj.published_at = timezone.now()
            elif "_unpublish" in request.POST:
                obj.published_at = None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        obj = form.instance
        obj.refresh_from_db()
        obj.refresh_search_text()
        self.keep_incomplete_from_visitors(request, obj)
        request.just_saved = obj

    def keep_incomplete_from_visitors(self, request, obj):
        """What is newly published and not fit for it stays a draft; what was public already is only told about."""
        problems = obj.missing_for_publication() if obj.published_at is not None else []
        if not problems:
            return
        is_new = request.was_published_at is None
        if is_new:
            obj.published_at = None
            obj.save(update_fields=["published_at"])
        lead = _("Saved, but not published:") if is_new else _("Saved. Visitors see this record, but:")
        messages.warning(request, " ".join([lead, *map(str, problems)]))

    def response_change(self, request, obj):
        self.tell_publication(request, obj)
        return super().response_change(stay_after_publishing(request), obj)

    def response_add(self, request, obj, post_url_continue=None):
        self.tell_publication(request, obj)
        return super().response_add(stay_after_publishing(request), obj, post_url_continue)

    def tell_publication(self, request, obj):
        if "_publish" in request.POST and obj.is_published:
            messages.success(request, _("Visitors see this page now."))
        elif "_unpublish" in request.POST and obj.published_at is None:
            messages.success(request, _("Visitors no longer see this page."))

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
        return may(user, CHANGE, self.model) and user.role != TRANSLATOR

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
                if moment is not None and (problems := obj.missing_for_publication()):
                    messages.warning(request, f"{obj}: {' '.join(map(str, problems))}")
                    continue
                catch_up(obj)
                with recording(request.user, LIST):
                    obj.published_at = moment
                    obj.save(update_fields=["published_at"])
                self.log_change(request, obj, [{"changed": {"fields": ["published_at"]}}])
                count += 1
        self.message_user(
            request,
            ngettext("{count} record changed.", "{count} records changed.", count).format(count=count),
            messages.SUCCESS if count else messages.WARNING,
        )


class MissingLanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("translation missing")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def queryset(self, request, queryset):
        field = queryset.model.main_text_field
        if self.value() not in settings.LANGUAGE_CODES or not field:
            return queryset
        return queryset.filter(has_text(field) & lacks_text(field, self.value()))


class OutdatedLanguageFilter(admin.SimpleListFilter):
    title = gettext_lazy("translation outdated")
    parameter_name = "outdated"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def queryset(self, request, queryset):
        if self.value() not in settings.LANGUAGE_CODES:
            return queryset
        outdated = {text.pk for text in texts(queryset, [self.value()]) if text.state == OUTDATED}
        return queryset.filter(pk__in=outdated)


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
