"""The forms of the back office: they keep what their editor is not shown, and tell the second of two editors."""

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.forms import BaseInlineFormSet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .images import read_picture
from .languages import column
from .models import translated_fields
from .text import fold


class KeepingForm(forms.ModelForm):
    """Keeps what is chosen already and what its editor may not be shown, such as another group's draft."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is forms.ModelChoiceField:
                self.keep_present(field, self.initial.get(name))

    def keep_present(self, field, present) -> None:
        """The present choice stays valid, under a name that tells nothing."""
        if not isinstance(present, int) or field.queryset.filter(pk=present).exists():
            return
        seen = field.queryset.order_by().values("pk")
        field.queryset = field.queryset.model._base_manager.filter(Q(pk__in=seen) | Q(pk=present))
        name_of = field.label_from_instance
        field.label_from_instance = lambda obj: _("(not public)") if obj.pk == present else name_of(obj)

    def _save_m2m(self):
        hidden = {
            name: list(getattr(self.instance, name).exclude(pk__in=field.queryset.values("pk")))
            for name, field in self.fields.items()
            if isinstance(field, forms.ModelMultipleChoiceField)
        }
        super()._save_m2m()
        for name, rows in hidden.items():
            getattr(self.instance, name).add(*rows)


class ContentForm(KeepingForm):
    """Carries the version that the editor saw, so that the second of two editors is told instead of overwriting."""

    version_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version_seen"].initial = self.instance.version
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leave empty: it is made from the title.")

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.free_slug(cleaned)
        if self.instance.pk:
            # Locked until the end of the request: nobody can save between this check and our own saving.
            rows = type(self.instance).objects.select_for_update()
            current = rows.values_list("version", flat=True).get(pk=self.instance.pk)
            if self.cleaned_data.get("version_seen") != current:
                raise forms.ValidationError(self.conflict_message(), code="conflict")
        return cleaned

    def free_slug(self, cleaned) -> str:
        """An address that nobody has, from the name or from the title in the language it was written in."""
        language = cleaned.get("source_language") or self.instance.source_language
        names = ("name", "short_name", "title", column("title", language), column("heading", language))
        names = (*names, column("name", language), column("gloss", language))
        words = next((cleaned[name] for name in names if cleaned.get(name)), "") or self._meta.model.__name__
        slug = slugify(fold(words))[:60].strip("-") or self._meta.model.__name__.lower()
        taken = set(
            self._meta.model.objects.filter(slug__startswith=slug)
            .exclude(pk=self.instance.pk)
            .values_list("slug", flat=True)
        )
        numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return slug if slug not in taken else next(other for other in numbered if other not in taken)

    def conflict_message(self):
        last = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.instance), object_id=str(self.instance.pk)
        ).first()
        if last:
            who = _("{user} has saved this record since you opened it, {when}.").format(
                user=last.user, when=timezone.localtime(last.action_time).strftime("%H:%M")
            )
        else:
            who = _("Somebody else has saved this record since you opened it.")
        return format_html(
            '{} {} <a href="" target="_blank" rel="noopener">{}</a>',
            who,
            _("Nothing was overwritten, and your own text still stands below. Bring the two together in"),
            _("the saved version, in a new tab"),
        )


class PartForm(KeepingForm):
    """Asks for a part's text in the language that the record is written in, and in no other."""

    def clean(self):
        cleaned = super().clean()
        for name in translated_fields(self._meta.model):
            source = column(name, self.instance.source_language)
            is_needed = source in self.fields and not self._meta.model._meta.get_field(name).blank
            if is_needed and self.has_changed() and not cleaned.get(source):
                self.add_error(source, self.fields[source].error_messages["required"])
        return cleaned


class PartsFormSet(BaseInlineFormSet):
    """Tells each part which record it hangs on, before that record is saved for the first time."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        setattr(form.instance, self.fk.name, self.instance)
        return form

    @property
    def empty_form(self):
        form = super().empty_form
        setattr(form.instance, self.fk.name, self.instance)
        return form


class PictureForm(PartForm):
    """Checks an upload before anything is stored; a refused file leaves nothing behind."""

    picture = None

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            self.picture = read_picture(upload)
        return upload

    def save(self, commit=True):
        if self.picture is not None:
            self.instance.file = self.initial.get("file")
            self.instance.store(self.picture)
        return super().save(commit)
