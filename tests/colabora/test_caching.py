import pytest
from django.core.cache import cache
from django.core.management import call_command

from spaces.models import Space
from tests.factories.spaces import SpaceFactory, StageObservationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_pages(settings):
    settings.PAGE_CACHE = True
    cache.clear()
    yield
    cache.clear()


def test_a_page_is_rendered_once_until_something_changes(client, django_assert_num_queries):
    space = SpaceFactory(published=True, name="First name")
    address = space.get_absolute_url()
    assert "First name" in client.get(address).content.decode()

    with django_assert_num_queries(1):  # the stamp
        client.get(address + "?utm_source=x")
    space.name = "Second name"
    space.save()
    assert "Second name" in client.get(address).content.decode()


def test_a_change_of_what_hangs_on_a_record_is_seen_at_once(client):
    observation = StageObservationFactory(space=SpaceFactory(published=True), text_en="It was quiet.")
    address = observation.space.get_absolute_url()
    assert "It was quiet." in client.get(address).content.decode()

    observation.delete()

    assert "It was quiet." not in client.get(address).content.decode()


def test_each_language_and_each_choice_has_a_page_of_its_own(client):
    SpaceFactory(published=True, name="Plan", operation="planned")
    SpaceFactory(published=True, name="Open space", operation="open")

    assert "Plan" in client.get("/en/spaces/").content.decode()
    assert "Plan" not in client.get("/en/spaces/?operation=open").content.decode()
    assert '<html lang="lv">' in client.get("/lv/spaces/?operation=open").content.decode()


def test_missing_pages_and_drafts_are_not_kept(client):
    space = SpaceFactory()
    assert client.get(space.get_absolute_url()).status_code == 404

    call_command(
        "shell",
        "-v0",
        "-c",
        "from spaces.models import Space; s = Space.objects.get(); s.published_at = s.created_at; s.save()",
    )

    assert Space.objects.published().exists()
    assert client.get(space.get_absolute_url()).status_code == 200


def test_a_very_long_question_is_answered_but_not_kept(client):
    SpaceFactory(published=True, name="Station")

    assert client.get("/en/spaces/?q=" + "x" * 2000).status_code == 200


def test_a_strangers_parameter_stands_in_no_kept_page(client):
    client.get("/en/spaces/?evil=INJECTED&operation=open")

    html = client.get("/en/spaces/?operation=open").content.decode()

    assert "INJECTED" not in html
    assert 'href="/lv/spaces/?operation=open"' in html


def test_a_kept_answer_is_of_the_same_kind(client):
    first, second = client.get("/sitemap.xml"), client.get("/sitemap.xml")

    assert first["Content-Type"] == second["Content-Type"] == "application/xml"
    assert first["X-Robots-Tag"] == second["X-Robots-Tag"]
