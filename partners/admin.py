from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
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

from .models import AreaFact, AreaObservation, AreaPhoto, LocalActionGroup, Role, StartingCondition, Supporter, User

# Roles say what an account may do (permissions.py); groups would be a second answer.
admin.site.unregister(Group)


class AreaObservationInline(PartsInline):
    model = AreaObservation
    fields = ("position", "date", "text", "source", "confidence")
    autocomplete_fields = ("source",)


class AreaFactInline(FactInline):
    model = AreaFact


class AreaPhotoInline(PictureInline):
    model = AreaPhoto


@admin.register(LocalActionGroup)
class LocalActionGroupAdmin(ContentAdmin):
    list_display = ("short_name", "country", "main_place")
    search_fields = ("search_text",)
    fieldsets = (
        (None, {"fields": ("short_name", "official_name", "name_language", "tagline", "description", "role_note")}),
        (_("Where"), {"fields": ("country", "nation", "region", "languages", "main_place", ("latitude", "longitude"))}),
        (
            _("Contact"),
            {
                "fields": (
                    "website",
                    "website_note",
                    "contact_organisation",
                    "contact_address",
                    "contact_email",
                    "contact_phone",
                )
            },
        ),
        (_("In the project"), {"fields": ("starting_condition", "is_lead_partner", "aliases", "position", "slug")}),
    )
    inlines = (AreaObservationInline, AreaFactInline, AreaPhotoInline, CitationInline)


@admin.register(StartingCondition)
class StartingConditionAdmin(TranslatedAdmin):
    list_display = ("key", "position")
    fields = ("text",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Supporter)
class SupporterAdmin(TranslatedAdmin):
    list_display = ("name",)
    fields = ("name", "name_language", "note", "source_language", "position")


class AccountFormMixin(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("translates into"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )


class AccountForm(AccountFormMixin, UserChangeForm):
    pass


class NewAccountForm(AccountFormMixin, BaseUserCreationForm):
    class Meta(BaseUserCreationForm.Meta):
        model = User


@admin.register(User)
class UserAdmin(GuardedAdmin, DjangoUserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    list_display = ("username", "role", "lag", "languages", "is_active", "last_login")
    list_filter = ("role", "lag", "is_active")
    list_select_related = ("lag",)
    search_fields = ("username", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "email")}),
        (_("Role"), {"fields": ("role", "lag", "languages", "interface_language", "is_active")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "email", "password1", "password2")}),
        (_("Role"), {"fields": ("role", "lag", "languages", "interface_language")}),
    )

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser and obj is not None:
            return [*fieldsets, (_("Superuser"), {"fields": ("is_superuser",)})]
        return fieldsets

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """A coordinator invites LAG staff and translators; only a superuser makes coordinators."""
        if db_field.name == "role" and not request.user.is_superuser:
            kwargs["choices"] = [(role.value, role.label) for role in (Role.LAG_STAFF, Role.TRANSLATOR)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
