"""How often numbers change: ours and Stone Soup's GNN on scenes drawn anew, one pair a scene.

    .venv/bin/python benchmarks/tracking_numbers.py lin,500,10 rb,200,100 --seeds 5 --keep FILE

One scene's count of switches is chance: a few pairs of targets that pass each other. So each kind
of scene (plots, targets, false plots) is drawn several times, and the mean of the differences,
ours − GNN's, stands with its 95 % interval (Student's t).
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

import numpy as np  # noqa: E402
from peers.ours import run_ours  # noqa: E402
from peers.scene import Scene, scene_of  # noqa: E402
from peers.scoring import score  # noqa: E402
from peers.stone_soup import run_peer  # noqa: E402
from scipy.stats import t as student  # noqa: E402

FIGURES = {"gospa_m": "GOSPA", "switches": "switches", "mismatches": "mismatches"}
TRACKERS = ("ours-nearest", "ours-joint", "gnn-cached")


def main() -> None:
    """Run every kind of scene and print a row of each, and one of all."""
    options = parsed()
    heads = [f"{name}: {tracker}" for name in FIGURES.values() for tracker in TRACKERS]
    heads += [f"{name}, joint − GNN" for name in ("switches", "mismatches")]
    print("| scenes | drawn |", " | ".join(heads), "|")
    print("|---|" + "--:|" * (1 + len(heads)), flush=True)
    found = []
    for kind, scenes in options.drawn.items():
        found.append(np.array([figures(scene, options.keep) for scene in scenes]))
        row(kind, found[-1])
    if len(found) > 1:
        row("all", np.concatenate(found))


def figures(scene: Scene, keep: Path | None) -> list[list[float]]:
    """Return (trackers, figures) of a scene."""
    results = [
        run_ours(scene, "nearest", passes=1),
        run_ours(scene, "joint", passes=1),
        run_peer("gnn-cached", scene),
    ]
    table = [[score(scene, result)[name] for name in FIGURES] for result in results]
    if keep:
        with keep.open("a", encoding="utf-8") as file:
            for name, line in zip(TRACKERS, table, strict=True):
                print(scene.name, name, *line, file=file)
    return table


def row(name: str, table: np.ndarray) -> None:
    """Print mean GOSPA, sums of changes, and mean differences of joint and GNN, with intervals.

    ``table``: (scenes, trackers, figures).
    """
    cells = [f"{value:,.0f}" for value in table[:, :, 0].mean(axis=0)]
    cells += [f"{value:,.0f}" for value in table[:, :, 1:].sum(axis=0).T.ravel()]
    n = len(table)
    for at in (1, 2):
        apart = table[:, 1, at] - table[:, 2, at]
        mean = apart.mean()
        half = student.ppf(0.975, n - 1) * apart.std(ddof=1) / np.sqrt(n) if n > 1 else np.inf
        cells.append(f"{mean:+.1f} ({mean - half:+.1f} to {mean + half:+.1f})")
    print(f"| {name} | {n} |", " | ".join(cells), "|", flush=True)


def parsed() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="+", metavar="lin|rb|two,TARGETS,FALSE")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    try:
        options.drawn = {k: [scene_of(f"{k},{seed}") for seed in seeds] for k in options.kinds}
    except ValueError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    main()
