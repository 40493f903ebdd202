"""`airshield coverage`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.progress import drawn
from airshield.files.geojson import read_outline
from airshield.files.output import make_folder
from airshield.files.raster import MISSING, can_write_rasters
from airshield.files.scenario import read_scenario
from airshield.planning.coverage import Coverage, cover
from airshield.planning.coverage.options import WHATS, What
from airshield.report.coverage_table import coverage_table


def coverage(
    file: str,
    *,
    threat: Annotated[str | None, Parameter(show_default=False)] = None,
    height: Annotated[float | None, Parameter(show_default=False)] = None,
    what: Annotated[
        Literal["seen", "engaged", "shots", "warning"] | None, Parameter(show_default=False)
    ] = None,
    cell: Annotated[float | None, Parameter(show_default=False)] = None,
    p_detect: float = 0.5,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Say where the holes are: what is seen and engaged, how many shots, how much warning.

    Over the scenario's area, for a threat type at a height above ground: by how many sensors it is
    seen, by which layers it can be engaged, how many shots are possible before it arrives at the
    nearest asset, and how many minutes of warning there are. Horizon, terrain, height limits and
    shortest ranges count; nothing is a circle for simplicity's sake.

    Prints the share of people and of demand under each level of protection. With `--out DIR` also
    writes `coverage.html` (maps and tables), `coverage.png`, `coverage.geojson` (a polygon for each
    level), `coverage.tif` (needs `airshield[terrain]`) and `coverage.json`.

    **Examples**

        airshield coverage isthmus --out out
        airshield coverage autumn-2022 --threat one-way-attack-drone --height 150
        airshield coverage scenario.yaml --what warning --cell 500
        airshield coverage first-look --set "batteries.plant missiles.system=nasams" --format json

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    threat
        Threat type (catalogue id) or class; without it, all of the raid's types. Maps show the
        lowest-flying.
    height
        Metres above ground; without it, the threat type's own height.
    what
        Only this quantity; without it, all four.
    cell
        Side of a cell, metres; without it, 300 to 500 cells along the longer side.
    p_detect
        Probability with which a single look must detect, for a place to count as seen.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    set_
        Replace a value of the scenario, such as `frame.k_factor=1.2`; may be repeated.
    out
        Folder for the page, the maps and the data.
    format
        `table` for people, `json` for programs.
    """
    loaded = read_scenario(file, set_)
    outline = None if loaded.outline_path is None else read_outline(loaded.outline_path)
    folder = None if out is None else make_folder(out)
    with drawn("reading the scenario") as step:
        found = cover(
            loaded,
            progress=step,
            threat=threat,
            height_m=height,
            cell_m=cell,
            p_detect=p_detect,
            threads=threads,
        )
    whats = WHATS if what is None else (what,)
    if folder is not None:
        _write(found, folder, outline, whats)
    if format == "json":
        print(json.dumps(asdict(found.answer), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(coverage_table(found.answer, whats))
    return 0


def _write(found: Coverage, folder: Path, outline: Any, whats: Sequence[What]) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.coverage_files import write_coverage  # noqa: PLC0415 - loads matplotlib

    for path in write_coverage(found, folder, outline, whats):
        print(f"wrote {path}", file=sys.stderr)
    if not can_write_rasters():
        print(f"coverage.tif is not written: {MISSING}", file=sys.stderr)
