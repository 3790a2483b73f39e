"""The forms of the back office: what their editor is not shown is kept, and of two editors neither overwrites."""

import hashlib
import re
from collections.abc import Iterator, Mapping

from django import forms
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.db.models import Q
from django.forms import BaseInlineFormSet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .history.snapshots import states_of
from .images import read_picture
from .languages import column
from .models import translated_fields
from .text import fold

MINE, THEIRS = "mine", "theirs"


class KeepingForm(forms.ModelForm):
    """Keeps what is chosen already and may not be shown, and what a colleague saved since the form was opened.

    The form carries what its editor saw (hidden initial values). A field that this editor left alone takes the value
    of today; where both wrote, both texts are shown, and the second editor chooses.
    """

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

    # Two editors at once

    def _post_clean(self):
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):  # browsers send CR LF, whatever the text had
                self.cleaned_data[name] = value.replace("\r\n", "\n")
        if self.instance.pk and self.tells_what_was_seen:
            self.bring_together()
        super()._post_clean()

    @property
    def tells_what_was_seen(self) -> bool:
        start = self.add_initial_prefix("")
        return any(key.startswith(start) for key in self.data)

    def bring_together(self) -> None:
        for name, today in self.written_by_others():
            bound = self[name]
            if not differs(bound.field, today, bound.data):
                continue  # to the same
            if name not in self.changed_data or self.choice(name, today) == THEIRS:
                self.take_theirs(name, today)
            elif self.choice(name, today) != MINE:
                self.add_error(name, self.question(bound, today))

    def written_by_others(self) -> Iterator[tuple[str, object]]:
        """The fields that are not any more what the editor of the form saw, with their values of today."""
        for name, field in self.fields.items():
            if field.show_hidden_initial and not field.disabled:
                today = self.get_initial_for_field(field, name)
                seen = self._widget_data_value(field.hidden_widget(), self[name].html_initial_name)
                if differs(field, today, seen):
                    yield name, today

    def changed_meanwhile(self) -> str:
        """What a colleague wrote since the form was opened; nothing if it is as its editor saw it."""
        first = next(self.written_by_others(), None) if self.tells_what_was_seen else None
        return in_words(self.fields[first[0]], first[1]) if first else ""

    def take_theirs(self, name, today) -> None:
        self._errors.pop(name, None)
        is_list = isinstance(self.fields[name], forms.ModelMultipleChoiceField)
        self.cleaned_data[name] = getattr(self.instance, name).all() if is_list else getattr(self.instance, name, today)
        if name in self.changed_data:
            self.changed_data.remove(name)

    def choice(self, name, today) -> str:
        """What the editor chose, if it is still the same text that they chose about."""
        answer, _colon, about = self.data.get(f"choose-{self.add_prefix(name)}", "").partition(":")
        return answer if about == fingerprint(today) else ""

    def question(self, bound, today) -> SafeString:
        last = states_of(self.record).first()
        who = last.revision.user if last and last.revision.user else _("Somebody else")
        when = date_format(timezone.localtime(last.revision.date_created), "TIME_FORMAT") if last else ""
        name, mark = f"choose-{bound.html_name}", fingerprint(today)
        return format_html(
            '<span class="both-texts"><span>{}</span> <q class="both-texts__theirs">{}</q> '
            '<label><input type="radio" name="{}" value="mine:{}"> {}</label> '
            '<label><input type="radio" name="{}" value="theirs:{}"> {}</label></span>',
            # Translators: {who} is the name of an account, {when} a time of day or a date with the time
            _("{who} saved something else here at {when}, after you opened this page:").format(who=who, when=when),
            in_words(bound.field, today),
            name, mark, _("Keep what I wrote, below"),
            name, mark, _("Take theirs instead"),
        )  # fmt: skip

    @property
    def record(self):
        """In whose history the other editor stands."""
        return self.instance


def differs(field, value, sent) -> bool:
    """Whether what a form sent is another value; a browser's line ends and outer blanks make no difference."""
    if isinstance(value, str) and isinstance(sent, str):
        return "\n".join(value.splitlines()).strip() != "\n".join(sent.splitlines()).strip()
    return field.has_changed(value, sent)


def fingerprint(value) -> str:
    listed = sorted(str(getattr(item, "pk", item)) for item in value) if isinstance(value, list) else str(value)
    return hashlib.sha256(str(listed).encode()).hexdigest()[:12]


def in_words(field, value) -> str:
    """A value as a reader of the form knows it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        seen = set(field.queryset.filter(pk__in=[row.pk for row in value]))
        return ", ".join(field.label_from_instance(row) if row in seen else _("(not public)") for row in value) or "–"
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=value).first()
        return field.label_from_instance(row) if row else "–"
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    names = dict(getattr(field, "choices", ()))
    return str(names.get(value, value)) if value not in (None, "") else "–"


class ContentForm(KeepingForm):
    """Makes the address, if its editor leaves it empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leave empty: it is made from the title.")

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.free_slug(cleaned)
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


class PlainPartForm(KeepingForm):
    """A row of what hangs on a record: the first step of its owner_path."""

    @property
    def record(self):
        return getattr(self.instance, type(self.instance).owner_path.split("__")[0])


class PartForm(PlainPartForm):
    """Asks for a part's text in the language that the record is written in, and in no other."""

    def clean(self):
        cleaned = super().clean()
        for name in translated_fields(self._meta.model):
            source = column(name, self.instance.source_language)
            is_needed = source in self.fields and not self._meta.model._meta.get_field(name).blank
            if is_needed and self.has_changed() and not cleaned.get(source):
                self.add_error(source, self.fields[source].error_messages["required"])
        return cleaned


class GoneRows:
    """For a formset: a row that a colleague has deleted meanwhile is no error, and no text in it is lost.

    Left alone, it stays deleted. Changed, it comes back once as a new row, with a message, to be saved or deleted.
    """

    came_back = 0

    def __init__(self, data=None, files=None, instance=None, **kwargs):
        if data and instance is not None and instance.pk:
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            queryset = kwargs.get("queryset")
            there = {str(pk) for pk in self.rows_of(instance, queryset).values_list("pk", flat=True)}
            data, files = self.without_gone(data, files or {}, prefix, there)
        super().__init__(data, files, instance, **kwargs)

    def without_gone(self, data, files, prefix, there):
        try:
            total = min(int(data[f"{prefix}-{TOTAL_FORM_COUNT}"]), self.absolute_max)
            initial = max(0, min(int(data[f"{prefix}-{INITIAL_FORM_COUNT}"]), total))
        except (KeyError, ValueError):
            return data, files
        gone = [number for number in range(initial) if data.get(f"{prefix}-{number}-id") not in there]
        if not gone:
            return data, files
        changed = [number for number in gone if row_is_changed(data, files, prefix, number)]
        order = [number for number in range(initial) if number not in gone] + changed + list(range(initial, total))
        self.came_back = len(changed)
        data, files = renumbered(data, prefix, order), renumbered(files, prefix, order)
        first_new = initial - len(gone)
        for number in range(first_new, first_new + len(changed)):
            data[f"{prefix}-{number}-id"] = ""
            for key in [key for key in data if key.startswith(f"initial-{prefix}-{number}-")]:
                del data[key]
        data[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(first_new)
        data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(order))
        return data, files

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and (changed := form.changed_meanwhile()):
                raise forms.ValidationError(
                    _(
                        "Somebody has just changed what you want to delete here: {text}. Take back the tick and save; "
                        "then you see the new text, and can delete it."
                    ).format(text=changed),
                    code="changed",
                )
        if self.came_back:
            raise forms.ValidationError(
                _("Somebody deleted what you have changed here. Your text stands below as new: save it, or delete it."),
                code="gone",
            )


def row_is_changed(data: Mapping, files: Mapping, prefix: str, number: int) -> bool:
    start, seen = f"{prefix}-{number}-", f"initial-{prefix}-{number}-"
    if any(key.startswith(start) for key in files):
        return True
    names = [key.removeprefix(seen) for key in data if key.startswith(seen)]
    return any(values(data, start + name) != values(data, seen + name) for name in names)


def values(data, key) -> list:
    listed = data.getlist(key) if hasattr(data, "getlist") else [data[key]] if key in data else []
    return ["True" if value == "on" else value for value in listed if value not in ("", "False")]


def renumbered(data, prefix: str, order: list[int]):
    """The data of a formset with its rows in another order; what is not in the order is left out."""
    pattern = re.compile(rf"\A((?:initial-|choose-)?{re.escape(prefix)}-)(\d+)(-.+)\Z")
    place = {old: new for new, old in enumerate(order)}
    fresh = QueryDict(mutable=True) if isinstance(data, QueryDict) else type(data)()
    for key in data:
        name = key
        if match := pattern.match(key):
            if int(match[2]) not in place:
                continue
            name = f"{match[1]}{place[int(match[2])]}{match[3]}"
        if hasattr(data, "getlist"):
            fresh.setlist(name, data.getlist(key))
        else:
            fresh[name] = data[key]
    return fresh


class PlainPartsFormSet(GoneRows, BaseInlineFormSet):
    def rows_of(self, instance, queryset):
        rows = self.model._base_manager if queryset is None else queryset
        return rows.filter(**{self.fk.name: instance})


class PartsFormSet(PlainPartsFormSet):
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


class CitationForm(KeepingForm):
    @property
    def record(self):
        return self.instance.cited_by


class CitationFormSet(GoneRows, BaseGenericInlineFormSet):
    def rows_of(self, instance, queryset):
        return instance.citations


class FileSeenMixin(forms.ModelForm):
    """Of two people who replace the same file, the second is told."""

    file_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file_seen" in self.fields:
            self.fields["file_seen"].initial = self.stored_name

    @property
    def stored_name(self) -> str:
        return self.initial["file"].name if self.initial.get("file") else ""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        seen = self.data.get(self.add_prefix("file_seen"))
        if self.instance.pk and "file" in self.changed_data and seen not in (None, self.stored_name):
            self.data = self.data.copy()
            self.data[self.add_prefix("file_seen")] = self.stored_name
            raise forms.ValidationError(
                _("Somebody else has replaced this file meanwhile. Choose yours again if it is to take its place."),
                code="conflict",
            )
        return upload


class DocumentFileForm(FileSeenMixin, PlainPartForm):
    pass


class PictureForm(FileSeenMixin, PartForm):
    """Checks an upload before anything is stored; a refused file leaves nothing behind."""

    picture = None

    def clean_file(self):
        upload = super().clean_file()
        if "file" in self.changed_data:
            self.picture = read_picture(upload)
        return upload

    def save(self, commit=True):
        if self.picture is not None:
            self.instance.file = self.initial.get("file")
            self.instance.store(self.picture)
        return super().save(commit)
