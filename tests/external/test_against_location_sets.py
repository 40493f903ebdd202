"""The solver layer of plans against published optima of location problems.

The maximal covering instances (Lorena and Pereira 2002) have no stated licence and are not part of
airshield: name the folder that holds ``SJC402.txt`` (a count, then a place a line) and
``demand-SJC402.dat`` (a number a line) in ``AIRSHIELD_SJC``.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from airshield.planning.placement.location import cover_most, nearest_median

PMED1 = Path(__file__).parent / "data" / "pmed1.txt"
FOLDER = os.environ.get("AIRSHIELD_SJC")
SJC402 = {1: 6555, 2: 11339, 3: 14690, 4: 15658, 5: 15970, 6: 15984}
"""Most demand covered within 800 m by p sites (Lorena and Pereira 2002; Senne and others 2010)."""


def shortest_ways(text: str) -> tuple[np.ndarray, int]:
    """Return the shortest ways between all vertices of an instance, and its p."""
    numbers = np.array(text.split(), np.int64)
    vertices, _, chosen = numbers[:3]
    way = np.full((vertices, vertices), np.inf)
    np.fill_diagonal(way, 0.0)
    for first, second, length in numbers[3:].reshape(-1, 3):
        way[first - 1, second - 1] = way[second - 1, first - 1] = length
    for via in range(vertices):
        way = np.minimum(way, way[:, via, None] + way[via])
    return way, int(chosen)


@pytest.mark.slow
def test_pmed1_of_or_library() -> None:
    way, chosen = shortest_ways(PMED1.read_text())
    found = nearest_median(way, chosen)
    assert found.value == pytest.approx(5819)
    assert found.bound == pytest.approx(5819)
    assert way[:, found.sites].min(axis=1).sum() == pytest.approx(5819)
    assert found.sites.size == chosen


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason="AIRSHIELD_SJC names no folder with SJC402")
@pytest.mark.parametrize(("chosen", "covered"), SJC402.items())
def test_sjc402_within_800_m(chosen: int, covered: int) -> None:
    folder = Path(str(FOLDER))
    at = np.loadtxt(folder / "SJC402.txt", skiprows=1)
    demand = np.loadtxt(folder / "demand-SJC402.dat")
    covers = np.linalg.norm(at[:, None] - at[None], axis=-1) <= 800.0
    found = cover_most(covers, demand, chosen)
    assert found.value == pytest.approx(covered)
    assert found.bound == pytest.approx(covered)
    assert demand[covers[:, found.sites].any(axis=1)].sum() == pytest.approx(covered)
