"""What a visitor's browser loads besides the page, as production serves it."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from colabora.staticfiles import bundle


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "colabora.staticfiles.BundledStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_one_style_sheet_holds_all_layers_and_no_import(collected):
    (sheet,) = (collected / "css").glob("main.*.css")
    text = sheet.read_text()

    assert "@import" not in text
    assert text.startswith("@layer vendor, reset, tokens, base, layout, components, utilities, print;")
    assert "../fonts/brygada-1918-latin." in text
    assert 'url("../fonts/brygada-1918-latin.woff2")' not in text  # hashed


def test_the_back_office_keeps_its_own_sheet(collected):
    assert list((collected / "css").glob("admin.*.css"))
    assert not (collected / "css/components").exists() or not list((collected / "css/components").iterdir())


def test_every_component_sheet_is_imported():
    text = bundle()

    for path in (finders.find("css/components"),):
        for sheet in Path(path).glob("*.css"):
            rules = [
                line for line in sheet.read_text().splitlines() if "{" in line and not line.startswith(("/*", "@"))
            ]
            assert rules[0].strip() in text, sheet.name


def test_files_are_there_compressed(collected):
    (sheet,) = (collected / "css").glob("main.*.css")

    assert sheet.with_suffix(".css.br").exists()
    assert brotli.decompress(sheet.with_suffix(".css.br").read_bytes()) == sheet.read_bytes()


def test_a_first_visit_is_light(collected):
    """DESIGN, section 7: at most 100 KB compressed in at most ten requests, scripts at most 15 KB in three files."""
    (sheet,) = (collected / "css").glob("main.*.css.br")
    fonts = [path for path in (collected / "fonts").glob("*.woff2") if path.stem.count(".") == 1]
    scripts = [
        next((collected / "js/elements").glob(f"{name}.????????????.js.br"))
        for name in ("live-filters", "near-place", "space-map")
    ]
    page = 20_000  # the largest page, compressed; test_budgets holds it

    assert len(fonts) == 2
    assert sum(path.stat().st_size for path in scripts) <= 15_000
    assert sheet.stat().st_size + sum(path.stat().st_size for path in [*fonts, *scripts]) + page <= 100_000


def test_what_a_map_needs_is_light_and_comes_only_when_one_is_opened(collected):
    """DESIGN, section 7: a map adds at most 120 KB when it is opened."""
    (element,) = (collected / "js/elements").glob("space-map.????????????.js")
    names = [
        "js/spaces-on-map.????????????.js", "js/interactive-map.????????????.js", "js/map-marks.????????????.js",
        "js/map-card.????????????.js", "vendor/leaflet-*/leaflet.????????????.js",
        "vendor/leaflet-*/leaflet.????????????.css", "vendor/supercluster-*/supercluster.????????????.js",
        "css/interactive-map.????????????.css", "map/europe.????????????.json",
    ]  # fmt: skip
    files = [path for name in names for path in collected.glob(name + ".br")]

    assert len(files) == len(names)
    assert sum(path.stat().st_size for path in files) <= 115_000  # and 5 KB for the spaces
    assert 'import("' in element.read_text()
    assert "\nimport " not in element.read_text()


def test_module_imports_get_hashed_names(collected):
    (entry,) = (collected / "js").glob("spaces-on-map.????????????.js")

    assert re.search(r'from "\./map-marks\.[0-9a-f]{12}\.js"', entry.read_text())
