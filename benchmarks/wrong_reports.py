"""What aircraft say of themselves, tracked: as recorded, and with places and times gone wrong.

    .venv/bin/python benchmarks/wrong_reports.py ../shared/data/adsb/switzerland_2018.parquet

The record is read and followed as `airshield track` does. "Jumps": one place in fifty is off by a
degree (σ) either way; "times": one report in fifty has a time that is wrong by seconds, a minute or
an hour. The truth is the record cleaned with knowledge of what comes later
(`tests/unit/tracking/real_flights.py`); tracks are held against it where it has the same aircraft.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from airshield.files.recordings.gathering import Gathered, gather  # noqa: E402
from airshield.files.recordings.reading import read_recording  # noqa: E402
from airshield.tracking.following import follow  # noqa: E402
from airshield.tracking.plots import Floats  # noqa: E402
from unit.tracking.real_flights import Cleaned, recorded_flights  # noqa: E402

SHARE = 0.02
JUMP_DEG = 1.0
WRONG_S = (-3600.0, -60.0, -7.0, 5.0, 30.0, 3600.0)
KINDS = ("as recorded", "jumps", "times")


def told(path: Path, kind: str) -> Gathered:
    """Return the plots of a record, some of them gone wrong."""
    recorded = read_recording(path)
    plots, draws = recorded.plots, np.random.default_rng(5)
    wrong = draws.random(plots.size) < SHARE
    if kind == "jumps":
        plots.value[wrong, :2] += draws.normal(0.0, JUMP_DEG, (wrong.sum(), 2))
    if kind == "times":
        plots.time_s[wrong] += draws.choice(WRONG_S, wrong.sum())
        plots.arrival_s[wrong] = plots.time_s[wrong]
    return gather([recorded])


def errors_m(
    identity: np.ndarray, time_s: Floats, lat_deg: Floats, lon_deg: Floats, known: Cleaned
) -> Floats:
    """Return how far places are from the cleaned flight of the same aircraft, where it has one."""
    truth, off = known.truth, np.full(len(time_s), np.nan)
    east, north = known.frame.to_local(lat_deg, lon_deg)
    for number, who in zip(known.targets.number, known.targets.identity, strict=True):
        own = truth.number == number
        moments = truth.time_s[own]
        here = (identity == who) & (time_s >= moments[0]) & (time_s <= moments[-1])
        path = [np.interp(time_s[here], moments, truth.position_m[own, axis]) for axis in (0, 1)]
        off[here] = np.hypot(east[here] - path[0], north[here] - path[1])
    return off[np.isfinite(off)]


def told_row(name: str, numbers: int | str, off: Floats) -> str:
    """Return a row of the table."""
    rms = np.sqrt(np.mean(off**2))
    return (
        f"| {name} | {numbers} | {rms:.0f} | {np.median(off):.0f} | {np.percentile(off, 99):.0f} "
        f"| {np.mean(off > 1_000.0):.3%} | {off.max():,.0f} |"
    )


def main() -> None:
    """Print a row for the reports themselves, and one for the tracks of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", type=Path)
    path = parser.parse_args().record
    known = recorded_flights(path)
    begins_s = None
    print(
        "| | tracks | RMS, m | median | 99 % | over 1 km | worst |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    for kind in KINDS:
        gathered = told(path, kind)
        plots, frame = gathered.plots, gathered.frame
        if begins_s is None:
            begins_s = plots.time_s.min()
        places = frame.to_geodetic(plots.value[:, 0], plots.value[:, 1])
        raw = errors_m(plots.identity, plots.time_s - begins_s, *places, known)
        print(told_row(f"reports, {kind}", "", raw))
        points = follow(gathered.surveillance, plots).points
        places = frame.to_geodetic(points.position_m[:, 0], points.position_m[:, 1])
        off = errors_m(points.identity, points.time_s - begins_s, *places, known)
        print(told_row(f"tracks, {kind}", len(np.unique(points.number)), off), flush=True)


if __name__ == "__main__":
    main()
