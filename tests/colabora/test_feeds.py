import feedparser
import pytest
from django.conf import settings

from tests.factories.workpackages import DocumentFactory, EventFactory, GoodPracticeFactory

pytestmark = pytest.mark.django_db


def read(client, language="en"):
    feed = feedparser.parse(client.get(f"/{language}/news.atom").content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_the_last_published_comes_first_and_drafts_never(client):
    EventFactory(title_en="Draft")
    for number, factory in enumerate((EventFactory, GoodPracticeFactory)):
        factory(published_at=f"2026-01-0{number + 1}T00:00Z", title_en=f"Number {number}")
    DocumentFactory(published_at="2026-01-03T00:00Z", title="Number 2")

    assert [entry.title for entry in read(client).entries] == ["Number 2", "Number 1", "Number 0"]


def test_an_entry_in_another_language_says_so(client):
    EventFactory(published=True, title_en="Meeting", summary_en="They met.")

    (entry,) = read(client, "lv").entries
    source = client.get("/lv/news.atom").content.decode()

    assert (entry.title, entry.title_detail.language, entry.summary_detail.language) == ("Meeting [en]", "en", "en")
    assert (entry.updated[:2], entry.summary) == ("20", '<p lang="en">They met. [en]</p>')
    assert '<feed xml:lang="lv"' in source


def test_a_title_that_is_not_translated_keeps_its_language(client):
    DocumentFactory(published=True, title="Ein Leitfaden", title_language="de", summary_en="A guide.")

    (entry,) = read(client).entries

    assert (entry.title, entry.title_detail.language, entry.summary_detail.language) == ("Ein Leitfaden", "de", "en")


def test_what_editors_write_is_escaped(client):
    EventFactory(published=True, title_en="<b>&", summary_en="<script>alert(1)</script>")

    (entry,) = read(client).entries

    assert "<script>" not in entry.summary


def test_every_page_names_the_feed(client):
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/de/news.atom"' in client.get("/de/").content.decode()
    )


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_the_news_of_the_project_read_well_in_every_language(content, client, language):
    feed = read(client, language)

    assert len(feed.entries) == 40
    assert len({entry.id for entry in feed.entries}) == 40
    for entry in feed.entries:
        assert entry.link.startswith(f"{settings.SITE_URL}/{language}/")
        assert entry.title
        assert entry.published_parsed
    assert f"{settings.SITE_URL}/{language}/news.atom" in [link.href for link in feed.feed.links]
