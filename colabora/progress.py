"""The page “Then and now”: when spaces opened in the areas, against the period of the cooperation; and its table."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import LocalActionGroup
from spaces.charts import by_area, by_group
from spaces.models import Space, StageObservation
from spaces.progress import Entry, Group, Tally, entry, tally
from workpackages.models import Period as ProjectPeriod
from workpackages.models import Project

from . import structured
from .caching import public_page
from .languages import tagged, translated
from .report.period import Period, first_day, last_day
from .sheets.writing import csv_lines
from .sources.display import number_sources


class Asked(NamedTuple):
    """A period of the cooperation by one source, in whole years or months where the source names no days."""

    row: ProjectPeriod
    period: Period


def periods() -> list[Asked]:
    """In the editors' order: the first, that of the founding fact sheet, is the one counted by. Raises Http404."""
    rows = ProjectPeriod.objects.filter(project__in=Project.objects.published()).select_related("source")
    found = [Asked(row, Period(first_day(row.start), last_day(row.end))) for row in rows]
    if not found:
        raise Http404
    return found


def spaces_counted(observations):
    """Public participants and spaces in the areas of public groups, each once, with its observations in `seen`."""
    return (
        Space.objects.published()
        .in_the_project()
        .filter(lag__in=LocalActionGroup.objects.published())
        .order_by("lag__position", "sort_name", "pk")
        .prefetch_related(Prefetch("observations", observations.order_by("position", "pk"), to_attr="seen"))
    )


def entries_of(spaces, period: Period) -> list[Entry]:
    return [entry(space, space.seen, period) for space in spaces]


COUNTED = ("lag", "operation", "operation_as_of", "operation_as_of_qualifier", "opened", "closed")


@public_page()
def progress(request):
    asked = periods()
    lags = LocalActionGroup.objects.published().only("slug", "short_name", "name_language", "position")
    observations = StageObservation.objects.only("space", "position", "date", "event", "stage")
    spaces = list(spaces_counted(observations).only(*COUNTED))
    entries = entries_of(spaces, asked[0].period)
    rows = [
        tally(
            [entry for entry in entries if entry.lag_id == lag.pk],
            lag.short_name, lag.name_language, lag.get_absolute_url(),
        )
        for lag in lags
    ]  # fmt: skip
    whole = tally(entries)
    context = {
        "period": asked[0].row,
        "by_source": [(row, tally(entries_of(spaces, period))) for row, period in asked],
        "rows": rows,
        "whole": whole,
        "groups": list(Group),
        "chart_of_all": by_group(whole),
        "chart_of_areas": by_area(rows),
        "codebook": COLUMNS,
        "sources": number_sources([row for row, _period in asked]),
        "page_url": settings.SITE_URL + request.path,
        "structured": [
            dataset(asked[0].row, whole),
            structured.breadcrumbs((_("Spaces"), reverse("spaces:space-list")), (_("Then and now"), request.path)),
        ],
    }
    return render(request, "progress.html", context)


def dataset(period, whole: Tally) -> dict:
    return structured.dataset(
        name=_("Coworking spaces in the seven areas, then and now"),
        description=DESCRIPTION,
        path=reverse("progress"),
        csv=reverse("progress-csv"),
        covers=f"{period.start}/{whole.last_report or period.end}",
    )


DESCRIPTION = gettext_lazy(
    "When coworking spaces opened in the areas of the seven partners of CoLabora: before, during or after the "
    "cooperation, as far as dated reports show."
)


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading for machines, what it holds in words, and how it comes from a row."""

    column_name: str
    words: str
    value: object
    is_number = False

    def text(self, row) -> str:
        return str(self.value(row))


class Row(NamedTuple):
    space: Space
    entry: Entry
    period: ProjectPeriod


def opening_day(row: Row, end: str) -> str:
    """An ISO date, or nothing where nothing bounds the opening."""
    day = getattr(row.entry.opening, end, None)
    return "" if day in (None, datetime.date.min, datetime.date.max) else day.isoformat()


def sources_of(space) -> str:
    named = [seen.source.address or tagged(*translated(seen.source, "title")) for seen in space.seen]
    return " | ".join(dict.fromkeys(named))


COLUMNS = [
    Column("name", gettext_lazy("Name of the space; where no source gives one, our description."),
           lambda row: row.space.name or tagged(*translated(row.space, "heading"))),
    Column("area", gettext_lazy("The local action group, as in the addresses of this portal."),
           lambda row: row.space.lag.slug),
    Column("country", gettext_lazy("Two letters (ISO 3166)."), lambda row: row.space.country),
    Column("relation", gettext_lazy("project-participant: took part in CoLabora; in-lag-area: lies in a partner area."),
           lambda row: row.space.relation),
    Column("group", gettext_lazy("The column of the table above in which the space is counted."),
           lambda row: row.entry.group.value),
    Column("may_have", gettext_lazy("Of a space that opened: all groups that are possible by its dates."),
           lambda row: " ".join(row.entry.phases)),
    Column("opened_from", gettext_lazy("The first day on which it may have opened; empty: no report tells."),
           lambda row: opening_day(row, "earliest")),
    Column("opened_until", gettext_lazy("The last day on which it may have opened; empty: no report tells."),
           lambda row: opening_day(row, "latest")),
    Column("opened", gettext_lazy("The date of the opening as the portal records it: a year, a month or a day."),
           lambda row: row.space.opened),
    Column("closed", gettext_lazy("The date of the closing, if a report gives one."), lambda row: row.space.closed),
    Column("operation", gettext_lazy("What the last report shows: open, planned, ended (a trial), closed, unknown."),
           lambda row: row.space.operation),
    Column("last_report", gettext_lazy("The date of the last report known to us; empty: no report is dated."),
           lambda row: row.entry.last_report),
    Column("period", gettext_lazy("The period of the cooperation that is counted by."),
           lambda row: f"{row.period.start}/{row.period.end}"),
    Column("page", gettext_lazy("The page of the space on this portal, with each statement and its source."),
           lambda row: settings.SITE_URL + row.space.get_absolute_url()),
    Column("source", gettext_lazy("The addresses or names of the sources, parted by upright strokes."),
           lambda row: sources_of(row.space)),
    Column("licence", gettext_lazy("Where the terms of use and the way to cite stand."),
           lambda row: settings.SITE_URL + reverse("about-data")),
]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """The spaces as a table, for csv_lines()."""

    rows: list[Row]
    columns = COLUMNS

    def records(self):
        return self.rows


@public_page()
def progress_csv(request):
    row, period = periods()[0]
    observations = StageObservation.objects.select_related("source")
    spaces = list(spaces_counted(observations).select_related("lag"))
    sheet = Sheet([Row(space, found, row) for space, found in zip(spaces, entries_of(spaces, period), strict=True)])
    response = HttpResponse("".join(csv_lines(sheet)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="colabora-then-and-now.csv"'
    return response
