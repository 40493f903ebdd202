"""Sensors, true trajectories and what is seen, as tables; ``docs/theory/tracking-plots``."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DIRECTION, DISTANCE, ELEVATION, RANGE_RATE, HEIGHT, VELOCITY, HEADING = range(7)
"""Columns of `Sensors.measures`; what measures no direction reports places."""

RANGE, BEARING_OF, ELEVATION_OF, RATE, PLANE, HEIGHT_OF, SPEED, HEADING_OF = range(8)
"""Columns of `Sensors.sigma`."""

TURN = 2.0 * math.pi


class Sensors(NamedTuple):
    """Sensors as they truly are (n of them)."""

    at_m: Floats
    """(n, 3)"""
    seed: NDArray[np.uint64]
    """(n,) seed of their draws."""
    period_s: Floats
    phase_s: Floats
    """(n,) when look 0 begins."""
    rotating: NDArray[np.bool_]
    steady: NDArray[np.bool_]
    """(n,) whether all targets are looked at in the same rhythm."""
    signal_m_s: Floats
    """(n,) infinite for light."""
    range_m: Floats
    """(n,) endless where there is a box."""
    box_m: Floats
    """(n, 4) west, south, east, north; endless where there is none."""
    boxed: NDArray[np.bool_]
    horizon: NDArray[np.bool_]
    elevation_rad: Floats
    """(n, 2) lowest, highest."""
    ring_start: NDArray[np.int64]
    """(n + 1,) slices of the rings."""
    ring_m: Floats
    ring_p: Floats
    p_detect: Floats
    """(n,) beyond the last ring."""
    reference_dbsm: Floats
    """(n,) cross-section that the rings are for; NaN: for any."""
    sigma: Floats
    """(n, 8) `RANGE` …"""
    bias_range_m: Floats
    bias_bearing_rad: Floats
    measures: NDArray[np.bool_]
    """(n, 7) `DIRECTION` …"""
    false_plots: Floats
    silent_start: NDArray[np.int64]
    """(n + 1,) slices of the silences."""
    silent_s: Floats
    """(k, 2) from, until."""


class Paths(NamedTuple):
    """True trajectories: the columns of `Truth`, and where those of each target begin."""

    time_s: Floats
    position_m: Floats
    velocity_m_s: Floats
    start: NDArray[np.int64]
    key: NDArray[np.int64]
    """(m,) number that a target's draws are keyed by."""
    rcs_dbsm: Floats
    """(m,) NaN: unknown."""
    bound: Floats
    """(m, 5) west, south, east and north of all its ways, and the greatest speed it may have."""


class Seen(NamedTuple):
    """Plots as they are made: room for many, of which a count is filled."""

    time_s: Floats
    """When, truly."""
    sensor: NDArray[np.int32]
    look: NDArray[np.int64]
    target: NDArray[np.int64]
    """Row of the target, −1: false."""
    value: Floats
    """(n, 6)"""
    chance: Floats
    """(n, 2) uniforms for what is decided afterwards."""
    rcs_dbsm: Floats
