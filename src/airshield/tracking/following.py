"""Following recorded plots from the first to the last, to be stopped at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.model.surveillance import Surveillance
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import Plots, chosen
from airshield.tracking.registration import SensorHealth
from airshield.tracking.saving import resume, saved
from airshield.tracking.tracker import Tracker

PUSHED: Final = 5_000
"""Plots that are handed over at a time."""


class Followed(NamedTuple):
    """What came of plots that were followed."""

    points: TrackPoints
    """Every point of every confirmed track; ``plot`` counts in the plots as they were given."""
    given: int
    """Plots that there were."""
    done: int
    """Plots that were handed over: all, unless it was stopped."""
    taken: int
    """Plots that the tracker took."""
    refused: dict[str, int]
    """Plots that it refused, by reason."""
    until_s: float
    """Time until which plots are processed."""
    state: dict[str, NDArray[Any]]
    """What the tracker knows at the end, to go on from."""
    sensors: SensorHealth
    """What was learnt of the sensors, in the order of the surveillance."""


def follow(
    surveillance: Surveillance,
    plots: Plots,
    *,
    state: dict[str, NDArray[Any]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Followed:
    """Follow plots in the order of their times, however they arrived.

    Ctrl-C ends it early; what was followed until then counts.

    Parameters
    ----------
    surveillance
        The sensors and how the tracker works.
    plots
        What they reported; times that are no numbers are refused.
    state
        What another tracker of the same surveillance knew, to go on from.
    progress
        Is told how many plots are done, and how many there are.

    Raises
    ------
    ValueError
        If the surveillance has no sensor, or the state is of another surveillance.
    """
    uncertain = any(model.sigma_clock_offset_s > 0 for model in surveillance.sensors.values())
    kept = {} if uncertain else {"kept_s": 0.0}
    tracker = Tracker(surveillance, recording=True, **kept)
    if state is not None:
        resume(tracker, state)
    rows = by_time(surveillance, plots)
    refused: Counter[str] = Counter()
    done = taken = 0
    try:
        for first in range(0, plots.size, PUSHED):
            part = chosen(plots, rows[first : first + PUSHED])
            told = tracker.push(part._replace(arrival_s=part.time_s))
            done, taken = done + part.size, taken + told.taken
            refused.update(told.refused)
            if progress is not None:
                progress(done, plots.size)
    except KeyboardInterrupt:
        pass
    tracker.finish()
    known = saved(tracker)
    points = tracker.points()
    plot = np.where(points.plot >= 0, rows[points.plot], -1) if len(rows) else points.plot
    return Followed(
        points=points._replace(plot=plot),
        given=plots.size,
        done=done,
        taken=taken,
        refused=dict(refused),
        until_s=tracker.time_s,
        state=known,
        sensors=tracker.sensors,
    )


def by_time(surveillance: Surveillance, plots: Plots) -> NDArray[np.intp]:
    """Return the rows of plots in the order of their times, known leads of clocks taken off."""
    leads = np.array([model.clock_offset_s for model in surveillance.sensors.values()] or [0.0])
    known = np.clip(plots.sensor, 0, len(leads) - 1)
    order: NDArray[np.intp] = np.argsort(plots.time_s - leads[known], kind="stable")
    return order
