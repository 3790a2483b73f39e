"""How an event's date and state, a work's citation and a place's size are put into words."""

import datetime
import re

from babel.dates import format_skeleton, format_time, get_timezone_name
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from colabora.dates import format_partial_date, with_ordinal
from colabora.languages import current_language, locale_of, translated
from colabora.sources.display import amount_in_words, date_in_words, qualified

from .models import Document, Event, EventStatus, GoodPractice


def event_date(event: Event) -> SafeString:
    """The days of an event, no more precise than they are known: "12–15 November 2018", "April 2019"."""
    if not event.start:
        return format_html("{}", _("date not known"))
    if not event.end or event.end == event.start:
        return date_in_words(event.start, event.date_qualifier)
    if event.start[:7] == event.end[:7] and not event.date_qualifier:
        return format_html('<time datetime="{}">{}</time>', event.start, days_of_a_month(event.start, event.end))
    if len(event.start) == len(event.end) == 10 and event.start[:4] == event.end[:4]:
        first, last = days_of_a_year(event.start, event.end)
        return format_html(
            '<time datetime="{}">{}</time>', event.start, _("{start} to {end}").format(start=first, end=last)
        )
    return format_html(
        _("{start} to {end}"), start=date_in_words(event.start, event.date_qualifier), end=date_in_words(event.end)
    )


def days_of_a_month(start: str, end: str) -> str:
    """ "12–15 November 2018": the last day as the language writes it, with the first before it."""
    language = current_language()
    first, last = int(start[8:]), int(end[8:])
    words = format_partial_date(end, language)
    day = "1er" if language == "fr" and first == 1 else first
    return re.sub(rf"(?<!\d){last}(\.?)(?!\d)", rf"{day}\g<1>–{last}\g<1>", words, count=1)


def days_of_a_year(start: str, end: str) -> tuple[str, str]:
    """ "29 May", "17 June 2022": the year once, before the first day where the language begins with it."""
    language = current_language()
    whole = [format_partial_date(day, language) for day in (start, end)]
    locale = locale_of(language)
    short = [
        with_ordinal(format_skeleton("MMMMd", datetime.date.fromisoformat(day), locale=locale), day, locale)
        for day in (start, end)
    ]
    return (whole[0], short[1]) if whole[0].startswith(start[:4]) else (short[0], whole[1])


def event_state(event: Event, today: datetime.date | None = None) -> SafeString:
    """The date with what is known of it: a plan without a report is not an event that took place."""
    date = event_date(event)
    if event.status == EventStatus.CANCELLED:
        return format_html(_("Cancelled: {date}"), date=date)
    if event.status == EventStatus.HELD or not event.start:
        return date
    if event.is_over_by(today or datetime.date.today()):
        return format_html(_("Planned for {date}; no report found"), date=date)
    # Translators: of an event; {date} is a year, a month with its year, a day, or a period
    return format_html(_("Planned for {date}"), date=date)


def event_time(event: Event) -> str:
    """The hours by the host's clock, with its name: "15:00–16:45, Central European Summer Time"."""
    if not event.start_time:
        return ""
    locale = locale_of(current_language())
    starts, ends = event.starts, event.ends
    hours = [format_time(moment, "HH:mm", locale=locale) for moment in (starts, ends) if moment]
    # Translators: “15:00–16:45, Central European Summer Time”
    return _("{hours}, {clock}").format(hours="–".join(hours), clock=get_timezone_name(starts, locale=locale))


def attendance(event: Event) -> SafeString:
    return qualified(amount_in_words(event.attendance, "people"), event.attendance_qualifier)


def population(practice: GoodPractice) -> SafeString:
    return qualified(amount_in_words(practice.place_population, "inhabitants"), practice.place_population_qualifier)


def citation(document: Document, publisher: str | None = None, title: str | None = None) -> SafeString:
    """One line to cite a work by: publisher, year, title, where it is kept.

    `publisher` and `title` are its own with their marks, for where they are in another language than the page.
    """
    publisher = translated(document, "publisher")[0] if publisher is None else publisher
    title = document.display_title if title is None else title
    year = document.date[:4] or _("no date")
    head = format_html("{} ({})", publisher, year) if publisher else f"({year})"
    cited = format_html("<cite>{}</cite>", title)
    return format_html_join(". ", "{}", ((part,) for part in (head, cited, document.address) if part))


def file_size(size: int) -> str:
    """In the unit that people see in their file manager."""
    if size < 1_000_000:
        return _("{number} KB").format(number=amount_in_words(max(1, round(size / 1000)), ""))
    return _("{number} MB").format(number=amount_in_words(round(size / 1_000_000, 1), ""))
