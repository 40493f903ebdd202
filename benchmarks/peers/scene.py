"""Scenes: generated targets, plots of them and clutter, read from a file or drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.metrics.states import States


class Scene(NamedTuple):
    """Plots scan by scan and the truth beside them."""

    name: str
    meta: dict[str, Any]
    scan: NDArray[np.int64]
    """(n,) Scan of each plot."""
    plot: NDArray[np.float64]
    """(n, 2) East, north in metres, or bearing from east in radians and range in metres."""
    truth: States

    @property
    def scans(self) -> int:
        return int(self.meta["K"])

    @property
    def period_s(self) -> float:
        return float(self.meta["dt"])

    @property
    def polar(self) -> bool:
        return bool(self.meta["kind"] != "lin")

    @property
    def radars_m(self) -> list[list[float]]:
        """Places (east, north) of the radars, which take the scans in turn."""
        return self.meta["radars"] if "radars" in self.meta else [self.meta["radar"]]

    def by_scan(self) -> Iterator[NDArray[np.float64]]:
        """Yield the plots of each scan."""
        edges = np.searchsorted(self.scan, np.arange(self.scans + 1))
        for begin, end in pairwise(edges):
            yield self.plot[begin:end]


HALF_M, PERIOD_S, SCANS = 30_000.0, 2.0, 80
SIGMA_M, SIGMA_BEARING_RAD, P_DETECT, Q_M2_S3 = 40.0, 0.0026179938779914945, 0.9, 1.0
SPEED_M_S = (50.0, 250.0)
SOUTH_M, WEST_M = (0.0, -35_000.0), (-35_000.0, 0.0)
RADARS_M = {"lin": (SOUTH_M,), "rb": (SOUTH_M,), "two": (SOUTH_M, WEST_M)}
"""Kinds of scenes, and where the radars stand: plots by place, by bearing from east and range, and
the same from two radars that take the scans in turn."""


def draw_scene(kind: str, targets: int, false_plots: int, seed: int) -> Scene:
    """Draw a scene like those of the files.

    Seven targets in ten are there at once, the others begin within 25 scans; one in five ends
    before the last. Each flies nearly straight, within the box.
    """
    rng = np.random.default_rng([list(RADARS_M).index(kind), targets, false_plots, seed])
    truth = [_draw_target(number, rng) for number in range(1, targets + 1)]
    step, number = (np.concatenate([each[c] for each in truth]) for c in (0, 1))
    state = np.concatenate([each[2] for each in truth])
    order = np.argsort(step, kind="stable")
    step, number, state = step[order], number[order], state[order]
    seen = np.flatnonzero(rng.random(len(step)) < P_DETECT)
    sigma = (SIGMA_M, SIGMA_M) if kind == "lin" else (SIGMA_BEARING_RAD, SIGMA_M)
    noise = rng.normal(0.0, sigma, (len(seen), 2))
    false = np.repeat(np.arange(SCANS), rng.poisson(false_plots, SCANS))
    nowhere = rng.uniform(-HALF_M, HALF_M, (len(false), 2))
    scans = np.concatenate([step[seen], false])
    plots = _as_measured(kind, scans, np.concatenate([state[seen, :2], nowhere]))
    plots[: len(seen)] += noise
    order = np.lexsort((rng.random(len(scans)), scans))
    meta = {
        "kind": kind, "N": targets, "clutter": false_plots, "K": SCANS, "seed": seed,
        "L": 2 * HALF_M, "dt": PERIOD_S, "sigma": SIGMA_M, "q": Q_M2_S3, "pd": P_DETECT,
        "sig_r": SIGMA_M, "sig_b": SIGMA_BEARING_RAD, "radars": RADARS_M[kind], "sv": 150.0,
    }  # fmt: skip
    name = f"{kind}_n{targets}_c{false_plots}_d{seed}"
    states = States(step, number, state[:, :2].copy(), state[:, 2:].copy())
    return Scene(name, meta, scans[order], plots[order], states)


def _draw_target(
    number: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the scans, numbers and states (position, velocity) of one target."""
    first = 0 if rng.random() < 0.7 else int(rng.integers(1, 26))
    last = SCANS - 1 if rng.random() < 0.8 else int(rng.integers(52, SCANS))
    steps = last - first + 1
    while True:
        speed, heading = rng.uniform(*SPEED_M_S), rng.uniform(0.0, 2 * np.pi)
        place = rng.uniform(-HALF_M, HALF_M, 2)
        velocity = speed * np.array([np.cos(heading), np.sin(heading)])
        if (np.abs(place + velocity * steps * PERIOD_S) < HALF_M).all():
            break
    variance = Q_M2_S3 * np.array([[PERIOD_S**3 / 3, PERIOD_S**2 / 2], [PERIOD_S**2 / 2, PERIOD_S]])
    pushed = rng.multivariate_normal((0.0, 0.0), variance, (steps - 1, 2))
    velocities = velocity + np.vstack([np.zeros(2), np.cumsum(pushed[:, :, 1], axis=0)])
    moved = velocities[:-1] * PERIOD_S + pushed[:, :, 0]
    places = place + np.vstack([np.zeros(2), np.cumsum(moved, axis=0)])
    scans = np.arange(first, last + 1)
    return scans, np.full(steps, number), np.hstack([places, velocities])


def _as_measured(
    kind: str, scan: NDArray[np.int64], place: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return places as the sensor of each scan gives them."""
    if kind == "lin":
        return place
    radar = np.array(RADARS_M[kind])[scan % len(RADARS_M[kind])]
    x, y = (place - radar).T
    return np.column_stack([np.arctan2(y, x), np.hypot(x, y)])


def scene_of(text: str) -> Scene:
    """Return the scene of a file, or the one drawn for ``KIND,TARGETS,FALSE,SEED``.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if Path(text).suffix == ".npz":
        return read_scene(Path(text))
    kind, *numbers = text.split(",")
    if kind not in RADARS_M or len(numbers) != 3:
        raise ValueError(f"{text}: neither FILE.npz nor {'|'.join(RADARS_M)},TARGETS,FALSE,SEED")
    targets, false_plots, seed = map(int, numbers)
    return draw_scene(kind, targets, false_plots, seed)


def read_scene(path: Path) -> Scene:
    """Read one scene."""
    with np.load(path) as file:
        meta, truth = json.loads(str(file["meta"])), file["truth"]
        order = np.argsort(file["det_scan"], kind="stable")
        scan, plot = file["det_scan"][order].astype(np.int64), file["det_z"][order]
    step, number = truth[:, 0].astype(np.int64), truth[:, 1].astype(np.int64)
    position, velocity = truth[:, [2, 4]].copy(), truth[:, [3, 5]].copy()
    return Scene(path.stem, meta, scan, plot, States(step, number, position, velocity))
