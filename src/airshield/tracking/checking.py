"""Plots that cannot be meant are refused, each with a reason, before the tracker sees them."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.judging import judge
from airshield.tracking.plots import Plots

REASONS: Final = (
    "unknown sensor",
    "time is not a number",
    "unknown kind",
    "nothing measured",
    "not a finite number",
    "beyond all bounds",
    "unknown class",
    "standard deviation not above zero",
    "range not above zero",
    "beyond the sensor's cover",
    "too late",
    "too many at once",
)
"""Why a plot is refused, in the order in which they are found."""

MOST_AT_ONCE: Final = 20_000
"""Plots of one sensor in one window; what is more is refused."""
TIMES_RANGE: Final = 1.2
"""Measured ranges up to so many times the sensor's own are believed."""


class Taken(NamedTuple):
    """What became of plots that were handed over."""

    taken: int
    refused: dict[str, int]
    """How many were refused for each reason."""
    first: dict[str, int]
    """Row of the first one, by reason."""


class Lost(NamedTuple):
    """What was taken and could not be used, for want of room."""

    tracks: int
    """Plots and crossings that would have begun a track beyond ``most_tracks``."""
    pairs: int
    """Pairs of a track and a plot in its gate that were not weighed."""
    bearings: int
    """Bearings that no track took and that were not kept for crossing."""
    plots: int
    """Plots that turned out to be too many in their window only after they had been taken."""


def reasons(plots: Plots, range_m: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return for each plot the index of the reason to refuse it, −1 where there is none.

    ``range_m``: (sensors,) how far each sees. The columns must be of the types that `Plots` says.
    """
    why = np.empty(plots.size, np.int8)
    judge(
        plots.time_s,
        plots.arrival_s,
        plots.sensor,
        plots.kind,
        plots.value,
        plots.sigma,
        plots.rcs_dbsm,
        plots.word,
        TIMES_RANGE * range_m,
        why,
    )
    return why


def crowded(window: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell the rows beyond the most that one window may hold; ``window`` is sorted."""
    if len(window) <= MOST_AT_ONCE:
        return np.zeros(len(window), np.bool_)
    first = np.searchsorted(window, window)
    over: NDArray[np.bool_] = (np.arange(len(window)) - first) >= MOST_AT_ONCE
    return over


def told(why: NDArray[np.int8], rows: NDArray[np.int64]) -> Taken:
    """Count the reasons."""
    if why.max(initial=-1) < 0:
        return Taken(len(why), {}, {})
    refused: dict[str, int] = {}
    first: dict[str, int] = {}
    for reason in np.unique(why[why >= 0]):
        which = why == reason
        refused[REASONS[reason]] = int(which.sum())
        first[REASONS[reason]] = int(rows[which].min())
    return Taken(int((why < 0).sum()), refused, first)
