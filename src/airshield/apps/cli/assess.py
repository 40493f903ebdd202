"""`airshield assess`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.keeping import keeper
from airshield.apps.cli.progress import Step, drawn
from airshield.files.geojson import read_outline
from airshield.files.output import make_folder
from airshield.files.scenario import read_scenario
from airshield.planning.answer import Answer, Estimate
from airshield.planning.assessment import Assessment, Progress
from airshield.planning.assessment import assess as assess_scenario
from airshield.report.table import summary

if TYPE_CHECKING:
    from airshield.files.store.kept import KeptRun


def assess(
    file: str,
    *,
    n: Annotated[int | None, Parameter(name=["-n", "--replications"], show_default=False)] = None,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    worlds: Annotated[int | None, Parameter(show_default=False)] = None,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    fixed: Annotated[bool, Parameter(negative="")] = False,
    precision: Annotated[float | None, Parameter(show_default=False)] = None,
    calibration: Annotated[str | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    keep: Annotated[bool, Parameter(negative="")] = False,
    fates: int = 200,
    format: Literal["table", "json"] = "table",
) -> int:
    """Play a raid thousands of times and say how well the scenario is protected.

    Prints a summary; with `--out DIR` also writes `report.html` (for people), `results.json`,
    `replications.parquet` (a row for each raid played) and `fates.parquet` (a row for each threat
    of the first raids). Ctrl-C ends it early and keeps the raids played. The same scenario, seed
    and number of raids give the same results on any number of threads.

    **Examples**

        airshield assess autumn-2022 --out out
        airshield assess scenario.yaml -n 100000 --seed 7 --threads 2
        airshield assess first-look --set raid.groups.drones.count=40 --format json
        airshield assess isthmus --precision 0.005
        airshield assess autumn-2022 --calibration autumn-2022-calibration

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    n
        Raids to play; without it, as the scenario says. With `--precision`, the most to play.
    seed
        Seed of every random draw; without it, as the scenario says.
    worlds
        Draws of the uncertain figures; without it, as the scenario says.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    fixed
        Hold every uncertain figure at its central value.
    precision
        Play until the half-width of the 95 % interval of the leakage is below this.
    calibration
        Calibration file, or name of a shipped one, that makes up for how this lay-down differs from
        what was reported; `airshield evidence calibrate` makes one.
    set_
        Replace a value of the scenario, such as `raid.groups.cruise.count=40`; may be repeated.
    out
        Folder for the report and the data.
    keep
        Keep the run in the store, as is always done where `AIRSHIELD_STORE` names one; see
        `airshield runs`.
    fates
        Raids whose single threats go into `fates.parquet`.
    format
        `table` for people, `json` for programs.
    """
    loaded = read_scenario(file, set_)
    outline = None if loaded.outline_path is None else read_outline(loaded.outline_path)
    folder = None if out is None else make_folder(out)
    keep_run = keeper(asked=keep)
    with drawn("building worlds", rate=True) as step:
        result = assess_scenario(
            loaded,
            calibration=calibration,
            replications_file=None if folder is None else folder / "replications.parquet",
            progress=_shown(step),
            replications=n,
            seed=seed,
            worlds=worlds,
            threads=threads,
            fixed=fixed,
            precision=precision,
            fates=fates,
        )
    if result.answer.run.interrupted:
        done, asked = result.answer.run.replications, result.answer.run.asked
        print(f"stopped: {done:,} of {asked:,} raids played, and kept", file=sys.stderr)
    if folder is not None:
        _write(result, folder, outline)
    if format == "json":
        print(json.dumps(asdict(result.answer), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(summary(result.answer))
    keep_run(partial(_kept, result.answer))
    return 0


def _kept(answer: Answer, now: datetime) -> KeptRun:
    """Return the run to be kept."""
    from airshield.planning.runs import assessment_run  # noqa: PLC0415 - only for what is kept

    return assessment_run(answer, now)


def _write(result: Assessment, folder: Path, outline: Any) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.html import write_report  # noqa: PLC0415 - loads matplotlib, a second

    written = [folder / "report.html", *result.write(folder), folder / "replications.parquet"]
    write_report(written[0], result.answer, result.scenario, result.loaded.catalogue, outline)
    for path in written:
        print(f"wrote {path}", file=sys.stderr)


def _shown(step: Step | None) -> Progress | None:
    """Return a callback that shows how far the raids and the interval are."""
    if step is None:
        return None

    def show(done: int, expected: int, leakage: Estimate | None) -> None:
        text = "playing raids"
        if leakage is not None:
            text = f"±{50 * (leakage.high - leakage.low):.2f} %"
        step(text, done, expected)

    return show
