"""From sums to estimates with intervals.

Replications of one world share its figures, so worlds are the clusters of every interval; the
formulas stand in ``docs/theory/uncertainty``.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from airshield.planning.answer import Estimate
from airshield.planning.student import student_quantile

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CLUSTERS = 64
"""Clusters into which the replications of a single world are dealt."""

CONFIDENCE = 0.95


def ratio(top: Floats | Ints, bottom: Floats | Ints, *, share: bool = False) -> Estimate:
    """Estimate Σ top / Σ bottom from the sums of each cluster.

    Parameters
    ----------
    top, bottom : (clusters,)
        Sums over the replications of each cluster.
    share
        Whether the ratio is a share or probability, which cannot leave [0, 1]; where it is
        0 or 1 throughout, the other end comes from the exact binomial bound, and of a single
        cluster nothing is known.

    Returns
    -------
    Estimate
        Linearised (delta method) over clusters, with Student's t.
    """
    played = bottom > 0
    top = np.asarray(top, np.float64)[played]
    bottom = np.asarray(bottom, np.float64)[played]
    total = float(bottom.sum())
    if total <= 0.0:
        return Estimate(mean=0.0, low=0.0, high=0.0)
    mean = float(top.sum()) / total
    half = _half_width(top - mean * bottom, total)
    low, high = mean - half, mean + half
    if share:
        if top.size < 2:
            low, high = 0.0, 1.0
        rare = 1.0 - (1.0 - CONFIDENCE) ** (1.0 / total)
        if mean <= 0.0:
            high = rare
        elif mean >= 1.0:
            low = 1.0 - rare
        low, high = max(0.0, low), min(1.0, high)
    return Estimate(mean=mean, low=low, high=high)


def difference(
    top: Floats,
    bottom: Floats,
    top_2: Floats,
    bottom_2: Floats,
    *,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Estimate Σ top / Σ bottom − Σ top_2 / Σ bottom_2 from the sums of the same clusters.

    Parameters
    ----------
    top, bottom, top_2, bottom_2 : (clusters,)
        Sums over the same replications of two variants: what they share cancels.
    confidence
        Of the interval.

    Returns
    -------
    Estimate
        Linearised (delta method) over clusters, with Student's t.
    """
    first, second = _shares(top, bottom), _shares(top_2, bottom_2)
    mean = float(first.sum() - second.sum())
    residual = _residual(top, bottom) - _residual(top_2, bottom_2)
    half = _half_width(residual, 1.0, confidence)
    return Estimate(mean=mean, low=mean - half, high=mean + half)


def _shares(top: Floats, bottom: Floats) -> Floats:
    """Return each cluster's part of Σ top / Σ bottom."""
    total = float(bottom.sum())
    return top / total if total > 0.0 else np.zeros_like(top)


def _residual(top: Floats, bottom: Floats) -> Floats:
    """Return how far each cluster's part lies from what the ratio would give it."""
    total = float(bottom.sum())
    if total <= 0.0:
        return np.zeros_like(top)
    return np.asarray((top - top.sum() / total * bottom) / total)


def _half_width(residual: Floats, total: float, confidence: float = CONFIDENCE) -> float:
    """Return the half-width of the interval from the residuals of the clusters."""
    count = residual.size
    if count < 2:
        return 0.0
    spread = math.sqrt(count / (count - 1.0) * float((residual * residual).sum())) / total
    return student_quantile(0.5 + confidence / 2.0, count - 1) * spread


def mean(sums: Floats | Ints, counts: Ints, *, least: float = 0.0) -> Estimate:
    """Estimate a mean per raid from the sums of each cluster; its interval stays above `least`."""
    found = ratio(sums, counts)
    return Estimate(mean=found.mean, low=max(least, found.low), high=found.high)


def with_raids(found: Estimate, histogram: Ints, values: Floats) -> Estimate:
    """Add the 5 % and 95 % points over raids from a histogram over `values`."""
    return Estimate(
        mean=found.mean,
        low=found.low,
        high=found.high,
        p05=quantile(histogram, values, 0.05),
        p95=quantile(histogram, values, 0.95),
    )


def quantile(histogram: Ints, values: Floats, share: float) -> float:
    """Return the smallest value that at least `share` of the histogram does not exceed."""
    reached = np.cumsum(histogram)
    place = int(np.searchsorted(reached, share * reached[-1] - 1e-9))
    return float(values[min(place, values.size - 1)])


def between_share(counts: Ints, sums: Ints, squares: Ints) -> float:
    """Return the share of the variance of single raids that lies between worlds.

    One-way random-effects analysis of variance: the between-worlds component, not below 0, over
    the sum of both components.
    """
    used = counts > 1
    n = counts[used].astype(np.float64)
    if n.size < 2:
        return 0.0
    means = sums[used] / n
    within = float((squares[used] - n * means * means).sum() / (n - 1.0).sum())
    grand = float(sums[used].sum() / n.sum())
    size = (n.sum() - (n * n).sum() / n.sum()) / (n.size - 1.0)
    between = (float((n * (means - grand) ** 2).sum()) / (n.size - 1.0) - within) / size
    between = max(0.0, between)
    return between / (between + within) if between + within > 0.0 else 0.0


def rank_correlation(x: Floats, y: Floats, tests: int = 1) -> tuple[float, float, float]:
    """Return Spearman's rank correlation and its 95 % interval (Fisher's z, Bonett–Wright).

    The interval holds for all of `tests` correlations together (Bonferroni).
    """
    n = x.size
    rx, ry = _ranks(x), _ranks(y)
    sx, sy = float(rx.std()), float(ry.std())
    if n < 4 or sx == 0.0 or sy == 0.0:
        return 0.0, -1.0, 1.0
    rho = float(((rx - rx.mean()) * (ry - ry.mean())).mean()) / (sx * sy)
    rho = min(max(rho, -1.0), 1.0)
    z = math.atanh(min(max(rho, -0.999999), 0.999999))
    quantile_z = NormalDist().inv_cdf(1.0 - (1.0 - CONFIDENCE) / (2.0 * tests))
    half = quantile_z * math.sqrt((1.0 + rho * rho / 2.0) / (n - 3.0))
    return rho, min(rho, math.tanh(z - half)), max(rho, math.tanh(z + half))


def _ranks(x: Floats) -> Floats:
    """Return ranks from 1, ties sharing their mean."""
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2.0)[inverse], np.float64)
