"""Makes the README's pictures: make screenshots."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import browser_type_launch_args, portal  # noqa: F401  the fixtures

FOLDER = Path(__file__).parent
PICTURES = {
    "home": ("/en/", 1280, 900, "light", 1280),
    "spaces": ("/de/spaces/", 1280, 1400, "light", 800),
    "space": ("/fr/spaces/la-quincaillerie-gueret/", 1280, 1400, "light", 800),
    "phone": ("/lv/", 390, 700, "dark", 390),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(browser, portal, name):  # noqa: F811
    path, width, height, scheme, kept_width = PICTURES[name]
    page = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1.5
    ).new_page()
    page.goto(portal + path)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture = picture.resize((kept_width, round(picture.height * kept_width / picture.width)), Image.Resampling.LANCZOS)
    picture.save(FOLDER / f"{name}.webp", quality=80)
    page.context.close()
