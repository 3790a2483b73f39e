"""The house itself: nothing unused, nothing forgotten, every rule of the style kept."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from modeltranslation.translator import translator

from colabora import structured, styleguide
from colabora.admin import PartsInline, TranslatedAdmin
from colabora.maps import project
from colabora.messages import code, faults, po_path, translated_languages
from colabora.messages.checks import uncollected
from colabora.messages.collecting import by_key
from colabora.models import Content, translated_fields
from colabora.pages.models import Publicity
from colabora.sitemaps import SITEMAPS
from spaces.models import FormerUse
from tests.factories.spaces import SpaceFactory

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = [
    path
    for folder in ("colabora", "partners", "spaces", "workpackages")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))


def everything_that_names_templates():
    return "\n".join(path.read_text() for path in [*TEMPLATES, *SOURCES])


def test_every_template_is_used():
    text = everything_that_names_templates()
    by_convention = {"404.html", "500.html", "403_csrf.html", "admin/base_site.html", "admin/submit_line.html"}
    by_convention |= {f"{app}/{model}_detail.html" for app, model in (
        ("partners", "localactiongroup"), ("spaces", "space"), ("workpackages", "workpackage"),
        ("workpackages", "event"), ("workpackages", "document"),
    )}  # fmt: skip
    for path in TEMPLATES:
        name = str(path.relative_to(ROOT / "templates"))
        own = name.removeprefix("translate/")  # desk_page() puts the folder before it
        assert name in by_convention or f'"{name}"' in text or f'"{own}"' in text, name


def test_every_fragment_stands_in_the_styleguide():
    """Whatever any template includes is on /styleguide/, directly, within another fragment, or on every page."""
    included = {name for path in TEMPLATES for name in re.findall(r'include "([^"]+)"', path.read_text())}
    shown, waiting = set(), {"pages/styleguide.html", "base.html"}
    while waiting:
        name = waiting.pop()
        shown.add(name)
        waiting |= set(re.findall(r'include "([^"]+)"', (ROOT / "templates" / name).read_text())) - shown

    assert {name for name in included if not name.startswith(("admin/", "translate/"))} - shown == set()


@pytest.mark.django_db
def test_every_block_of_the_style_sheets_stands_in_the_styleguide():
    SpaceFactory(published=True)
    Publicity.objects.create(fund="EAFRD", period="2014-2020", statement_en="Statement")
    html = Client().get("/en/styleguide/").content.decode()
    classes = {name for value in re.findall(r'class="([^"]+)"', html) for name in value.split()}
    for sheet in (ROOT / "static/css/components").glob("*.css"):
        plain = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
        selectors = " ".join(re.findall(r"([^{}]+)\{", plain))
        blocks = {
            name.split("__")[0].split("--")[0]
            for name in re.findall(r"\.([a-z][a-z-]*(?:__[a-z-]+|--[a-z-]+)?)", selectors)
        }
        blocks -= {"leaf", "band"}
        shown = {name.split("__")[0].split("--")[0] for name in classes}
        assert blocks - shown == set(), sheet.name


@pytest.mark.django_db
def test_no_missing_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_translated_model_is_edited_with_our_switch():
    edited = {model for model, model_admin in admin.site._registry.items() if isinstance(model_admin, TranslatedAdmin)}
    edited |= {
        inline.model
        for model_admin in admin.site._registry.values()
        for inline in model_admin.inlines
        if issubclass(inline, PartsInline)
    }

    assert set(translator.get_registered_models(abstract=False)) == edited


def test_every_content_model_has_a_main_text_a_search_and_a_place_in_the_sitemap_or_glossary():
    listed = {model for model in apps.get_models() if issubclass(model, Content)}
    rows = {sitemap.rows().model for sitemap in SITEMAPS.values() if hasattr(sitemap, "rows")}
    for model in listed:
        assert model.main_text_field in translated_fields(model), model
        assert model.search_fields, model
    assert {model.__name__ for model in listed - rows} == {"Term"}  # the glossary is one page


@pytest.mark.parametrize("language", translated_languages())
def test_the_interface_is_complete(language):
    assert faults(po_path(language)) == []


def test_collected_messages_are_what_the_code_says():
    """The files hold exactly the strings of code and templates: none forgotten, none left behind."""
    places = by_key(list(code.messages()))

    assert [str(fault) for language in translated_languages() for fault in uncollected(language, places)] == []


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_sheets_and_scripts_are_short_and_plain(path):
    text = path.read_text()

    assert text.count("\n") <= 200
    assert "!important" not in text
    if path.suffix == ".js":
        assert not re.search(r"\beval\(|innerHTML|document\.write|\.style\b", text)


def test_every_rule_is_in_a_layer():
    """main.css holds imports with layers only; the admin's sheet names its own layer."""
    for line in (ROOT / "static/css/main.css").read_text().splitlines():
        if line.startswith("@import"):
            assert " layer(" in line, line
        else:
            assert "{" not in line, line
    assert (ROOT / "static/css/admin.css").read_text().count("@layer") == 1


def test_only_logical_properties():
    for sheet in SHEETS:
        physical = re.findall(
            r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![\w-])(?:left|right|top|bottom):",
            sheet.read_text(),
        )
        assert not physical, sheet.name


def test_templates_hold_no_inline_script_style_or_handler():
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), path.name


def test_every_former_use_has_its_elevation():
    drawn = set(re.findall(r'id="elevation-([a-z_]+)"', (ROOT / "templates/components/_elevations.html").read_text()))

    assert drawn == set(FormerUse.values) - {"other"}


def test_requirements_are_exact_hashed_and_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        packages = re.findall(r"^([a-z][\w.-]*)==", text, flags=re.M)
        assert len(packages) == len(re.findall(r"^[a-z]", text, flags=re.M))
        assert "--hash=sha256:" in text
        assert "http" not in text
    assert "django-modeltranslation==0.20.6" in (ROOT / "requirements.txt").read_text()


def test_imports_point_one_way():
    """shared bases ← partners ← spaces ← workpackages ← the gathering modules of the project package."""
    order = {"partners": 1, "spaces": 2, "workpackages": 3}
    for app, rank in order.items():
        for path in (ROOT / app).rglob("*.py"):
            for other, other_rank in order.items():
                if other_rank > rank:
                    assert not re.search(rf"^\s*(from|import) {other}\b", path.read_text(), flags=re.M), path


def test_the_projection_agrees_with_the_drawing():
    """Sheet units of the seven main places, as map/prepare.mjs (d3-geo) gives them."""
    places = {
        (46.17185, 1.87166): (353.5, 533.0),
        (56.90544, 24.05113): (792.7, 162.4),
        (56.72066, 24.80743): (807.4, 165.7),
        (51.46028, -3.44167): (264.1, 342.3),
        (51.23367, 12.71959): (596.5, 374.4),
        (41.08333, 0.63333): (305.5, 696.9),
        (54.95, -7.73333): (206.1, 210.7),
    }
    assert {place: project(*place) for place in places} == places


@pytest.mark.django_db
def test_the_styleguide_shows_every_state():
    html = Client().get("/en/styleguide/").content.decode()

    for operation, _stage in styleguide.STATES:
        assert f'data-operation="{operation}"' in html
    assert structured.website()["@type"] == "WebSite"
