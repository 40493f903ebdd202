"""Student's t from its closed form: a library's takes longer to load than a raid to play."""

from __future__ import annotations

import functools
import math


@functools.cache
def student_quantile(share: float, degrees: int) -> float:
    """Return the value that Student's t does not exceed with a probability.

    Parameters
    ----------
    share : in [0.5, 1)
        The probability.
    degrees
        Degrees of freedom; positive.

    Notes
    -----
    Newton's method on the angle θ = atan(t / √degrees): the probability of lying between −t and
    t is concave in it, so from 0 the steps lead up to the root and never beyond.

    References
    ----------
    :cite:t:`abramowitz1964`, eqs. 26.7.3 and 26.7.4.
    """
    log_rate = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)
    rate = 2.0 * math.exp(log_rate) / math.sqrt(math.pi)
    angle, step = 0.0, 1.0
    while step > 1e-9 * angle:  # The next would be below the rounding of the sum.
        slope = rate * math.cos(angle) ** (degrees - 1)
        step = (2.0 * share - 1.0 - _p_within(angle, degrees)) / slope
        angle += step
    return math.sqrt(degrees) * math.tan(angle)


def _p_within(angle: float, degrees: int) -> float:
    """Return the probability of lying within √degrees · tan(angle) of 0."""
    odd = degrees % 2
    cosine = math.cos(angle)
    term = cosine if odd else 1.0
    total = 0.0
    for power in range(2 + odd, degrees + 2, 2):
        total += term
        term *= cosine * cosine * (power - 1) / power
    if odd:
        return 2.0 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
