"""The tracker's kernels give the same bits compiled and as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JOINT = """
import hashlib, numpy as np
from airshield.tracking.kernels.joint import make_joint_scratch
from reference.test_joint_agrees import drawn_weights, joint_probabilities
random, digest = np.random.default_rng(6), hashlib.sha256()
rooms = make_joint_scratch(5, 5, 25, 3000), make_joint_scratch(5, 5, 25, 0)
for number in range(40):
    weight, miss_weight = drawn_weights(random)
    for prune in (False, True):
        found = joint_probabilities(weight, miss_weight, rooms[number % 2], prune)
        digest.update(b"".join(part.tobytes() for part in found))
print(digest.hexdigest())
"""
REGISTRATION = """
import hashlib, numpy as np
from reference.biased_radars import Radar, drawn_plots, watched
radars = [Radar((-4e4, -1e4), (200.0, 0.005, 0.5)), Radar((3.5e4, 2e4), (-90.0, 0.001, 0.1))]
found = watched(radars, drawn_plots(np.random.default_rng(1), radars, 5, 2, 60.0))
print(hashlib.sha256(b"".join(part.tobytes() for part in found)).hexdigest())
"""


def printed(script: str, without_compiler: str) -> str:
    """Return what a script prints in a process of its own."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = os.environ | {"NUMBA_DISABLE_JIT": without_compiler, "PYTHONPATH": path}
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return found.stdout


@pytest.mark.slow
@pytest.mark.parametrize("script", [JOINT, REGISTRATION], ids=["joint", "registration"])
def test_interpreted_and_compiled_give_the_same_bits(script: str) -> None:
    assert printed(script, "0") == printed(script, "1") != ""
