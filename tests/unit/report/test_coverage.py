"""What coverage writes: page, picture, contours, raster; and its table."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from rich.console import Console

from airshield.errors import InputError
from airshield.files import raster
from airshield.planning.coverage import Coverage, cover
from airshield.planning.coverage.area import Area
from airshield.report.contours import at_least
from airshield.report.coverage_files import write_coverage, write_coverage_raster
from airshield.report.coverage_geojson import coverage_geojson
from airshield.report.coverage_page import coverage_page
from airshield.report.coverage_table import coverage_table
from airshield.report.coverage_words import finding, level_name


@pytest.fixture(scope="module")
def found() -> Coverage:
    return cover("first-look", cell_m=2_500.0)


def printed(found: Coverage) -> str:
    console = Console(width=80, file=io.StringIO(), record=True, highlight=False)
    console.print(coverage_table(found.answer))
    return console.export_text()


# --- contours -----------------------------------------------------------------------------


def test_contours_hold_the_cells_and_keep_their_holes() -> None:
    area = Area(0.0, 0.0, 10.0, 12, 10)
    values = np.zeros((10, 12), np.float32)
    values[2:8, 2:9] = 3.0
    values[4:6, 4:7] = 1.0
    (polygon,) = at_least(area, values, 2.0)
    outer, hole = polygon
    shape = shapely.Polygon(outer, [hole])
    assert shape.exterior.is_ccw
    for (row, column), value in np.ndenumerate(values):
        assert shape.contains(shapely.Point(10.0 * column, 10.0 * row)) == (value >= 2.0)
    assert at_least(area, values, 4.0) == []


def test_contours_close_at_the_edge_of_the_area() -> None:
    area = Area(0.0, 0.0, 10.0, 4, 3)
    (polygon,) = at_least(area, np.ones((3, 4), np.float32), 1.0)
    west, south, east, north = shapely.Polygon(polygon[0]).bounds
    assert (west, south, east, north) == pytest.approx((-5.0, -5.0, 35.0, 25.0))


# --- GeoJSON ------------------------------------------------------------------------------


def test_geojson_says_what_where_and_in_which_unit(found: Coverage) -> None:
    made = json.loads(json.dumps(coverage_geojson(found)))
    assert made["type"] == "FeatureCollection"
    kinds = {(f["properties"]["what"], f["properties"]["figures"]) for f in made["features"]}
    assert {("seen", "central"), ("engaged", "worse"), ("warning", "better")} <= kinds
    for feature in made["features"]:
        assert feature["properties"]["unit"] in ("sensors", "layers", "shots", "min")
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        west, south, east, north = shape.bounds
        assert -50 < west < east < -40
        assert 27 < south < north < 34
        for part in shape.geoms:
            assert part.exterior.is_ccw


def test_contours_on_the_globe_hold_the_cells_of_the_map(found: Coverage) -> None:
    made = coverage_geojson(found, ("engaged",))
    first = next(f for f in made["features"] if f["properties"]["figures"] == "central")
    shape = shapely.from_geojson(json.dumps(first["geometry"]))
    lat, lon = found.frame.to_geodetic(*found.area.points_m.T.copy())
    inside = shapely.contains_xy(shape, lon, lat)
    engaged = found.maps["engaged", "central"].ravel() >= 1
    assert (inside == engaged).mean() > 0.99


# --- GeoTIFF ------------------------------------------------------------------------------


def test_the_raster_lies_where_the_local_frame_says(found: Coverage, tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio")
    path = tmp_path / "coverage.tif"
    write_coverage_raster(path, found)
    with rasterio.open(path) as file:
        assert file.count == 12
        assert file.descriptions[0] == "seen (sensors), central figures"
        assert file.tags()["scenario"] == "first-look"
        values = file.read(1)
        assert (values[::-1] == found.maps["seen", "central"]).all()
        to_globe = Transformer.from_crs(file.crs.to_wkt(), "EPSG:4326", always_xy=True)
        row, column = 7, 31
        a, _, c, _, e, f = tuple(file.transform)[:6]
        lon, lat = to_globe.transform(c + (column + 0.5) * a, f + (row + 0.5) * e)
    x = found.area.east_m[column]
    y = found.area.north_m[found.area.rows - 1 - row]
    expected = found.frame.to_geodetic(float(x), float(y))
    assert (lat, lon) == pytest.approx(expected, abs=1e-7)


def test_without_the_extra_package_it_says_what_to_install(
    found: Coverage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rasterio", None)
    assert not raster.can_write_rasters()
    with pytest.raises(InputError, match=r"pip install airshield\[terrain\]"):
        write_coverage_raster(tmp_path / "coverage.tif", found)
    assert list(tmp_path.iterdir()) == []


# --- page, picture, table -----------------------------------------------------------------


@pytest.mark.slow
def test_everything_is_written(found: Coverage, tmp_path: Path) -> None:
    pytest.importorskip("rasterio")
    written = write_coverage(found, tmp_path, None, ("seen",))
    assert sorted(path.name for path in written) == sorted(p.name for p in tmp_path.iterdir())
    assert (tmp_path / "coverage.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "coverage.html").read_text()
    assert page.count('role="img"') == 1


@pytest.mark.slow
def test_the_page_is_whole_and_asks_for_nothing(found: Coverage) -> None:
    page = coverage_page(found)
    assert page.count('role="img"') == 4
    assert page.count("<section") == page.count("</section>") == 10
    assert "coverage first-look" in page or "first-look.yaml --cell 2500" in page
    assert not re.search(r'(?:src|href)="(?!#|https://)', page)
    assert coverage_page(found) == page


def test_names_of_a_scenario_cannot_write_into_the_page(found: Coverage) -> None:
    run = replace(found.answer.run, scenario_name="<script>alert(1)</script>")
    evil = found._replace(answer=replace(found.answer, run=run))
    assert "<script>" not in coverage_page(evil, None, ("seen",))


def test_the_table_fits_eighty_columns_and_says_it_all(found: Coverage) -> None:
    text = printed(found)
    assert max(map(len, text.splitlines())) <= 80
    for words in ("Seen over the place by", "By layer", "worst side", "One figure alone", "Again:"):
        assert words in text


def test_a_scenario_without_people_and_demand_says_so(found: Coverage) -> None:
    kinds = tuple(
        replace(
            kind,
            levels=tuple(replace(row, people=None, mw=None) for row in kind.levels),
            layers=tuple(replace(row, people=None, mw=None) for row in kind.layers),
        )
        for kind in found.answer.types
    )
    nobody = replace(found.answer, people=0.0, demand_mw=0.0, types=kinds, movers=())
    assert "nobody lives in this scenario" in finding(nobody)
    assert "–" in printed(found._replace(answer=nobody))


def test_levels_have_names() -> None:
    assert level_name("seen", 1) == "1 sensor or more"
    assert level_name("engaged", 2) == "2 layers or more"
    assert level_name("warning", 5) == "5 min or more"
