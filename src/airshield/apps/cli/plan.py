"""`airshield plan`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.progress import drawn
from airshield.files.geojson import read_outline
from airshield.files.laydown import write_laydown
from airshield.files.output import make_folder, write_json
from airshield.files.scenario import read_scenario
from airshield.planning.placement.plan import make_plan
from airshield.planning.placement.planner import Made
from airshield.report.plan_table import plan_summary


def plan(
    file: str,
    *,
    pieces: Annotated[int | None, Parameter(show_default=False)] = None,
    budget_eur: Annotated[float | None, Parameter(show_default=False)] = None,
    raid: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    worst_case: Annotated[bool, Parameter(negative="")] = False,
    n: Annotated[int | None, Parameter(name=["-n", "--replications"], show_default=False)] = None,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    quick: Annotated[bool, Parameter(negative="")] = False,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Say what a scenario needs to reach its goals, and where each piece should stand.

    Goals and what may be added stand in the scenario (`goals`, `candidates`); what it leaves out is
    made up, and said so. A fast surrogate proposes plans with a proven gap; the best few are played
    in the same raids and improved piece by piece. It tells whether each goal is met, what is the
    smallest addition that meets them, what each battery is worth, and what comes next. With
    `--out DIR` also writes `plan.html` (for people), `plan.json` and `plan-laydown.yaml`, a
    scenario with the plan in place. Ctrl-C ends it early and keeps the best plan so far.

    **Examples**

        airshield plan isthmus --out out
        airshield plan isthmus --quick
        airshield plan scenario.yaml --pieces 4 --budget-eur 3e8
        airshield plan scenario.yaml --raid drones-only.yaml --worst-case

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    pieces
        Most pieces that may be added; without it, as the scenario says.
    budget_eur
        Most they may cost together; without it, as the scenario says.
    raid
        Scenario file whose raid counts beside the scenario's own, as `FILE` or `FILE=WEIGHT` (its
        own weighs 1); may be repeated.
    worst_case
        Plan for the raid that fares worst, in place of all by their weights.
    n
        Raids on which the last figures rest; 1,024 without it.
    seed
        Seed of every random draw; without it, as the scenario says.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    quick
        Ask the surrogate only: seconds, and nothing is played.
    set_
        Replace a value of the scenario, such as `candidates.pieces=4`; may be repeated.
    out
        Folder for the page, the data and the lay-down.
    format
        `table` for people, `json` for programs.
    """
    loaded = read_scenario(file, set_)
    outline = None if loaded.outline_path is None else read_outline(loaded.outline_path)
    folder = None if out is None else make_folder(out)
    with drawn("the surrogate") as step:
        made = make_plan(
            loaded,
            progress=step,
            pieces=pieces,
            budget_eur=budget_eur,
            raids=raid,
            worst_case=worst_case,
            replications=n,
            seed=seed,
            threads=threads,
            quick=quick,
        )
    if made.answer.run.interrupted:
        print("stopped: this is the best plan so far", file=sys.stderr)
    if folder is not None:
        _write(made, folder, outline)
    if format == "json":
        print(json.dumps(asdict(made.answer), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(plan_summary(made.answer))
    return 0


def _write(made: Made, folder: Path, outline: Any) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.plan_page import write_plan_page  # noqa: PLC0415 - loads matplotlib

    page, data, laydown = (
        folder / name for name in ("plan.html", "plan.json", "plan-laydown.yaml")
    )
    planned = made.planned
    write_plan_page(page, made.answer, planned.scenario, planned.catalogue, outline)
    write_json(data, asdict(made.answer))
    added = list(planned.scenario.batteries.items())[len(made.loaded.scenario.batteries) :]
    title = f"{made.answer.run.scenario_name} with a plan: {made.answer.run.command}"
    write_laydown(laydown, made.loaded, dict(added), title)
    for path in (page, data, laydown):
        print(f"wrote {path}", file=sys.stderr)
