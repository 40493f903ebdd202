"""`airshield sweep`."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.keeping import keeper
from airshield.apps.cli.progress import drawn
from airshield.errors import InputError
from airshield.files.output import write_json
from airshield.files.parquet import write_parquet
from airshield.planning.cluster import fanout_for
from airshield.planning.fanout import Fanout
from airshield.planning.runs import study_run
from airshield.planning.study.analysis import Analysis, analyse
from airshield.planning.study.folder import StudyFolder
from airshield.planning.study.playing import Played, play_study
from airshield.planning.study.study import Study, make_study
from airshield.report.study_table import study_table


def sweep(
    file: str,
    *,
    vary: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    design: Literal["lhs", "grid", "random", "sobol"] = "lhs",
    points: int = 100,
    measure: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    n: Annotated[int | None, Parameter(name=["-n", "--replications"], show_default=False)] = None,
    worlds: Annotated[int | None, Parameter(show_default=False)] = None,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    fixed: Annotated[bool, Parameter(negative="")] = False,
    calibration: Annotated[str | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    resume: Annotated[bool, Parameter(negative="")] = False,
    keep: Annotated[bool, Parameter(negative="")] = False,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    cluster: Annotated[str | None, Parameter(show_default=False)] = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Vary a scenario, play every point of the design, and say what each factor does.

    All points are played with the same random numbers, so that they differ by their factors
    only. Prints main effects and shares of the variance; with `--out DIR` also
    writes `sweep.html` (for people), `study.json`, `study.parquet` (a row for each point) and
    each point as it is done. Ctrl-C keeps the points done: the same command goes on.

    **Examples**

        airshield sweep first-look --vary raid.groups.drones.count=5:60 --points 50 -n 512
        airshield sweep autumn-2022 --vary 'batteries.*.stock*=0.5:2' \
--vary doctrine.fire.salvo=1,2,3 --out study
        airshield sweep first-look --vary catalogue.systems.iris-t-slm.p_kill.drone=0.3:0.9 \
--design grid --points 7 --measure leakers --measure rounds_cost_eur

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    vary
        A path as for `--set`, with its range (`low:high`, `low:high:log`) or list (`a,b,c`);
        give it once for each factor.
    design
        `lhs`: Latin hypercube; `grid`: every combination; `random`; `sobol`: Sobol's sequence.
    points
        Points to play; of a grid, the most.
    measure
        What to explain; `leakage` if none is given. The files have every measure.
    n
        Raids to play in each point; without it, as the scenario says.
    worlds
        Draws of the uncertain figures; without it, as the scenario says.
    seed
        Seed of every random draw, the design's too; without it, as the scenario says.
    fixed
        Hold every uncertain figure at its central value.
    calibration
        Calibration file, or name of a shipped one, as for `assess`.
    set_
        Replace a value of the scenario in every point; may be repeated.
    out
        Folder for the study; points that it holds already are not played again.
    resume
        Only go on with a study that `--out` holds already.
    keep
        Keep the run in the store, as is always done where `AIRSHIELD_STORE` names one; see
        `airshield runs`.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    cluster
        Play on a Dask cluster: `tcp://host:port` of its scheduler, or `local:N` for N processes of
        this machine. It changes no bit of the results.
    format
        `table` for people, `json` for programs.
    """
    begun = time.perf_counter()
    _check_resume(out, resume=resume)
    study = make_study(
        file,
        vary,
        overrides=set_,
        calibration=calibration,
        design=design,
        points=points,
        measures=measure,
        replications=n,
        worlds=worlds,
        seed=seed,
        fixed=fixed,
    )
    keep_run = keeper(asked=keep)
    folder = None if out is None else StudyFolder(out, study.manifest(), resume=resume)
    with fanout_for(cluster, threads) as fanout:
        played = _played(study, folder, fanout)
    if played is None:
        return 130
    found = analyse(played, time.perf_counter() - begun)
    if out is not None:
        _write(found, out)
    if format == "json":
        print(json.dumps(asdict(found.answer), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(study_table(found.answer))
    keep_run(partial(study_run, found.answer))
    return 0


def _check_resume(out: Path | None, *, resume: bool) -> None:
    if resume and out is None:
        raise InputError(["--resume: say with --out which folder holds the study"])


def _played(study: Study, folder: StudyFolder | None, fanout: Fanout) -> Played | None:
    """Play a study; None if it was stopped, with what is kept told."""
    with drawn("reading points") as step:

        def show(now: int, total: int) -> None:
            if step is not None:
                step("playing points", now, total)

        try:
            return play_study(study, folder, fanout=fanout, progress=show)
        except KeyboardInterrupt:
            if folder is None:
                raise
    total = len(study.design.points)
    told = f"stopped: {folder.count():,} of {total:,} points are done and kept in {folder.path}"
    print(f"{told}; the same command goes on", file=sys.stderr)
    return None


def _write(found: Analysis, folder: Path) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.sweep_page import write_sweep_page  # noqa: PLC0415 - loads matplotlib

    page, plain, table = (folder / name for name in ("sweep.html", "study.json", "study.parquet"))
    write_sweep_page(page, found)
    write_json(plain, asdict(found.answer))
    write_parquet(table, found.columns, {"command": found.answer.command})
    for path in (page, plain, table):
        print(f"wrote {path}", file=sys.stderr)
