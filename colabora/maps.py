"""Places marks on the outline of Europe (static/map/europe.svg): degrees in, sheet units out.

Lambert azimuthal equal area on the sphere, centre 52° N 10° E, sheet 1000 × 860. `map/prepare.mjs` draws the outline
with the same formula; a test compares the two on the seven main places.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

WIDTH, HEIGHT = 1000, 860
SCALE, X0, Y0, LATITUDE0, LONGITUDE0 = 1900, 540, 350, 52, 10

LOCATOR_WIDTH, LOCATOR_HEIGHT = 360, 250


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Sheet units of a point in degrees (Snyder, Map Projections, 1987, equations 24-2 to 24-4)."""
    phi, phi0, lam = radians(latitude), radians(LATITUDE0), radians(float(longitude) - LONGITUDE0)
    c = cos(phi) * cos(lam)
    k = SCALE * sqrt(2 / (1 + sin(phi0) * sin(phi) + cos(phi0) * c))
    x = X0 + k * cos(phi) * sin(lam)
    y = Y0 - k * (cos(phi0) * sin(phi) - sin(phi0) * c)
    return round(x, 1), round(y, 1)


@dataclass
class Marker:
    latitude: float
    longitude: float
    label: str = ""
    operation: str = ""
    mark: str = ""
    x: float = 0
    y: float = 0
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"


@dataclass
class Locator:
    """A cut-out of the sheet around a place."""

    left: float
    top: float
    main: Marker
    others: list[Marker]
    width: int = LOCATOR_WIDTH
    height: int = LOCATOR_HEIGHT

    @property
    def view_box(self) -> str:
        return f"{self.left:g} {self.top:g} {self.width} {self.height}"


def locator(main: Marker, others: list[Marker] = ()) -> Locator:
    """A small map with a place in its middle; the label stands where it has room within the sheet."""
    for marker in (main, *others):
        marker.x, marker.y = project(marker.latitude, marker.longitude)
    left = min(max(main.x - LOCATOR_WIDTH / 2, 0), WIDTH - LOCATOR_WIDTH)
    top = min(max(main.y - LOCATOR_HEIGHT / 2, 0), HEIGHT - LOCATOR_HEIGHT)
    # A letter is about 11 units wide at the map's type size.
    to_the_left = main.x + 16 + 11 * len(main.label) > left + LOCATOR_WIDTH
    main.anchor = "end" if to_the_left else "start"
    main.label_x = round(main.x + (-14 if to_the_left else 14), 1)
    main.label_y = round(main.y + 7, 1)
    return Locator(round(left, 1), round(top, 1), main, list(others))
