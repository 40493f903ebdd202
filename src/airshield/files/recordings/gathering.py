"""Several recordings laid into one local frame, with one list of sensors."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.earth.convergence import north_rad
from airshield.earth.frame import LocalFrame, centre
from airshield.errors import InputError
from airshield.files.places import printable
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Note, Tally
from airshield.files.wording import suggestion
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.plots import BEARING, CARTESIAN, PLACE, POLAR, Floats, Plots, chosen, joined
from airshield.tracking.truth import Truth

_MOST_APART_DEG = 20.0
"""Beyond this from the centre, a flat frame no longer serves."""
_STANDING = ("radar", "bearing")
"""Kinds of sensors whose plots mean nothing without their place."""


class Gathered(NamedTuple):
    """Everything that a tracker needs."""

    plots: Plots
    """All plots, in the order of their arrival, in the local frame."""
    surveillance: Surveillance
    """The sensors that they count in."""
    frame: LocalFrame | None
    """The local frame; None where no place on Earth is known."""
    calendar: bool
    """Whether times count from 1970 in UTC."""
    notes: tuple[Note, ...]
    """What was left out or taken with a reservation."""
    truth: Truth | None
    """True targets, where a recording tells them."""


def gather(recordings: Sequence[Recorded], surveillance: Surveillance | None = None) -> Gathered:
    """Lay recordings into one frame, their plots in the order in which they arrived.

    Parameters
    ----------
    recordings
        What was read, at least one.
    surveillance
        What the user says of the sensors; where it names any, plots of others are kept with
        sensor −1, and told.

    Raises
    ------
    InputError
        If their times do not count from the same moment.
    """
    _check_times(recordings)
    tally = Tally()
    known, adrift = _without_adrift(_sensors(recordings, surveillance), recordings)
    frame = _frame(recordings, surveillance, known)
    names = {name: index for index, name in enumerate(known)}
    recordings = [_without(recorded, adrift, tally) for recorded in recordings]
    parts = [_laid(recorded, frame, names, tally) for recorded in recordings]
    plots = _bearings_turned(_ordered(recordings, parts), known, frame)
    _remark_places(known, frame, tally)
    base = surveillance or _told(recordings) or Surveillance()
    place = (frame.lat_deg, frame.lon_deg) if frame else (None, None)
    whole = dataclasses.replace(
        base, sensors=known, lat_deg=place[0], lon_deg=place[1], tracker=base.tracker
    )
    notes = tuple(note for recorded in recordings for note in recorded.notes)
    truths = [recorded.truth for recorded in recordings if recorded.truth is not None]
    return Gathered(
        plots=plots,
        surveillance=whole,
        frame=frame,
        calendar=recordings[0].calendar,
        notes=(*notes, *tally.notes()),
        truth=truths[0] if truths else None,
    )


def truth_in(recorded: Recorded, frame: LocalFrame | None) -> Truth:
    """Return a recording's own truth, or its plots as the truth: what says who and where it is.

    Raises
    ------
    InputError
        If it tells no true targets, or none that fit the frame.
    """
    if recorded.truth is not None:
        return recorded.truth
    shown = printable(recorded.path)
    keep = recorded.plots.identity >= 0
    if not keep.any():
        raise InputError([f"{shown}: tells no targets by number or address; it is no truth"])
    if frame is None and recorded.geodetic.any():
        raise InputError([f"{shown}: has latitudes, and the tracks have none: no common frame"])
    plots = chosen(_in_frame(recorded, frame, Tally()), keep)
    order = np.lexsort((plots.identity, plots.time_s))
    return Truth(
        time_s=plots.time_s[order],
        number=plots.identity[order],
        position_m=plots.value[order, :3],
        velocity_m_s=plots.value[order, 3:],
    )


def _check_times(recordings: Sequence[Recorded]) -> None:
    """Check that all times count from the same moment.

    Raises
    ------
    InputError
        If some are dated and others not.
    """
    dated = {recorded.calendar for recorded in recordings}
    if len(dated) > 1:
        first = next(printable(r.path) for r in recordings if not r.calendar)
        raise InputError([f"{first}: its times have no date, those of others have; track it alone"])


def _told(recordings: Sequence[Recorded]) -> Surveillance | None:
    """Return the surveillance that the first recording which has one tells."""
    return next((r.surveillance for r in recordings if r.surveillance is not None), None)


def _sensors(
    recordings: Sequence[Recorded], surveillance: Surveillance | None
) -> dict[str, SensorModel]:
    """Return the sensors by name: the user's, or those that the recordings tell of."""
    if surveillance is not None and surveillance.sensors:
        return dict(surveillance.sensors)
    found: dict[str, SensorModel] = {}
    for recorded in recordings:
        for name, sensor in recorded.sensors.items():
            if name not in found or _placed(sensor) > _placed(found[name]):
                found[name] = sensor
    return found


def _placed(sensor: SensorModel) -> bool:
    return sensor.lat_deg is not None or sensor.east_m is not None


def _frame(
    recordings: Sequence[Recorded],
    surveillance: Surveillance | None,
    known: Mapping[str, SensorModel],
) -> LocalFrame | None:
    """Return the frame: as the user says, else about the sensors, else about the plots."""
    if surveillance is not None and surveillance.lat_deg is not None:
        return LocalFrame(surveillance.lat_deg, float(surveillance.lon_deg or 0.0))
    placed = [s for s in known.values() if s.lat_deg is not None]
    if placed:
        lat, lon = centre([s.lat_deg or 0.0 for s in placed], [s.lon_deg or 0.0 for s in placed])
        return LocalFrame(lat, lon)
    places = [recorded.plots.value[recorded.geodetic, :2] for recorded in recordings]
    both = np.concatenate(places)
    if not len(both):
        return None
    lat, lon = centre(*_middle(both))
    return LocalFrame(lat, lon)


def _middle(places: Floats) -> tuple[list[float], list[float]]:
    """Return the place in the middle, in each axis: a few wild ones do not move it."""
    lon = places[:, 1]
    turned = (lon - lon[0] + 180.0) % 360.0 - 180.0
    middle = (lon[0] + float(np.median(turned)) + 180.0) % 360.0 - 180.0
    return [float(np.median(places[:, 0]))], [float(middle)]


def _laid(
    recorded: Recorded, frame: LocalFrame | None, names: Mapping[str, int], tally: Tally
) -> Plots:
    """Return a recording's plots in the frame, their sensors counted in ``names``."""
    plots = _in_frame(recorded, frame, tally)
    index = np.array([names.get(name, -1) for name in recorded.sensors] or [-1], np.int32)
    sensor = np.where(plots.sensor >= 0, index[plots.sensor], -1).astype(np.int32)
    for number, name in enumerate(recorded.sensors):
        if name not in names:
            hint = suggestion(name, names)
            what = f'plot of the sensor "{printable(name)}", unknown to the surveillance{hint}'
            tally.remark(what, printable(recorded.path), int((plots.sensor == number).sum()))
    return plots._replace(sensor=sensor)


def _in_frame(recorded: Recorded, frame: LocalFrame | None, tally: Tally) -> Plots:
    """Return a recording's plots with latitudes turned into metres; far ones left out, told."""
    plots, rows = recorded.plots, recorded.geodetic
    if frame is None or not rows.any():
        return plots
    value = plots.value.copy()
    lat, lon = value[rows, 0], value[rows, 1]
    east, north = frame.to_local(np.ascontiguousarray(lat), np.ascontiguousarray(lon))
    value[rows, 0], value[rows, 1] = east, north
    _turn(value, rows, plots.kind, north_rad(frame, lat, lon))
    keep = np.ones(plots.size, bool)
    keep[rows] = _near(frame, lat, lon) & np.isfinite(value[rows, :2]).all(axis=1)
    what = f"place more than {_MOST_APART_DEG:.0f}° from the centre of the frame"
    tally.refuse(what, printable(recorded.path), int((~keep).sum()))
    return chosen(plots._replace(value=value), keep)


def _bearings_turned(
    plots: Plots, known: Mapping[str, SensorModel], frame: LocalFrame | None
) -> Plots:
    """Return plots with bearings that count from the frame's north, not from each sensor's own."""
    turn = np.zeros(len(known) + 1)
    for index, sensor in enumerate(known.values()):
        if frame is not None and sensor.lat_deg is not None and sensor.lon_deg is not None:
            turn[index] = north_rad(frame, np.array([sensor.lat_deg]), np.array([sensor.lon_deg]))[
                0
            ]
    rows = (plots.kind == POLAR) | (plots.kind == BEARING)
    value = plots.value.copy()
    value[rows, 1] = (value[rows, 1] + turn[plots.sensor[rows]]) % (2.0 * np.pi)
    return plots._replace(value=value)


def _turn(value: Floats, rows: NDArray[np.bool_], kind: NDArray[np.int8], turn_rad: Floats) -> None:
    """Turn velocities and headings from true north to the frame's, in place."""
    turn = np.zeros(len(value))
    turn[rows] = turn_rad
    moving, going = rows & (kind == CARTESIAN), rows & (kind == PLACE)
    east, north = value[moving, 3], value[moving, 4]
    cosine, sine = np.cos(turn[moving]), np.sin(turn[moving])
    value[moving, 3] = east * cosine + north * sine
    value[moving, 4] = north * cosine - east * sine
    value[going, 3] = (value[going, 3] + turn[going]) % (2.0 * np.pi)


def _near(frame: LocalFrame, lat_deg: Floats, lon_deg: Floats) -> NDArray[np.bool_]:
    """Return whether places lie within the angle that the flat frame serves."""
    one, other = np.radians(lat_deg), np.radians(frame.lat_deg)
    turn = np.radians(lon_deg - frame.lon_deg)
    cosine = np.sin(one) * np.sin(other) + np.cos(one) * np.cos(other) * np.cos(turn)
    return np.asarray(cosine >= np.cos(np.radians(_MOST_APART_DEG)))


def _ordered(recordings: Sequence[Recorded], parts: list[Plots]) -> Plots:
    """Return all plots in the order of arrival; a single log keeps the order of its lines."""
    plots = joined(parts)
    if len(parts) == 1 and not recordings[0].by_time:
        return plots
    return chosen(plots, np.argsort(plots.arrival_s, kind="stable"))


def _without_adrift(
    known: dict[str, SensorModel], recordings: Sequence[Recorded]
) -> tuple[dict[str, SensorModel], set[str]]:
    """Return the sensors that can be laid together, and the names of the others.

    A single one without a place makes a picture in its own frame; of several, or beside others
    with places, it would be wrong.
    """
    unplaced = [n for n, s in known.items() if s.kind in _STANDING and not _placed(s)]
    if len(unplaced) == len(known) and unplaced:
        sizes = {name: _size(name, recordings) for name in unplaced}
        unplaced.remove(max(unplaced, key=lambda name: sizes[name]))
    return {n: s for n, s in known.items() if n not in unplaced}, set(unplaced)


def _size(name: str, recordings: Sequence[Recorded]) -> int:
    """Return how many plots of a sensor there are."""
    return sum(
        int((recorded.plots.sensor == list(recorded.sensors).index(name)).sum())
        for recorded in recordings
        if name in recorded.sensors
    )


def _without(recorded: Recorded, adrift: set[str], tally: Tally) -> Recorded:
    """Return a recording without the plots of sensors whose place must be known and is not."""
    keep = np.ones(recorded.plots.size, bool)
    for number, name in enumerate(recorded.sensors):
        if name in adrift:
            rows = recorded.plots.sensor == number
            keep &= ~rows
            what = f'plot of "{printable(name)}", whose place nobody knows; give --surveillance'
            tally.refuse(what, printable(recorded.path), int(rows.sum()))
    if keep.all():
        return recorded
    plots = chosen(recorded.plots, keep)
    return recorded._replace(plots=plots, geodetic=recorded.geodetic[keep])


def _remark_places(
    known: Mapping[str, SensorModel], frame: LocalFrame | None, tally: Tally
) -> None:
    """Tell of the sensor whose place is not known, if all is seen from it."""
    for name, sensor in known.items():
        if sensor.kind in _STANDING and not _placed(sensor):
            where = "at the centre of the frame" if frame else "at the origin of its own frame"
            what = f"sensor without a known place, put {where}; give --surveillance"
            tally.remark(what, printable(name))
