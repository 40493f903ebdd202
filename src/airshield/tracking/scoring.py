"""Tracks scored against where the targets truly were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.states import States
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import Floats
from airshield.tracking.truth import Truth, ordered, states

CUT_M: Final = 500.0
"""What lies farther apart is not the same."""
MOST_STEPS: Final = 400
"""Times at which is compared, evenly picked from those of the truth."""
HOLE_S: Final = 60.0
"""Where a target is not told of for longer, it is taken for gone, and for another afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How near tracks come to the truth, in the plane.

    Tracks count from their first plot on, as the record tells it afterwards; live they are shown
    from their confirmation on.
    """

    targets: int
    """True targets; one that is away for a minute counts as another afterwards."""
    steps: int
    """Times at which was compared."""
    gospa_m: float
    """Mean of GOSPA (500 m, order 2, alpha 2)."""
    completeness: float
    """Share of targets that have a track (SIAP)."""
    ambiguity: float
    """Tracks for each target that has any (SIAP)."""
    spuriousness: float
    """Share of tracks that belong to no target (SIAP)."""
    position_error_m: float
    """Mean distance of a track from its target (SIAP)."""
    switches: int
    """Changes of the track that holds a target."""
    never_held: int
    """Targets that no track ever held."""
    latency_s: float | None
    """Mean time from a target's first step to the first at which it is held."""


def score(truth: Truth, points: TrackPoints) -> Score | None:
    """Return how near tracks come to the truth; None where the truth is empty.

    Both are compared at times of the truth, between points on the cubic or line that joins them.
    """
    truth = whole(truth)
    if not truth.time_s.size:
        return None
    times = _steps(truth.time_s)
    tracks = Truth(points.time_s, points.number, points.position_m, points.velocity_m_s)
    compared = compare(
        _states(truth, times), _states(whole(tracks, hole_s=np.inf), times), CUT_M, 2.0, len(times)
    )
    picture, lives = siap(compared, times), continuity(compared, times)
    latency_s = lives.mean_latency_s
    return Score(
        targets=len(np.unique(truth.number)),
        steps=len(times),
        gospa_m=gospa(compared).mean_m,
        completeness=picture.completeness,
        ambiguity=picture.ambiguity,
        spuriousness=picture.spuriousness,
        position_error_m=picture.position_error_m,
        switches=lives.total_switches,
        never_held=lives.never_held,
        latency_s=None if np.isnan(latency_s) else latency_s,
    )


def whole(truth: Truth, hole_s: float = HOLE_S) -> Truth:
    """Return a truth in order, in the plane, with velocities and without holes.

    Unknown velocities are those of the step before (or after); behind a hole, numbers are new.
    Rows without a place are left out.
    """
    known = np.isfinite(truth.position_m[:, :2]).all(axis=1) & np.isfinite(truth.time_s)
    columns: list[Any] = [column[known] for column in truth]
    found = ordered(Truth(*columns))
    position, velocity = found.position_m.copy(), found.velocity_m_s.copy()
    position[:, 2] = 0.0
    velocity[:, 2] = 0.0
    if len(position) < 2:
        return found._replace(position_m=position, velocity_m_s=np.nan_to_num(velocity))
    gap_s = np.diff(found.time_s)
    same = np.diff(found.number) == 0
    own = same & (gap_s > 0) & (gap_s <= hole_s)
    steps = np.diff(position, axis=0) / np.where(own, gap_s, 1.0)[:, None]
    told = np.where(own[:, None], steps, 0.0)
    guess = np.vstack([told, told[-1:]])
    ends = np.append(~own, True)
    guess[1:][ends[1:]] = told[ends[1:]]
    unknown = ~np.isfinite(velocity).all(axis=1)
    velocity[unknown] = guess[unknown]
    begins = np.concatenate([[True], ~same | (gap_s > hole_s)])
    number = np.cumsum(begins).astype(np.int64)
    return Truth(found.time_s, number, position, velocity)


def _steps(time_s: Floats) -> Floats:
    """Return the times at which is compared: growing."""
    times = np.unique(time_s)
    if len(times) <= MOST_STEPS:
        return times
    return np.asarray(times[np.linspace(0, len(times) - 1, MOST_STEPS).astype(int)])


def _states(truth: Truth, times: Floats) -> States:
    """Return the states of all targets that are there at each time."""
    numbers, first = np.unique(truth.number, return_index=True)
    last = np.append(first, len(truth.number))[1:] - 1
    low = np.searchsorted(times, truth.time_s[first])
    high = np.searchsorted(times, truth.time_s[last], side="right")
    count = np.maximum(high - low, 0)
    number = np.repeat(numbers, count)
    step = _runs(low, count)
    position, velocity, there = states(truth, number, times[step])
    alone = np.repeat(first == last, count)
    row = np.repeat(first, count)[alone]
    position[alone], velocity[alone] = truth.position_m[row], truth.velocity_m_s[row]
    there |= alone
    return States(step[there], number[there], position[there, :2], velocity[there, :2])


def _runs(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return first, first + 1, … of each run, one run after another."""
    before = np.repeat(np.cumsum(count) - count, count)
    return (np.arange(int(count.sum())) - before + np.repeat(first, count)).astype(np.int64)
