"""What the admin of every app shares: rights, the language switch, drafts and previews, two editors at once."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.admin import GenericTabularInline
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from partners.permissions import (
    ADD,
    CHANGE,
    DELETE,
    LAG_STAFF,
    VIEW,
    editable,
    leads,
    locked_fields,
    may,
    may_edit_parts,
    may_preview,
    translatable_columns,
    visible,
)

from .codes import COUNTRIES, LANGUAGE_TAGS, validate_country, validate_language
from .forms import ContentForm, KeepingForm, PartForm, PartsFormSet, PictureForm
from .languages import country_name, current_language, language_name, languages_with
from .models import Content, translated_fields
from .sources.models import Citation
from .text import alphabetical


class ChoicesView(AutocompleteJsonView):
    """Offers what the asking field may hold: that may be more than the target's own list shows."""

    def get_queryset(self):
        asking = self.admin_site.admin_of(self.source_field)
        if asking is None or self.source_field.name not in asking.public_choices:
            return super().get_queryset()
        rows = asking.choices_for(self.source_field, self.model_admin.model.objects.all(), self.request.user)
        return self.model_admin.get_search_results(self.request, rows, self.term)[0]


class PortalAdminSite(admin.AdminSite):
    site_header = "CoLabora"
    site_title = "CoLabora"
    index_title = gettext_lazy("What would you like to edit?")
    enable_nav_sidebar = True

    def get_urls(self):
        """Django's own "view on site" would tell the address of any record to anybody with an account."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        view = self.admin_view(self.view_on_site)
        return [path("r/<int:content_type_id>/<int:object_id>/", view, name="view_on_site"), *urls]

    def autocomplete_view(self, request):
        return ChoicesView.as_view(admin_site=self)(request)

    def admin_of(self, field):
        """The admin or inline in whose form a field stands."""
        inlines = (inline for model_admin in self._registry.values() for inline in model_admin.inlines)
        if field.model in self._registry:
            return self._registry[field.model]
        found = next((inline for inline in inlines if inline.model is field.model), None)
        return found and found(field.model, self)

    def view_on_site(self, request, content_type_id, object_id):
        content_type = ContentType.objects.filter(pk=content_type_id).first()
        model = content_type and content_type.model_class()
        if model is None or model not in self._registry or not hasattr(model, "get_absolute_url"):
            raise Http404
        record = visible(model.objects.filter(pk=object_id), request.user).first()
        if record is None:
            raise Http404
        return HttpResponseRedirect(record.get_absolute_url())


def form_columns(model) -> list[str]:
    """What a form may edit: each language's column of a translated field, not the field that stands for all."""
    bare = translated_fields(model)
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [field.name for field in fields if field.editable and not field.primary_key and field.name not in bare]


def code_names(db_field) -> list[tuple[str, str]]:
    """The codes that a field of a country or a language may hold, with their names, in the alphabet of the editor."""
    if validate_country in db_field.validators:
        codes, name_of = COUNTRIES, country_name
    elif validate_language in db_field.validators:
        codes, name_of = LANGUAGE_TAGS, language_name
    else:
        return []
    here = current_language()
    return sorted(((code, name_of(code, here)) for code in codes), key=lambda pair: alphabetical(pair[1], here))


class GuardedMixin:
    """Asks partners.permissions, and shows only the rows that a user may see."""

    def get_queryset(self, request):
        return visible(super().get_queryset(request), request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if names := code_names(db_field):
            return forms.ChoiceField(
                label=capfirst(db_field.verbose_name), help_text=db_field.help_text, required=not db_field.blank,
                choices=[("", "–"), *names],
            )  # fmt: skip
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field"):
            field.required = not db_field.blank  # modeltranslation asks for the site's first language
        return field

    # Relations that may name any published record, whoever owns it: the partners who came, a case of another area.
    public_choices: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Choices, too, are only what the user may see: a list of names would tell of other groups' drafts."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.queryset = self.choices_for(db_field, field.queryset, request.user)
            if is_owner(self.model, db_field) and request.user.role == LAG_STAFF:
                field.required = True  # a record without an owner would be lost to the one who made it
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name not in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)  # few choices, all in sight, without a key held
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.queryset = self.choices_for(db_field, field.queryset, request.user)
        return field

    def choices_for(self, db_field, queryset, user):
        seen = visible(queryset, user)
        if db_field.name not in self.public_choices or leads(user):
            return seen
        return queryset.filter(Q(pk__in=seen.order_by().values("pk")) | Q(published_at__lte=timezone.now()))


def is_owner(model, db_field) -> bool:
    """Whether a foreign key says whose a record is."""
    return db_field.name == getattr(model, "owner_path", "") and db_field.is_relation


class GuardedAdmin(GuardedMixin, admin.ModelAdmin):
    form = KeepingForm

    def has_module_permission(self, request):
        return may(request.user, VIEW, self.model)

    def has_view_permission(self, request, obj=None):
        return may(request.user, VIEW, obj or self.model)

    def has_add_permission(self, request):
        return may(request.user, ADD, self.model)

    def has_change_permission(self, request, obj=None):
        return may(request.user, CHANGE, obj or self.model)

    def has_delete_permission(self, request, obj=None):
        return may(request.user, DELETE, obj or self.model)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The form of a record without a version carries what its editor saw: only that tells what was changed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and not issubclass(self.model, Content):
            field.show_hidden_initial = True
        return field

    def get_list_display(self, request):
        """A column of another record names it to whoever may see it."""
        columns = super().get_list_display(request)
        return [self.guarded_column(name, request.user) if name in self.public_choices else name for name in columns]

    def guarded_column(self, name: str, user):
        def column(obj):
            related = getattr(obj, name)
            may_be_named = related is None or leads(user) or related.is_published or may_preview(user, related)
            return related if may_be_named else _("(not public)")

        column.short_description = self.model._meta.get_field(name).verbose_name
        column.__name__ = name
        return column

    def get_list_filter(self, request):
        """LAG staff have one group: nothing to choose, and no list of the others."""
        is_of_one_group = request.user.role == LAG_STAFF
        filters = super().get_list_filter(request)
        return [name for name in filters if not (is_of_one_group and name == getattr(self.model, "owner_path", ""))]

    def get_changeform_initial_data(self, request):
        """What LAG staff add is theirs, in their country and language."""
        initial = super().get_changeform_initial_data(request)
        initial.pop("published_at", None)  # a date from an address is not for the widget of two fields
        lag = request.user.lag
        if lag is not None:
            owner = getattr(self.model, "owner_path", "")
            initial |= {owner: lag.pk, "country": lag.country, "source_language": lag.source_language}
        return initial

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        locked = locked_fields(request.user, obj, self.model, form_columns(self.model))
        return [*readonly, *sorted(locked - set(readonly))]

    def save_model(self, request, obj, form, change):
        """Of a record without a version only what this editor changed is written: a colleague's language stays."""
        if change and not isinstance(obj, Content):
            columns = {field.name for field in self.model._meta.fields}
            obj.save(update_fields=columns & set(form.changed_data))
        else:
            super().save_model(request, obj, form, change)

    def get_prepopulated_fields(self, request, obj=None):
        """What is read-only cannot fill itself in."""
        locked = set(self.get_readonly_fields(request, obj))
        fields = super().get_prepopulated_fields(request, obj)
        return {name: sources for name, sources in fields.items() if not locked & {name, *sources}}


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
        from .views import preview_address

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


class PartsMixin(GuardedMixin):
    """What hangs on a record: whoever may edit the record may edit its parts; translators fill in their languages."""

    extra = 0

    def get_queryset(self, request):
        return InlineModelAdmin.get_queryset(self, request)

    def has_view_permission(self, request, obj=None):
        return may(request.user, VIEW, obj or self.parent_model)

    def has_add_permission(self, request, obj=None):
        return may_edit_parts(request.user, obj, self.model)

    def has_delete_permission(self, request, obj=None):
        return may_edit_parts(request.user, obj, self.model)

    def has_change_permission(self, request, obj=None):
        user = request.user
        return may_edit_parts(user, obj, self.model) or bool(translatable_columns(user, obj, self.model))

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        locked = locked_fields(request.user, obj, self.model, form_columns(self.model)) if obj else set()
        parent_key = getattr(self, "ct_field", ""), getattr(self, "ct_fk_field", "")
        return [*readonly, *sorted(locked - set(readonly) - set(parent_key) - {self.parent_key()})]

    def parent_key(self):
        for field in self.model._meta.fields:
            if field.is_relation and field.related_model is self.parent_model:
                return field.name
        return ""


class PartsInline(PartsMixin, TranslationStackedInline):
    """Parts with translated texts."""

    form = PartForm
    formset = PartsFormSet


class PlainPartsInline(PartsMixin, admin.TabularInline):
    """Parts without texts to translate."""

    form = KeepingForm


class FactInline(PartsInline):
    fields = (
        "position",
        "kind",
        "note",
        ("number", "unit", "qualifier"),
        "date",
        "text",
        ("is_planned", "is_disputed"),
        ("as_of", "as_of_qualifier"),
        "source",
    )
    autocomplete_fields = ("source",)


class PictureInline(PartsInline):
    form = PictureForm
    fields = ("file", "alt", "credit", "licence", "position")


class CitationInline(PartsMixin, GenericTabularInline):
    model = Citation
    fields = ("source", "field", "position")
    autocomplete_fields = ("source",)
    verbose_name_plural = gettext_lazy("sources")
