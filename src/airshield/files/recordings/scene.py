"""Generated scenes with their truth: NumPy archives of detections, scan by scan."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.files.opening import read_sign
from airshield.files.places import printable
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.tally import Tally
from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.plots import CARTESIAN, LOOK, POLAR, Plots, blank_plots, chosen, joined
from airshield.tracking.truth import Truth

Arrays = dict[str, NDArray[Any]]
SENSOR = "scene"
_NEEDED = ("truth", "det_scan", "det_z", "det_src", "meta")
_MOST_BYTES = 2**30
_MOST_SCANS = 10**6
_UNREADABLE = (
    ValueError, TypeError, OSError, EOFError, KeyError, zipfile.BadZipFile, MemoryError,
)  # fmt: skip


def read_scene(path: Path) -> Recorded:
    """Read a scene: arrays ``truth``, ``det_scan``, ``det_z``, ``det_src`` and ``meta``.

    ``det_z`` is east and north in metres, or (kind ``rb``) bearing and range, the bearing in
    radians counterclockwise from east; it becomes one clockwise from north. ``det_src`` goes into
    ``truth`` alone.

    Raises
    ------
    InputError
        If it is no such archive, or its arrays do not fit together.
    """
    shown = printable(str(path))
    arrays = _loaded(path, shown)
    try:
        about = json.loads(str(arrays["meta"]))
        surveillance = _surveillance(about)
        _check(arrays)
        scans = range(int(about["K"]))
        if len(scans) > _MOST_SCANS:
            raise ValueError(f"more than {_MOST_SCANS:,} scans")
        plots, tally = _plots(arrays, about, scans)
        truth = _truth(arrays["truth"], float(about["dt"]))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError([f"{shown}: no scene of this kind: {printable(reason)}"]) from None
    return Recorded(
        path=str(path),
        format="scene",
        plots=plots,
        geodetic=np.zeros(plots.size, bool),
        sensors=surveillance.sensors,
        calendar=False,
        by_time=False,
        notes=tally.notes(),
        surveillance=surveillance,
        truth=truth,
    )


def _loaded(path: Path, shown: str) -> Arrays:
    """Return the arrays that a scene needs.

    Raises
    ------
    InputError
        If there is no such file, or an array is missing.
    """
    read_sign(path, str(path), _MOST_BYTES)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            missing = [name for name in _NEEDED if name not in archive]
            if missing:
                raise InputError([f"{shown}: no scene: array {', '.join(missing)} is missing"])
            return {name: np.asarray(archive[name]) for name in _NEEDED}
    except _UNREADABLE as error:
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise InputError([f"{shown}: cannot be read as a NumPy archive ({reason})"]) from None


def _check(arrays: Arrays) -> None:
    """Check that the arrays fit together.

    Raises
    ------
    ValueError
        If they do not.
    """
    size = len(arrays["det_scan"]) if arrays["det_scan"].ndim == 1 else -1
    if arrays["det_z"].shape != (size, 2) or arrays["det_src"].shape != (size,):
        raise ValueError("det_scan (n,), det_z (n, 2) and det_src (n,) differ in length")
    if arrays["truth"].ndim != 2 or arrays["truth"].shape[1] != 6:
        raise ValueError("truth must have six columns: scan, id, x, vx, y, vy")
    for name in ("det_scan", "det_z", "det_src", "truth"):
        if arrays[name].dtype.kind not in "iuf":
            raise ValueError(f"{name} must hold numbers")


def _surveillance(about: dict[str, Any]) -> Surveillance:
    """Return what the scene tells about its sensor and its targets."""
    half = float(about["L"]) / 2.0
    polar = about["kind"] == "rb"
    east, north = map(float, about["radar"]) if polar else (0.0, 0.0)
    sensor = SensorModel(
        kind="radar" if polar else "cartesian",
        east_m=east,
        north_m=north,
        range_m=math.hypot(half, half) + math.hypot(east, north),
        box_m=(-half, -half, half, half),
        period_s=float(about["dt"]),
        sigma_m=float(about["sigma"]),
        sigma_range_m=float(about["sig_r"]),
        sigma_bearing_deg=math.degrees(float(about["sig_b"])),
        p_detect=float(about["pd"]),
        false_plots=float(about["clutter"]),
    )
    settings = TrackerSettings(
        dimensions=2,
        motion=("straight",),
        q_straight_m2_s3=float(about["q"]),
        sigma_speed_m_s=float(about["sv"]),
    )
    return Surveillance(name="scene", sensors={SENSOR: sensor}, tracker=settings)


def _plots(arrays: Arrays, about: dict[str, Any], scans: range) -> tuple[Plots, Tally]:
    """Return the detections as plots, with a look for each scan that saw nothing."""
    found = blank_plots(len(arrays["det_scan"]))
    scan = arrays["det_scan"].astype(np.int64)
    found.time_s[:] = scan * float(about["dt"])
    first, second = arrays["det_z"].astype(np.float64).T
    if about["kind"] == "rb":
        found.kind[:] = POLAR
        found.value[:, 0] = second
        found.value[:, 1] = (np.pi / 2.0 - first) % (2.0 * np.pi)
    else:
        found.kind[:] = CARTESIAN
        found.value[:, 0], found.value[:, 1] = first, second
    found.truth[:] = arrays["det_src"]
    tally = Tally()
    sound = np.isfinite(arrays["det_z"]).all(axis=1) & (scan >= 0) & (scan < len(scans))
    tally.refuse("detection that is no number, or of no scan", "", int((~sound).sum()))
    empty = np.setdiff1d(np.arange(len(scans)), scan[sound])
    looks = blank_plots(len(empty))
    looks.kind[:] = LOOK
    looks.time_s[:] = empty * float(about["dt"])
    return _by_time(chosen(found, sound), looks), tally


def _by_time(found: Plots, looks: Plots) -> Plots:
    """Return plots and looks in order of time, which is that of their arrival."""
    both = joined([found, looks])
    both.arrival_s[:] = both.time_s
    return chosen(both, np.argsort(both.time_s, kind="stable"))


def _truth(rows: NDArray[Any], period_s: float) -> Truth:
    """Return the true targets."""
    unknown = np.full(len(rows), np.nan)
    return Truth(
        time_s=np.asarray(rows[:, 0], np.float64) * period_s,
        number=rows[:, 1].astype(np.int64),
        position_m=np.column_stack([rows[:, 2], rows[:, 4], unknown]),
        velocity_m_s=np.column_stack([rows[:, 3], rows[:, 5], unknown]),
    )
