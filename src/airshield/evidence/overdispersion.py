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

    Within a group (a month) all reports have the same expected share p; the number destroyed of
    the n launched in a report has variance n p (1 − p) (1 + (n − 1) ρ). ρ is found by moments:
    the sum of squared deviations from the group's pooled share, summed over all groups, is set
    equal to its expectation, which is linear in ρ.

    Parameters
    ----------
    groups
        Reports by group.

    Returns
    -------
    float or None
        None if there are fewer than ``FEWEST`` reports, or no report of two threats and more.

    References
    ----------
    :cite:t:`kleinman1973`, moment estimators with weights n.
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

    The launched threats count as fewer: their number is divided by the design effect
    1 + ρ (Σn² / Σn − 1). The interval is then that of Jeffreys, Beta(½ + x, ½ + m − x), for x of
    m effective threats; at a share of 0 or 1 its end there is 0 or 1.

    Parameters
    ----------
    counts
        Launched and destroyed of each report.
    correlation
        ρ, in [0, 1].

    References
    ----------
    :cite:t:`brown2001` for Jeffreys' interval; :cite:t:`rao1992` for the effective number.
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
