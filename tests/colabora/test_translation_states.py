"""States of translations are found when they are read, whatever path a change took."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from colabora.admin.desk import desk_for
from colabora.history.bin import bring_back, throw_away
from colabora.history.models import Deletion
from colabora.translations.catalog import translated_models
from colabora.translations.models import Confirmation, SourceText
from colabora.translations.states import MISSING, NEEDS_REVIEW, OUTDATED, UP_TO_DATE, confirm, texts
from colabora.translations.sweeping import sweep
from spaces.models import Space, StageObservation
from tests.factories.partners import UserFactory
from tests.factories.spaces import SpaceFactory, StageObservationFactory
from tests.partners.test_permissions import form_data
from workpackages.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    space = SpaceFactory(published=True, summary_en="A room.", summary_lv="Telpa.")
    confirm(space, ["summary_lv"])
    return space


def state_of(space, language="lv"):
    found = {(text.field, text.language): text.state for text in texts(Space.objects.filter(pk=space.pk))}
    return found["summary", language]


def test_a_confirmed_translation_is_up_to_date_and_others_are_missing(space):
    assert (state_of(space), state_of(space, "de")) == (UP_TO_DATE, MISSING)


def test_a_change_of_the_source_by_any_path_outdates_it(space):
    Space.objects.filter(pk=space.pk).update(summary_en="A hall.")
    assert state_of(space) == OUTDATED

    Space.objects.filter(pk=space.pk).update(summary_en="A room.\r\n")
    assert state_of(space) == UP_TO_DATE


def test_a_change_of_the_translation_outside_wants_a_second_look(space):
    Space.objects.filter(pk=space.pk).update(summary_lv="Zāle.")

    assert state_of(space) == NEEDS_REVIEW


def test_saving_in_the_back_office_confirms_what_was_written_only(space):
    client, observation = Client(), StageObservationFactory(space=space, text_en="Old.")
    client.force_login(UserFactory(coordinator=True))
    url = f"/admin/spaces/space/{space.pk}/change/"

    client.post(url, form_data(client, url) | {"summary_en": "A hall.", "summary_de": "Ein Saal."})
    assert (state_of(space), state_of(space, "de")) == (OUTDATED, UP_TO_DATE)
    client.post(url, form_data(client, url) | {"summary_lv": "Zāle.", "observations-0-text_de": "Alt."})

    assert (state_of(space), state_of(space, "de")) == (UP_TO_DATE, UP_TO_DATE)
    parts = texts(StageObservation.objects.filter(pk=observation.pk), ["de", "fr"])
    assert {text.language: text.state for text in parts} == {"de": UP_TO_DATE, "fr": MISSING}


def test_what_is_outdated_waits_on_the_front_page_and_its_link_leads_there(space):
    staff = UserFactory(staff_of=space.lag)
    SpaceFactory(lag=space.lag, name="Another", published=True)
    Space.objects.filter(pk=space.pk).update(summary_en="A hall.")
    client = Client()
    client.force_login(staff)

    [kind] = desk_for(staff).outdated
    [line] = kind.counts
    html = client.get(line.url).content.decode()

    assert (kind.kind, line.text, line.count) == ("Spaces", "Latvian", 1)
    assert f"{space.name}</a>" in html
    assert "Another</a>" not in html
    assert [kind.kind for kind in desk_for(UserFactory(translator=True)).outdated] == ["Spaces"]
    assert desk_for(UserFactory(translator=True, languages=["fr"])).outdated == []


def test_a_title_needs_no_translation_into_its_own_language():
    document = Document.objects.create(
        slug="a", title="Das Buch", title_language="de", gloss_en="The book", kind="report", relation="related-research"
    )

    found = {text.language for text in texts(Document.objects.filter(pk=document.pk)) if text.field == "gloss"}

    assert found == {"fr", "es", "ca", "lv"}


def test_former_sources_are_forgotten_when_no_translation_was_made_of_them(space):
    Space.objects.filter(pk=space.pk).update(summary_en="A hall.")
    space.refresh_from_db()
    confirm(space, ["summary_lv"])

    assert {source.text for source in SourceText.objects.all()} == {"A room.", "A hall."}
    assert sweep() == 1
    assert {source.text for source in SourceText.objects.all()} == {"A hall."}


def test_a_record_that_comes_back_from_the_bin_has_its_states_again(space):
    pk = space.pk
    throw_away(space, UserFactory(coordinator=True))
    Confirmation.objects.update(confirmed_at=timezone.now() - datetime.timedelta(days=200))
    sweep()

    bring_back(Deletion.objects.get(), UserFactory(coordinator=True))

    assert state_of(Space.objects.get(pk=pk)) == UP_TO_DATE


@pytest.mark.parametrize("count", [1, 3])
def test_states_cost_two_queries(count, django_assert_num_queries):
    for _number in range(count):
        confirm(SpaceFactory(summary_lv="Telpa."), ["summary_lv"])

    with django_assert_num_queries(2):
        assert len(list(texts(Space.objects.all()))) == 5 * count


def test_the_facts_come_with_their_translations_confirmed():
    """Last here: it fills the database."""
    call_command("seed", verbosity=0)

    for model in translated_models():
        assert {text.id for text in texts(model._base_manager.all()) if text.is_left} == set(), model
    assert Confirmation.objects.count() > 5000
    before = Confirmation.objects.count()
    call_command("seed", verbosity=0)
    assert Confirmation.objects.count() == before
