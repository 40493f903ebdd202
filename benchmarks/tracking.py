"""Ours and Stone Soup's trackers on the same scenes, in one run, on one thread.

    .venv/bin/python benchmarks/tracking.py ../shared/data/tracking/lin_n100_c50_s1.npz two,50,10,1
        --trackers ours-nearest ours-joint gnn gnn-cached jpda gmphd --keep FOLDER

A scene is a file, or drawn: the kind of plots (lin: by place, rb: by range and bearing, two: the
same from two radars in turn), targets, false plots a scan, and a seed.
Times are processor time from a scan's plots to its picture; a ratio is over that of the first
tracker named.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from peers.ours import run_ours  # noqa: E402
from peers.scene import Scene, scene_of  # noqa: E402
from peers.scoring import Result, keep, score  # noqa: E402
from peers.stone_soup import SETTINGS, run_peer  # noqa: E402

COLUMNS = {
    "GOSPA": "gospa_m", "localisation": "localisation_m", "missed": "missed_m", "false": "false_m",
    "OSPA(2)": "ospa2_m", "switches": "switches", "mismatches": "mismatches", "breaks": "breaks",
    "latency s": "latency_s", "ms a scan": "cpu_ms_a_scan",
}  # fmt: skip
"""What is printed of each tracker: heading and figure."""


OURS = {
    "ours-batch": ("nearest", False, True),
    "ours-nearest": ("nearest", False),
    "ours-joint": ("joint", False),
    "ours-full": ("joint", True),
}
"""Ours by name: how it associates, whether it does all it can, and all plots at once."""


def run(tracker: str, scene: Scene) -> Result:
    """Run one tracker over a scene."""
    if tracker in OURS:
        return run_ours(scene, *OURS[tracker])
    return run_peer(tracker, scene)


def main() -> None:
    """Run every tracker on every scene and print a row of each."""
    options = parsed()
    print("| scene | tracker |", " | ".join(COLUMNS), "| × |")
    print("|---|---|" + "--:|" * (len(COLUMNS) + 1))
    for scene in options.scenes:
        first = None
        for tracker in options.trackers:
            result = run(tracker, scene)
            figures = score(scene, result)
            first = first or figures["cpu_ms_a_scan"]
            ratio = figures["cpu_ms_a_scan"] / first
            cells = " | ".join(f"{figures[name]:,.2f}" for name in COLUMNS.values())
            print(f"| {scene.name} | {tracker} | {cells} | {ratio:,.1f} |", flush=True)
            if options.keep:
                settings = SETTINGS[tracker]._asdict() if tracker in SETTINGS else None
                keep(options.keep, scene, tracker, result, settings)


def a_scene(text: str) -> Scene:
    """Return a scene that the command line names."""
    try:
        return scene_of(text)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def parsed() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="+", type=a_scene)
    names = [*OURS, *SETTINGS]
    parser.add_argument("--trackers", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
