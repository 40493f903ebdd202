"""Tracks in hindsight: every point with what came after it, too; ``docs/theory/tracking``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.model.surveillance import TrackerSettings
from airshield.tracking.kernels.layout import STRAIGHT
from airshield.tracking.kernels.smoothing import smooth, smooth_modes
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import Floats
from airshield.tracking.tables import motions_of


def smoothed(points: TrackPoints, settings: TrackerSettings) -> TrackPoints:
    """Return the points with places, velocities and covariances that all of their track tell.

    Rauch, Tung and Striebel's smoother over the points of each number, for near-constant velocity
    with the noise that the probabilities of the motion models, smoothed before, call for. Rows,
    times, existence and classes stay as they are; so does a track's last point.

    Parameters
    ----------
    points
        What `Tracker.points` gives.
    settings
        How the tracker worked.

    References
    ----------
    :cite:t:`rauch1965`.
    """
    order = np.lexsort((points.time_s, points.number))
    number, time_s = points.number[order], points.time_s[order]
    start = np.flatnonzero(np.diff(number, prepend=-1, append=-1))
    d = settings.dimensions
    columns = np.r_[0:d, 3 : 3 + d]
    at = np.concatenate([points.position_m, points.velocity_m_s], axis=1)[order][:, columns]
    spread = points.covariance[order][:, columns[:, None], columns]
    motion = np.ascontiguousarray(points.motion[order])
    smooth_modes(time_s, start, settings.sojourn_s, motion)
    noise = _noise(time_s, number, motion, at, spread, settings)
    at, spread = np.ascontiguousarray(at), np.ascontiguousarray(spread)
    smooth(time_s, start, noise, at, spread, d, np.zeros((4, 2 * d, 2 * d)))
    return _with(points, order, columns, at, spread, motion)


def _noise(
    time_s: Floats,
    number: NDArray[np.int64],
    motion: Floats,
    at: Floats,
    spread: Floats,
    settings: TrackerSettings,
) -> Floats:
    """Return the power of the acceleration noise before each point along each axis, m²/s³.

    What the models state, weighed by their probabilities; and, as far as it is not straight flight,
    what the step of the velocity holds beyond what a filter's own correction explains.
    """
    models, d = motions_of(settings), settings.dimensions
    stated = motion @ models.q
    bent = motion @ (models.kind != STRAIGHT)
    noise = np.repeat(stated[:, None], d, axis=1)
    dt = np.diff(time_s)
    steps = np.flatnonzero((np.diff(number) == 0) & (dt > 0.0))
    since = dt[steps, None]
    variance = np.diagonal(spread, axis1=1, axis2=2)[:, d:]
    explained = variance[steps] - variance[steps + 1] + noise[steps + 1] * since
    step = at[steps + 1, d:] - at[steps, d:]
    over = np.maximum(step**2 - np.maximum(explained, 0.0), 0.0) / since
    over[:, :2] = over[:, :2].sum(axis=1, keepdims=True)
    noise[steps + 1] += bent[steps + 1, None] * over
    return noise


def _with(
    points: TrackPoints,
    order: NDArray[np.intp],
    columns: NDArray[np.intp],
    at: Floats,
    spread: Floats,
    motion: Floats,
) -> TrackPoints:
    """Return the points with other states; what was not modelled stays NaN."""
    state = np.concatenate([points.position_m, points.velocity_m_s], axis=1)
    covariance, modes = points.covariance.copy(), points.motion.copy()
    modes[order] = motion
    state[order[:, None], columns] = at
    covariance[order[:, None, None], columns[:, None], columns] = spread
    return points._replace(
        position_m=np.ascontiguousarray(state[:, :3]),
        velocity_m_s=np.ascontiguousarray(state[:, 3:]),
        covariance=covariance,
        motion=modes,
    )
