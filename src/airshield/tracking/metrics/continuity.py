"""Whether tracks stay with their objects: identity switches, breaks, latency to confirm.

An object is held at a step where it is matched to an estimate (see `comparison`), and its track is
the number of this estimate. Steps at which the object is not there do not count.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.lifelines import follow_objects
from airshield.tracking.metrics.comparison import Comparison, mismatches
from airshield.tracking.metrics.states import Rows, edges
from airshield.tracking.plots import Floats


class Continuity(NamedTuple):
    """What became of each true object."""

    number: Rows
    """(objects,) Its number; rising."""
    switches: NDArray[np.int64]
    """(objects,) Steps at which its track has another number than the last that held it. A gap
    does not wipe out the last number."""
    mismatches: NDArray[np.int64]
    """(objects,) The same, where a track keeps its object for as long as it lies within the
    cut-off (CLEAR MOT): objects that pass close to each other make none."""
    breaks: NDArray[np.int64]
    """(objects,) How often it was held again after steps at which it was not."""
    steps: NDArray[np.int64]
    """(objects,) Steps at which it was there."""
    steps_held: NDArray[np.int64]
    """(objects,) Steps at which it was held."""
    latency_s: Floats
    """(objects,) From its first step to the first at which it is held; NaN: never held."""

    @property
    def total_switches(self) -> int:
        """Identity switches of all objects."""
        return int(self.switches.sum())

    @property
    def total_mismatches(self) -> int:
        """Mismatches of all objects."""
        return int(self.mismatches.sum())

    @property
    def total_breaks(self) -> int:
        """Breaks of all objects."""
        return int(self.breaks.sum())

    @property
    def never_held(self) -> int:
        """Objects that no track ever held."""
        return int(np.isnan(self.latency_s).sum())

    @property
    def mean_latency_s(self) -> float:
        """Mean latency of the objects that were held; NaN where there is none."""
        held = self.latency_s[~np.isnan(self.latency_s)]
        return float(held.mean()) if held.size else float("nan")


def continuity(comparison: Comparison, time_s: Floats) -> Continuity:
    """Follow each object through the steps and count.

    Parameters
    ----------
    comparison
        Truth and estimates.
    time_s : (steps,) seconds
        Time of each step; rising.

    Raises
    ------
    ValueError
        If ``time_s`` is not a rising time for each step.
    """
    time_s = checked_times(time_s, comparison.steps)
    truth = comparison.truth
    number, thing = np.unique(truth.number, return_inverse=True)
    order = np.lexsort((truth.step, thing))
    held_by = np.append(comparison.estimates.number, -1)[comparison.match][order]
    edge = edges(thing[order], len(number))
    switches, breaks, held = np.zeros((3, len(number)), np.int64)
    latency = np.full(len(number), np.nan)
    follow_objects(edge, time_s[truth.step[order]], held_by, switches, breaks, held, latency)
    mismatched = mismatches(comparison, thing, len(number))
    return Continuity(number, switches, mismatched, breaks, np.diff(edge), held, latency)


def checked_times(time_s: Floats, steps: int) -> Floats:
    """Return times as a contiguous column, or refuse them.

    Raises
    ------
    ValueError
        If they are not finite and rising, one for each step.
    """
    times = np.ascontiguousarray(time_s, np.float64)
    if times.shape != (steps,) or not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        raise ValueError(f"time_s must be finite and rising, one for each of {steps} steps")
    return times
