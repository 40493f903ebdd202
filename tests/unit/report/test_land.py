"""Land, sea and the plane of the map, against well-known places."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from airshield.report.land import Box, land_within, world
from airshield.report.plane import Plane, Window, plane_of
from airshield.units import EARTH_RADIUS_M
from unit.report.fake_answer import scenario


def on_land(lon: float, lat: float, box: Box) -> bool:
    shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in land_within(box)]
    return any(shape.contains(shapely.Point(lon, lat)) for shape in shapes)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "land"),
    [
        ("Madrid", -3.7, 40.4, True),
        ("Nairobi", 36.8, -1.3, True),
        ("Black Sea", 34.0, 43.3, False),
        ("Caspian Sea", 51.0, 40.5, False),
        ("Iceland", -18.5, 64.9, True),
        ("Mid-Atlantic", -30.0, 40.0, False),
    ],
)
def test_well_known_places_are_on_land_or_at_sea(
    place: str, lon: float, lat: float, land: bool
) -> None:
    assert on_land(lon, lat, (lon - 3, lat - 3, lon + 3, lat + 3)) is land, place


def test_land_stays_inside_the_box() -> None:
    box = (28.0, 41.0, 40.0, 48.0)
    for rings in land_within(box):
        for ring in rings:
            assert (ring >= np.array(box[:2]) - 1e-9).all()
            assert (ring <= np.array(box[2:]) + 1e-9).all()


def test_land_goes_on_beyond_the_antimeridian() -> None:
    chukotka = (170.0, 62.0, 195.0, 70.0)
    lons = np.concatenate([rings[0][:, 0] for rings in land_within(chukotka)])
    assert lons.max() > 180.5
    assert lons.min() < 179.5


def test_the_open_ocean_has_no_land() -> None:
    assert land_within((-130.0, -50.0, -120.0, -40.0)) == []


def test_the_world_has_its_continents() -> None:
    areas = sorted(
        (shapely.Polygon(rings[0]).area for rings in world() if rings[0][:, 1].min() > -60),
        reverse=True,
    )
    assert len(world()) > 1_000
    assert areas[0] > 5_000  # Africa, Europe and Asia, square degrees


@pytest.mark.parametrize("lat", [0.0, 35.0, 60.0])
def test_distances_near_the_centre_are_true(lat: float) -> None:
    plane = Plane(30.0, lat)
    (east, north) = plane.km(30.5, lat + 0.5)[0]
    angle = _great_circle((30.0, lat), (30.5, lat + 0.5))
    assert math.hypot(east, north) == pytest.approx(angle * EARTH_RADIUS_M / 1e3, rel=0.01)


def test_the_plane_crosses_the_antimeridian() -> None:
    plane = Plane(179.0, 0.0)
    assert plane.km(-179.0, 0.0)[0][0] == pytest.approx(222.4, abs=0.1)
    full = scenario()
    asset = replace(full.assets["Alder"], lat_deg=0.0)
    pair = {"w": replace(asset, lon_deg=179.0), "e": replace(asset, lon_deg=-179.0)}
    assert abs(plane_of(replace(full, assets=pair)).lon_deg) == pytest.approx(180.0)


def test_the_frame_may_set_the_centre() -> None:
    full = scenario()
    framed = replace(full, frame=replace(full.frame, lat_deg=50.0, lon_deg=20.0))
    assert plane_of(framed) == Plane(20.0, 50.0)


def test_a_window_holds_its_places_and_takes_a_shape() -> None:
    window = Window.around([np.array([[0.0, 0.0], [300.0, 100.0]])]).shaped(0.8)
    assert window.aspect == pytest.approx(0.8)
    assert window.west < 0.0 < 300.0 < window.east
    assert window.south < 0.0 < 100.0 < window.north
    assert Window.around([np.zeros((1, 2))]).width >= 40.0


def test_a_window_covers_the_degrees_it_shows() -> None:
    plane = Plane(30.0, 60.0)
    west, south, east, north = plane.box(Window(-100.0, -100.0, 100.0, 100.0))
    assert plane.km(west, south)[0] == pytest.approx([-100.0, -100.0])
    assert plane.km(east, north)[0] == pytest.approx([100.0, 100.0])


def _great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * math.asin(math.sqrt(half))
