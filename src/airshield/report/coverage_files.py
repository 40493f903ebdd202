"""Everything that a coverage writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from airshield.files.output import write_json
from airshield.files.raster import can_write_rasters, write_raster
from airshield.planning.coverage.covering import Coverage
from airshield.planning.coverage.ends import ENDS
from airshield.planning.coverage.options import WHATS, What
from airshield.report.coverage_geojson import coverage_geojson
from airshield.report.coverage_page import write_coverage_page
from airshield.report.coverage_words import UNITS, type_name
from airshield.report.figures.coverage import save_coverage_png
from airshield.report.land import Outline


def write_coverage(
    coverage: Coverage,
    folder: Path,
    outline: Outline | None = None,
    whats: Sequence[What] = WHATS,
) -> list[Path]:
    """Write page, picture, contours, raster and answer into a folder; return what was written.

    The raster is left out where the extra package for it is not there.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    names = ("coverage.html", "coverage.png", "coverage.geojson", "coverage.json")
    page, picture, contours, answer = written = [folder / name for name in names]
    write_coverage_page(page, coverage, outline, whats)
    save_coverage_png(picture, coverage, outline, whats)
    write_json(contours, coverage_geojson(coverage, whats))
    coverage.write(answer)
    if can_write_rasters():
        written.append(folder / "coverage.tif")
        write_coverage_raster(written[-1], coverage, whats)
    return written


def write_coverage_raster(path: Path, coverage: Coverage, whats: Sequence[What] = WHATS) -> None:
    """Write the maps as bands of a GeoTIFF.

    Raises
    ------
    InputError
        If the extra package for it is not there.
    OutputError
        If the file cannot be written.
    """
    run = coverage.answer.run
    bands = {
        f"{what} ({UNITS[what]}), {end} figures": coverage.maps[what, end]
        for what in whats
        for end in ENDS
        if (what, end) in coverage.maps
    }
    tags = {
        "scenario": run.scenario_name,
        "scenario_digest": run.scenario_digest,
        "threat": type_name(coverage.answer.types[0]),
        "command": run.command,
        "version": run.version,
    }
    west, south, _, _ = coverage.area.box_m
    write_raster(path, bands, coverage.frame, (west, south), run.cell_m, tags)
