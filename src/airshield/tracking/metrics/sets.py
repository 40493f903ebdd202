"""GOSPA and OSPA: how far the set of estimates lies from the set of true objects."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.metrics.comparison import Comparison, summed
from airshield.tracking.plots import Floats

Counts = NDArray[np.int64]


def mean(values: Floats) -> float:
    """Return the mean; 0 of nothing."""
    return float(values.mean()) if values.size else 0.0


class Gospa(NamedTuple):
    """Generalised optimal sub-pattern assignment of each step, and its parts.

    ``distance_m ** order = localisation + missed + false`` where ``alpha`` is 2; for any other
    there are no such parts, and the three are NaN.
    """

    distance_m: Floats
    """(steps,)"""
    localisation: Floats
    """(steps,) Distances of what is matched, to the power of the order; m ** order."""
    missed: Floats
    """(steps,) What truths without estimate cost, in the same unit."""
    false: Floats
    """(steps,) What estimates without truth cost, in the same unit."""
    missed_count: Counts
    """(steps,) Truths without estimate."""
    false_count: Counts
    """(steps,) Estimates without truth."""

    @property
    def mean_m(self) -> float:
        """The mean distance over all steps; 0 where there are none."""
        return mean(self.distance_m)


class Ospa(NamedTuple):
    """Optimal sub-pattern assignment of each step, and its parts.

    ``distance_m ** order = localisation_m ** order + cardinality_m ** order``.
    """

    distance_m: Floats
    """(steps,) Never above the cut-off; 0 where there is nothing on either side."""
    localisation_m: Floats
    """(steps,) The part of what is in both."""
    cardinality_m: Floats
    """(steps,) The part of the difference in number."""

    @property
    def mean_m(self) -> float:
        """The mean distance over all steps; 0 where there are none."""
        return mean(self.distance_m)


class Matched(NamedTuple):
    """What a step's match comes to."""

    truths: Counts
    estimates: Counts
    pairs: Counts
    cost: Floats
    """Sum of the distances of pairs to the power of the order."""


def matched(comparison: Comparison) -> Matched:
    """Return how many there are of each side, how many are matched, and at what cost."""
    truths, estimates = np.diff(comparison.truth_edge), np.diff(comparison.estimate_edge)
    paired = comparison.match >= 0
    pairs = summed(comparison, paired.astype(np.float64)).astype(np.int64)
    cost = summed(comparison, np.where(paired, comparison.apart_m**comparison.order, 0.0))
    return Matched(truths, estimates, pairs, cost)


def gospa(comparison: Comparison, alpha: float = 2.0) -> Gospa:
    """Return GOSPA of each step (:cite:t:`rahmathullah2017`, definition 1 and proposition 1).

    Parameters
    ----------
    comparison
        Truth and estimates, which also fix the cut-off and the order.
    alpha
        In (0, 2]: ``cut_m ** order / alpha`` is what an object too many costs; with 2 each truth
        missed and each false estimate costs this.

    Raises
    ------
    ValueError
        If ``alpha`` is out of range.
    """
    if not 0 < alpha <= 2:
        raise ValueError(f"alpha must lie in (0, 2], not {alpha}")
    found, limit = matched(comparison), comparison.cut_m**comparison.order
    missed, false = found.truths - found.pairs, found.estimates - found.pairs
    cut_off = np.minimum(missed, false)
    total = found.cost + limit * cut_off + limit / alpha * abs(missed - false)
    there_are = 1.0 if alpha == 2 else np.nan
    return Gospa(
        distance_m=total ** (1 / comparison.order),
        localisation=there_are * found.cost,
        missed=there_are * limit / 2 * missed,
        false=there_are * limit / 2 * false,
        missed_count=missed,
        false_count=false,
    )


def ospa(comparison: Comparison) -> Ospa:
    """Return OSPA of each step (:cite:t:`schuhmacher2008`, equations 3 and 4)."""
    found, limit = matched(comparison), comparison.cut_m**comparison.order
    size = np.maximum(found.truths, found.estimates)
    common = np.minimum(found.truths, found.estimates)
    here = found.cost + limit * (common - found.pairs)
    parts = np.stack([here + limit * (size - common), here, limit * (size - common)])
    return Ospa(*(parts / np.maximum(size, 1)) ** (1 / comparison.order))
