import pytest
from django.db import DataError, IntegrityError, transaction

from spaces.models import Event, Space
from spaces.stages import Stage, derive_stage
from tests.factories.spaces import SpaceFactory, StageObservationFactory


@pytest.mark.parametrize(
    ("operation", "observed", "stage"),
    [
        ("planned", [], "idea"),
        ("planned", ["established"], "idea"),
        ("open", [], ""),
        ("open", ["idea"], ""),
        ("open", ["idea", "", ""], ""),
        ("open", ["idea", "few_users", ""], "few_users"),
        ("open", ["few_users", "established", ""], "established"),
        ("open", ["established", "few_users"], "few_users"),
        ("open", ["established", "idea"], "established"),
        ("ended", ["established"], ""),
        ("closed", ["established"], ""),
        ("unknown", ["idea"], ""),
    ],
)
def test_the_stage_follows_from_the_observations(operation, observed, stage):
    assert derive_stage(operation, observed) == stage


@pytest.mark.django_db
def test_the_stage_on_the_row_follows_every_change():
    space = SpaceFactory()
    observation = StageObservationFactory(space=space, event=Event.IN_USE, stage=Stage.ESTABLISHED)
    assert Space.objects.get().stage == "established"

    later = StageObservationFactory(space=space, stage=Stage.FEW_USERS)
    assert Space.objects.get().stage == "few_users"

    later.delete()
    assert Space.objects.get().stage == "established"

    observation.delete()
    assert Space.objects.get().stage == ""


@pytest.mark.django_db
def test_the_card_observation_is_the_last_by_position_not_by_date():
    space = SpaceFactory()
    StageObservationFactory(space=space, position=2, date="")
    StageObservationFactory(space=space, position=1, date="2024")

    assert space.observations.get(is_on_card=True).position == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"operation": "running"},
        {"stage": "great"},
        {"relation": "friend"},
        {"former_use": "castle"},
        {"country": "IRL"},
        {"latitude": 91, "longitude": 0},
        {"latitude": 54, "longitude": None},
        {"name": ""},
        {"slug": "suggest"},
        {"opened": "March"},
    ],
)
def test_the_database_refuses_what_cannot_be(values):
    space = SpaceFactory()

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Space.objects.filter(pk=space.pk).update(**values)
