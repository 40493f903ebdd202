"""Ranges brought down to the plane in which a tracker of two dimensions works.

Formulas: ``docs/theory/tracking``, section *Measurements*.
"""

from __future__ import annotations

from math import cos, isnan, sin, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.measuring import TWICE_EFFECTIVE_RADIUS_M

LEAST_WIDTH = 0.5
"""Keeps heights of thousands of kilometres, which nobody means, from dividing by zero."""


@inlined
def flatten(value, sigma, site_m):
    """Put range and range rate over the ground in place of those in space, where a plot tells how.

    It tells by its height or its elevation; without either everything is taken to lie in the
    sensor's plane. Nearly overhead, noise leaves nothing to take a root of: there the range over
    the ground is as uncertain as it is long.
    """
    slant, sigma_slant = value[0], sigma[0]
    least = sqrt(slant * sigma_slant)
    if not isnan(value[4]):
        height, bend = value[4] - site_m, 1.0 / TWICE_EFFECTIVE_RADIUS_M
        ground = max(_below(slant, height, bend), least)
        up = height - bend * ground * ground
        wide = ground * max(1.0 - 2.0 * bend * up, LEAST_WIDTH)
        by_slant, by_other, sigma_other = slant / wide, up / wide, sigma[4]
    elif not isnan(value[2]):
        ground = max(slant * cos(value[2]), least)
        by_slant, by_other, sigma_other = cos(value[2]), slant * sin(value[2]), sigma[2]
    else:
        return
    value[0] = ground
    sigma[0] = sqrt((by_slant * sigma_slant) ** 2 + (by_other * sigma_other) ** 2)
    value[3] *= slant / ground
    sigma[3] *= slant / ground


@inlined
def _below(slant, height, bend):
    """Return the range over the ground of what is so much higher: g² + (h − g² / 2kR)² = ρ²."""
    flat2 = slant * slant - height * height
    middle = max(1.0 - 2.0 * height * bend, LEAST_WIDTH)
    root = sqrt(max(middle * middle + 4.0 * bend * bend * flat2, 0.0))
    return sqrt(max(2.0 * flat2 / (middle + root), 0.0))
