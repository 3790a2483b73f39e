"""The contrast of colours that stand together, after WCAG 2.2: text 4.5 (1.4.3), signs and edges 3 (1.4.11)."""

import re

from django.conf import settings

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
    ("lettering", "land", TEXT),
    ("ink", "partner", TEXT),
    ("control", "sheet", SIGN),
    ("focus", "rape-pale", SIGN),
    ("control", "paper", SIGN),
    ("focus", "paper", SIGN),
    ("focus", "sheet", SIGN),
]


# Lines and grounds that carry nothing: what they show is told in words or by another pair.
DECORATION = {"hairline", "graticule", "border", "partner-border"}


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour role with its value in light and in dark."""
    text = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    found = {}
    for role, value in re.findall(r"--color-([a-z-]+): ([^;]+);", text):
        values = re.findall(r"#[0-9a-f]{6}", value)
        found[role] = (values[0], values[-1])
    return found


def luminance(value: str) -> float:
    parts = [int(value[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def measured() -> list[dict]:
    """Each pair with its contrast in light and in dark, for the styleguide and its test."""
    roles = tokens()
    return [
        {
            "ink": ink,
            "ground": ground,
            "least": least,
            "light": round(contrast(roles[ink][0], roles[ground][0]), 1),
            "dark": round(contrast(roles[ink][1], roles[ground][1]), 1),
        }
        for ink, ground, least in PAIRS
    ]
