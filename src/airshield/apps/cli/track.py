"""`airshield track`."""

from __future__ import annotations

import dataclasses
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter
from numpy.typing import NDArray
from rich.console import Console

from airshield import __version__
from airshield.apps.cli.progress import drawn
from airshield.errors import InputError
from airshield.files.output import check_place, write_text
from airshield.files.places import printable
from airshield.files.recordings.gathering import Gathered, gather, truth_in
from airshield.files.recordings.reading import read_recording
from airshield.files.surveillance import read_surveillance
from airshield.files.track_points import write_track_points
from airshield.files.tracker_state import Kept, read_kept, write_kept
from airshield.files.wording import suggestion
from airshield.model.surveillance import Surveillance
from airshield.report.track_maps import Mapped, check_map, tracks_czml, tracks_geojson
from airshield.report.track_summary import TrackSummary, plain_summary, track_summary
from airshield.report.tracks_page import write_tracks_page
from airshield.report.tracks_table import tracks_table
from airshield.tracking.following import Followed, follow
from airshield.tracking.smoothing import smoothed

Arrays = dict[str, NDArray[Any]]
_FORMATS: Final = (".parquet", ".geojson", ".czml", ".html")


def track(
    *files: Path,
    out: Annotated[tuple[Path, ...], Parameter(name=["--out", "-o"], negative="")] = (),
    surveillance: Annotated[Path | None, Parameter(show_default=False)] = None,
    association: Annotated[
        Literal["nearest", "joint"] | None, Parameter(show_default=False)
    ] = None,
    truth: Annotated[Path | None, Parameter(show_default=False)] = None,
    state: Annotated[Path | None, Parameter(show_default=False)] = None,
    save_state: Annotated[Path | None, Parameter(show_default=False)] = None,
    skip_bad: Annotated[bool, Parameter(negative="")] = False,
    smooth: Annotated[bool, Parameter(negative="")] = False,
    format: Literal["table", "json"] = "table",
) -> None:
    """Follow what sensors reported and tell the tracks: what flew, when, where, how surely.

    What a file is, is seen from it: ASTERIX (categories 021, 034, 048, 062; raw or pcap), plots as
    lines of JSON, places of aircraft (comma-separated, Parquet, BaseStation), a generated scene.
    Several are laid into one frame and merged. Ctrl-C stops it; the tracks so far are told and
    written.

    **Examples**

        airshield track radar.pcap -o tracks.parquet
        airshield track radar.pcap --smooth -o tracks.html
        airshield track north.jsonl south.jsonl --surveillance posts.yaml -o tracks.geojson
        airshield track day-1.sbs --save-state night.npz
        airshield track day-2.sbs --state night.npz --format json

    Parameters
    ----------
    files
        Recordings.
    out
        File to write: `.parquet` (every point with its covariance), `.geojson` (lines with times),
        `.czml` (for Cesium) or `.html` (a page to look at); may be repeated.
    surveillance
        File that says where the sensors stand, what they measure and how well, and how the tracker
        works; `airshield schema surveillance` explains it. Without it, what the recordings tell.
    association
        `nearest`: each plot to one track; `joint`: every plausible assignment weighed. Without it,
        as the surveillance says.
    truth
        Where the targets truly were, to score the tracks against: a scene, or places with an
        address or number each. Without it, what a scene tells itself.
    state
        What a tracker of the same surveillance knew, to go on from.
    save_state
        File for what the tracker knows at the end.
    skip_bad
        Leave out lines of JSON with mistakes, and count them.
    smooth
        Tell and write every track in hindsight: each point with what came after it, too.
    format
        `table` for people, `json` for programs.
    """
    _check_named(files)
    _check_outputs((*out, *([save_state] if save_state else [])), out)
    before = None if state is None else read_kept(state)
    recordings = [read_recording(file, skip_bad=skip_bad) for file in files]
    known = before.surveillance if before else None
    if surveillance is not None:
        known = read_surveillance(surveillance)
    gathered = gather(recordings, known)
    if before is not None and state is not None:
        _check_same(state, before.surveillance, gathered.surveillance)
    gathered = _with_association(gathered, association)
    true = gathered.truth if truth is None else truth_in(read_recording(truth), gathered.frame)
    maps = {path.suffix.lower() for path in out} - {".parquet", ".html"}
    if maps:
        check_map(gathered.frame, globe=".czml" in maps)
    followed = _followed(gathered, before.arrays if before else None, state)
    if smooth:
        settings = gathered.surveillance.tracker
        followed = followed._replace(points=smoothed(followed.points, settings))
    titles = [f"{printable(r.path)}: {r.format}" for r in recordings]
    summary = track_summary(titles, gathered, followed, true)
    if summary.stopped:
        done = f"{followed.done:,} of {followed.given:,} plots"
        print(f"stopped after {done}; the tracks so far are kept", file=sys.stderr)
    command = _command(files, surveillance, association, truth, state, skip_bad, smooth)
    _write(out, gathered, followed, summary, command)
    if save_state is not None:
        write_kept(save_state, Kept(gathered.surveillance, followed.state))
        print(f"wrote {save_state}", file=sys.stderr)
    if format == "json":
        print(json.dumps(plain_summary(summary), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False, soft_wrap=False).print(tracks_table(summary))


def _check_named(files: Sequence[Path]) -> None:
    """Check that there is something to read.

    Raises
    ------
    InputError
        If there is nothing.
    """
    if not files:
        raise InputError(["no recording is named; name one, such as radar.pcap"])


def _check_outputs(paths: Sequence[Path], out: Sequence[Path]) -> None:
    """Check that all that is to be written can be, before the work.

    Raises
    ------
    InputError
        If a file is of a kind that is not written.
    """
    for path in out:
        if path.suffix.lower() not in _FORMATS:
            hint = suggestion(path.suffix.lower(), _FORMATS)
            raise InputError([f"{printable(str(path))}: tracks are not written so{hint}"])
    for path in paths:
        check_place(path)


def _with_association(
    gathered: Gathered, association: Literal["nearest", "joint"] | None
) -> Gathered:
    if association is None:
        return gathered
    settings = dataclasses.replace(gathered.surveillance.tracker, association=association)
    changed = dataclasses.replace(gathered.surveillance, tracker=settings)
    return gathered._replace(surveillance=changed)


def _followed(gathered: Gathered, before: Arrays | None, path: Path | None) -> Followed:
    """Follow the plots, with a bar for those who watch.

    Raises
    ------
    InputError
        If the state is of another surveillance.
    """
    with drawn("following plots", rate=True) as step:
        try:
            return follow(
                gathered.surveillance,
                gathered.plots,
                state=before,
                progress=None if step is None else lambda done, of: step("plots", done, of),
            )
        except ValueError as error:
            where = f"{printable(str(path))}: " if path else ""
            raise InputError([f"{where}{error}"]) from None


def _check_same(path: Path, before: Surveillance, now: Surveillance) -> None:
    """Check that a state is of the surveillance that is used now.

    Raises
    ------
    InputError
        If sensors, frame or settings have changed; the association may.
    """
    plain = dataclasses.replace(before.tracker, association=now.tracker.association)
    if dataclasses.replace(before, name=now.name, tracker=plain) != now:
        raise InputError(
            [f"{printable(str(path))}: was kept with other sensors, settings or another frame; "
             "leave --surveillance out, or begin without --state"]
        )  # fmt: skip


def _command(
    files: Sequence[Path],
    surveillance: Path | None,
    association: str | None,
    truth: Path | None,
    state: Path | None,
    skip_bad: bool,
    smooth: bool,
) -> str:
    """Return the command that gives the same tracks again."""
    valued = {
        "--surveillance": surveillance,
        "--association": association,
        "--truth": truth,
        "--state": state,
    }
    words = ["airshield", "track", *map(str, files)]
    for option, value in valued.items():
        words += [] if value is None else [option, str(value)]
    words += ["--skip-bad"] * skip_bad + ["--smooth"] * smooth
    return shlex.join(words)


def _write(
    out: Sequence[Path],
    gathered: Gathered,
    followed: Followed,
    summary: TrackSummary,
    command: str,
) -> None:
    """Write the tracks in every form that was asked for."""
    mapped = Mapped(followed.points, gathered.frame, gathered.calendar, gathered.surveillance)
    for path in out:
        suffix = path.suffix.lower()
        if suffix == ".parquet":
            motions = gathered.surveillance.tracker.motion
            info = {"airshield": __version__, "surveillance": gathered.surveillance.name}
            write_track_points(path, followed.points, gathered.frame, motions, info)
        elif suffix == ".geojson":
            write_text(path, json.dumps(tracks_geojson(mapped), allow_nan=False) + "\n")
        elif suffix == ".html":
            write_tracks_page(path, summary, gathered, followed, command)
        else:
            write_text(path, tracks_czml(mapped))
        print(f"wrote {path}", file=sys.stderr)
