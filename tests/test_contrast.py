"""Every pair of colours that stands together, in light and dark: WCAG 2.2, 1.4.3 (text 4.5) and 1.4.11 (signs 3)."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
TEXT, SIGN = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "quiet", "accent", "accent-strong") for ground in ("paper", "sheet")],
    *[(ink, ground, TEXT) for ink in ("open", "planned", "ended", "unknown") for ground in ("paper", "sheet")],
    *[
        (ink, ground, SIGN)
        for ink in ("open", "planned", "ended", "unknown")
        for ground in ("water", "land", "partner")
    ],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-rape", "rape", TEXT),
    ("ink", "rape-pale", TEXT),
    ("accent", "rape-pale", TEXT),
    ("quiet", "rape-pale", TEXT),
    ("ink", "water", TEXT),
    ("ink", "land", TEXT),
    ("lettering", "water", TEXT),
    ("control", "paper", SIGN),
    ("focus", "paper", SIGN),
    ("focus", "sheet", SIGN),
]


def colour(role, scheme):
    value = re.search(rf"--color-{role}: ([^;]+);", TOKENS)[1]
    both = re.findall(r"#[0-9a-f]{6}", value)
    return both[0] if len(both) == 1 or scheme == "light" else both[1]


def luminance(value):
    parts = [int(value[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_of_colours_has_contrast(ink, ground, least, scheme):
    assert contrast(colour(ink, scheme), colour(ground, scheme)) >= least
