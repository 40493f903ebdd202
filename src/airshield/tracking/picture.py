"""What the tracker believes: the picture at a time, and the points of all tracks over time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.plots import Floats


class Picture(NamedTuple):
    """The tracks that are shown at one time, a row each, by track number."""

    time_s: float
    """When this holds."""
    number: NDArray[np.int64]
    """(n,) Track number; a track keeps it for life."""
    position_m: Floats
    """(n, 3) East, north, height in the local frame; in two dimensions the height is NaN."""
    velocity_m_s: Floats
    """(n, 3) East, north, up."""
    covariance: Floats
    """(n, 6, 6) Of position and velocity; in two dimensions NaN where the height is."""
    existence: Floats
    """(n,) Probability that there is such a target."""
    motion: Floats
    """(n, models) Probability of each motion model, in the order of the settings."""
    class_probability: Floats
    """(n, classes) Probability of each of `CLASSES`."""
    identity: NDArray[np.int64]
    """(n,) Address that the target sends; −1: none."""
    born_s: Floats
    """(n,) Time of its first plot."""
    last_plot_s: Floats
    """(n,) Time of its last plot."""
    plots: NDArray[np.int64]
    """(n,) Plots that went into it."""


class TrackPoints(NamedTuple):
    """Points of tracks over time, a row each, by time and then by number."""

    time_s: Floats
    """(n,) When it holds."""
    number: NDArray[np.int64]
    """(n,) Track number."""
    position_m: Floats
    """(n, 3)"""
    velocity_m_s: Floats
    """(n, 3)"""
    covariance: Floats
    """(n, 6, 6)"""
    existence: Floats
    """(n,)"""
    motion: Floats
    """(n, models)"""
    class_probability: Floats
    """(n, classes)"""
    identity: NDArray[np.int64]
    """(n,)"""
    plot: NDArray[np.int64]
    """(n,) Row of the plot that weighed most in it, −1: none, the point is a prediction."""
