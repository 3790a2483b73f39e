"""Bytes of the pages (DESIGN, section 7), on the project's real content in its wordiest languages."""

import gzip

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seeded")]


@pytest.mark.parametrize("language", ["de", "fr", "lv"])
def test_list_pages_are_light(content, client, language):
    for path in ("", "spaces/", "partners/", "work-packages/", "search/?q=coworking"):
        html = client.get(f"/{language}/{path}").content
        assert len(html) <= 60_000, path
        assert len(gzip.compress(html)) <= 20_000, path


@pytest.mark.parametrize("language", ["de", "lv"])
def test_details_are_light(content, client, language):
    for path in ("spaces/spraoi-agus-sport-carndonagh/", "partners/donegal/", "about/"):
        assert len(gzip.compress(client.get(f"/{language}/{path}").content)) <= 20_000, path
