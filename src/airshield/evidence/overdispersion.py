"""How much shares differ from raid to raid, and what that leaves of a pooled share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scipy.special import betaincinv

Count = tuple[int, int]
"""Launched and destroyed of one report."""
FEWEST = 20
"""Reports from which the overdispersion is estimated; from fewer it is assumed."""
ASSUMED = 0.1
"""Overdispersion where it cannot be estimated: that of a share which differs widely."""
LEVEL = 0.95


class Share(NamedTuple):
    """A share destroyed with its interval."""

    value: float
    low: float
    high: float


def intraclass_correlation(groups: Iterable[Sequence[Count]]) -> float | None:
    """Return how alike the fates of threats in one report are, in [0, 1]; 0 is binomial.

    Parameters
    ----------
    groups
        Reports that share an expected share, such as those of one month, by group.

    Returns
    -------
    float or None
        None if there are fewer than ``FEWEST`` reports, or no report of two threats and more.

    References
    ----------
    ``docs/theory/reported-shares``, after :cite:t:`kleinman1973`.
    """
    seen, binomial, slope, reports = 0.0, 0.0, 0.0, 0
    for group in groups:
        counts = [count for count in group if count[0] > 0]
        if len(counts) > 1:
            parts = _moments(counts)
            seen, binomial, slope = seen + parts[0], binomial + parts[1], slope + parts[2]
            reports += len(counts)
    if reports < FEWEST or not slope > 0:
        return None
    return min(max((seen - binomial) / slope, 0.0), 1.0)


def _moments(counts: Sequence[Count]) -> tuple[float, float, float]:
    """Return a group's sum of squares, and its expectation: a constant, and a slope in ρ."""
    total = sum(n for n, _ in counts)
    p = sum(d for _, d in counts) / total
    spread = p * (1 - p)
    pairs = sum(n * (n - 1) for n, _ in counts)
    seen = sum((d - n * p) ** 2 for n, d in counts)
    binomial = sum(n * (1 - 2 * n / total) + n * n / total for n, _ in counts)
    slope = sum(n * (n - 1) * (1 - 2 * n / total) + n * n / total**2 * pairs for n, _ in counts)
    return seen, spread * binomial, spread * slope


def pooled_share(counts: Sequence[Count], correlation: float) -> Share | None:
    """Return the pooled share destroyed, with a 95 % interval that knows reports differ.

    Parameters
    ----------
    counts
        Launched and destroyed of each report.
    correlation
        How alike the fates of threats in one report are, in [0, 1].

    References
    ----------
    ``docs/theory/reported-shares``, after :cite:t:`rao1992` and :cite:t:`brown2001`.
    """
    total = sum(n for n, _ in counts)
    if total == 0:
        return None
    destroyed = sum(d for _, d in counts)
    effect = 1 + correlation * (sum(n * n for n, _ in counts) / total - 1)
    x, missed = destroyed / effect, (total - destroyed) / effect
    tail = (1 - LEVEL) / 2
    low = 0.0 if destroyed == 0 else float(betaincinv(x + 0.5, missed + 0.5, tail))
    high = 1.0 if destroyed == total else float(betaincinv(x + 0.5, missed + 0.5, 1 - tail))
    return Share(destroyed / total, low, high)
