"""What a coordinator asks of the report: a period, groups, a language."""

import datetime
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colabora.dates import format_partial_date
from colabora.languages import current_language, translated
from partners.models import LocalActionGroup
from workpackages.models import Period as ProjectPeriod

from .period import Period, first_day, last_day
from .scope import Scope

FIRST_YEAR, LAST_YEAR = 1990, 2100


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": gettext_lazy("This is not a date. Write the day as 2019-12-31."),
        "required": gettext_lazy("Please choose a day."),
        "year": gettext_lazy("Please choose a year from {first} to {last}."),
    }

    def to_python(self, value):
        day = super().to_python(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = self.error_messages["year"].format(first=FIRST_YEAR, last=LAST_YEAR)
            raise forms.ValidationError(message, code="year")
        return day


class ReportForm(forms.Form):
    # Translators: above the first day of a period
    start = DayField(label=gettext_lazy("From"), input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"])
    end = DayField(label=gettext_lazy("Until"), input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"])
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the report"), choices=settings.LANGUAGES,
        error_messages={"invalid_choice": gettext_lazy("The report can be written in the languages listed here only.")},
    )  # fmt: skip
    lags = forms.MultipleChoiceField(
        label=gettext_lazy("Local action groups"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one local action group."),
            "invalid_choice": gettext_lazy("One of the chosen local action groups is not known here."),
        },
    )
    records = forms.BooleanField(label=gettext_lazy("Unfold all records (they are printed, too)"), required=False)
    publicity = forms.BooleanField(label=gettext_lazy("Check the publicity (a few seconds)"), required=False)

    def __init__(self, query, lags: list[LocalActionGroup]):
        """Without a question the whole project is reported, of all groups; a question is taken as it is."""
        self.lags, self.presets = lags, presets()
        data = query.copy()
        if not {"start", "end", "lags"} & set(query):
            of_the_project = [preset.period for preset in self.presets if preset.is_of_the_project]
            period = (of_the_project or [self.presets[0].period])[0]
            data["start"], data["end"] = period.start.isoformat(), period.end.isoformat()
            data.setlist("lags", [lag.slug for lag in lags])
            data.setdefault("language", current_language())
        super().__init__(data)
        self.fields["lags"].choices = [(lag.slug, lag.short_name) for lag in lags]

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("end", _("The end lies before the start."))
        return cleaned

    def scope(self) -> Scope:
        chosen = [lag for lag in self.lags if lag.slug in self.cleaned_data["lags"]]
        period = Period(self.cleaned_data["start"], self.cleaned_data["end"])
        return Scope(period, chosen, len(chosen) == len(self.lags), self.cleaned_data["language"])

    def preset_links(self) -> list[dict]:
        """The presets, each as a question that keeps what else is chosen."""
        links = []
        for preset in self.presets:
            query = self.data.copy()
            query["start"], query["end"] = preset.period.start.isoformat(), preset.period.end.isoformat()
            links.append({"label": preset.label, "query": query.urlencode(), "source": preset.source})
        return links


@dataclass(frozen=True)
class Preset:
    label: str
    period: Period
    source: str = ""
    is_of_the_project: bool = False


def presets() -> list[Preset]:
    """This year, the last, and when the cooperation ran, which its sources tell differently."""
    year = timezone.localdate().year
    found = [
        Preset(label, Period(datetime.date(number, 1, 1), datetime.date(number, 12, 31)))
        for label, number in ((_("This year"), year), (_("Last year"), year - 1))
    ]
    for row in ProjectPeriod.objects.select_related("source"):
        words = (format_partial_date(day, current_language()) for day in (row.start, row.end))
        label = _("Whole project: {start} to {end}").format(**dict(zip(("start", "end"), words, strict=True)))
        period = Period(first_day(row.start), last_day(row.end))
        found.append(Preset(label, period, translated(row.source, "title")[0], is_of_the_project=True))
    return found
