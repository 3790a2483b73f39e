"""The report to the managing authority: what is counted, and how. Every figure names its records."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from colabora.languages import country_name, current_language
from colabora.pages.models import Publicity
from workpackages.models import Project

from .areas import areas
from .changes import changes
from .meetings import meetings
from .outputs import outputs
from .parts import Cell, Section, Text, day_in_words, text_of, title_of
from .publicity import not_checked, publicity
from .scope import Scope
from .translations import translations


@dataclass(frozen=True)
class Group:
    name: Text
    country: str
    is_draft: bool


@dataclass(frozen=True)
class Highlight:
    """A figure of a section that stands at the top."""

    cell: Cell
    label: str
    section: str


@dataclass(frozen=True)
class Report:
    language: str
    title: str
    project: str
    project_title: Text
    period: str
    groups: list[Group]
    is_whole: bool
    statements: list[Text]
    made_on: str
    made_by: str
    highlights: list[Highlight]
    sections: list[Section]
    method: list[str]


def make_report(scope: Scope, *, with_publicity: bool = False) -> Report:
    """Reads everything. Call inside `override(scope.language)`: each word is made in the language in force."""
    project = Project.objects.first()
    sections = [
        meetings(scope),
        outputs(scope),
        areas(scope),
        translations(scope),
        publicity() if with_publicity else not_checked(),
        changes(scope),
    ]
    start, end = day_in_words(scope.period.start), day_in_words(scope.period.end)
    return Report(
        language=scope.language,
        title=_("Report to the managing authority"),
        project=project.name if project else "",
        project_title=text_of(project, "title") if project else Text(""),
        period=_("{start} to {end}").format(start=start, end=end),
        groups=[
            Group(title_of(lag), country_name(lag.country, current_language()), not lag.is_published)
            for lag in scope.lags
        ],
        is_whole=scope.is_whole,
        statements=[text_of(statement, "statement") for statement in Publicity.objects.all()],
        made_on=day_in_words(timezone.localdate()),
        made_by=settings.SITE_URL,
        highlights=highlights(sections),
        sections=sections,
        method=method(),
    )


def highlights(sections: list[Section]) -> list[Highlight]:
    """Taken from the tables themselves, so that no figure stands twice with two values."""
    found = {section.key: section.tables for section in sections}
    works = [row for row in found["outputs"][0].rows if not row.is_part][:-1]
    before, after = found["spaces"][0].rows[-2:]
    return [
        Highlight(found["meetings"][0].rows[0].cells[0], _("meetings and events took place"), "meetings"),
        Highlight(Cell(sum(row.cells[0].value for row in works)), _("documents and tools"), "outputs"),
        Highlight(found["spaces"][1].rows[-1].cells[0], _("spaces opened in the areas"), "spaces"),
        Highlight(
            after.cells[2],
            _("spaces in the areas reported open, {number} before").format(number=before.cells[2].words),
            "spaces",
        ),
    ]


def method() -> list[str]:
    return [
        _(
            "All figures are counts of records of this portal, whose dates and statements rest on the sources "
            "that stand on their pages."
        ),
        _(
            "A date is no more exact than its source: what surely lies in the period is counted in it, what may lie "
            "in it or reaches over its edge is counted apart, and what has no date is counted as such."
        ),
        _("What no source says is given as not recorded or not known, never as 0, and nothing is estimated."),
        _(
            "The state of a space at a date is that of the last report surely no later; an old report does not show "
            "that nothing has changed since, and no report does not mean no space."
        ),
        _(
            "Records that are not public are counted, too, and marked as drafts; a text without a translation is shown "
            "in another language and marked with it."
        ),
    ]
