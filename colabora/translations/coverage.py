"""For the coordinator: how complete each language is, who delivered how much, and who is to look twice."""

import csv
import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from colabora.languages import current_language, language_name
from colabora.sheets.writing import without_formula
from partners.permissions import languages_of, leads

from .catalog import groups, packages
from .left import matrix, totals
from .models import Confirmation, Delivery, SecondLook, Work
from .states import LEFT, STATE_NAMES, UP_TO_DATE
from .views import desk_page, number, translators_only

STATES = (*LEFT, UP_TO_DATE)


def narrowed(request) -> dict:
    asked = request.GET
    return {
        "lag": number(asked.get("lag"), groups(request.user)),
        "package": number(asked.get("package"), packages(request.user)),
    }


def csv_answer(name: str) -> tuple[HttpResponse, "csv.writer"]:
    """A table that spreadsheet programs open with its letters right."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-{localdate().isoformat()}.csv"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    return response, csv.writer(response)


@login_required
@translators_only
@require_GET
@never_cache
def coverage(request):
    languages = languages_of(request.user)
    rows = matrix(request.user, languages, **narrowed(request))
    looks = set(SecondLook.objects.values_list("language", flat=True))
    return desk_page(
        request, "coverage.html", rows=rows, total=totals(rows, languages), languages=languages,
        groups=groups(request.user), packages=packages(request.user), chosen=narrowed(request),
        looks=[(code, code in looks) for code in languages],
        **words_context(request),
    )  # fmt: skip


@login_required
@translators_only
@require_GET
@never_cache
def coverage_csv(request):
    """The matrix with texts and words of each state."""
    languages = languages_of(request.user)
    response, writer = csv_answer("colabora-translations")
    writer.writerow([_("kind"), _("language"), _("state"), _("texts"), _("words of the source")])
    for row in matrix(request.user, languages, **narrowed(request)):
        for cell in row.cells:
            for state in STATES:
                amount = cell.amount
                line = [row.name, cell.language, STATE_NAMES[state], amount.texts[state], amount.words[state]]
                writer.writerow(line)
    return response


# Second looks


@login_required
@require_POST
@never_cache
def second_looks(request):
    """In which languages a second person is to check what somebody translates from now on."""
    if not leads(request.user):
        raise PermissionDenied
    wanted = {code for code in settings.LANGUAGE_CODES if code in request.POST.getlist("language")}
    with transaction.atomic():
        SecondLook.objects.exclude(language__in=wanted).delete()
        for code in wanted:
            SecondLook.objects.get_or_create(language=code)
        Confirmation.objects.filter(is_to_be_checked=True).exclude(language__in=wanted).update(is_to_be_checked=False)
    messages.success(request, _("Kept. It holds for what is translated from now on."))
    return redirect("translate:coverage")


# Delivered words


def period_of(request) -> tuple[datetime.date, datetime.date]:
    """What the address asks for, both days included; else this month."""
    today = localdate()
    start, end = (asked_day(request.GET.get(name)) for name in ("start", "end"))
    return start or today.replace(day=1), end or today


def asked_day(text: str | None) -> datetime.date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def delivered(user, start: datetime.date, end: datetime.date) -> QuerySet[Delivery]:
    """All deliveries for the coordinator, their own for others."""
    found = Delivery.objects.filter(delivered_at__date__gte=start, delivered_at__date__lte=end)
    return found if leads(user) else found.filter(user=user)


def words_context(request) -> dict:
    start, end = period_of(request)
    summed = (
        delivered(request.user, start, end).order_by().values("user__username", "language", "work")
        .annotate(total=Sum("words")).order_by("user__username", "language", "work")
    )  # fmt: skip
    by_person: dict[tuple, dict[str, int]] = {}
    for line in summed:
        by_person.setdefault((line["user__username"] or "–", line["language"]), {})[line["work"]] = line["total"]
    people = [
        (name, language_name(code, current_language()), [found.get(work, 0) for work in Work.values])
        for (name, code), found in by_person.items()
    ]
    return {"start": start, "end": end, "people": people, "works": Work.labels}


@login_required
@translators_only
@require_GET
@never_cache
def words_csv(request):
    """A line for each text that was delivered between two days."""
    start, end = period_of(request)
    response, writer = csv_answer(f"colabora-words-{start.isoformat()}-{end.isoformat()}")
    headings = [
        _("date"), pgettext("delivered words", "translator"), _("source language"), _("language"), _("by way of"),
        pgettext("delivered words", "work"), _("words"), _("text"),
    ]  # fmt: skip
    writer.writerow(headings)
    for line in delivered(request.user, start, end).select_related("user", "content_type").iterator(1000):
        who = without_formula(str(line.user or "–"))
        text = f"{line.content_type.app_label}.{line.content_type.model}:{line.object_id}:{line.field}"
        day = localtime(line.delivered_at).date().isoformat()
        writer.writerow(
            [day, who, line.source_language, line.language, line.via, line.get_work_display(), line.words, text]
        )
    return response
