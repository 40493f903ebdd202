"""Scenes of `../shared/data/tracking`: generated targets, plots of them and clutter."""

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
        return bool(self.meta["kind"] == "rb")

    def by_scan(self) -> Iterator[NDArray[np.float64]]:
        """Yield the plots of each scan."""
        edges = np.searchsorted(self.scan, np.arange(self.scans + 1))
        for begin, end in pairwise(edges):
            yield self.plot[begin:end]


def read_scene(path: Path) -> Scene:
    """Read one scene."""
    with np.load(path) as file:
        meta, truth = json.loads(str(file["meta"])), file["truth"]
        order = np.argsort(file["det_scan"], kind="stable")
        scan, plot = file["det_scan"][order].astype(np.int64), file["det_z"][order]
    step, number = truth[:, 0].astype(np.int64), truth[:, 1].astype(np.int64)
    position, velocity = truth[:, [2, 4]].copy(), truth[:, [3, 5]].copy()
    return Scene(path.stem, meta, scan, plot, States(step, number, position, velocity))
