"""Literal numbers of queries, the same with one row and with three (DESIGN, section 7)."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from colabora.sources.models import Citation
from partners.models import AreaFact, AreaObservation, LocalActionGroup
from spaces.models import Amenity, Network, Space, SpaceFact
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import (
    DocumentFactory,
    EventFactory,
    FindingFactory,
    GoodPracticeFactory,
    ModerationFactory,
    PracticeStatementFactory,
    TakeawayFactory,
    TargetGroupFactory,
    WorkPackageFactory,
)
from workpackages.models import (
    Activity,
    Argument,
    Case,
    Document,
    DocumentFile,
    Endorsement,
    Event,
    Finding,
    GoodPractice,
    Takeaway,
    TargetGroup,
    WorkPackage,
    Yield,
)

pytestmark = pytest.mark.django_db


def one_more(number):
    """One more of everything that a list or page may show."""
    source = SourceFactory()
    lag = LocalActionGroupFactory(
        published=True, latitude=50 + number, longitude=number, country=["IE", "FR", "LV"][number % 3]
    )
    AreaObservation.objects.create(lag=lag, date="2018", text_en="Then.", source=source, position=1)
    AreaObservation.objects.create(lag=lag, date="2021", text_en="Later.", source=SourceFactory(), position=2)
    AreaFact.objects.create(lag=lag, kind="founded", date="2009", source=SourceFactory())
    Citation.objects.create(cited_by=lag, source=source)
    network = Network.objects.create(slug=f"network-{number}", name="Network")
    amenity = Amenity.objects.create(slug=f"amenity-{number}", name_en="amenity")
    space = SpaceFactory(
        published=True, lag=lag, country=lag.country, network=network, latitude=50 + number / 10, longitude=number,
        former_use=["school", "shop", "farm"][number % 3], operation=["open", "planned"][number % 2],
    )  # fmt: skip
    space.amenities.add(amenity)
    StageObservationFactory(space=space, stage="established")
    StageObservationFactory(space=space)
    SpaceFact.objects.create(space=space, kind="opened", date="2019", source=SourceFactory())
    Citation.objects.create(cited_by=space, source=SourceFactory())
    package = WorkPackageFactory(published=True, number=number + 1)
    for yields in Yield:
        Activity.objects.create(work_package=package, title_en="Activity", yields=yields)
    ModerationFactory(lag=lag, work_package=package)
    group, event, practice, document = one_more_yield(number, lag, space, package)
    return lag, space, package, group, event, practice, document


def one_more_yield(number, lag, space, package, other=None):
    """One more of what a work package yields, tied to everything that it may be tied to."""
    source = SourceFactory()
    group = TargetGroupFactory(published=True, work_package=package, slug=f"readers-{number}")
    event = EventFactory(published=True, host=lag, country=lag.country, start=f"20{10 + number}-05-01")
    practice = GoodPracticeFactory(published=True, lag=lag, former_use=["school", "shop", "farm"][number % 3])
    document = DocumentFactory(published=True, lag=lag, languages=["en"], source=source)
    tie(number, lag, space, package, group, event, practice, document)
    return group, event, practice, document


def tie(number, lag, space, package, group, event, practice, document):
    source = document.source
    for record in (event, practice, document, group):
        Citation.objects.create(cited_by=record, source=SourceFactory())
        Citation.objects.create(cited_by=record, source=source, field=f"detail{number}")
    for record in (event, practice, document):
        record.work_packages.add(package)
    for record in (event, practice):
        record.spaces.add(space)
    for record in (practice, document):
        record.target_groups.add(group)
    event.participants.add(lag)
    document.lags.add(lag)
    document.events.add(event)
    teacher = LocalActionGroupFactory(published=True, latitude=50, longitude=number)
    TakeawayFactory(event=event, lag=lag, learnt_from=teacher, source=source)
    TakeawayFactory(event=event, lag=teacher, learnt_from=lag, source=SourceFactory())
    PracticeStatementFactory(practice=practice, source=source)
    Endorsement.objects.get_or_create(practice=practice, work_package=package)
    finding = FindingFactory(work_package=package, document=document, source=source)
    Argument.objects.create(
        target_group=group, title_en="Reason", text_en="Because.", source=source, finding=finding, practice=practice
    )
    Case.objects.get_or_create(target_group=group, practice=practice)
    DocumentFile.objects.bulk_create([DocumentFile(document=document, language="en", file="documents/x.pdf")])


@pytest.fixture
def first(content):
    yields = (Takeaway, Finding, Document, GoodPractice, Event, TargetGroup)
    for model in (*yields, Space, Network, Amenity, WorkPackage, LocalActionGroup):
        model.objects.all().delete()
    return one_more(0)


PAGES = {
    "home": 10,
    "about": 9,
    "fact-sheet": 10,
    "workpackages:event-list": 8,
    "workpackages:practice-list": 8,
    "workpackages:document-list": 8,
    "workpackages:research": 5,
    "workpackages:argument-list": 3,
    "news": 3,
    "workpackages:calendar": 1,
    "partners:lag-list": 5,
    "workpackages:work-package-list": 4,
    "spaces:space-list": 9,  # five of these make the snapshot, which a worker keeps until content changes
    "glossary": 2,
    "search": 1,
    "imprint": 2,
    "spaces:case-list": 7,
    "spaces:space-map": 6,
    "spaces:towns": 0,
    "sitemap": 10,
}


@pytest.mark.parametrize(("name", "queries"), PAGES.items())
def test_lists_cost_the_same_with_one_row_and_with_three(first, client, django_assert_num_queries, name, queries):
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200
    one_more(1)
    one_more(2)
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


def test_details_cost_the_same_with_one_part_and_with_three(first, client, django_assert_num_queries):
    lag, space, package, group, event, practice, document = first
    budget = {lag: 10, space: 10, package: 10, group: 8, event: 9, practice: 9, document: 10}
    addresses = {record.get_absolute_url(): queries for record, queries in budget.items()}
    for more in (False, True):
        if more:
            for number in (1, 2):
                other = SpaceFactory(
                    published=True, lag=lag, latitude=50.1, longitude=0.1, former_use="school", country="FR"
                )
                StageObservationFactory(space=other)
                StageObservationFactory(space=space)
                SpaceFact.objects.create(space=space, kind="cost", number=1, unit="EUR", source=SourceFactory())
                Citation.objects.create(cited_by=space, source=SourceFactory())
                space.amenities.add(Amenity.objects.create(slug=f"more-{number}", name_en="more"))
                AreaObservation.objects.create(lag=lag, date="2022", text_en="More.", source=SourceFactory())
                Activity.objects.create(work_package=package, title_en="More", yields=Yield.NETWORKS)
                tie(number, lag, space, package, group, event, practice, document)
                one_more_yield(number, lag, other, package)
        for address, queries in addresses.items():
            with django_assert_num_queries(queries):
                assert client.get(address).status_code == 200


def test_a_search_costs_the_same_whatever_it_finds(first, client, django_assert_num_queries):
    one_more(1)
    one_more(2)
    for query in ("space", "nothing-of-this-name"):
        with django_assert_num_queries(9 if query == "space" else 8):
            client.get(reverse("search"), {"q": query})


def test_the_registry_with_every_filter_stays_within_its_budget(first, client, django_assert_num_queries, monkeypatch):
    """As in production: with the second question, the worker has its snapshot."""
    one_more(1)
    monkeypatch.setattr("spaces.snapshot._kept", None)
    monkeypatch.setattr("spaces.snapshot.connection", SimpleNamespace(in_atomic_block=False))
    client.get(reverse("spaces:space-list"))
    query = (
        "q=space&country=IE&operation=open&stage=established&relation=in-lag-area&former_use=school&amenity=amenity-0"
    )
    query += "&network=network-0&lag=" + first[0].slug
    query += "&near=Ogre&place_size=unknown&operator_kind=public&sort=match"
    with django_assert_num_queries(5):
        assert client.get(reverse("spaces:space-list") + "?" + query).status_code == 200
