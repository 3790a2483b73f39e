import factory
from django.utils import timezone

from workpackages.models import Moderation, WorkPackage

from .partners import LocalActionGroupFactory


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
