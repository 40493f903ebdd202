"""Ground heights from a GeoTIFF, resampled onto the local frame."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from airshield.earth.frame import LocalFrame
from airshield.earth.terrain import Terrain
from airshield.errors import InputError
from airshield.files.opening import read_bytes
from airshield.files.places import printable

MOST_CELLS = 4_000
"""Most nodes of the grid along each side."""
_MOST_BYTES = 512 * 2**20
_MOST_PIXELS = 400_000_000
_HIGHEST_M = 9_000.0
_LOWEST_M = -500.0

Floats = NDArray[np.float64]


class _Raster(NamedTuple):
    """The raster as it is stored."""

    height_m: Floats
    """(rows, columns); NaN where there is no data."""
    transform: tuple[float, float, float, float, float, float]
    """x = a·column + b·row + c, y = d·column + e·row + f, in the raster's own coordinates."""
    crs: CRS
    bounds: tuple[float, float, float, float]
    """West, south, east, north in the raster's own coordinates."""


def read_terrain(path: Path, frame: LocalFrame) -> Terrain:
    """Read a height raster in any reference system and resample it bilinearly.

    Parameters
    ----------
    path
        GeoTIFF of heights above sea level, metres; the first band is read.
    frame
        The scenario's local frame.

    Returns
    -------
    Terrain
        Heights on a square grid at about the raster's own resolution, no more than
        ``MOST_CELLS`` along a side. Places without data count as sea, with a warning.

    Raises
    ------
    InputError
        If the raster cannot be read, has no reference system, or holds no heights.
    """
    shown = printable(str(path))
    raster = _read(path, shown)
    east, north = _outline(raster, frame)
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        raise InputError([f"{shown}: reaches beyond the local frame; cut it to the scenario"])
    step = _step(raster, east, north)
    nx = max(2, math.floor((east.max() - east.min()) / step) + 1)
    ny = max(2, math.floor((north.max() - north.min()) / step) + 1)
    west, south = float(east.min()), float(north.min())
    height = np.empty((ny, nx))
    to_raster = Transformer.from_crs(CRS.from_epsg(4326), raster.crs, always_xy=True)
    columns = west + step * np.arange(nx)
    for row in range(ny):
        lat, lon = frame.to_geodetic(columns, np.full(nx, south + step * row))
        x, y = to_raster.transform(lon, lat)
        height[row] = _bilinear(raster, np.asarray(x), np.asarray(y))
    _check(height, shown)
    return Terrain(np.ascontiguousarray(_filled(height, shown)), west, south, step)


def _read(path: Path, shown: str) -> _Raster:
    """Read the raster, thinned if it is larger than the grid may be.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        from rasterio.env import Env  # noqa: PLC0415 - heavy, and an extra
        from rasterio.errors import RasterioError  # noqa: PLC0415
        from rasterio.io import MemoryFile  # noqa: PLC0415
    except ImportError:
        raise InputError(
            [f"{shown}: terrain needs an extra package: pip install airshield[terrain]"]
        ) from None
    content = read_bytes(path, shown, _MOST_BYTES)
    if not content:
        raise InputError([f"{shown}: not a readable GeoTIFF (empty); export it again"])
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Env(GDAL_PAM_ENABLED="NO"),  # type: ignore[no-untyped-call]
            MemoryFile(content) as memory,  # type: ignore[no-untyped-call]
            memory.open(driver="GTiff") as data,
        ):
            return _raster(data, shown)
    except (RasterioError, CRSError, ValueError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            [f"{shown}: not a readable GeoTIFF ({type(error).__name__}); export it again"]
        ) from None


def _raster(data: Any, shown: str) -> _Raster:
    """Return heights and georeference of an open raster.

    Raises
    ------
    InputError
        If it is not georeferenced, or too large.
    """
    if data.crs is None:
        raise InputError([f"{shown}: has no reference system; export it with one (EPSG code)"])
    if data.width * data.height > _MOST_PIXELS:
        raise InputError(
            [f"{shown}: more than {_MOST_PIXELS:,} pixels; cut it to the scenario or thin it"]
        )
    thin = max(1, math.ceil(max(data.width, data.height) / MOST_CELLS))
    shape = (max(1, data.height // thin), max(1, data.width // thin))
    heights = data.read(1, out_shape=shape, masked=True).astype(float)
    heights = np.where(np.isfinite(heights.filled(np.nan)), heights.filled(np.nan), np.nan)
    a, b, c, d, e, f = tuple(data.transform)[:6]
    wide, tall = data.width / shape[1], data.height / shape[0]
    transform = (a * wide, b * tall, c, d * wide, e * tall, f)
    if a * e == b * d:
        raise InputError([f"{shown}: its pixels have no size; export it again"])
    return _Raster(heights, transform, CRS.from_wkt(data.crs.to_wkt()), tuple(data.bounds))


def _outline(raster: _Raster, frame: LocalFrame) -> tuple[Floats, Floats]:
    """Return local coordinates of points round the raster's edge."""
    west, south, east, north = raster.bounds
    share = np.linspace(0.0, 1.0, 65)
    along, up = west + share * (east - west), south + share * (north - south)
    x = np.concatenate([along, along, np.full(65, west), np.full(65, east)])
    y = np.concatenate([np.full(65, south), np.full(65, north), up, up])
    lon, lat = Transformer.from_crs(raster.crs, CRS.from_epsg(4326), always_xy=True).transform(x, y)
    return frame.to_local(np.asarray(lat), np.asarray(lon))


def _step(raster: _Raster, east: Floats, north: Floats) -> float:
    """Return the distance of grid nodes: the raster's resolution, or what the size allows."""
    rows, columns = raster.height_m.shape
    span = max(float(np.ptp(east)), float(np.ptp(north)))
    own = min(float(np.ptp(east)) / columns, float(np.ptp(north)) / rows)
    return float(max(own, span / (MOST_CELLS - 1), 1.0))


def _bilinear(raster: _Raster, x: Floats, y: Floats) -> Floats:
    """Return heights at points in the raster's own coordinates; NaN outside."""
    columns, rows = _cells(raster, x, y)
    heights = raster.height_m
    ny, nx = heights.shape
    inside = (columns >= 0) & (columns <= nx) & (rows >= 0) & (rows <= ny)
    # Heights belong to the middle of a cell.
    column = np.clip(np.where(inside, columns - 0.5, 0.0), 0, nx - 1)
    row = np.clip(np.where(inside, rows - 0.5, 0.0), 0, ny - 1)
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    right, bottom = np.minimum(left + 1, nx - 1), np.minimum(top + 1, ny - 1)
    u, v = column - left, row - top
    upper = _mix(heights[top, left], heights[top, right], u)
    lower = _mix(heights[bottom, left], heights[bottom, right], u)
    return np.where(inside, _mix(upper, lower, v), np.nan)


def _cells(raster: _Raster, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the (column, row) of points: the inverse of the raster's transform."""
    a, b, c, d, e, f = raster.transform
    area = a * e - b * d
    right, down = x - c, y - f
    return (e * right - b * down) / area, (a * down - d * right) / area


def _mix(first: Floats, second: Floats, share: Floats) -> Floats:
    """Interpolate; where one end has no data, the other holds."""
    mixed = first + share * (second - first)
    return np.where(np.isnan(first), second, np.where(np.isnan(second), first, mixed))


def _check(height: Floats, shown: str) -> None:
    """Refuse what cannot be ground heights.

    Raises
    ------
    InputError
        If there are no heights, or impossible ones.
    """
    known = height[np.isfinite(height)]
    if not known.size:
        raise InputError([f"{shown}: holds no heights"])
    low, high = float(known.min()), float(known.max())
    if low < _LOWEST_M or high > _HIGHEST_M:
        raise InputError(
            [
                f"{shown}: heights from {low:,.0f} to {high:,.0f} m cannot be ground; check the "
                "band, the unit (metres) and the value for no data"
            ]
        )


def _filled(height: Floats, shown: str) -> Floats:
    """Put sea where there is no data, and warn how much that is."""
    missing = np.isnan(height)
    if missing.any():
        share = float(missing.mean())
        warnings.warn(
            f"{shown}: {share:.1%} of the area has no data and counts as sea level", stacklevel=3
        )
    return np.where(missing, 0.0, height)
