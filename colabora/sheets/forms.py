from django import forms
from django.utils.translation import gettext_lazy as _

from .reading import MAX_BYTES, too_large


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_("XLSX or CSV, at most 10 MB and 10 000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"empty": _("This file is empty.")},
    )
    progress = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(too_large().messages)
        return upload
