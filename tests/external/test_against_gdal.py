"""Lowest visible heights against GDAL's viewshed, on the same ground."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from airshield.earth.skyline import find_skyline
from airshield.earth.terrain import Terrain
from airshield.units import EARTH_RADIUS_M
from reference.real_ground import STEP_M as REAL_STEP_M
from reference.real_ground import jacksboro
from reference.rugged import rugged

rasterio = pytest.importorskip("rasterio")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("gdal_viewshed") is None,
        reason="needs gdal_viewshed on the path (Debian: gdal-bin)",
    ),
]

K = 4.0 / 3.0
STEP_M = 90.0
MAST_M = 25.0
SIDE = 601
WGS84_RADIUS_M = 6_378_137.0


def viewshed(
    folder: Path, ground_m: NDArray[np.float64], column: int, row: int, step_m: float = STEP_M
) -> NDArray[np.float64]:
    """Return GDAL's least target heights above ground; its Earth is made as round as ours."""
    given, made = folder / "ground.tif", folder / "lowest.tif"
    with rasterio.open(
        given,
        "w",
        driver="GTiff",
        height=len(ground_m),
        width=len(ground_m),
        count=1,
        dtype="float64",
        crs="+proj=aeqd +lat_0=50 +lon_0=30 +ellps=WGS84",
        transform=rasterio.Affine(
            step_m, 0.0, -0.5 * step_m, 0.0, -step_m, (len(ground_m) - 0.5) * step_m
        ),
    ) as file:
        file.write(ground_m[::-1], 1)
    curvature = WGS84_RADIUS_M / (K * EARTH_RADIUS_M)
    place = ("-ox", f"{column * step_m}", "-oy", f"{row * step_m}", "-oz", f"{MAST_M}", "-tz", "0")
    how = ("-om", "GROUND", "-md", "0", "-cc", f"{curvature:.9f}")
    subprocess.run(
        ["gdal_viewshed", "-q", *how, *place, str(given), str(made)],
        check=True,
        capture_output=True,
    )
    with rasterio.open(made) as file:
        return np.asarray(file.read(1)[::-1], np.float64)


@pytest.mark.parametrize(
    ("seed", "smoothness", "spread_m", "least", "apart"),
    [(11, 2.2, 300.0, 0.995, 0.01), (12, 1.9, 120.0, 0.98, 0.05)],
)
def test_both_see_the_same_places(
    tmp_path: Path, seed: int, smoothness: float, spread_m: float, least: float, apart: float
) -> None:
    """GDAL carries slopes from cell to cell and so blurs them: they agree up to that."""
    ground_m = rugged(SIDE, seed, smoothness, spread_m)
    column, row = 310, 270
    theirs = viewshed(tmp_path, ground_m, column, row)
    terrain = Terrain(ground_m, 0.0, 0.0, STEP_M)
    ours = find_skyline(
        terrain,
        column * STEP_M,
        row * STEP_M,
        float(ground_m[row, column]) + MAST_M,
        SIDE * STEP_M,
        K,
        (0.0, 0.0, (SIDE - 1) * STEP_M, (SIDE - 1) * STEP_M),
    )
    assert ours.lowest_m.shape == theirs.shape
    for height in (10.0, 50.0, 100.0, 300.0):
        agree = ((ours.lowest_m <= height) == (theirs <= height)).mean()
        assert agree >= least, (height, agree)
    assert np.median(np.abs(ours.lowest_m - theirs) / (theirs + 10.0)) < apart


def test_both_see_the_same_places_of_real_ground(tmp_path: Path) -> None:
    ground_m = jacksboro()
    column, row = 160, 150
    theirs = viewshed(tmp_path, ground_m, column, row, REAL_STEP_M)
    reach = (len(ground_m) - 1) * REAL_STEP_M
    ours = find_skyline(
        Terrain(ground_m, 0.0, 0.0, REAL_STEP_M),
        column * REAL_STEP_M,
        row * REAL_STEP_M,
        float(ground_m[row, column]) + MAST_M,
        reach,
        K,
        (0.0, 0.0, reach, reach),
    )
    for height in (10.0, 50.0, 100.0, 300.0):
        agree = ((ours.lowest_m <= height) == (theirs <= height)).mean()
        assert agree >= 0.985, (height, agree)
