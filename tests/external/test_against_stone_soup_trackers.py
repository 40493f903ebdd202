"""Ours against Stone Soup's trackers: GOSPA (500 m, order 2, alpha 2) on the same plots."""

import json
import sys

import numpy as np
import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from peers.ours import run_ours
from peers.scene import Scene, read_scene
from peers.scoring import score

from airshield.tracking.metrics.states import States

SCENES = ROOT.parent / "shared" / "data" / "tracking"
BEST_OF_STONE_SOUP = {
    "lin_n10_c50_s1": 182.0,
    "lin_n50_c50_s1": 437.0,
    "lin_n100_c50_s1": 616.0,
    "lin_n200_c50_s1": 922.0,
    "lin_n500_c100_s1": 1_550.0,
    "rb_n10_c50_s1": 362.0,
    "rb_n50_c50_s1": 643.0,
    "rb_n100_c50_s1": 875.0,
    "rb_n200_c50_s1": 1_209.0,
}
"""The least GOSPA that any of its trackers reached at its best, m; see benchmarks/README.md."""
SWITCHES_OF_ITS_GNN = {
    "lin_n10_c50_s1": 0,
    "lin_n50_c50_s1": 1,
    "lin_n100_c50_s1": 7,
    "lin_n200_c50_s1": 7,
}
"""Identity switches of its GNN with cached matrices on the same scenes."""


def drawn_scene(targets: int, clutter: float, scans: int, seed: int) -> Scene:
    """Return targets on nearly straight courses in a box, seen nine times in ten."""
    rng = np.random.default_rng(seed)
    half, period = 20_000.0, 2.0
    position = rng.uniform(-0.6 * half, 0.6 * half, (targets, 2))
    velocity = rng.normal(0.0, 100.0, (targets, 2))
    scan, plot, step, number, true, speed = [], [], [], [], [], []
    for k in range(scans):
        seen = rng.random(targets) < 0.9
        found = position[seen] + rng.normal(0.0, 40.0, (seen.sum(), 2))
        false = rng.uniform(-half, half, (rng.poisson(clutter), 2))
        plot.append(np.concatenate([found, false]))
        scan += [k] * len(plot[-1])
        step.append(np.full(targets, k))
        number.append(np.arange(targets))
        true.append(position.copy())
        speed.append(velocity.copy())
        position += period * velocity
        velocity += rng.normal(0.0, np.sqrt(period), (targets, 2))
    meta = {
        "kind": "lin", "N": targets, "clutter": clutter, "K": scans, "seed": seed, "L": 2 * half,
        "dt": period, "sigma": 40.0, "q": 1.0, "pd": 0.9, "sig_r": 40.0, "sig_b": 0.0026,
        "radar": [0.0, -35_000.0], "sv": 150.0,
    }  # fmt: skip
    truth = States(*(np.concatenate(column) for column in (step, number, true, speed)))
    name = json.dumps(meta)
    return Scene(name, meta, np.array(scan), np.concatenate(plot), truth)


@pytest.mark.slow
def test_ours_is_no_worse_than_its_gnn_on_drawn_scenes() -> None:
    pytest.importorskip("stonesoup")
    from peers.stone_soup import run_peer  # noqa: PLC0415 - stonesoup is optional

    ours, theirs = [], []
    for seed in (1, 2):
        scene = drawn_scene(targets=30, clutter=20.0, scans=30, seed=seed)
        ours.append(score(scene, run_ours(scene, "joint"))["gospa_m"])
        theirs.append(score(scene, run_peer("gnn-cached", scene))["gospa_m"])
    assert np.mean(ours) < np.mean(theirs)


@pytest.mark.slow
@pytest.mark.parametrize("name", BEST_OF_STONE_SOUP)
def test_ours_beats_the_best_of_its_trackers(name: str) -> None:
    path = SCENES / f"{name}.npz"
    if not path.exists():
        pytest.skip(f"the scenes are not beside the project: no {path}")
    scene = read_scene(path)
    for association in ("joint", "nearest"):
        found = score(scene, run_ours(scene, association))
        assert found["gospa_m"] < BEST_OF_STONE_SOUP[name], association
    joint = score(scene, run_ours(scene, "joint"))
    assert joint["switches"] <= SWITCHES_OF_ITS_GNN.get(name, np.inf)
