"""The widgets of the forms: what they ask the server, and who may ask."""

import re
from time import process_time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from colabora.admin.editing import MOST_MARKDOWN
from colabora.images import MAX_BYTES
from colabora.models import Content
from colabora.prose import render_markdown
from partners.models import Role
from tests.factories.partners import LocalActionGroupFactory, UserFactory
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    lag = LocalActionGroupFactory(source_language="lv")
    client = Client()
    client.force_login(UserFactory(role=Role.LAG_STAFF, lag=lag))
    client.lag = lag
    return client


def preview(client, text, **more):
    return client.post(reverse("admin:markdown_preview"), {"text": text, **more})


# Markdown


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# One", 3, ["3"]),
        ("## One\n\n### Two\n\n## Three", 3, ["3", "4", "3"]),
        ("## One\n\n### Two", 2, ["2", "3"]),
        ("### One", 2, ["2"]),
        ("# One\n\n## Two\n\n### Three", 3, ["3", "4", "4"]),
        ("One\n===\n\nTwo\n---", 2, ["2", "3"]),
        ("<h1>One</h1>", 3, ["3"]),
    ],
)
def test_headings_stand_below_those_of_the_page(text, top, levels):
    html = render_markdown(text, "en", top)

    assert re.findall(r"<h(\d)>", html) == levels
    assert re.findall(r"</h(\d)>", html) == levels


def test_a_tag_that_a_text_only_speaks_of_is_left_alone():
    assert render_markdown("# A\n\n`<h1>`", "en") == "<h3>A</h3>\n<p><code>&lt;h1&gt;</code></p>"


@pytest.mark.parametrize("text", ["[" * 50_000, "![](" * 12_500, "[[" * 25_000, "<a " * 16_000, "1. " * 16_000])
def test_a_hostile_text_costs_no_worker(text):
    """Each of these took the library between ten seconds and some minutes, or broke it."""
    before = process_time()

    assert str(render_markdown(text, "en"))

    assert process_time() - before < 5


def test_a_preview_is_what_the_page_shows(staff):
    text = "# Title\n\nSee [all](/spaces/). <script>alert(1)</script><a href='javascript:alert(1)' onclick='x()'>x</a>"

    response = preview(staff, text, language="lv")

    assert response.content.decode() == render_markdown(text, "lv")
    assert "<script" not in response.content.decode()
    assert "javascript:" not in response.content.decode()
    assert '<a href="/lv/spaces/">' in response.content.decode()
    assert response["Cache-Control"] == "no-store, private" or "no-store" in response["Cache-Control"]


def test_a_preview_is_refused_to_strangers_to_get_and_beyond_its_length(staff):
    assert preview(Client(), "x").status_code == 302
    assert staff.get(reverse("admin:markdown_preview")).status_code == 405
    assert preview(staff, "x" * (MOST_MARKDOWN + 1)).status_code == 400
    checking = Client(enforce_csrf_checks=True)
    checking.force_login(UserFactory(role=Role.COORDINATOR))
    assert preview(checking, "x").status_code == 403


def test_every_text_that_pages_render_as_markdown_has_the_editor():
    shown = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        shown |= set(re.findall(r'\{% prose \w+ "(\w+)"', path.read_text()))
    edited = {name for model in Content.__subclasses__() for name in model.markdown_fields}

    assert edited == shown


# Forms


def test_a_form_tells_the_language_of_each_text_and_offers_the_tools(staff):
    space = SpaceFactory(lag=staff.lag)

    html = staff.get(reverse("admin:spaces_space_change", args=[space.pk])).content.decode()

    assert re.search(r'<textarea[^>]*name="summary_lv"[^>]*lang="lv"', html)
    assert html.count("<markdown-field") == len(settings.LANGUAGE_CODES)
    assert html.count("<map-picker") == html.count("<photo-drop") == html.count("<unsaved-guard") == 1
    assert f'data-most="{MAX_BYTES}"' in html


def test_whoever_may_not_write_a_position_gets_no_map():
    space = SpaceFactory()
    translator = Client()
    translator.force_login(UserFactory(role=Role.TRANSLATOR, languages=["lv"]))

    html = translator.get(reverse("admin:spaces_space_change", args=[space.pk])).content.decode()

    assert "<map-picker" not in html
    assert "<photo-drop" not in html
    assert "<unsaved-guard" in html
