"""Generated spaces: always the same, as saving would have made them, and gone again without a trace."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from reversion.models import Version

from colabora.pages.models import ContentStamp
from colabora.sources.models import Citation, Source
from partners.models import LocalActionGroup
from spaces.models import Amenity, Network, Relation, Space, SpaceFact, StageObservation
from spaces.samples import PREFIX, Samples
from tests.factories.partners import LocalActionGroupFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.factories.workpackages import GoodPracticeFactory

pytestmark = pytest.mark.django_db

SAMPLE = 40
DERIVED = ("rank", "sort_name", "stage", "search_text", "search_title", "place_population", "place_size", "version")


@pytest.fixture
def ground():
    """What generated spaces refer to."""
    LocalActionGroupFactory(slug="donegal", latitude="54.95", longitude="-7.73333")
    LocalActionGroupFactory(slug="nowhere-yet")
    Network.objects.create(slug="hubs", name="Connected Hubs")
    for position, slug in enumerate(["kitchen", "fablab", "cafe"]):
        Amenity.objects.create(
            slug=slug, name_en=f"{slug} in English", name_lv=f"{slug} latviski", position=3 - position
        )


def generate(*arguments) -> str:
    out = StringIO()
    call_command("generate_spaces", *arguments, stdout=out)
    return out.getvalue()


def told(space) -> dict:
    """All that a space and its observations say, without what only the database gives."""
    columns = [field.attname for field in Space._meta.fields if field.name not in ("id", "created_at", "updated_at")]
    observations = [
        {
            field.attname: getattr(seen, field.attname)
            for field in seen._meta.fields
            if field.name not in ("id", "space")
        }
        for seen in space.observations.order_by("position")
    ]
    amenities = list(space.amenities.order_by("slug").values_list("slug", flat=True))
    return {name: getattr(space, name) for name in columns} | {"observations": observations, "amenities": amenities}


def generated() -> dict:
    return {space.key: told(space) for space in Space.objects.filter(key__startswith=PREFIX)}


def test_a_number_is_the_same_space_however_many_there_are(ground):
    generate(3)
    few = generated()
    generate("--remove")
    generate(7)
    many = generated()

    for spaces in (few, many):  # another row, the same source
        for space in spaces.values():
            for seen in space["observations"]:
                del seen["source_id"]

    assert sorted(few) == ["generated-000001", "generated-000002", "generated-000003"]
    assert {key: many[key] for key in few} == few
    assert len(many) == 7
    assert len({(space["name"], space["operation_as_of"]) for space in many.values()}) == 7


def test_what_is_missing_is_added_and_nothing_else_touched(ground):
    generate(4)
    Space.objects.filter(key="generated-000002").delete()
    Space.objects.filter(key="generated-000003").update(name="Changed by hand")
    kept = set(Space.objects.values_list("pk", flat=True))

    said = generate(5)

    assert said == "2 spaces generated; 3 were there.\n"
    assert Space.objects.count() == 5
    assert kept <= set(Space.objects.values_list("pk", flat=True))
    assert Space.objects.get(key="generated-000003").name == "Changed by hand"
    assert generate(5) == "0 spaces generated; 5 were there.\n"
    assert generate(2) == "0 spaces generated; 5 were there.\n"


def test_each_row_is_as_saving_it_would_have_made_it(ground):
    generate(SAMPLE)

    shown = Counter()
    for space in Space.objects.filter(key__startswith=PREFIX):
        before = {name: getattr(space, name) for name in DERIVED}
        on_card = list(space.observations.filter(is_on_card=True).values_list("pk", flat=True))
        space.stage, space.place_size, space.place_population = "", "", None
        space.save()
        space.refresh_from_db()
        after = {name: getattr(space, name) for name in DERIVED} | {"version": space.version - 1}

        assert before == after
        assert len(on_card) == 1
        assert list(space.observations.filter(is_on_card=True).values_list("pk", flat=True)) == on_card
        shown.update(
            {
                "placed": bool(space.place_size), "staged": bool(space.stage), "two": space.observations.count() > 1,
                "equipped": space.amenities.exists(), "networked": bool(space.network_id),
                "converted": bool(space.former_use),
            }
        )  # fmt: skip

    assert all(0 < shown[name] < SAMPLE for name in shown), shown


def test_generated_rows_pass_the_checks_of_a_form(ground):
    generate(SAMPLE)

    for row in [*Space.objects.all(), *StageObservation.objects.all()]:
        row.full_clean()
        assert len(row.space.observations.all() if isinstance(row, StageObservation) else row.observations.all()) > 0
    assert all(space.is_published for space in Space.objects.all())


def test_generating_leaves_no_history_and_moves_the_stamp_once(ground):
    before = ContentStamp.now()

    generate(3)

    assert ContentStamp.now() == before + 1
    assert not Version.objects.exists()


def test_removing_takes_all_that_hangs_on_generated_spaces_and_leaves_the_rest(ground):
    real = SpaceFactory(key="la-quincaillerie", published=True)
    observation = StageObservationFactory(space=real)
    generate(3)
    first, second, _third = Space.objects.filter(key__startswith=PREFIX).order_by("key")
    SpaceFact.objects.create(space=first, source=observation.source, kind="users", number=3)
    Citation.objects.create(source=observation.source, cited_by=first)
    real.same_rooms_as = second
    real.save()
    practice = GoodPracticeFactory()
    practice.spaces.add(first, real)
    real.refresh_from_db()
    before = told(real) | {"same_rooms_as_id": None}
    stamp = ContentStamp.now()

    said = generate("--remove")

    real.refresh_from_db()
    assert said == "3 generated spaces removed.\n"
    assert told(real) == before
    assert list(Space.objects.all()) == [real]
    assert list(StageObservation.objects.all()) == [observation]
    assert list(practice.spaces.all()) == [real]
    assert not SpaceFact.objects.exists()
    assert not Citation.objects.exists()
    assert not Space.amenities.through.objects.exists()
    assert list(Source.objects.all()) == [observation.source]
    assert ContentStamp.now() == stamp + 1
    assert generate("--remove") == "0 generated spaces removed.\n"


def test_the_source_stays_while_something_else_rests_on_it(ground):
    generate(1)
    StageObservationFactory(source=Source.objects.get(key="generated-spaces"))

    generate("--remove")

    assert Source.objects.filter(key="generated-spaces").exists()


@pytest.mark.parametrize("number", ["-1", "2000001"])
def test_an_unreasonable_number_is_refused(ground, number):
    with pytest.raises(CommandError, match="from 0 to 2,000,000"):
        call_command("generate_spaces", "--", number)

    assert not Space.objects.exists()


@pytest.mark.parametrize("arguments", [[], [3, "--remove"]])
def test_the_command_wants_either_a_number_or_removal(ground, arguments):
    with pytest.raises(CommandError, match="either"):
        call_command("generate_spaces", *arguments)


def test_without_a_local_action_group_the_content_comes_first():
    assert not LocalActionGroup.objects.exists()

    with pytest.raises(CommandError, match="run manage"):
        call_command("generate_spaces", 1)


def test_most_are_far_from_the_partners_and_some_share_a_town(content):
    samples = [Samples().sample(number) for number in range(1, 601)]

    relations = Counter(sample.space.relation for sample in samples)
    places = Counter((sample.space.place, sample.space.country) for sample in samples)
    assert set(relations) == {Relation.IN_AREA, Relation.NEARBY, Relation.FURTHER}
    assert relations[Relation.IN_AREA] < relations[Relation.NEARBY] < relations[Relation.FURTHER]
    assert max(places.values()) > 1
    assert {sample.space.country for sample in samples} >= {"DE", "FR", "ES", "GB"}
