"""From the form: preview before saving, publish now, on a date, off the site again."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from reversion.models import Revision

from colabora.pages.models import Term
from spaces.models import Space
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory
from tests.factories.workpackages import GoodPracticeFactory
from tests.partners.test_permissions import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return SpaceFactory(summary_en="A room.", summary_de="Ein Raum.")


@pytest.fixture
def client(space):
    client = Client()
    client.force_login(UserFactory(staff_of=space.lag))
    return client


def url_of(record):
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


def post(client, record, **changes):
    url = url_of(record)
    response = client.post(url, form_data(client, url) | changes)
    record.refresh_from_db()
    return response


@pytest.mark.parametrize("language", ["de", "lv"])
def test_the_preview_shows_unsaved_text_in_a_language_and_saves_nothing(client, space, language):
    before = Space.objects.filter(pk=space.pk).values().get()

    response = post(client, space, summary_de="Ein Saal.", summary_lv="Zāle.", _preview=language)
    html = response.content.decode()

    assert f'<html lang="{language}"' in html
    assert {"de": "Ein Saal.", "lv": "Zāle."}[language] in html
    assert "no-store" in response.headers["Cache-Control"]
    assert Space.objects.filter(pk=space.pk).values().get() == before
    assert not LogEntry.objects.exists()
    assert not Revision.objects.exists()
    assert "successfully" not in client.get("/admin/").content.decode()


def test_the_preview_of_a_new_record(client, space):
    data = form_data(client, "/admin/spaces/space/add/")
    data |= {"name": "New hall", "relation": "in-lag-area", "operation": "open", "_preview": "en"}

    html = client.post("/admin/spaces/space/add/", data).content.decode()

    assert "New hall" in html
    assert "Nothing is saved yet." in html
    assert Space.objects.count() == 1


def test_a_preview_that_cannot_be_says_what_is_wrong(client, space):
    response = post(client, space, operation_as_of="soon", _preview="en")

    assert "The page cannot be shown like this" in response.content.decode()
    assert "“soon” is not a date" in response.content.decode()


def test_publishing_and_taking_off_stays_on_the_page(client, space):
    published = post(client, space, summary_en="A hall.", _publish="1")
    assert space.is_published
    assert space.summary_en == "A hall."
    assert published.headers["Location"] == url_of(space)

    post(client, space, _unpublish="1")
    assert space.published_at is None


def test_publishing_on_a_date(client, space):
    day = timezone.localtime() + datetime.timedelta(days=3)

    post(client, space, published_at_0=f"{day:%Y-%m-%d}", published_at_1="08:00")

    assert not space.is_published
    assert timezone.localtime(space.published_at).date() == day.date()


def test_a_practice_without_sentences_stays_a_draft():
    lag = LocalActionGroupFactory()
    practice = GoodPracticeFactory(lag=lag)
    client = Client()
    client.force_login(UserFactory(staff_of=lag))
    practice.statements.all().delete()

    post(client, practice, title_en="Better title", _publish="1")
    html = client.get(url_of(practice)).content.decode()

    assert (practice.title_en, practice.published_at) == ("Better title", None)
    assert "Saved, but not published: It has no sentence with a source yet." in html


def test_translators_cannot_publish(space):
    client = Client()
    client.force_login(UserFactory(translator=True))

    post(client, space, summary_lv="Telpa.", _publish="1")

    assert (space.summary_lv, space.published_at) == ("Telpa.", None)
    assert "_publish" not in client.get(url_of(space)).content.decode()


@pytest.mark.parametrize("extra", [{}, {"_popup": "1"}])
def test_what_has_no_page_has_no_preview_and_popups_have_one(extra):
    client = Client()
    client.force_login(UserFactory(coordinator=True))
    term = Term.objects.create(slug="desk", term_en="desk", definition_en="A table")
    space = SpaceFactory()

    assert post(client, term, _preview="en", **extra).status_code in (200, 302)
    assert post(client, space, _preview="en", summary_en="A hall.", **extra).status_code == 200
    assert space.summary_en != "A hall."


def test_a_preview_beside_a_conflict_speaks_in_words(client, space):
    url = url_of(space)
    opened = form_data(client, url)
    Space.objects.filter(pk=space.pk).update(summary_en="A hall.")

    html = client.post(url, opened | {"summary_en": "A loft.", "_preview": "en"}).content.decode()

    assert "A hall." in html
    assert "&lt;span" not in html
