"""What the forms of the back office tell of translations, and what they say of them when they are saved."""

from collections.abc import Iterator

from django.db.models import Model
from django.forms import ModelForm
from django.utils.html import format_html
from django.utils.translation import gettext as _

from colabora.languages import column
from colabora.models import translated_fields
from colabora.translations.catalog import address_of
from colabora.translations.states import MISSING, NEEDS_REVIEW, OUTDATED, UP_TO_DATE, confirm_all, keep_confirmed, texts

from .guarded import form_columns

MINOR = "_minor"


def shown_forms(context) -> Iterator[ModelForm]:
    """The form of a page and those of the parts beneath it."""
    yield context["adminform"].form
    for formset in context["inline_admin_formsets"]:
        yield from formset.formset.initial_forms


def mark_states(context) -> None:
    """Says beneath each translation that is not up to date what is wrong with it, with a way to the desk."""
    by_model: dict[type[Model], dict[int, ModelForm]] = {}
    for form in shown_forms(context):
        if form.instance.pk and translated_fields(type(form.instance)):
            by_model.setdefault(type(form.instance), {})[form.instance.pk] = form
    for model, forms in by_model.items():
        for text in texts(model._base_manager.filter(pk__in=forms)):
            field = forms[text.pk].fields.get(column(text.field, text.language))
            if field is not None and text.state not in (UP_TO_DATE, MISSING):
                said = {
                    OUTDATED: _("Outdated: the source was changed after this was translated."),
                    NEEDS_REVIEW: _("Nobody has confirmed yet that this translation is right."),
                }[text.state]
                field.help_text = format_html(
                    '{} <strong class="translation__state">{}</strong> <a href="{}">{}</a>',
                    field.help_text, said, address_of(text), _("Compare with the source"),
                )  # fmt: skip


def note_written(form, formsets, user, *, is_minor: bool) -> None:
    """Whoever writes a translation says by it that it is right for the source as it stands.

    With a minor edit the editor says of all other translations that they stay right.
    """
    forms = [form, *(one for formset in formsets for one in formset.initial_forms)]
    if is_minor:
        for one in forms:
            keep_confirmed_after(one)
    written = [(form.instance, form.changed_data)]
    for formset in formsets:
        written += [(row, row_columns) for row, row_columns in formset.changed_objects]
        written += [(row, form_columns(type(row))) for row in formset.new_objects]
    confirm_all(((row, columns) for row, columns in written if translated_fields(type(row))), user)


def keep_confirmed_after(form) -> None:
    row = form.instance
    if row.pk is None or not translated_fields(type(row)):
        return
    sources = {field: column(field, row.source_language) for field in translated_fields(type(row))}
    changed = {field: form.initial.get(name) or "" for field, name in sources.items() if name in form.changed_data}
    keep_confirmed(row, changed)
