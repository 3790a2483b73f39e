"""Events as iCalendar (RFC 5545), by the icalendar library."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as Entry

from colabora.languages import country_name, current_language, translated

from .models import Event, EventStatus, Mode

# What RFC 5545, 3.8.1.11 knows of an event's status.
STATUS = {EventStatus.PLANNED: "TENTATIVE", EventStatus.HELD: "CONFIRMED", EventStatus.CANCELLED: "CANCELLED"}


def is_in_calendar(event: Event) -> bool:
    """Whether its day is known: a calendar has no place for a month."""
    return event.starts is not None


def calendar_of(events, name: str = "") -> bytes:
    """The events whose day is known, in the reader's language, with the time zones that they need.

    A calendar that programs subscribe to has a name; the file of a single event has none.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//CoLabora//{urlsplit(settings.SITE_URL).hostname}//{current_language().upper()}")
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        if is_in_calendar(event):
            calendar.add_component(entry_of(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(event: Event) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.key or f'event-{event.pk}'}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("sequence", event.version)
    entry.add("dtstart", event.starts)
    if (ends := event.ends) is not None:
        # Of whole days the end is the day after the last (RFC 5545, 3.6.1).
        entry.add("dtend", ends if isinstance(ends, datetime.datetime) else ends + datetime.timedelta(days=1))
    for name, field in (("summary", "title"), ("description", "summary")):
        text, language = translated(event, field)
        if text:
            is_fallback = language != current_language()
            entry.add(name, text, parameters={"language": language} if is_fallback else {})
    entry.add("status", STATUS[event.status])
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    if where := location(event):
        entry.add("location", where)
    if event.latitude is not None:
        entry.add("geo", (float(event.latitude), float(event.longitude)))
    entry.add("categories", [event.get_kind_display()])
    return entry


def location(event: Event) -> str:
    if event.mode == Mode.ONLINE:
        return str(event.get_mode_display())
    country = country_name(event.country, current_language()) if event.country else ""
    return ", ".join(filter(None, (event.place, country)))
