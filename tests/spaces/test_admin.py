"""Who changes operation or use says how they know."""

import pytest
from django.test import Client
from django.utils import timezone

from colabora.sources.models import Source
from spaces.models import StageObservation
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.sources import SourceFactory
from tests.factories.spaces import SpaceFactory
from tests.partners.test_permissions import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return SpaceFactory(
        lag=LocalActionGroupFactory(short_name="Eigenbach"), operation="planned", operation_as_of="2019"
    )


@pytest.fixture
def client(space):
    client = Client()
    client.force_login(UserFactory(staff_of=space.lag))
    return client


def save(client, space, **changes):
    url = f"/admin/spaces/space/{space.pk}/change/"
    response = client.post(url, form_data(client, url) | changes)
    space.refresh_from_db()
    return response


def test_a_changed_operation_becomes_evidence_of_today_reported_by_the_group(client, space):
    save(client, space, operation="open", observed_stage="few_users")

    observation, today = space.observations.get(), timezone.localdate().isoformat()
    assert (space.operation, space.stage, space.operation_as_of) == ("open", "few_users", today)
    assert observation.source.title_en.startswith("Reported by Eigenbach, ")
    assert (observation.date, observation.stage) == (today, "few_users")
    assert observation.text_en == "The space is open and has no or hardly any users."


def test_own_words_date_and_source_are_kept(client, space):
    paper = SourceFactory()

    save(
        client, space, operation="open", operation_as_of="2024-05", evidence="Ten people work there.",
        evidence_source=paper.pk,
    )  # fmt: skip

    observation = space.observations.get()
    assert (observation.text_en, observation.text_de) == ("Ten people work there.", "")
    assert (observation.source, observation.date, space.operation_as_of) == (paper, "2024-05", "2024-05")


def test_other_changes_ask_for_no_evidence(client, space):
    save(client, space, summary_en="A hall.")

    assert space.summary_en == "A hall."
    assert not StageObservation.objects.exists()


def test_an_observation_by_hand_is_evidence_enough(client, space):
    source = SourceFactory()
    row = {
        "observations-TOTAL_FORMS": "1", "observations-0-position": "1", "observations-0-event": "opened",
        "observations-0-text_en": "It opened.", "observations-0-source": source.pk,
        "observations-0-confidence": "high",
    }  # fmt: skip

    save(client, space, operation="open", **row)

    assert [row.text_en for row in space.observations.all()] == ["It opened."]
    assert not Source.objects.filter(key__startswith="report:").exists()


def test_only_of_an_open_space_can_be_said_how_it_is_used(client, space):
    response = save(client, space, observed_stage="established")

    assert response.status_code == 200
    assert "Only of an open space" in response.content.decode()
    assert not StageObservation.objects.exists()


def test_a_translator_is_not_asked(space):
    client = Client()
    client.force_login(UserFactory(translator=True))

    save(client, space, operation="open", observed_stage="established", evidence="Taken.", summary_lv="Telpa.")

    assert (space.operation, space.summary_lv) == ("planned", "Telpa.")
    assert not StageObservation.objects.exists()
