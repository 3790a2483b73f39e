"""Bytes of the pages (DESIGN, section 7), on the project's real content in every language."""

import gzip

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeded")]


MANY_CHOICES = "&".join(
    ["operation=open", "operation=planned", "operation=ended", "stage=established", "relation=in-lag-area"]
    + [f"country={code}" for code in ("DE", "ES", "FR", "GB", "IE", "LV")]
)


YIELDS = ("events/", "events/?page=2", "good-practices/", "documents/", "documents/?page=2", "documents/research/")


@pytest.mark.parametrize("language", settings.LANGUAGE_CODES)
def test_list_pages_are_light(content, client, language):
    lists = ("spaces/", "spaces/?page=2", f"spaces/?{MANY_CHOICES}", "spaces/?q=a&near=Gu%C3%A9ret")
    single = ("spaces/cases/public/", "partners/", "work-packages/", "search/?q=coworking", "glossary/", "progress/")
    for path in ("", *lists, *single, *YIELDS):
        html = client.get(f"/{language}/{path}").content
        assert len(html) <= 60_000, path
        assert len(gzip.compress(html)) <= 20_000, path


DETAILS = (
    "work-packages/1/", "work-packages/4/", "events/kick-off-catalonia-2018-11/", "about/fact-sheet/",
    "good-practices/network-cowocat-rural/", "documents/zied-zeme-germany-report/", "arguments/municipalities/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["de", "lv"])
def test_details_are_light(content, client, language):
    for path in ("spaces/spraoi-agus-sport-carndonagh/", "partners/donegal/", "about/", *DETAILS):
        assert len(gzip.compress(client.get(f"/{language}/{path}").content)) <= 20_000, path
