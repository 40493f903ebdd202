"""Sight over a smooth Earth, compiled; formulas in ``docs/theory/earth``, section *Sight*."""

from __future__ import annotations

from math import atan2, sqrt

from airshield.kernels.loading import njit
from airshield.units import EARTH_RADIUS_M


@njit(cache=True, nogil=True)
def bulge_m(k_factor: float, from_a_m: float, from_b_m: float) -> float:
    """Return how far the Earth rises above the chord between two points at sea level.

    Parameters
    ----------
    k_factor
        Effective-Earth-radius factor.
    from_a_m, from_b_m : metres
        Distances from where it is asked to each of the points.
    """
    return from_a_m * from_b_m / (2.0 * k_factor * EARTH_RADIUS_M)


@njit(cache=True, nogil=True)
def horizon_m(k_factor: float, height_a_m: float, height_b_m: float) -> float:
    """Return the greatest distance at which two heights see each other, metres.

    Heights are above sea level, metres; negative ones count as 0.
    """
    reach = sqrt(max(height_a_m, 0.0)) + sqrt(max(height_b_m, 0.0))
    return sqrt(2.0 * k_factor * EARTH_RADIUS_M) * reach


@njit(cache=True, nogil=True)
def elevation_rad(
    k_factor: float, distance_m: float, site_height_m: float, target_height_m: float
) -> float:
    """Return the elevation of a target above a site's horizontal, radians.

    ``distance_m`` is horizontal; heights are above sea level, metres.
    """
    drop = bulge_m(k_factor, distance_m, distance_m)
    return atan2(target_height_m - site_height_m - drop, distance_m)
