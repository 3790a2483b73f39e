import factory
from django.utils import timezone

from spaces.models import Event, Relation, Space, StageObservation
from spaces.stages import Operation

from .partners import LocalActionGroupFactory
from .sources import SourceFactory


class SpaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Space

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    name = factory.Sequence(lambda n: f"Space {n}")
    slug = factory.Sequence(lambda n: f"space-{n}")
    lag = factory.SubFactory(LocalActionGroupFactory, published=True)
    relation = Relation.IN_AREA
    country = "IE"
    operation = Operation.OPEN
    operation_as_of = "2021-07"
    summary_en = factory.Sequence(lambda n: f"A room with desks, number {n}.")


class StageObservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StageObservation

    space = factory.SubFactory(SpaceFactory)
    source = factory.SubFactory(SourceFactory)
    event = Event.IN_USE
    position = factory.Sequence(lambda n: n + 1)
    date = "2021-07"
    text_en = factory.Sequence(lambda n: f"People worked there, report {n}.")
