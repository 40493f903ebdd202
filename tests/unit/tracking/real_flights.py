"""Recorded flights as truth: places that aircraft reported, cleaned into trajectories.

What aircraft report is not the truth: places come up to seconds late under a time that is rounded,
stay as they were where none was received, and jump. So the truth made here is a flight near the
record that could have been flown, and it is that flight which simulated radars see:

1. rows without a place, on the ground, or of the same moment as the one before are dropped;
2. where a record has a hole of more than 30 s, what comes after it is another target;
3. a path is fitted by least squares to the places (σ 150 m) and to the steps that the reported
   speeds make between them (σ 15 m), each weighted down by its distance from the path
   (Cauchy, four rounds), so that late and jumping places and stale speeds do not bend it;
   heights likewise, at 10 and 5 m;
4. places farther than 1 km from the path are dropped, and it is fitted once more;
5. velocities are the slopes of the path; where it would bend at more than 8 m/s² (0.8 g) it could
   not have been flown by these aircraft: what comes after is another target;
6. targets of less than two minutes are dropped.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.linalg import solveh_banded

from airshield.earth.frame import LocalFrame, centre
from airshield.tracking.truth import Targets, Truth

HOLE_S, SHORTEST_S, FEWEST = 30.0, 120.0, 8
SIGMA_PLACE_M, SIGMA_STEP_M = 150.0, 15.0
SIGMA_HEIGHT_M, SIGMA_CLIMB_M = 10.0, 5.0
JUMP_M, ROUNDS = 1_000.0, 4
HARDEST_M_S2 = 8.0
AIRCRAFT = 3

SWITZERLAND = """
    SELECT icao24, epoch(time) AS t, latitude AS lat, longitude AS lon, altitude * 0.3048 AS h,
        groundspeed * 1852 / 3600 AS v, track AS course, vertical_rate * 0.3048 / 60 AS climb
    FROM read_parquet(?) WHERE latitude IS NOT NULL ORDER BY icao24, t
"""
LONDON = """
    SELECT icao24, lastposupdate AS t, lat, lon, baroaltitude AS h, velocity AS v,
        heading AS course, vertrate AS climb
    FROM read_csv(?) WHERE lat IS NOT NULL AND NOT onground AND baroaltitude IS NOT NULL
        AND velocity IS NOT NULL AND lastposupdate IS NOT NULL ORDER BY icao24, t
"""


class Cleaned(NamedTuple):
    """Trajectories, and what became of the record."""

    truth: Truth
    targets: Targets
    frame: LocalFrame
    counts: dict[str, int]


def recorded_flights(path: Path, *, from_s: float = 0.0, for_s: float = np.inf) -> Cleaned:
    """Return the flights of a record, or of a span of seconds from its beginning."""
    import duckdb  # noqa: PLC0415

    query = LONDON if path.suffix == ".csv" else SWITZERLAND
    with duckdb.connect() as database:
        rows = database.execute(query, [str(path)]).fetchnumpy()
    columns = {name: np.ma.filled(column) for name, column in rows.items()}
    t = columns["t"].astype(float) - columns["t"].min()
    kept = (t >= from_s) & (t < from_s + for_s)
    columns = {name: column[kept] for name, column in columns.items()} | {"t": t[kept] - from_s}
    frame = LocalFrame(*centre(columns["lat"], columns["lon"]))
    return cleaned(columns, frame)


def cleaned(columns: dict[str, np.ndarray], frame: LocalFrame) -> Cleaned:
    """Return flights from columns icao24, t, lat, lon, h, v, course, climb; see above."""
    counts = {
        "rows": columns["t"].size,
        "repeats": 0,
        "jumps": 0,
        "bends": 0,
        "short": 0,
        "targets": 0,
    }
    east, north = frame.to_local(columns["lat"].astype(float), columns["lon"].astype(float))
    place = np.column_stack([east, north, columns["h"]]).astype(float)
    course = np.radians(columns["course"].astype(float))
    speed = columns["v"].astype(float)
    velocity = np.column_stack(
        [speed * np.sin(course), speed * np.cos(course), columns["climb"].astype(float)]
    )
    velocity = np.nan_to_num(velocity)
    parts, identities = [], []
    who, t = columns["icao24"], columns["t"]
    cut = np.flatnonzero((who[1:] != who[:-1]) | (np.diff(t) > HOLE_S)) + 1
    for rows in np.split(np.arange(t.size), cut):
        fresh = rows[np.append(True, np.diff(t[rows]) > 0.0)]
        counts["repeats"] += rows.size - fresh.size
        for piece in _fitted(t[fresh], place[fresh], velocity[fresh], counts):
            parts.append(
                np.column_stack([piece[0], np.full(piece[0].size, len(parts)), *piece[1:]])
            )
            identities.append(int(str(who[rows[0]]), 16))
    counts["targets"] = len(parts)
    table = np.concatenate([np.empty((0, 8)), *parts])
    truth = Truth(
        table[:, 0].copy(), table[:, 1].astype(np.int64), table[:, 2:5].copy(), table[:, 5:].copy()
    )
    n = len(parts)
    targets = Targets(
        np.arange(n), np.full(n, AIRCRAFT, np.int8), np.full(n, np.nan), np.array(identities)
    )
    return Cleaned(truth, targets, frame, counts)


def _fitted(t, place, velocity, counts):
    """Return times, places and velocities of the pieces of the path near a record."""
    if _short(t):
        counts["short"] += t.size
        return []
    path = _path(t, place, velocity)
    near = np.hypot(*(path - place)[:, :2].T) < JUMP_M
    counts["jumps"] += int((~near).sum())
    t, place, velocity = t[near], place[near], velocity[near]
    if _short(t) or np.diff(t).max() > HOLE_S:
        counts["short"] += t.size
        return []
    path = _path(t, place, velocity)
    slope = np.gradient(path, t, axis=0, edge_order=2)
    cut = np.flatnonzero(_bends(t, path, slope) > HARDEST_M_S2) + 1
    counts["bends"] += cut.size
    pieces = np.split(np.arange(t.size), cut)
    counts["short"] += sum(rows.size for rows in pieces if _short(t[rows]))
    return [(t[rows], path[rows], slope[rows]) for rows in pieces if not _short(t[rows])]


def _short(t):
    return t.size < FEWEST or t[-1] - t[0] < SHORTEST_S


def _bends(t, path, slope):
    """Return the greatest horizontal acceleration of the cubic between each two points."""
    dt = np.diff(t)[:, None]
    mean = np.diff(path, axis=0) / dt
    early, late = slope[:-1] - mean, slope[1:] - mean
    ends = [(-4.0 * early - 2.0 * late) / dt, (2.0 * early + 4.0 * late) / dt]
    return np.maximum(*(np.hypot(end[:, 0], end[:, 1]) for end in ends))


def _path(t, place, velocity):
    """Return the least-squares path; late and jumping places count for less and less."""
    step, weight, sure = _steps(t, velocity), np.ones(t.size), np.ones(t.size - 1)
    for _ in range(ROUNDS):
        plane = np.column_stack(
            [
                _axis(t, place[:, a], step[:, a], weight, sure, SIGMA_PLACE_M, SIGMA_STEP_M)
                for a in (0, 1)
            ]
        )
        away = np.hypot(*(plane - place[:, :2]).T)
        weight = 1.0 / (1.0 + (away / (2.0 * SIGMA_PLACE_M)) ** 2)
        missed = np.hypot(*(np.diff(plane, axis=0) - step[:, :2]).T)
        sure = 1.0 / (1.0 + (missed / (2.0 * SIGMA_STEP_M)) ** 2)
    even = np.ones(t.size)
    height = _axis(t, place[:, 2], step[:, 2], even, even[1:], SIGMA_HEIGHT_M, SIGMA_CLIMB_M)
    return np.column_stack([plane, height])


def _steps(t, velocity):
    """Return the steps that velocities make: on an arc, if the course changes.

    The chord of an arc of angle a is tan(a/2)/(a/2) times the mean of the velocities at both ends.
    """
    course = np.arctan2(velocity[:, 0], velocity[:, 1])
    half = 0.5 * np.abs((np.diff(course) + np.pi) % (2.0 * np.pi) - np.pi)
    half = np.clip(half, 1e-9, np.radians(45.0))
    step = 0.5 * (velocity[1:] + velocity[:-1]) * np.diff(t)[:, None]
    step[:, :2] *= (np.tan(half) / half)[:, None]
    return step


def _axis(t, z, step, weight, sure, sigma_place, sigma_step):
    """Return x that minimises Σ w (x − z)²/σ² + Σ s (x' − x − step)²/(σ² dt/10 s)."""
    dt = np.diff(t)
    a, b = weight / sigma_place**2, 10.0 * sure / (sigma_step**2 * dt)
    diagonal = a.copy()
    diagonal[:-1] += b
    diagonal[1:] += b
    right = a * z
    right[:-1] -= b * step
    right[1:] += b * step
    return solveh_banded(np.vstack([diagonal, np.append(-b, 0.0)]), right, lower=True)
