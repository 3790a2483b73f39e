"""The form of a space asks how its editor knows what it says about operation and use."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.forms import ContentForm
from colabora.languages import current_language
from colabora.sources.models import Source

from .models import StageObservation
from .reports import source_title
from .stages import USED, Operation, Stage

EVIDENCE = ("observed_stage", "evidence", "evidence_source")


class SpaceForm(ContentForm):
    observed_stage = forms.ChoiceField(
        label=gettext_lazy("how it is used"), required=False,
        choices=[("", gettext_lazy("no new statement")), *((value, Stage(value).label) for value in USED)],
    )  # fmt: skip
    evidence = forms.CharField(
        label=gettext_lazy("how do you know?"), required=False,
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "One sentence that visitors read, in the source language. Empty: the portal writes it, in all languages."
        ),
    )  # fmt: skip
    evidence_source = forms.ModelChoiceField(Source.objects.all(), label=gettext_lazy("source"), required=False)

    # Whose report it is; set by the admin.
    reporter = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in EVIDENCE:
            if name in self.fields:
                self.fields[name].label = capfirst(self.fields[name].label)
        if "evidence_source" in self.fields:
            field = self.fields["evidence_source"]
            asked = StageObservation._meta.get_field("source")
            field.widget = AutocompleteSelect(asked, admin.site, choices=field.choices)
            field.help_text = _("Empty: “{source}”.").format(
                source=source_title(self.reporter, timezone.localdate(), current_language())
            )

    def clean(self):
        cleaned = super().clean()
        operation = cleaned.get("operation", self.instance.operation)
        if cleaned.get("observed_stage") and operation != Operation.OPEN:
            self.add_error("observed_stage", _("Only of an open space can be said how it is used."))
        return cleaned

    @property
    def reports_something(self) -> bool:
        """Whether operation or use are said anew, so that evidence is due."""
        said = self.cleaned_data
        return "operation" in self.changed_data or any(said.get(name) for name in EVIDENCE)
