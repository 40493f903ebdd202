"""GDAL's viewshed on heights in memory, through the C interface of the system's libgdal."""

from __future__ import annotations

import ctypes
import ctypes.util
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

FLOAT64 = 7
READ, WRITE = 0, 1
MIN_TARGET_HEIGHT_FROM_GROUND = 3
EDGE = 2

Floats = NDArray[np.float64]


def find_gdal() -> Any | None:
    """Return the library, or None if there is none that can find viewsheds."""
    name = ctypes.util.find_library("gdal")
    if name is None:
        return None
    library: Any = ctypes.CDLL(name)
    for function in ("GDALGetDriverByName", "GDALCreate", "GDALGetRasterBand"):
        getattr(library, function).restype = ctypes.c_void_p
    library.GDALViewshedGenerate.restype = ctypes.c_void_p
    library.GDALAllRegister()
    return library


class Heights:
    """A raster in GDAL's memory."""

    def __init__(self, gdal: Any, ground_m: Floats, step_m: float) -> None:
        self.gdal = gdal
        self.step_m = step_m
        self.side = len(ground_m)
        driver = ctypes.c_void_p(gdal.GDALGetDriverByName(b"MEM"))
        self.data = ctypes.c_void_p(
            gdal.GDALCreate(driver, b"", self.side, self.side, 1, FLOAT64, None)
        )
        place = (0.0, step_m, 0.0, self.side * step_m, 0.0, -step_m)
        gdal.GDALSetGeoTransform(self.data, (ctypes.c_double * 6)(*place))
        frame = CRS.from_proj4("+proj=aeqd +lat_0=50 +lon_0=30 +ellps=WGS84")
        gdal.GDALSetProjection(self.data, frame.to_wkt("WKT1_GDAL").encode())
        self.band = ctypes.c_void_p(gdal.GDALGetRasterBand(self.data, 1))
        self._exchange(self.band, WRITE, np.ascontiguousarray(ground_m[::-1]))

    def _exchange(self, band: Any, way: int, values: Floats) -> None:
        size = (self.side, self.side)
        pointer = values.ctypes.data_as(ctypes.c_void_p)
        self.gdal.GDALRasterIO(band, way, 0, 0, *size, pointer, *size, FLOAT64, 0, 0)

    def lowest_m(
        self, column: int, row: int, mast_m: float, curvature: float
    ) -> tuple[float, Floats]:
        """Return the seconds it takes to find the lowest visible heights, and these."""
        number = ctypes.c_double
        east, north = (column + 0.5) * self.step_m, (row + 0.5) * self.step_m
        begun = time.thread_time()
        found = self.gdal.GDALViewshedGenerate(
            self.band,
            b"MEM",
            b"",
            None,
            *map(number, (east, north, mast_m, 0.0, 255.0, 0.0, 0.0, -1.0, curvature)),
            ctypes.c_int(EDGE),
            number(0.0),
            None,
            None,
            ctypes.c_int(MIN_TARGET_HEIGHT_FROM_GROUND),
            None,
        )
        spent = time.thread_time() - begun
        values = np.empty((self.side, self.side))
        band = ctypes.c_void_p(self.gdal.GDALGetRasterBand(ctypes.c_void_p(found), 1))
        self._exchange(band, READ, values)
        self.gdal.GDALClose(ctypes.c_void_p(found))
        return spent, np.ascontiguousarray(values[::-1])
