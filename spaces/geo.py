from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6371.0088  # kilometres, mean radius (IUGG)
DEGREE = 111.2  # kilometres: of latitude, and of longitude at the equator


def distance(latitude1, longitude1, latitude2, longitude2) -> float:
    """Kilometres along the great circle between two points in degrees (haversine formula)."""
    phi1, phi2 = radians(latitude1), radians(latitude2)
    half_phi, half_lambda = (phi2 - phi1) / 2, radians(float(longitude2) - float(longitude1)) / 2
    return 2 * EARTH_RADIUS * asin(sqrt(sin(half_phi) ** 2 + cos(phi1) * cos(phi2) * sin(half_lambda) ** 2))


def rounded(kilometres: float) -> int:
    """No more precise than places' centres are: to 1 km below 10, to 5 below 50, to 10 above."""
    step = 1 if kilometres < 10 else 5 if kilometres < 50 else 10
    return max(step, round(kilometres / step) * step)
