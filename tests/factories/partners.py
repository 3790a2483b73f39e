import factory
from django.utils import timezone

from partners.models import LocalActionGroup, Role, User


class LocalActionGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LocalActionGroup

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(timezone.now))

    slug = factory.Sequence(lambda n: f"area-{n}")
    short_name = factory.Sequence(lambda n: f"Area {n}")
    official_name = factory.Sequence(lambda n: f"Local action group of area {n}")
    name_language = "en"
    country = "IE"
    main_place = "Letterkenny"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        coordinator = factory.Trait(role=Role.COORDINATOR)
        translator = factory.Trait(role=Role.TRANSLATOR, languages=["lv"])
        staff_of = None

    username = factory.Sequence(lambda n: f"user{n}")
    role = factory.LazyAttribute(lambda user: Role.LAG_STAFF if user.staff_of else "")
    lag = factory.LazyAttribute(lambda user: user.staff_of)
