"""`airshield replay`."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.files.output import write_text
from airshield.planning.observation.observing import observe
from airshield.planning.observation.writing import observed_paths, write_observed
from airshield.planning.replay import replay as play_again
from airshield.planning.replaying import Replay
from airshield.report.replay_czml import replay_czml
from airshield.report.replay_geojson import replay_geojson
from airshield.report.replay_table import timeline


def replay(
    file: str,
    *,
    replication: Annotated[int, Parameter(name=["--replication", "-r"])] = 0,
    n: Annotated[int | None, Parameter(name=["-n", "--replications"], show_default=False)] = None,
    seed: Annotated[int | None, Parameter(show_default=False)] = None,
    worlds: Annotated[int | None, Parameter(show_default=False)] = None,
    fixed: Annotated[bool, Parameter(negative="")] = False,
    precision: Annotated[float | None, Parameter(show_default=False)] = None,
    calibration: Annotated[str | None, Parameter(show_default=False)] = None,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    all: Annotated[bool, Parameter(negative="")] = False,
    format: Literal["table", "json", "geojson", "czml"] = "table",
    plots: Annotated[Path | None, Parameter(show_default=False)] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
) -> int:
    """Play one raid of an assessment again and tell why each leaker got through.

    It is the same raid, bit for bit, if `-n`, `--seed`, `--worlds`, `--fixed`, `--precision`,
    `--calibration` and `--set` are those of the assessment. The table tells it as a story;
    `geojson` and `czml` (for Cesium) carry times, for a map that moves.

    **Examples**

        airshield replay autumn-2022 --replication 17
        airshield replay scenario.yaml -r 3 --format czml --out raid.czml
        airshield replay isthmus -r 17 --format geojson --out raid.geojson
        airshield replay first-look -r 17 --plots raid.jsonl

    Parameters
    ----------
    file
        A scenario file, or the name of a shipped scenario.
    replication
        Which raid, from 0.
    n
        Raids of the assessment; without it, as the scenario says.
    seed
        Seed of the assessment; without it, as the scenario says.
    worlds
        Worlds of the assessment; without it, as the scenario says.
    fixed
        Hold every uncertain figure at its central value.
    precision
        The precision that the assessment was asked for.
    calibration
        The calibration that the assessment was played with.
    set_
        Replace a value of the scenario, such as `raid.groups.cruise.count=40`; may be repeated.
    all
        Tell what happened to every threat, not to the leakers only.
    format
        `table` for people, `json` for programs, `geojson` and `czml` for maps.
    plots
        Write what the scenario's sensors report of the raid, for a tracker, instead of telling it:
        a file that ends in `.jsonl`, and beside it the sensors (`.surveillance.yaml`) and the
        truth (`.truth.parquet`).
    out
        File to write; without it, standard output.
    """
    options: dict[str, Any] = {
        "calibration": calibration,
        "replications": n,
        "seed": seed,
        "worlds": worlds,
        "fixed": fixed,
        "precision": precision,
    }
    if plots is not None:
        return _observe(plots, file, replication, set_, options)
    played = play_again(file, replication, set_, **options)
    if format == "table" and out is None:
        Console(highlight=False, soft_wrap=False).print(timeline(played, every=all))
    elif out is None:
        print(_text(played, format, every=all))
    else:
        write_text(out, _text(played, format, every=all))
        print(f"wrote {out}", file=sys.stderr)
    return 0


def _observe(
    plots: Path, file: str, replication: int, set_: tuple[str, ...], options: dict[str, Any]
) -> int:
    """Write what the sensors report of a raid, and how much it is."""
    observed_paths(plots)
    observed = observe(file, replication, set_, **options)
    title = f"{observed.surveillance.name}, replication {replication}: a simulated raid"
    for path in write_observed(plots, observed, title):
        print(f"wrote {path}", file=sys.stderr)
    return 0


def _text(played: Replay, format: str, *, every: bool) -> str:
    """Return the replay in the words of a format."""
    if format == "geojson":
        return json.dumps(replay_geojson(played), ensure_ascii=False)
    if format == "czml":
        return replay_czml(played)
    if format == "json":
        return json.dumps(asdict(played), ensure_ascii=False, indent=1)
    console = Console(highlight=False, width=80, no_color=True, file=io.StringIO(), record=True)
    console.print(timeline(played, every=every))
    return console.export_text()
