"""Rights in the admin: every list, form and choice asks partners.permissions."""

import hashlib
from functools import partial
from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, router, transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from colabora.codes import COUNTRIES, LANGUAGE_TAGS, validate_country, validate_language
from colabora.forms import KeepingForm
from colabora.history import FORM, recording
from colabora.history import views as history
from colabora.history.bin import throw_away
from colabora.history.differences import namer
from colabora.history.registry import is_record
from colabora.history.snapshots import catch_up, lock
from colabora.languages import country_name, current_language, language_name
from colabora.models import Content, translated_fields
from colabora.text import alphabetical
from colabora.widgets import MarkdownTextarea
from partners.permissions import ADD, CHANGE, DELETE, LAG_STAFF, VIEW, leads, locked_fields, may, may_know, visible

from .pages import back_office_page


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


SENT, MOST_SENT = "sent", 20


def digest_of(request) -> str:
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    text = f"{request.path} {sorted(request.sent.lists())} {files}"
    return hashlib.sha256(text.encode()).hexdigest()


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
                choices=[("", "–"), *names], show_hidden_initial=True,
            )  # fmt: skip
        if db_field.name in getattr(self.model, "markdown_fields", ()):
            kwargs["widget"] = MarkdownTextarea
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(db_field, "translated_field"):
            field.required = not db_field.blank  # modeltranslation asks for the site's first language
            field.widget.attrs["lang"] = db_field.language  # for the browser's spelling check
        if isinstance(db_field, models.DateTimeField) and field is not None:
            for widget in getattr(field.widget, "widgets", ()):  # a date and a time beneath one label
                widget.attrs["aria-label"] = str(field.label)
        if field is not None and not isinstance(db_field, models.FileField):
            field.show_hidden_initial = True  # what its editor saw: only that tells what they changed
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
    delete_confirmation_template = "admin/delete.html"
    delete_selected_confirmation_template = "admin/delete.html"

    class Media:
        css = {"all": ["css/admin.css"]}
        js = [forms.Script("js/admin.js", type="module")]

    def get_urls(self):
        opts = self.model._meta
        view = self.admin_site.admin_view(partial(history.state, self))
        name = f"{opts.app_label}_{opts.model_name}_state"
        return [path("<path:object_id>/history/<int:revision>/", view, name=name), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Whoever saves comes after whoever is saving: the record is locked until the end of the request."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.sent = request.POST  # as it came, whatever is put into it on the way
        if answer := self.answer_of_the_same(request):
            return answer
        with transaction.atomic():
            if object_id is not None:
                present = self.locked_record(request, object_id)
                if present is None:
                    return self.what_was_written(request)
                catch_up(present)
            with recording(request.user, FORM):
                answer = super().changeform_view(request, object_id, form_url, extra_context)
        self.remember_sent(request, answer)
        return answer

    def what_was_written(self, request):
        """Of a record that is gone: nobody's typing is lost with it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        seen = {name.removeprefix("initial-"): value for name, value in request.POST.items() if "initial-" in name}
        texts = [
            (name, value)
            for name, value in request.POST.items()
            if name in seen and value.strip() and value.split() != seen[name].split()
        ]
        return back_office_page(request, "admin/gone.html", _("This record is not here any more"), 404, texts=texts)

    # The same form sent twice, with the back button for instance: its CSRF token is made anew with each page shown.

    def answer_of_the_same(self, request):
        address = request.session.get(SENT, {}).get(digest_of(request))
        if address is None:
            return None
        messages.info(request, _("This was saved already; nothing was added twice."))
        return HttpResponseRedirect(address)

    def remember_sent(self, request, answer):
        if answer.status_code == HTTPStatus.FOUND:
            sent = {**request.session.get(SENT, {}), digest_of(request): answer.headers["Location"]}
            request.session[SENT] = dict(list(sent.items())[-MOST_SENT:])

    def locked_record(self, request, object_id):
        record = self.get_object(request, unquote(object_id))
        if record is not None:
            lock(record)
        return record

    def history_view(self, request, object_id, extra_context=None):
        if is_record(self.model):
            return history.history(self, request, object_id)
        return super().history_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        throw_away(obj, request.user)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            throw_away(obj, request.user)

    def get_deleted_objects(self, objs, request):
        """What goes along, counted; only what stands in the way is named, and to whoever may see it."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        counted = {
            model._meta.verbose_name_plural: len(rows)
            for model, rows in collector.model_objs.items()
            if not model._meta.auto_created and model is not self.model
        }
        foreign = {
            row._meta.verbose_name
            for rows in collector.data.values()
            for row in rows
            if self.admin_site.is_registered(type(row))
            and not self.admin_site.get_model_admin(type(row)).has_delete_permission(request, row)
        }
        seen = namer(request.user)
        protected = [
            f"{capfirst(str(row._meta.verbose_name))}: {name}"
            for row in collector.protected
            for name in seen(type(row), [row.pk])
        ]
        return [str(obj) for obj in objs], counted, foreign, protected

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

    def get_list_display(self, request):
        """A column of another record names it to whoever may see it."""
        columns = super().get_list_display(request)
        if request.user.role == LAG_STAFF:  # the same in every row
            columns = [name for name in columns if name != getattr(self.model, "owner_path", "")]
        return [self.guarded_column(name, request.user) if name in self.public_choices else name for name in columns]

    def guarded_column(self, name: str, user):
        def column(obj):
            related = getattr(obj, name)
            return related if related is None or may_know(user, related) else _("(not public)")

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
        for field in self.model._meta.many_to_many:
            if field.name in initial:  # Django takes whatever stands in the address
                initial[field.name] = [pk for pk in initial[field.name] if str(pk).isdigit() and len(str(pk)) < 19]
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
