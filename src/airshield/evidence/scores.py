"""How good forecasts of counts were.

References: T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and
estimation", JASA 102 (2007), eq. 20 and 21; C. Czado, T. Gneiting and L. Held, "Predictive model
assessment for count data", Biometrics 65 (2009), eq. 2 (the histogram of the transform of counts).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from airshield.evidence.arrays import Floats

BINS = 10
"""Bins of the histogram."""


class Score(NamedTuple):
    """One forecast and what came."""

    log_score: float
    """Natural logarithm of the probability of what came."""
    crps: float
    """Continuous ranked probability score, over the number launched."""
    below: float
    """Probability of less than what came."""
    up_to: float
    """Probability of no more than what came."""


def score(pmf: Floats, came: int) -> Score:
    """Score one forecast.

    Parameters
    ----------
    pmf : (n + 1,)
        Probability of each number.
    came
        The number that came.
    """
    cdf = np.cumsum(pmf)
    step = np.arange(pmf.size) >= came
    crps = float(((cdf - step)[:-1] ** 2).sum()) / max(pmf.size - 1, 1)
    below = float(cdf[came] - pmf[came])
    return Score(float(np.log(max(pmf[came], 1e-300))), crps, below, float(cdf[came]))


class Summary(NamedTuple):
    """What a forecaster's scores come to."""

    forecasts: int
    log_score: float
    """Mean."""
    crps: float
    """Mean."""
    held_50: float
    """Share of outcomes that the central 50 % interval held."""
    held_90: float
    """Share of outcomes that the central 90 % interval held."""
    closed_90: float
    """The same when an interval's ends count as wholly inside."""
    histogram: tuple[float, ...]
    """Share of outcomes in each tenth of their forecast's probability."""


def summarise(scores: Sequence[Score]) -> Summary:
    """Return means, what intervals held, and the histogram.

    A count that lies across the end of an interval counts as held by the share of its probability
    that lies inside: then a true forecast of counts, however small, holds 50 and 90 %.
    """
    table = np.array(scores).reshape(-1, 4)
    below, up_to = table[:, 2], table[:, 3]
    edges = np.linspace(0.0, 1.0, BINS + 1)
    bins = [_within(below, up_to, low, high) for low, high in pairwise(edges)]
    return Summary(
        forecasts=len(table),
        log_score=float(table[:, 0].mean()),
        crps=float(table[:, 1].mean()),
        held_50=_within(below, up_to, 0.25, 0.75),
        held_90=_within(below, up_to, 0.05, 0.95),
        closed_90=float(((up_to >= 0.05) & (below < 0.95)).mean()),
        histogram=tuple(bins),
    )


def _within(below: Floats, up_to: Floats, low: float, high: float) -> float:
    """Return the mean share of [below, up to] that lies in [low, high]."""
    inside = np.clip(np.minimum(up_to, high) - np.maximum(below, low), 0.0, None)
    width = up_to - below
    share = np.where(width > 0.0, inside / np.where(width > 0.0, width, 1.0), 0.0)
    return float(share.mean())
