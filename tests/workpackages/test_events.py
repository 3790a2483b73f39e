"""What is true of an event's dates, and what a page tells of other groups' drafts."""

import datetime
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from tests.factories.partners import LocalActionGroupFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory
from tests.factories.workpackages import (
    DocumentFactory,
    EventFactory,
    FindingFactory,
    GoodPracticeFactory,
    TakeawayFactory,
    TargetGroupFactory,
)
from workpackages.models import Argument, Document, Event, GoodPractice, TargetGroup

pytestmark = pytest.mark.django_db

DATES = ("2027", "2027-05", "2027-05-12")


@pytest.mark.parametrize(("start", "end"), list(product(DATES, DATES)))
def test_start_and_end_are_equally_exact(client, start, end):
    event = EventFactory.build(host=LocalActionGroupFactory(published=True), start=start, end=end)
    if len(start) != len(end):
        with pytest.raises(ValidationError):
            event.full_clean(exclude=["host"])
        with pytest.raises(IntegrityError), transaction.atomic():
            EventFactory(start=start, end=end)
        return
    event = EventFactory(published=True, start=start, end=end)
    assert client.get("/fr/events/").status_code == 200
    assert client.get(f"/fr/events/{event.slug}/").status_code == 200


@pytest.mark.parametrize(
    ("values", "is_right"),
    [
        ({"start": "2027-05-12", "end": "2027-05-10"}, False),
        ({"start": "2027-05", "start_time": "10:00"}, False),
        ({"start": "2027-05-12", "end_time": "10:00"}, False),
        ({"start": "2027-05-12", "start_time": "15:00", "end_time": "10:00"}, False),
        ({"start": "2027-05-12", "end": "2027-05-12", "start_time": "15:00", "end_time": "10:00"}, False),
        ({"start": "2027-05-12", "end": "2027-05-13", "start_time": "15:00", "end_time": "10:00"}, True),
    ],
)
def test_nothing_ends_before_it_starts_by_any_path(values, is_right):
    if is_right:
        EventFactory(**values)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            EventFactory(**values)


def test_of_several_days_the_first_hour_alone_is_no_length(client):
    event = EventFactory(published=True, start="2027-05-10", end="2027-05-12", start_time="10:00")

    assert (event.starts, event.ends) == (datetime.date(2027, 5, 10), datetime.date(2027, 5, 12))


def test_a_zone_that_does_not_exist_breaks_no_page(client):
    event = EventFactory(published=True, time_zone="Mars/Base", start_time="10:00", start="2027-05-10")
    event.refresh_from_db()

    for path in (f"/en/events/{event.slug}/", "/en/events/calendar.ics"):
        assert client.get(path).status_code == 200
    with pytest.raises(ValidationError):
        event.full_clean()


def test_what_is_ahead_comes_first_on_the_first_page(client):
    for number in range(30):
        EventFactory(published=True, start=f"203{number // 10}-0{number % 9 + 1}-01", status="planned")
    EventFactory(published=True, start="2019")

    html = client.get("/en/events/").content.decode()

    soonest = Event.objects.filter(status="planned").order_by("start").first()
    assert html.index(f"/en/events/{soonest.slug}/") < html.index("Upcoming") + 2000
    assert "Past" not in html


SECRET = "Geheimnisbach"


def test_search_and_sources_tell_nothing_of_drafts(client):
    draft = LocalActionGroupFactory(short_name=SECRET, official_name=SECRET)
    event = EventFactory(published=True, host=draft)
    event.participants.add(draft)
    TakeawayFactory(event=event, lag=draft, source=SourceFactory(title_en=f"Report of {SECRET}"))
    TakeawayFactory(event=event, learnt_from=draft, text_en=f"Learnt from {SECRET}")
    practice = GoodPracticeFactory(published=True)
    practice.spaces.add(SpaceFactory(name=SECRET))
    practice.save()
    document = DocumentFactory(published=True)
    document.events.add(EventFactory(title_en=SECRET))
    document.lags.add(draft)

    for path in (
        f"/en/events/{event.slug}/", f"/en/good-practices/{practice.slug}/", f"/en/documents/{document.slug}/",
        "/en/events/", "/en/good-practices/", "/en/documents/", "/en/news.atom", "/en/events/calendar.ics",
    ):  # fmt: skip
        assert SECRET not in client.get(path).content.decode(), path
    for path in ("search", "events", "good-practices"):
        html = client.get(f"/en/{path}/", {"q": SECRET}).content.decode()
        assert event.slug not in html
        assert practice.slug not in html


def test_findings_reasons_and_sections_are_found(client):
    finding = FindingFactory(text_en="Commuters save journeys.")
    group = TargetGroupFactory(published=True, work_package=finding.work_package)
    Argument.objects.create(target_group=group, title_en="Quieter trains", text_en="x", source=SourceFactory())

    def found(query):
        return Client().get("/en/search/", {"q": query}).content.decode()

    assert finding.document.slug in found("commuters journeys")
    assert group.get_absolute_url() in found("quieter trains")
    assert "/en/documents/research/" in found("research says")
    assert "/en/about/fact-sheet/" in found("fact sheet")
    finding.delete()
    assert finding.document.slug not in found("commuters journeys")
    assert {model.objects.count() for model in (Document, TargetGroup)} == {1}
    assert not GoodPractice.objects.exists()


def test_the_number_of_findings_is_the_number_on_their_page(client):
    finding = FindingFactory()
    FindingFactory(document=DocumentFactory())

    html = client.get("/en/documents/research/").content.decode()

    assert html.count(' id="finding-') == 1
    assert f'id="finding-{finding.pk}"' in html
