import factory

from colabora.sources.models import Source


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    title_en = factory.Sequence(lambda n: f"Paper {n}: a report")
    url = factory.Sequence(lambda n: f"https://paper.example/{n}")
