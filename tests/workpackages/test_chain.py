"""The fact sheet's chain: source → practice → space → group → work package, and back, by links alone."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.utils import translation

from workpackages.models import Document, Event, GoodPractice

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeded")]


@pytest.fixture
def links_of(content, client):
    def links_of(path):
        response = client.get(path)
        assert response.status_code == 200, path
        main = response.content.decode().split('<main id="content"')[1].split("</main>")[0]
        return set(re.findall(r'href="([^"#]+)"', main))

    return links_of


CHAIN = [
    # A report of the library is a source of the practice …
    "documents/modam-blog/",
    "good-practices/island-hub-arranmore/",
    "spaces/modam-arranmore/",
    "partners/donegal/",
    "work-packages/2/",
]


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_the_chain_from_a_source_to_a_work_package_is_walked_by_links(links_of, language):
    steps = [f"/{language}/{path}" for path in CHAIN]
    for here, there in pairwise(steps):
        assert there in links_of(here), (here, there)


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_and_back(links_of, language):
    """From the work package through its case to the group, the space and the source, each one link away."""
    practice = f"/{language}/good-practices/island-hub-arranmore/"
    back = [
        (f"/{language}/work-packages/1/", practice),
        (f"/{language}/partners/donegal/", practice),
        (f"/{language}/spaces/modam-arranmore/", practice),
        (practice, f"/{language}/documents/modam-blog/"),
        (practice, f"/{language}/work-packages/1/"),
        (practice, f"/{language}/partners/donegal/"),
    ]
    for here, there in back:
        assert there in links_of(here), (here, there)


def test_every_practice_is_reached_from_its_spaces_its_group_and_its_work_packages(links_of):
    with translation.override("en"):
        for practice in GoodPractice.objects.prefetch_related("spaces", "work_packages"):
            here = practice.get_absolute_url()
            found = links_of(here)
            for other in (*practice.spaces.all(), practice.lag):
                assert other.get_absolute_url() in found, practice
                assert here in links_of(other.get_absolute_url()), (practice, other)
            for package in practice.work_packages.all():
                assert package.get_absolute_url() in found, practice


def test_every_event_and_work_of_the_facts_is_public_with_its_sources(content, client):
    assert (Event.objects.published().count(), Document.objects.published().count()) == (35, 44)
    for model in (Event, Document):
        for record in model.objects.prefetch_related("citations__source"):
            html = client.get(f"/en/{path_of(record)}/{record.slug}/").content.decode()
            sources = [citation.source for citation in record.citations.all()]
            assert sources, record
            for source in sources:
                shown = f'<a href="{source.url}">' if source.url else source.title_en
                assert shown.replace("&", "&amp;") in html, (record, source)


def path_of(record):
    return "events" if isinstance(record, Event) else "documents"


def test_no_sentence_of_a_practice_is_without_a_source(content):
    for practice in GoodPractice.objects.prefetch_related("statements__source"):
        statements = list(practice.statements.all())
        assert {"situation", "action"} <= {statement.section for statement in statements}, practice
        assert all(statement.source_id for statement in statements)


def test_a_copy_that_somebody_put_on_the_web_is_never_linked(content, client):
    for code in ("en", "lv"):
        for document in Document.objects.published():
            html = client.get(f"/{code}/documents/{document.slug}/").content.decode()
            for host in ("9dok.net", "readkong.com", "docbox.com", "123ru.net"):
                assert host not in html, document
