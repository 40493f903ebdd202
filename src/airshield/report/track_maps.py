"""Tracks for maps: GeoJSON lines with times, and CZML for a globe."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.frame import LocalFrame
from airshield.errors import OutputError
from airshield.files.czml import Colour, Scene, Site, Track, czml_text
from airshield.model.surveillance import Surveillance
from airshield.report.canvas import BLUE, GREY, INK, RED, SKY
from airshield.report.track_rows import TrackRow, track_rows
from airshield.tracking.picture import TrackPoints

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLOURS = {
    "drone": RED,
    "cruise-missile": RED,
    "ballistic-missile": RED,
    "aircraft": BLUE,
    "helicopter": SKY,
    "bird": GREY,
}


class Mapped(NamedTuple):
    """Tracks with all that a map of them needs."""

    points: TrackPoints
    """What the tracker gave."""
    frame: LocalFrame | None
    """The local frame."""
    calendar: bool
    """Whether times count from 1970 in UTC."""
    surveillance: Surveillance
    """The sensors."""


def tracks_geojson(mapped: Mapped) -> dict[str, Any]:
    """Return tracks as a GeoJSON ``FeatureCollection``.

    Each is a ``LineString`` (longitude, latitude, height in metres where it has one) with one time
    for each point: ``times_s``, and ``coordTimes`` (ISO 8601) where times have a date.

    Raises
    ------
    OutputError
        If no place on Earth is known.

    References
    ----------
    RFC 7946.
    """
    features = [_line(mapped, *track) for track in _tracks(mapped)]
    return {"type": "FeatureCollection", "features": features}


def tracks_czml(mapped: Mapped) -> str:
    """Return tracks as a CZML document, the sensors standing with their rings.

    Raises
    ------
    OutputError
        If no place on Earth is known, or the optional package ``czml3`` is not installed.
    """
    tracks = tuple(_moving(*track) for track in _tracks(mapped))
    zero_s = min((track.samples[0][0] for track in tracks), default=0.0)
    shifted = tuple(_from(track, zero_s) for track in tracks)
    made_up = "" if mapped.calendar else " Times have no date: it is made up."
    return czml_text(
        Scene(
            name=mapped.surveillance.name,
            text=f"{len(tracks):,} tracks.{made_up}",
            zero=EPOCH + timedelta(seconds=zero_s),
            tracks=shifted,
            flashes=(),
            sites=tuple(_sites(mapped)),
        )
    )


def check_map(frame: LocalFrame | None, *, globe: bool) -> None:
    """Check that there can be a map, before long work whose result it is to show.

    Raises
    ------
    OutputError
        If no place on Earth is known, or, for a globe, ``czml3`` is not installed.
    """
    _known(frame)
    if globe:
        czml_text(Scene(name="", text="", zero=EPOCH, tracks=(), flashes=(), sites=()))


def _known(frame: LocalFrame | None) -> LocalFrame:
    """Return the frame.

    Raises
    ------
    OutputError
        If there is none.
    """
    if frame is None:
        raise OutputError(
            "no place on Earth is known, so there is no map; give --surveillance with lat_deg and "
            "lon_deg, or write Parquet"
        )
    return frame


def _tracks(mapped: Mapped) -> Iterator[tuple[TrackRow, NDArray[Any]]]:
    """Yield each track with its samples: seconds, longitude, latitude, height.

    Raises
    ------
    OutputError
        If no place on Earth is known.
    """
    frame = _known(mapped.frame)
    points = mapped.points
    order = np.lexsort((points.time_s, points.number))
    east, north, height = np.ascontiguousarray(points.position_m[order].T)
    lat, lon = frame.to_geodetic(east, north)
    samples = np.column_stack([points.time_s[order], lon, lat, height])
    first = 0
    for row in track_rows(points):
        yield row, samples[first : first + row.points]
        first += row.points


def _line(mapped: Mapped, row: TrackRow, samples: NDArray[Any]) -> dict[str, Any]:
    """Return one track; one of a single point is drawn twice, for lines need two."""
    if len(samples) == 1:
        samples = np.repeat(samples, 2, axis=0)
    times = samples[:, 0].tolist()
    properties = {"kind": "track", **asdict(row), "times_s": times}
    if mapped.calendar:
        properties["coordTimes"] = [_iso(time) for time in times]
    line = [_place(sample) for sample in samples[:, 1:].tolist()]
    geometry = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _place(sample: Sequence[float]) -> list[float]:
    """Return a position to a tenth of a metre, its height left out where there is none."""
    lon, lat, height = sample
    flat = [round(lon, 6), round(lat, 6)]
    return flat if math.isnan(height) else [*flat, round(height, 1)]


def _iso(time_s: float) -> str:
    text = (EPOCH + timedelta(seconds=time_s)).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _moving(row: TrackRow, samples: NDArray[Any]) -> Track:
    """Return a track as it is played: of points at one time, the last."""
    samples = samples[np.append(np.diff(samples[:, 0]) > 0.0, True)]
    known = np.where(np.isnan(samples[:, 3]), 0.0, samples[:, 3])
    rows = np.column_stack([samples[:, :3], known]).tolist()
    return Track(
        key=f"track-{row.number}",
        name=f"{row.number}",
        text=f"{row.word} ({row.p_class:.0%}), {row.plots:,} plots, {row.speed_m_s:,.0f} m/s",
        colour=_rgb(COLOURS[row.word]),
        samples=tuple((t, lon, lat, height) for t, lon, lat, height in rows),
    )


def _from(track: Track, zero_s: float) -> Track:
    """Return a track with its times counted from another moment."""
    moved = tuple((t - zero_s, lon, lat, height) for t, lon, lat, height in track.samples)
    return track._replace(samples=moved)


def _sites(mapped: Mapped) -> Iterator[Site]:
    for name, sensor in mapped.surveillance.sensors.items():
        if sensor.lat_deg is not None and sensor.lon_deg is not None:
            place = (sensor.lon_deg, sensor.lat_deg)
            yield Site(
                key=f"sensor-{name}",
                name=name,
                text=sensor.kind,
                colour=_rgb(INK),
                place=place,
                ring_m=sensor.range_m,
            )


def _rgb(colour: str) -> Colour:
    """Return a colour given as ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
