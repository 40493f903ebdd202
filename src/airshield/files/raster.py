"""Values on the cells of a local frame as a GeoTIFF."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError
from airshield.files.output import atomic_path

MISSING = "a GeoTIFF needs an extra package: pip install airshield[terrain]"
"""Why none can be written."""


def can_write_rasters() -> bool:
    """Return whether the extra package for GeoTIFFs is there."""
    try:
        import rasterio  # noqa: F401, PLC0415 - heavy, and an extra
    except ImportError:
        return False
    return True


def write_raster(
    path: Path,
    bands: Mapping[str, NDArray[np.float32]],
    frame: LocalFrame,
    corner_m: tuple[float, float],
    cell_m: float,
    tags: Mapping[str, str],
) -> None:
    """Write bands in the azimuthal equidistant projection of a local frame.

    Parameters
    ----------
    path
        File to write, whole or not at all.
    bands : (rows, columns)
        Values by the name of the band; row 0 is the southernmost.
    frame
        The local frame.
    corner_m : metres
        East and north of the outer corner in the south-west.
    cell_m : metres
        Side of a cell.
    tags
        What else the file says of itself.

    Raises
    ------
    InputError
        If the extra package is not there.
    OutputError
        If the file cannot be written.
    """
    try:
        import rasterio  # noqa: PLC0415 - heavy, and an extra
    except ImportError:
        raise InputError([f"{path}: {MISSING}"]) from None
    rows, columns = next(iter(bands.values())).shape
    north = corner_m[1] + rows * cell_m
    place: Any = rasterio.Affine  # type: ignore[attr-defined]
    with (
        atomic_path(path) as temporary,
        warnings.catch_warnings(action="ignore"),
        rasterio.open(
            temporary,
            "w",
            driver="GTiff",
            height=rows,
            width=columns,
            count=len(bands),
            dtype="float32",
            crs=f"+proj=aeqd +lat_0={frame.lat_deg!r} +lon_0={frame.lon_deg!r} +ellps=WGS84",
            transform=place(cell_m, 0.0, corner_m[0], 0.0, -cell_m, north),
            compress="deflate",
        ) as file,
    ):
        file.update_tags(**tags)
        for number, (name, values) in enumerate(bands.items(), start=1):
            file.write(np.ascontiguousarray(values[::-1]), number)
            file.set_band_description(number, name)
