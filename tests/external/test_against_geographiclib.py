"""GeographicLib's geodesics (in PROJ, through ``pyproj.Geod``) and Karney's published example."""

from math import cos, radians, sin

import numpy as np
import pytest
from pyproj import Geod

from airshield.earth.frame import LocalFrame

GEOD = Geod(ellps="WGS84")
CENTRES = [(50.4, 30.5), (-33.0, 179.8), (0.0, 0.0), (69.0, -179.9)]


def test_the_direct_problem_of_karney_2013_table_2():
    lat, lon = LocalFrame(40.0, 0.0).to_geodetic(
        10e6 * sin(radians(30.0)), 10e6 * cos(radians(30.0))
    )
    assert lat == pytest.approx(41.79331020506, abs=1e-10)
    assert lon == pytest.approx(137.84490004377, abs=1e-10)


@pytest.mark.parametrize(("lat", "lon"), CENTRES)
def test_distances_and_directions_from_the_centre_are_exact(lat, lon):
    azimuth = np.linspace(-179.0, 180.0, 37)
    distance = np.linspace(1.0, 1_500e3, 37)
    there = GEOD.fwd(np.full(37, lon), np.full(37, lat), azimuth, distance)
    east, north = LocalFrame(lat, lon).to_local(there[1], there[0])
    assert np.hypot(east, north) == pytest.approx(distance, abs=1e-5)
    assert east == pytest.approx(distance * np.sin(np.radians(azimuth)), abs=1e-3)
    assert north == pytest.approx(distance * np.cos(np.radians(azimuth)), abs=1e-3)


@pytest.mark.parametrize(("lat", "lon"), CENTRES)
def test_the_scale_across_is_015_per_cent_off_at_600_km(lat, lon):
    frame = LocalFrame(lat, lon)
    bearing = np.radians(np.arange(0.0, 360.0, 15.0))
    aside = 1_000.0 * np.array([np.cos(bearing), -np.sin(bearing)])
    east, north = 600e3 * np.array([np.sin(bearing), np.cos(bearing)])
    lat0, lon0 = frame.to_geodetic(east, north)
    lat1, lon1 = frame.to_geodetic(east + aside[0], north + aside[1])
    true_m = GEOD.inv(lon0, lat0, lon1, lat1)[2]
    assert 1_000.0 / true_m - 1.0 == pytest.approx(0.0015, abs=0.00005)
