"""Distances on a sphere, good enough to refuse what cannot be meant."""

from __future__ import annotations

import math

from airshield.units import EARTH_RADIUS_M

Place = tuple[float, float]


def distance_m(one: Place, other: Place) -> float:
    """Return the great-circle distance between two (latitude, longitude) places, metres.

    References
    ----------
    R. W. Sinnott, "Virtues of the haversine", Sky and Telescope 68 (1984) 159.
    """
    lat_1, lat_2 = math.radians(one[0]), math.radians(other[0])
    half_lat = math.sin((lat_2 - lat_1) / 2) ** 2
    half_lon = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    square = half_lat + math.cos(lat_1) * math.cos(lat_2) * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, max(0.0, square))))


def middle(places: list[Place]) -> Place:
    """Return the mean latitude and longitude; longitudes count the short way round the Earth."""
    first = places[0][1]
    lat = sum(place[0] for place in places) / len(places)
    lon = first + sum((p[1] - first + 180) % 360 - 180 for p in places) / len(places)
    return lat, (lon + 180) % 360 - 180
