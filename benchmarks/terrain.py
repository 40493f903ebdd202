"""The lowest visible height over 2,000 × 2,000 nodes: our sweep, GDAL's viewshed, the exact method.

    python benchmarks/terrain.py [--side 2000] [--rounds 15]

Sweep and GDAL work on the same heights in memory, on one thread, in rounds that take turns, and
their processor time is taken; the ratio is that of the medians, with the range over rounds.
Agreement with the exact method (a profile along every single sight line,
`tests/reference/skyline.py`) is counted on nodes drawn at random. GDAL is the system's libgdal
(Debian: gdal-bin), reached through its C interface; without it only the sweep is timed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from gdal import Floats, Heights, find_gdal  # noqa: E402

from airshield.earth.terrain import Terrain  # noqa: E402
from airshield.kernels.skyline import sweep_skyline  # noqa: E402
from airshield.units import EARTH_RADIUS_M  # noqa: E402
from reference.rugged import rugged  # noqa: E402
from reference.skyline import lowest_visible_m  # noqa: E402

STEP_M = 90.0
MAST_M = 20.0
K = 4.0 / 3.0
WGS84_RADIUS_M = 6_378_137.0
CURVATURE = WGS84_RADIUS_M / (K * EARTH_RADIUS_M)
"""What GDAL takes as coefficient of curvature, so that its Earth is as round as ours."""
LANDS = {"gentle": (1, 2.2, 300.0), "hilly": (2, 1.8, 150.0), "very broken": (3, 1.65, 80.0)}
"""Seed, smoothness and spread of generated ground."""
TARGETS_M = (10.0, 50.0, 100.0, 300.0)


def sweep(ground_m: Floats) -> tuple[float, np.ndarray]:
    """Return the seconds that a sweep from the middle takes, and what it finds."""
    middle = len(ground_m) // 2
    eye = float(ground_m[middle, middle]) + MAST_M
    begun = time.thread_time()
    found = sweep_skyline(ground_m, STEP_M, float(middle), float(middle), eye, K)
    return time.thread_time() - begun, found


def exact(ground_m: Floats, rows: np.ndarray, columns: np.ndarray) -> Floats:
    """Return the exact lowest visible height at some nodes."""
    terrain = Terrain(ground_m, 0.0, 0.0, STEP_M)
    middle = len(ground_m) // 2
    eye = float(ground_m[middle, middle]) + MAST_M
    site = (middle * STEP_M, middle * STEP_M, eye)
    return np.array(
        [
            lowest_visible_m(terrain, site, column * STEP_M, row * STEP_M, K, STEP_M / 4.0)
            for row, column in zip(rows, columns, strict=True)
        ]
    )


def main() -> None:
    """Time, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--nodes", type=int, default=4_000)
    asked = parser.parse_args()
    gdal = find_gdal()
    for name, land in LANDS.items():
        ground_m = rugged(asked.side, *land)
        middle = asked.side // 2
        heights = None if gdal is None else Heights(gdal, ground_m, STEP_M)
        ours, theirs, peer = [], [], None
        _, found = sweep(ground_m)
        for _ in range(asked.rounds):
            ours.append(sweep(ground_m)[0])
            if heights is not None:
                spent, peer = heights.lowest_m(middle, middle, MAST_M, CURVATURE)
                theirs.append(spent)
        print(f"{name}: sweep {1e3 * statistics.median(ours):.0f} ms", end="")
        if theirs:
            rounds = [b / a for a, b in zip(ours, theirs, strict=True)]
            ratio = statistics.median(theirs) / statistics.median(ours)
            print(
                f", GDAL {1e3 * statistics.median(theirs):.0f} ms: {ratio:.2f} times as fast "
                f"({min(rounds):.2f}–{max(rounds):.2f})",
                end="",
            )
        print()
        rows, columns = np.random.default_rng(1).integers(0, asked.side, (2, asked.nodes))
        truth = exact(ground_m, rows, columns)
        for target in TARGETS_M:
            visible = truth <= target
            agree = ((found[rows, columns] <= target) == visible).mean()
            line = f"  {target:4.0f} m: {visible.mean():6.1%} in sight; sweep agrees {agree:.2%}"
            if peer is not None:
                line += f", GDAL {((peer[rows, columns] <= target) == visible).mean():.2%}"
            print(line)


if __name__ == "__main__":
    main()
