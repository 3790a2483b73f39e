"""What hangs on a record and is edited in its form."""

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationStackedInline

from colabora.forms import (
    CitationForm,
    CitationFormSet,
    PartForm,
    PartsFormSet,
    PictureForm,
    PlainPartForm,
    PlainPartsFormSet,
)
from colabora.sources.models import Citation
from partners.permissions import VIEW, locked_fields, may, may_edit_parts, translatable_columns

from .guarded import GuardedMixin, form_columns


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


class NamedCellsMixin:
    """In a table the head of a column is no label: each field says itself what it is."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            inner = getattr(field.widget, "widget", field.widget)  # Django wraps the choice of a related record
            inner.attrs.setdefault("aria-label", str(field.label))
        return field


class PlainPartsInline(NamedCellsMixin, PartsMixin, admin.TabularInline):
    """Parts without texts to translate."""

    form = PlainPartForm
    formset = PlainPartsFormSet


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
    template = "admin/widgets/photos.html"
    fields = ("file", "alt", "credit", "licence", "position", "file_seen")


class CitationInline(NamedCellsMixin, PartsMixin, GenericTabularInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fields = ("source", "field", "position")
    autocomplete_fields = ("source",)
    verbose_name_plural = gettext_lazy("sources")
