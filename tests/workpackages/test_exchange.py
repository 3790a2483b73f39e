import pytest

from tests.factories.partners import LocalActionGroupFactory
from tests.factories.workpackages import EventFactory, ModerationFactory, TakeawayFactory, WorkPackageFactory
from workpackages.exchange import Exchange
from workpackages.models import Activity, Takeaway, Yield

pytestmark = pytest.mark.django_db


@pytest.fixture
def lags():
    return [
        LocalActionGroupFactory(published=True, short_name=name, latitude=latitude, longitude=longitude)
        for name, latitude, longitude in (("Teacher", 41.1, 0.6), ("Learner", 56.9, 24.1), ("Other", 51.2, 12.7))
    ]


def test_an_arrow_leads_from_the_one_who_taught_to_the_one_who_learnt(lags):
    teacher, learner, _other = lags
    takeaways = [TakeawayFactory(lag=learner, learnt_from=teacher) for _number in range(2)]

    exchange = Exchange.of(takeaways)

    (pair,) = exchange.pairs
    assert (pair.lag, pair.learnt_from, pair.takeaways) == (learner, teacher, takeaways)
    (arrow,) = exchange.arrows
    start, end = (float(part) for part in arrow.path[1:].split("Q")[0].split()), arrow.head
    places = {place.lag.short_name: place for place in exchange.places}
    x, y = start
    assert abs(x - places["Teacher"].x) < 20
    assert abs(y - places["Teacher"].y) < 20
    assert abs(float(end[1:].split()[0]) - places["Learner"].x) < 20


def test_what_names_no_teacher_makes_no_arrow(lags):
    assert Exchange.of([TakeawayFactory(lag=lags[1], learnt_from=None)]).pairs == []


def test_nothing_of_a_draft_is_told(lags):
    teacher, learner, other = lags
    secret = LocalActionGroupFactory(short_name="Secret")
    TakeawayFactory(lag=learner, learnt_from=secret)
    TakeawayFactory(lag=secret, learnt_from=teacher)
    TakeawayFactory(event=EventFactory(), lag=learner, learnt_from=teacher)
    shown = TakeawayFactory(lag=other, learnt_from=teacher)

    assert list(Takeaway.objects.public()) == [shown]


def test_a_lesson_stands_on_the_event_on_both_groups_and_on_both_work_packages(client, lags):
    teacher, learner, _other = lags
    takeaway = TakeawayFactory(lag=learner, learnt_from=teacher, text_en="It saw shared desks.")
    for number, yields in ((3, Yield.TAKEAWAYS), (4, Yield.EXCHANGE)):
        package = WorkPackageFactory(published=True, number=number)
        Activity.objects.create(work_package=package, title_en="Activity", yields=yields)
    ModerationFactory(lag=teacher, work_package=package)

    event, groups = takeaway.event, [f"/en/partners/{lag.slug}/" for lag in (teacher, learner)]
    for path in (f"/en/events/{event.slug}/", *groups, "/en/work-packages/3/", "/en/work-packages/4/"):
        assert "It saw shared desks." in client.get(path).content.decode(), path
