"""What is told of each track, one row each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import CLASSES

LEAST_CLASS = 0.3
"""A class less probable than this is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """One track from its first point to its last."""

    number: int
    """Track number."""
    word: str
    """The class that it most probably belongs to, by its last point."""
    p_class: float
    """How probably."""
    first_s: float
    """Time of its first point."""
    last_s: float
    """Time of its last point."""
    points: int
    """Points that it has."""
    plots: int
    """Points that rest on a plot."""
    speed_m_s: float
    """Mean speed over ground."""
    height_m: float | None
    """Mean height, where there is one."""
    existence: float
    """Probability of existence at its best."""
    identity: int | None
    """Address or number that it sends."""


def track_rows(points: TrackPoints) -> tuple[TrackRow, ...]:
    """Return one row for each track, by number."""
    order = np.lexsort((points.time_s, points.number))
    numbers = points.number[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - 1)) if len(order) else order
    return tuple(_row(points, rows) for rows in np.split(order, starts[1:]) if len(rows))


def _row(points: TrackPoints, rows: NDArray[np.intp]) -> TrackRow:
    last = rows[-1]
    word = int(np.argmax(points.class_probability[last]))
    height = points.position_m[rows, 2]
    known = points.identity[rows][points.identity[rows] >= 0]
    return TrackRow(
        number=int(points.number[last]),
        word=CLASSES[word],
        p_class=float(points.class_probability[last, word]),
        first_s=float(points.time_s[rows[0]]),
        last_s=float(points.time_s[last]),
        points=len(rows),
        plots=int((points.plot[rows] >= 0).sum()),
        speed_m_s=float(np.hypot(*points.velocity_m_s[rows, :2].T).mean()),
        height_m=float(height.mean()) if np.isfinite(height).all() else None,
        existence=float(points.existence[rows].max()),
        identity=int(known[-1]) if len(known) else None,
    )
