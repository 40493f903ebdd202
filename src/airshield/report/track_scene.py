"""What a map of tracks shows, laid out on the plane."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.frame import LocalFrame
from airshield.files.recordings.gathering import Gathered
from airshield.report.land import Polygon, land_within
from airshield.report.plane import Plane, Window
from airshield.report.scene import Places
from airshield.report.track_rows import TrackRow
from airshield.tracking.picture import TrackPoints
from airshield.tracking.placing import placed
from airshield.tracking.plots import Floats
from airshield.tracking.tracker import frame_of

MOST_TRACKS = 400
"""Tracks drawn; the longest."""
MOST_POINTS = 60
"""Points of a track that are drawn, its first and last among them."""
MOST_PLOTS = 2_500
"""Plots drawn, evenly from all."""
FAR = 0.02
"""So many of the plots on each side of the map may lie beyond its edge."""


class Line(NamedTuple):
    """One track on the plane."""

    row: TrackRow
    at: Places
    """(n, 2)"""
    spread_km2: Floats
    """(2, 2) Covariance of its last place."""


class TrackScene(NamedTuple):
    """Tracks, plots and sensors, in kilometres."""

    plane: Plane | None
    """The plane, None where no place on Earth is known: then it is the local frame itself."""
    lines: tuple[Line, ...]
    """Tracks, the longest last."""
    plots: Places
    sensors: Places

    @property
    def window(self) -> Window:
        """All tracks and sensors, and nearly all plots."""
        if not (len(self.plots) or self.lines or len(self.sensors)):
            return Window.around([np.zeros((1, 2))])
        kept = self.plots
        if len(kept):
            low, high = np.quantile(kept, [FAR, 1.0 - FAR], axis=0)
            kept = np.array([low, high])
        return Window.around([kept, self.sensors, *(line.at for line in self.lines)])

    def land(self, window: Window) -> list[Polygon]:
        """Return the land in a window."""
        return [] if self.plane is None else land_within(self.plane.box(window))


def track_scene(rows: tuple[TrackRow, ...], points: TrackPoints, gathered: Gathered) -> TrackScene:
    """Lay out tracks, plots and sensors on the plane of the local frame."""
    frame = frame_of(gathered.surveillance) or gathered.frame
    plane = Plane(frame.lon_deg, frame.lat_deg) if frame else None
    sites, plots = placed(gathered.surveillance, gathered.plots)
    step = max(1, -(-len(plots) // MOST_PLOTS))
    return TrackScene(
        plane=plane,
        lines=tuple(_lines(rows, points, frame, plane)),
        plots=_on_plane(plots[::step], frame, plane),
        sensors=_on_plane(sites, frame, plane),
    )


def _lines(
    rows: tuple[TrackRow, ...], points: TrackPoints, frame: LocalFrame | None, plane: Plane | None
) -> list[Line]:
    order = np.lexsort((points.time_s, points.number))
    edges = np.flatnonzero(np.diff(points.number[order], prepend=-1, append=-1))
    lines = []
    for row, first, last in zip(rows, edges, edges[1:], strict=False):
        count = min(last - first, MOST_POINTS)
        picked = order[first + np.linspace(0, last - first - 1, count).astype(np.intp)]
        at = _on_plane(points.position_m[picked, :2], frame, plane)
        lines.append(Line(row, at, points.covariance[picked[-1], :2, :2] / 1e6))
    lines.sort(key=lambda line: line.row.last_s - line.row.first_s)
    return lines[-MOST_TRACKS:]


def _on_plane(
    places_m: NDArray[np.float64], frame: LocalFrame | None, plane: Plane | None
) -> Places:
    """Return (n, 2) places of the local frame, metres, in kilometres on the plane."""
    if frame is None or plane is None:
        return places_m / 1_000.0
    lat, lon = frame.to_geodetic(places_m[:, 0].copy(), places_m[:, 1].copy())
    return plane.km(lon, lat)
