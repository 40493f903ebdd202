"""Quantiles of the triangular distribution, compiled; formula in ``docs/theory/consequence``."""

from __future__ import annotations

from math import sqrt

from airshield.kernels.compiled import kernel


@kernel
def triangular(u, low, value, high):
    """Return the quantile ``u`` of the triangular distribution on low … high with mode value."""
    if high <= low:
        return low
    if u * (high - low) < value - low:
        return low + sqrt(u * (high - low) * (value - low))
    return high - sqrt((1.0 - u) * (high - low) * (high - value))


@kernel
def triangular_quantiles(u, low, value, high, found):
    """Write the quantile of each of ``u`` (n,) to ``found`` (n,)."""
    for place in range(u.size):
        found[place] = triangular(u[place], low, value, high)
