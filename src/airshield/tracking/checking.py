"""Plots that cannot be meant are refused, each with a reason, before the tracker sees them."""

from __future__ import annotations

from math import pi
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.plots import (
    BEARING,
    CARTESIAN,
    CLASSES,
    LOOK,
    NO_WORD,
    PLACE,
    POLAR,
    Plots,
)

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

MOST_M: Final = 1e10
"""Measured lengths, speeds and standard deviations up to this are believed."""
LEAST_SIGMA: Final = 1e-6
"""Standard deviations, in metres or radians, that are smaller are not believed."""
MOST_RAD: Final = 4.0 * pi
"""Bearings, elevations and headings up to two turns are believed."""
MOST_S: Final = 1e11
"""Times up to three thousand years from zero are believed."""
MOST_DBSM: Final = 200.0
"""Radar cross-sections up to this, either way, are believed."""
_ANGLES: Final = {POLAR: (1, 2), BEARING: (1, 2), PLACE: (3,)}
_NEEDED: Final = {POLAR: (0, 1), CARTESIAN: (0, 1), BEARING: (1,), PLACE: (0, 1)}


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

    ``range_m``: (sensors,) how far each sees.
    """
    why = np.full(plots.size, -1, np.int8)
    tests = (
        (plots.sensor < 0) | (plots.sensor >= len(range_m)),
        ~(np.isfinite(plots.time_s) & np.isfinite(plots.arrival_s)),
        ~np.isin(plots.kind, (LOOK, POLAR, CARTESIAN, BEARING, PLACE)),
        _unmeasured(plots),
        np.isinf(plots.value).any(axis=1)
        | np.isinf(plots.sigma).any(axis=1)
        | np.isinf(plots.rcs_dbsm),
        _unbounded(plots),
        (plots.word < NO_WORD) | (plots.word >= len(CLASSES)),
        (plots.sigma <= 0).any(axis=1),
        (plots.kind == POLAR) & (plots.value[:, 0] <= 0),
        _beyond(plots, range_m),
    )
    for reason, broken in enumerate(tests):
        why[(why < 0) & broken] = reason
    return why


def _unmeasured(plots: Plots) -> NDArray[np.bool_]:
    """Tell the plots that lack what their kind needs."""
    lacking: NDArray[np.bool_] = np.zeros(plots.size, np.bool_)
    for kind, columns in _NEEDED.items():
        lacking |= (plots.kind == kind) & np.isnan(plots.value[:, columns]).any(axis=1)
    return lacking


def _unbounded(plots: Plots) -> NDArray[np.bool_]:
    """Tell the plots with numbers that no sensor can mean."""
    broken: NDArray[np.bool_] = np.zeros(plots.size, np.bool_)
    with np.errstate(invalid="ignore"):
        tiny = (plots.sigma > 0) & (plots.sigma < LEAST_SIGMA)
        large = (np.abs(plots.value) > MOST_M) | (plots.sigma > MOST_M)
        broken |= (tiny | large).any(axis=1)
        broken |= np.abs(plots.time_s) > MOST_S
        broken |= np.abs(plots.arrival_s) > MOST_S
        broken |= np.abs(plots.rcs_dbsm) > MOST_DBSM
        for kind, columns in _ANGLES.items():
            turns = (np.abs(plots.value[:, columns]) > MOST_RAD).any(axis=1)
            broken |= (plots.kind == kind) & turns
    return broken


def _beyond(plots: Plots, range_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    known = np.clip(plots.sensor, 0, max(len(range_m) - 1, 0))
    if not len(range_m):
        return np.zeros(plots.size, np.bool_)
    far: NDArray[np.bool_] = plots.value[:, 0] > TIMES_RANGE * range_m[known]
    beyond: NDArray[np.bool_] = (plots.kind == POLAR) & far
    return beyond


def crowded(window: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell the rows beyond the most that one window may hold; ``window`` is sorted."""
    first = np.searchsorted(window, window)
    over: NDArray[np.bool_] = (np.arange(len(window)) - first) >= MOST_AT_ONCE
    return over


def told(why: NDArray[np.int8], rows: NDArray[np.int64]) -> Taken:
    """Count the reasons."""
    refused: dict[str, int] = {}
    first: dict[str, int] = {}
    for reason in np.unique(why[why >= 0]):
        which = why == reason
        refused[REASONS[reason]] = int(which.sum())
        first[REASONS[reason]] = int(rows[which].min())
    return Taken(int((why < 0).sum()), refused, first)
