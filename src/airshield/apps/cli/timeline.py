"""`airshield timeline`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.evidence.reading import Zone, record_of
from airshield.apps.cli.progress import drawn
from airshield.files.output import make_folder
from airshield.files.scenario import read_scenario
from airshield.planning.campaign.timeline import PATHS, Timeline, TimelineOptions
from airshield.planning.campaign.timeline import timeline as play_timeline
from airshield.planning.cluster import fanout_for
from airshield.report.timeline_table import timeline_summary


def timeline(
    file: str,
    *,
    from_: Annotated[str, Parameter(name="--from")],
    to: str,
    n: Annotated[int, Parameter(name=["-n", "--paths"])] = PATHS,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    worlds: Annotated[int | None, Parameter(show_default=False)] = None,
    threads: Annotated[int | None, Parameter(show_default=False)] = None,
    cluster: Annotated[str | None, Parameter(show_default=False)] = None,
    calibration: Annotated[str | None, Parameter(show_default=False)] = None,
    record: Annotated[Path | None, Parameter(show_default=False)] = None,
    zone: Zone = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    format: Literal["table", "json"] = "table",
) -> int:
    """Play raids month after month: stocks, repair, and what was pledged coming in or late.

    Every path is one possible course of the months. The same paths are played with everything
    delivered as promised, as delivered so far, with delays drawn, with nothing delivered, and with
    each pledge a month late, so that what differs comes from deliveries alone. What is assumed
    stands under `campaign` and `pledges` in the scenario.

    Prints a summary; with `--out DIR` also writes `timeline.html` (for people), `timeline.json` and
    `timeline.parquet` (a row for each path, case and month). Ctrl-C ends it early and keeps the
    paths played. The same scenario, seed and number of paths give the same results on any number
    of threads.

    **Examples**

        airshield timeline isthmus-pledges --from 2022-10 --to 2023-03 --out out
        airshield timeline autumn-2022-pledges --from 2022-10 --to 2023-03
        airshield timeline isthmus-pledges --from 2022-10 --to 2022-12 -n 100 --format json
        airshield timeline autumn-2022-pledges --from 2022-10 --to 2023-03 --record record.csv
        airshield timeline first-look --from 2022-10 --to 2022-12 --set campaign.raids_per_month=4

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    from_
        First month, such as 2022-10.
    to
        Last month; it is played too.
    n
        Paths to play.
    seed
        Seed of every random draw; without it, as the scenario says.
    worlds
        Draws of the uncertain figures, shared out among the paths; without it, as the scenario
        says.
    threads
        Threads to use; they change the time it takes, nothing else. Without it, one a core.
    cluster
        Play on a Dask cluster: `tcp://host:port` of its scheduler, or `local:N` for N processes of
        this machine. It changes no bit of the results.
    calibration
        Calibration file, or name of a shipped one, that makes up for how this lay-down differs from
        what was reported; `airshield evidence calibrate` makes one.
    record
        A record of raids, such as `airshield evidence` reads, to take their rate from: as many
        raids a month as launch what was reported launched.
    zone
        Zone of the local times in it; without it, Europe/Kyiv for the public record, else UTC.
    set_
        Replace a value of the scenario, such as `campaign.raids_per_month=4`; may be repeated.
    out
        Folder for the page and the data.
    format
        `table` for people, `json` for programs.
    """
    loaded = read_scenario(file, set_)
    folder = None if out is None else make_folder(out)
    with (
        fanout_for(cluster, threads) as fanout,
        drawn("building worlds", rate=True) as step,
    ):
        result = play_timeline(
            loaded,
            from_,
            to,
            calibration=calibration,
            record=None if record is None else record_of(record, zone, None, None),
            options=TimelineOptions(n, seed, worlds, threads),
            fanout=fanout,
            progress=None if step is None else lambda done, asked: step("paths", done, asked),
        )
    run = result.answer.run
    if run.interrupted:
        print(f"stopped: {run.paths:,} of {run.asked:,} paths played, and kept", file=sys.stderr)
    if folder is not None:
        _write(result, folder)
    if format == "json":
        print(json.dumps(asdict(result.answer), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(timeline_summary(result.answer))
    return 0


def _write(result: Timeline, folder: Path) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.timeline_page import (  # noqa: PLC0415 - loads matplotlib, a second
        write_timeline_page,
    )

    written = [folder / "timeline.html", *result.write(folder)]
    write_timeline_page(written[0], result.answer, result.scenario.description)
    for path in written:
        print(f"wrote {path}", file=sys.stderr)
