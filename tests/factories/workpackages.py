import factory
from django.utils import timezone

from workpackages.models import (
    Document,
    Event,
    EventKind,
    EventStatus,
    Finding,
    GoodPractice,
    Moderation,
    PracticeStatement,
    Question,
    Section,
    Takeaway,
    TargetGroup,
    WorkPackage,
)

from .partners import LocalActionGroupFactory
from .sources import SourceFactory


class WorkPackageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkPackage

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    number = factory.Sequence(lambda n: n % 4 + 1)
    title_en = factory.Sequence(lambda n: f"Work package title {n}")


class ModerationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Moderation

    lag = factory.SubFactory(LocalActionGroupFactory, published=True)
    work_package = factory.SubFactory(WorkPackageFactory, published=True)


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"event-{n}")
    title_en = factory.Sequence(lambda n: f"Meeting number {n}")
    summary_en = factory.Sequence(lambda n: f"People met, number {n}.")
    kind = EventKind.PARTNER_MEETING
    status = EventStatus.HELD
    start = "2019-11-07"
    host = factory.SubFactory(LocalActionGroupFactory, published=True)


class TakeawayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Takeaway

    event = factory.SubFactory(EventFactory, published=True)
    lag = factory.SubFactory(LocalActionGroupFactory, published=True)
    source = factory.SubFactory(SourceFactory)
    text_en = factory.Sequence(lambda n: f"It saw something, number {n}.")


class GoodPracticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GoodPractice

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"practice-{n}")
    title_en = factory.Sequence(lambda n: f"A case is told, number {n}")
    summary_en = factory.Sequence(lambda n: f"Somebody did something, number {n}.")
    lag = factory.SubFactory(LocalActionGroupFactory, published=True)
    country = "IE"


class PracticeStatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PracticeStatement

    practice = factory.SubFactory(GoodPracticeFactory, published=True)
    source = factory.SubFactory(SourceFactory)
    section = Section.ACTION
    text_en = factory.Sequence(lambda n: f"It was done, sentence {n}.")


class TargetGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetGroup

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"group-{n}")
    work_package = factory.SubFactory(WorkPackageFactory, published=True)
    name_en = factory.Sequence(lambda n: f"Readers {n}")
    heading_en = factory.Sequence(lambda n: f"Reasons for readers {n}")
    intro_en = factory.Sequence(lambda n: f"For readers {n}.")


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"document-{n}")
    title = factory.Sequence(lambda n: f"A work, number {n}")
    title_language = "en"
    kind = "report"
    relation = "project-output"
    summary_en = factory.Sequence(lambda n: f"It tells of something, number {n}.")


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    work_package = factory.SubFactory(WorkPackageFactory, published=True)
    document = factory.SubFactory(DocumentFactory, published=True)
    source = factory.SubFactory(SourceFactory)
    question = Question.PEOPLE
    text_en = factory.Sequence(lambda n: f"Somebody found something, number {n}.")
    limits_en = "It shows no more."
