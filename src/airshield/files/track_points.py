"""Points of tracks as columns of a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.earth.convergence import north_rad
from airshield.earth.frame import LocalFrame
from airshield.files.parquet import write_parquet
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import CLASSES

AXES: Final = ("east", "north", "up", "velocity_east", "velocity_north", "velocity_up")
"""Axes of a state, in the order of its covariance."""
Columns = dict[str, NDArray[Any]]


def track_columns(
    points: TrackPoints, frame: LocalFrame | None, motions: Sequence[str] = ()
) -> Columns:
    """Return points of tracks as columns of equal length, by name.

    Latitude, longitude, speed and true course are there where the frame is known. The standard
    deviations (``sigma_…``) are the roots of the diagonal of the covariance, ``cov_A_B`` its rest.

    Parameters
    ----------
    points
        What the tracker gave.
    frame
        The local frame.
    motions
        Names of the motion models, in the order of their probabilities.
    """
    columns: Columns = {"time_s": points.time_s, "number": points.number}
    east, north, height = np.ascontiguousarray(points.position_m.T)
    if frame is not None:
        lat, lon = columns["lat_deg"], columns["lon_deg"] = frame.to_geodetic(east, north)
        course = np.arctan2(*points.velocity_m_s[:, :2].T) - north_rad(frame, lat, lon)
        columns["speed_m_s"] = np.hypot(*points.velocity_m_s[:, :2].T)
        columns["course_deg"] = np.degrees(course) % 360.0
    columns |= {"east_m": east, "north_m": north, "height_m": height}
    for index, axis in enumerate(("east", "north", "up")):
        columns[f"velocity_{axis}_m_s"] = points.velocity_m_s[:, index]
    columns |= _spread(points.covariance)
    columns["existence"] = points.existence
    for index, name in enumerate(CLASSES):
        columns[f"p_{name.replace('-', '_')}"] = points.class_probability[:, index]
    for index in range(points.motion.shape[1]):
        name = motions[index] if index < len(motions) else str(index)
        columns[f"p_motion_{name}"] = points.motion[:, index]
    columns["identity"] = points.identity
    columns["plot"] = points.plot
    return {name: np.ascontiguousarray(column) for name, column in columns.items()}


def _spread(covariance: NDArray[np.float64]) -> Columns:
    """Return standard deviations, and the covariances between axes."""
    found: Columns = {}
    diagonal = np.diagonal(covariance, axis1=1, axis2=2)
    for index, axis in enumerate(AXES):
        unit = "m_s" if axis.startswith("velocity") else "m"
        found[f"sigma_{axis}_{unit}"] = np.sqrt(np.maximum(diagonal[:, index], 0.0))
    for row, one in enumerate(AXES):
        for column in range(row + 1, len(AXES)):
            found[f"cov_{one}_{AXES[column]}"] = covariance[:, row, column]
    return found


def write_track_points(
    path: Path,
    points: TrackPoints,
    frame: LocalFrame | None,
    motions: Sequence[str] = (),
    info: Mapping[str, str] | None = None,
) -> None:
    """Write points of tracks as a Parquet file, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_parquet(path, track_columns(points, frame, motions), info)
