"""What the tracker believes: the picture at a time, and the points of all tracks over time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.layout import SEEN
from airshield.tracking.plots import CLASSES, Floats
from airshield.tracking.telling import MOST_ROWS, PLACE_HEAD, place_of, table, word_of


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
    sensors: NDArray[np.int64]
    """(n, SEEN) Sensors whose last chance to see it gave a plot, −1: none more; those that report
    when they like are not among them."""

    def _repr_html_(self) -> str:
        """Show the tracks as a table in a notebook."""
        rows = (
            (
                f"{self.number[i]}",
                word_of(self.class_probability[i]),
                *place_of(self.position_m[i], self.velocity_m_s[i], self.covariance[i]),
                f"{self.existence[i]:.3f}",
                f"{self.plots[i]:,}",
            )
            for i in range(min(len(self.number), MOST_ROWS))
        )
        caption = f"picture at {self.time_s:,.1f} s: {len(self.number):,} tracks"
        head = ("track", "class", *PLACE_HEAD, "exists", "plots")
        return table(caption, head, rows, len(self.number))


def empty_picture(time_s: float, tracks: int, models: int) -> Picture:
    """Return a picture of that many tracks with nothing in it yet."""
    return Picture(
        time_s=time_s,
        number=np.empty(tracks, np.int64),
        position_m=np.empty((tracks, 3)),
        velocity_m_s=np.empty((tracks, 3)),
        covariance=np.empty((tracks, 6, 6)),
        existence=np.empty(tracks),
        motion=np.empty((tracks, models)),
        class_probability=np.empty((tracks, len(CLASSES))),
        identity=np.empty(tracks, np.int64),
        born_s=np.empty(tracks),
        last_plot_s=np.empty(tracks),
        plots=np.empty(tracks, np.int64),
        sensors=np.empty((tracks, SEEN), np.int64),
    )


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

    def _repr_html_(self) -> str:
        """Show the last point of each track as a table in a notebook."""
        numbers, back = np.unique(self.number[::-1], return_index=True)
        last, counts = len(self.number) - 1 - back, np.unique(self.number, return_counts=True)[1]
        rows = (
            (
                f"{self.number[i]}",
                word_of(self.class_probability[i]),
                f"{self.time_s[i]:,.1f}",
                *place_of(self.position_m[i], self.velocity_m_s[i], self.covariance[i]),
                f"{count:,}",
            )
            for i, count in zip(last[:MOST_ROWS], counts[:MOST_ROWS], strict=True)
        )
        caption = f"{len(self.number):,} points of {len(numbers):,} tracks; where each ended"
        head = ("track", "class", "s", *PLACE_HEAD, "points")
        return table(caption, head, rows, len(numbers))
