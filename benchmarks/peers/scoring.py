"""What a tracker's answer to a scene is worth, and the results that are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from peers.scene import Scene

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa, ospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.states import States
from airshield.tracking.metrics.tracks import track_ospa

CUT_M = 500.0
ORDER = 2.0
WINDOW = 10


class Result(NamedTuple):
    """What a tracker made of a scene."""

    states: States
    """What it showed after each scan."""
    cpu_s: NDArray[np.float64]
    """(scans,) Processor time of each."""
    wall_s: NDArray[np.float64]
    """(scans,)"""


def score(scene: Scene, result: Result) -> dict[str, float]:
    """Return every figure by its name."""
    time_s = np.arange(scene.scans) * scene.period_s
    compared = compare(scene.truth, result.states, CUT_M, ORDER, scene.scans)
    sets, kept, picture = gospa(compared), continuity(compared, time_s), siap(compared, time_s)
    figures = {
        "gospa_m": sets.mean_m,
        "localisation_m": root_mean(sets.localisation),
        "missed_m": root_mean(sets.missed),
        "false_m": root_mean(sets.false),
        "ospa_m": ospa(compared).mean_m,
        "ospa2_m": track_ospa(compared, WINDOW).mean_m,
        "switches": kept.total_switches,
        "mismatches": kept.total_mismatches,
        "breaks": kept.total_breaks,
        "never_held": kept.never_held,
        "latency_s": kept.mean_latency_s,
        "cpu_ms_a_scan": 1e3 * float(result.cpu_s.mean()),
        "cpu_ms_a_scan_median": 1e3 * float(np.median(result.cpu_s)),
        "wall_ms_a_scan": 1e3 * float(result.wall_s.mean()),
        "plots_a_second": len(scene.scan) / float(result.cpu_s.sum()),
    }
    overall = [name for name in picture._fields if "_at" not in name]
    return figures | {f"siap_{name}": getattr(picture, name) for name in overall}


def root_mean(part: NDArray[np.float64]) -> float:
    """Return a part of GOSPA, the mean over scans, as a distance."""
    return float(part.mean() ** (1 / ORDER))


def keep(folder: Path, scene: Scene, name: str, result: Result, settings: Any) -> None:
    """Write states and figures to ``SCENE_NAME.npz`` and ``.json``."""
    states, path = result.states, folder / f"{scene.name}_{name}"
    columns = {"x": states.position_m[:, 0], "y": states.position_m[:, 1]}
    speeds = {"vx": states.velocity_m_s[:, 0], "vy": states.velocity_m_s[:, 1]}
    np.savez_compressed(
        path.with_suffix(".npz"), step=states.step, number=states.number, **columns, **speeds,
        cpu_s=result.cpu_s, wall_s=result.wall_s,
    )  # fmt: skip
    text = json.dumps({"settings": settings, **score(scene, result)}, indent=1)
    path.with_suffix(".json").write_text(text + "\n")
