"""Calendar files, as a calendar program reads them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.factories.partners import LocalActionGroupFactory
from tests.factories.workpackages import EventFactory
from workpackages.models import Event, EventStatus

pytestmark = pytest.mark.django_db

UTC = datetime.UTC
# Country, date, 15:00 by the host's clock as UTC: the days before and after the clocks of 2026 change.
BOTH_SIDES = [
    (country, date, hour - shift)
    for country, shift in (("DE", 1), ("ES", 1), ("FR", 1), ("GB", 0), ("IE", 0), ("LV", 2))
    for date, hour in (("2026-03-28", 15), ("2026-03-29", 14), ("2026-10-24", 14), ("2026-10-25", 15))
]


def read(client, event):
    response = client.get(f"/en/events/{event.slug}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def entries(calendar):
    for entry in calendar.walk("VEVENT"):
        assert not entry.errors
    return calendar.walk("VEVENT")


@pytest.mark.parametrize(("country", "date", "hour"), BOTH_SIDES)
def test_the_instant_is_right_on_both_sides_of_a_clock_change(client, country, date, hour):
    lag = LocalActionGroupFactory(published=True, country=country)
    event = EventFactory(published=True, host=lag, start=date, start_time="15:00", end_time="16:45")
    event.refresh_from_db()

    calendar = read(client, event)
    (entry,) = entries(calendar)

    begins = datetime.datetime(*map(int, date.split("-")), hour, tzinfo=UTC)
    assert entry["DTSTART"].dt.astimezone(UTC) == begins
    assert entry["DTEND"].dt.astimezone(UTC) == begins + datetime.timedelta(hours=1, minutes=45)
    # The file brings the rules of the zone along, for programs that know no IANA names.
    (zone,) = calendar.walk("VTIMEZONE")
    assert entry["DTSTART"].params["TZID"] == str(zone["TZID"]) == str(event.zone)
    wall_clock = entry["DTSTART"].dt.replace(tzinfo=None)
    assert wall_clock.replace(tzinfo=zone.to_tz()).astimezone(UTC) == begins


def test_whole_days_end_on_the_day_after_the_last(client):
    event = EventFactory(published=True, start="2018-11-12", end="2018-11-15")

    (entry,) = entries(read(client, event))

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (datetime.date(2018, 11, 12), datetime.date(2018, 11, 16))


def test_an_hour_without_an_end_names_no_end(client):
    event = EventFactory(published=True, start="2026-05-01", start_time="17:00")

    (entry,) = entries(read(client, event))

    assert "DTEND" not in entry


@pytest.mark.parametrize(("start", "qualifier"), [("2019-04", ""), ("2019", ""), ("", ""), ("2019-07-01", "about")])
def test_a_date_less_exact_than_a_day_has_no_calendar_file(client, start, qualifier):
    event = EventFactory(published=True, start=start, date_qualifier=qualifier)

    assert client.get(f"/en/events/{event.slug}/calendar.ics").status_code == 404
    assert b"calendar.ics" not in client.get(f"/en/events/{event.slug}/").content
    assert entries(Calendar.from_ical(client.get("/en/events/calendar.ics").content)) == []


def test_the_identifier_stays_and_the_version_grows(client):
    event = EventFactory(published=True)
    (before,) = entries(read(client, event))

    event.title_en = "Renamed"
    event.slug = "renamed"
    event.save()
    (after,) = entries(read(client, event))

    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert str(after["SUMMARY"]) == "Renamed"


def test_a_cancelled_event_says_so(client):
    event = EventFactory(published=True, status=EventStatus.CANCELLED)

    (entry,) = entries(read(client, event))

    assert str(entry["STATUS"]) == "CANCELLED"


def test_a_text_in_another_language_says_so(client):
    event = EventFactory(published=True)

    (entry,) = entries(Calendar.from_ical(client.get(f"/lv/events/{event.slug}/calendar.ics").content))

    assert entry["SUMMARY"].params["LANGUAGE"] == "en"


def test_signs_of_the_format_do_no_harm(client):
    title = "A; B, C\\D\nE:F “ā” 😀 END:VEVENT"
    event = EventFactory(published=True, title_en=title)

    (entry,) = entries(read(client, event))

    assert str(entry["SUMMARY"]) == title


def test_drafts_stay_out(client):
    draft = EventFactory()

    assert client.get(f"/en/events/{draft.slug}/calendar.ics").status_code == 404
    assert entries(Calendar.from_ical(client.get("/en/events/calendar.ics").content)) == []


def test_every_event_of_the_project_reads_back_in_every_language(content, client, settings):
    known = [event for event in Event.objects.published() if event.starts]
    for code in settings.LANGUAGE_CODES:
        answer = client.get(f"/{code}/events/calendar.ics").content
        calendar = Calendar.from_ical(answer)
        found = entries(calendar)
        assert len(found) == len(known) == len({str(entry["UID"]) for entry in found})
        assert calendar.to_ical() == answer
        assert all(len(line) <= 75 for line in answer.split(b"\r\n"))


def test_the_zone_of_an_event_is_its_own_then_its_countrys_then_its_hosts():
    lag = LocalActionGroupFactory(country="LV")

    assert EventFactory(host=lag).zone == ZoneInfo("Europe/Riga")
    assert EventFactory(host=lag, country="ES").zone == ZoneInfo("Europe/Madrid")
    assert EventFactory(host=lag, country="ES", time_zone="Atlantic/Canary").zone == ZoneInfo("Atlantic/Canary")
    assert EventFactory(host=None).zone == ZoneInfo("Europe/Brussels")
