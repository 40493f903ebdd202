"""`airshield compare`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.progress import drawn
from airshield.errors import InputError
from airshield.files.option import read_option
from airshield.files.output import make_folder, write_json
from airshield.files.shipped import shipped_options
from airshield.planning.cluster import fanout_for
from airshield.planning.comparison.compare import compare as compare_variants
from airshield.report.comparison_table import comparison_table


def compare(
    file: str,
    *,
    option: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
    n: Annotated[int, Parameter(name=["-n", "--replications"])] = 4_096,
    by: Annotated[str | None, Parameter(show_default=False)] = None,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    cluster: Annotated[str | None, Parameter(show_default=False)] = None,
    fixed: Annotated[bool, Parameter(negative="")] = False,
    early: bool = True,
    calibration: Annotated[str | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Play options against each other, in the same raids, and say which helps most.

    An option is a small file that says what would be different; the scenario as it is always takes
    part. Every difference is taken raid by raid, so that chance they share cancels. It stops early
    once the ranking is clear. Without `--option` the shipped options are listed.

    **Examples**

        airshield compare isthmus --option no-fly-zone --option hardened-substations
        airshield compare isthmus --option mine.yaml --by leakage --out out
        airshield compare isthmus --option twice-the-interceptors --format json

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    option
        An option file, or the name of a shipped option; may be repeated.
    n
        Most raids of each variant.
    by
        The measure that ranks, such as `leakage`, `people_exposed` or `leakers.drone`; without it
        people without power, or the leakage where there is no power network.
    seed
        Seed of every random draw; without it, as the scenario says.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    cluster
        Play on a Dask cluster: `tcp://host:port` of its scheduler, or `local:N` for N processes of
        this machine. It changes no bit of the results.
    fixed
        Hold every uncertain figure at its central value.
    early
        Stop once the ranking is clear.
    calibration
        Calibration file, or name of a shipped one, to play every variant with.
    set_
        Replace a value of every variant, such as `raid.groups.cruise.count=40`; may be repeated.
    out
        Folder for `comparison.html` and `comparison.json`.
    format
        `table` for people, `json` for programs.
    """
    _check_named(option)
    folder = None if out is None else make_folder(out)
    with (
        fanout_for(cluster, threads) as fanout,
        drawn("building worlds", rate=True) as step,
    ):
        found = compare_variants(
            file,
            option,
            set_,
            calibration=calibration,
            fanout=fanout,
            progress=step,
            replications=n,
            seed=seed,
            fixed=fixed,
            by=by,
            early=early,
        )
    if found.run.interrupted:
        print(f"stopped: {found.run.replications:,} raids of each, and kept", file=sys.stderr)
    if folder is not None:
        from airshield.report.comparison_page import (  # noqa: PLC0415 - loads matplotlib, a second
            write_comparison_page,
        )

        page, data = folder / "comparison.html", folder / "comparison.json"
        write_comparison_page(page, found)
        write_json(data, asdict(found))
        for path in (page, data):
            print(f"wrote {path}", file=sys.stderr)
    if format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(comparison_table(found))
    return 0


def _check_named(options: tuple[str, ...]) -> None:
    """Refuse a comparison without an option, and say which are shipped."""
    if options:
        return
    lines = ["name at least one option: --option FILE, or one that is shipped (for isthmus):"]
    for name in shipped_options():
        lines.append(f"  {name}: {read_option(name).description}")
    raise InputError(["\n".join(lines)])
