"""Height rasters in any reference system land on the local frame."""

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError
from airshield.files.terrain import MOST_CELLS, read_terrain

rasterio = pytest.importorskip("rasterio")

FRAME = LocalFrame(50.0, 30.0)


def raster(path: Path, heights: np.ndarray, transform, crs="EPSG:4326", nodata=None) -> Path:
    """Write a GeoTIFF."""
    shape = {"height": heights.shape[0], "width": heights.shape[1]}
    kind = {"driver": "GTiff", "count": 1, "dtype": "float32", "nodata": nodata}
    with (
        warnings.catch_warnings(action="ignore"),
        rasterio.open(path, "w", crs=crs, transform=transform, **shape, **kind) as data,
    ):
        data.write(heights.astype("float32"), 1)
    return path


def plane(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return heights that rise evenly with latitude and longitude."""
    return 1000 + 300 * (lat - 50) + 200 * (lon - 30)


def degrees(step: float = 0.02) -> tuple[np.ndarray, object]:
    lat = 51 - step * (np.arange(int(2 / step)) + 0.5)
    lon = 29 + step * (np.arange(int(2 / step)) + 0.5)
    heights = plane(lat[:, None], lon[None, :])
    return heights, rasterio.Affine(step, 0, 29, 0, -step, 51)


def nodes(terrain) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of every node of the grid."""
    ny, nx = terrain.height_m.shape
    east, north = np.meshgrid(
        terrain.west_m + terrain.step_m * np.arange(nx),
        terrain.south_m + terrain.step_m * np.arange(ny),
    )
    return FRAME.to_geodetic(east, north)


def test_every_node_has_the_height_of_its_place(tmp_path: Path) -> None:
    terrain = None
    with pytest.warns(UserWarning, match="has no data and counts as sea level"):
        terrain = read_terrain(raster(tmp_path / "a.tif", *degrees()), FRAME)
    lat, lon = nodes(terrain)
    inside = (abs(lat - 50) < 0.98) & (abs(lon - 30) < 0.98)
    assert np.abs(terrain.height_m - plane(lat, lon))[inside].max() < 0.01
    assert inside.mean() > 0.8
    outside = (abs(lat - 50) > 1.01) | (abs(lon - 30) > 1.01)
    assert (terrain.height_m[outside] == 0).all()
    assert terrain.height_m.flags.c_contiguous


def test_a_raster_in_metres_gives_the_same(tmp_path: Path) -> None:
    size, step = 200, 1000.0
    x = 500_000 - size * step / 2 + step * (np.arange(size) + 0.5)
    y = 5_540_000 + size * step / 2 - step * (np.arange(size) + 0.5)
    to_degrees = Transformer.from_crs("EPSG:32636", "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*np.meshgrid(x, y))
    path = raster(
        tmp_path / "a.tif",
        1000 + 300 * (lat - 50) + 200 * (lon - 33),
        rasterio.Affine(step, 0, x[0] - step / 2, 0, -step, y[0] + step / 2),
        crs="EPSG:32636",
    )
    frame = LocalFrame(50.0, 33.0)
    with warnings.catch_warnings(action="ignore"):
        terrain = read_terrain(path, frame)
    column = round(-terrain.west_m / terrain.step_m)
    row = round(-terrain.south_m / terrain.step_m)
    lat_c, lon_c = frame.to_geodetic(
        terrain.west_m + terrain.step_m * column, terrain.south_m + terrain.step_m * row
    )
    expected = 1000 + 300 * (lat_c - 50) + 200 * (lon_c - 33)
    assert terrain.height_m[row, column] == pytest.approx(expected, abs=0.05)


def test_places_without_data_are_sea_and_told(tmp_path: Path) -> None:
    heights, transform = degrees()
    heights[40:60, 40:60] = -9999
    path = raster(tmp_path / "a.tif", heights, transform, nodata=-9999)
    with pytest.warns(UserWarning, match="% of the area has no data"):
        terrain = read_terrain(path, FRAME)
    row, column = round(-terrain.south_m / terrain.step_m), round(-terrain.west_m / terrain.step_m)
    assert terrain.height_m[row, column] == 0
    assert terrain.height_m.min() == 0


def test_large_rasters_are_thinned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airshield.files.terrain.MOST_CELLS", 40)
    with warnings.catch_warnings(action="ignore"):
        terrain = read_terrain(raster(tmp_path / "a.tif", *degrees()), FRAME)
    assert max(terrain.height_m.shape) <= 41 <= MOST_CELLS
    row, column = round(-terrain.south_m / terrain.step_m), round(-terrain.west_m / terrain.step_m)
    lat, lon = nodes(terrain)
    assert terrain.height_m[row, column] == pytest.approx(plane(lat, lon)[row, column], abs=10)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_terrain(path, FRAME)
    return str(caught.value)


def test_rasters_that_cannot_be_used(tmp_path: Path) -> None:
    heights, transform = degrees()
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\0garbage" * 20)
    assert "not a readable GeoTIFF" in refusal(broken)
    whole = raster(tmp_path / "whole.tif", heights, transform).read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    assert "not a readable GeoTIFF" in refusal(broken)
    broken.write_bytes(b"")
    assert "not a readable GeoTIFF" in refusal(broken)
    broken.write_text("<VRTDataset/>")
    assert "not a readable GeoTIFF" in refusal(broken)
    assert "no such file" in refusal(tmp_path / "none.tif")
    assert "is a folder" in refusal(tmp_path)
    assert "has no reference system" in refusal(
        raster(tmp_path / "a.tif", heights, transform, crs=None)
    )
    assert "cannot be ground" in refusal(raster(tmp_path / "a.tif", heights * 100, transform))
    nothing = np.full_like(heights, -1)
    assert "holds no heights" in refusal(raster(tmp_path / "a.tif", nothing, transform, nodata=-1))


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rasterio.env", None)
    assert "pip install airshield[terrain]" in refusal(tmp_path / "a.tif")
