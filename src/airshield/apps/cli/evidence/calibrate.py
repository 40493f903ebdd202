"""`airshield evidence calibrate`."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.evidence.reading import Breaks, Labels, Zone, record_of
from airshield.apps.cli.progress import drawn
from airshield.files.calibration import plain_calibration, write_calibration
from airshield.files.output import check_place
from airshield.files.scenario import read_scenario
from airshield.planning.effectiveness import REPLICATIONS
from airshield.planning.effectiveness import calibrate as calibrate_scenario
from airshield.report.calibration_table import calibrated


def calibrate(
    file: Path,
    /,
    *,
    scenario: str,
    until: Annotated[datetime | None, Parameter(show_default=False)] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    n: Annotated[int, Parameter(name=["-n", "--replications"])] = REPLICATIONS,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    worlds: Annotated[int | None, Parameter(show_default=False)] = None,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    zone: Zone = None,
    labels: Labels = None,
    breaks: Breaks = None,
    format: Literal["table", "json"] = "table",
) -> None:
    """Find how effective a scenario's lay-down must be to stop the share that reports speak of.

    Learns the share destroyed of each threat class from a record, plays the scenario with a range
    of factors on every kill and suppression probability, and says with which factor the simulated
    share meets the learned one, with an interval. Where no factor does, it says so. The factors
    belong to that lay-down and to no other. `airshield assess --calibration` uses the file that
    `--out` writes. The same record, scenario, seed and number of raids give the same file, byte
    for byte.

    **Examples**

        airshield evidence calibrate record.csv --scenario autumn-2022 --until 2023-01-01
        airshield evidence calibrate record.csv --scenario my.yaml --out my-calibration.yaml
        airshield evidence calibrate record.csv --scenario my.yaml -n 512 --format json

    Parameters
    ----------
    file
        The public attack record, in either layout, or a record in the plain format.
    scenario
        A scenario file, or the name of a shipped scenario: the lay-down and the raid to be played.
    until
        Learn only from reports that ended before (UTC); without it, from all.
    out
        Calibration file to write.
    n
        Raids to play for each factor tried.
    seed
        Seed of every draw; without it, as the scenario says.
    worlds
        Draws of the uncertain figures; without it, as the scenario says.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    set_
        Replace a value of the scenario, such as `raid.groups.cruise.count=40`; may be repeated.
    zone
        Zone of the local times in it; without it, Europe/Kyiv for the public record, else UTC.
    labels
        File of further labels, laid upon the shipped ones.
    breaks
        File of breaks in meaning; without it, the shipped ones for the public record.
    format
        `table` for people, `json` for programs.
    """
    loaded = read_scenario(scenario, set_)
    record = record_of(file, zone, labels, breaks)
    if out is not None:
        check_place(out)
    with drawn("learning shares") as progress:
        found = calibrate_scenario(
            record,
            loaded,
            until=until,
            progress=progress,
            replications=n,
            seed=seed,
            worlds=worlds,
            threads=threads,
        )
    if out is not None:
        write_calibration(out, found)
        print(f"wrote {out}", file=sys.stderr)
    if format == "json":
        print(json.dumps(plain_calibration(found), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False).print(calibrated(found))
