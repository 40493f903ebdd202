"""What came of tracking recordings, on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rich.console import Group, RenderableType

from airshield.report.section import section, wrapped
from airshield.report.track_rows import LEAST_CLASS, TrackRow
from airshield.report.track_summary import SensorRow, TrackSummary
from airshield.report.wording import class_title, clock, counted
from airshield.tracking.scoring import Score

MOST_TRACKS = 40
"""Tracks shown; the longest."""
MOST_SENSORS = 20
"""Sensors shown; those with most plots."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tracks_table(summary: TrackSummary) -> RenderableType:
    """Return what came of tracking recordings, for a terminal."""
    parts: list[RenderableType] = list(_opening(summary))
    if summary.sensors:
        parts.append(_sensors(summary))
    if summary.tracks:
        parts.append(_tracks(summary))
    parts += _closing(summary)
    return Group(*parts)


def _opening(summary: TrackSummary) -> Iterator[RenderableType]:
    for file in summary.files:
        yield wrapped(file, style="dim")
    text = (
        f"{counted(len(summary.tracks), 'track')} confirmed from {counted(summary.taken, 'plot')}"
    )
    if summary.first_s is not None and summary.last_s is not None:
        text += f", {moment(summary.first_s, summary)} to {moment(summary.last_s, summary)}"
        text += f" ({summary.last_s - summary.first_s:,.0f} s)"
    yield wrapped(f"{text}; association: {summary.association}.")
    if summary.stopped:
        rest = f"{summary.done:,} of {summary.plots:,} plots"
        yield wrapped(f"Stopped early, after {rest}; this is of those.", style="bold")


def moment(time_s: float, summary: TrackSummary, *, day: bool = True) -> str:
    """Return a time as a date and clock, or as a clock alone."""
    if not summary.calendar:
        return clock(time_s)
    moment = _EPOCH + timedelta(seconds=time_s)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if day else f"{moment:%H:%M:%S}"


def _sensors(summary: TrackSummary) -> RenderableType:
    columns = (("kind", -11), ("plots", 9), ("looks", 7), ("refused", 8))
    shown = sorted(summary.sensors, key=lambda row: -row.plots)[:MOST_SENSORS]
    rest = len(summary.sensors) - len(shown)
    rows = [_sensor(row) for row in shown]
    if rest:
        more = sum(row.plots for row in summary.sensors) - sum(row.plots for row in shown)
        rows.append((f"and {rest:,} more", "", f"{more:,}", "", ""))
    if summary.unknown:
        rows.append(("not in the surveillance", "–", f"{summary.unknown:,}", "", "all"))
    return section("Sensor", columns, rows)


def _sensor(row: SensorRow) -> tuple[str, ...]:
    refused = sum(row.refused.values())
    return row.name, row.kind, f"{row.plots:,}", f"{row.looks:,}", f"{refused:,}"


def _tracks(summary: TrackSummary) -> RenderableType:
    columns = (
        ("class", -21), ("first", 8), ("last", 8), ("s", 6), ("plots", 5), ("m/s", 5),
        ("high m", 6), ("exists", 6),
    )  # fmt: skip
    longest = sorted(summary.tracks, key=lambda row: row.first_s - row.last_s)[:MOST_TRACKS]
    rows = [_track(row, summary) for row in sorted(longest, key=lambda row: row.number)]
    return section("Track", columns, rows, name_width=6)


def _track(row: TrackRow, summary: TrackSummary) -> tuple[str, ...]:
    word = class_title(row.word)
    return (
        f"{row.number}",
        f"{word} {row.p_class:.0%}" if row.p_class >= LEAST_CLASS else "not clear",
        moment(row.first_s, summary, day=False),
        moment(row.last_s, summary, day=False),
        f"{row.last_s - row.first_s:,.0f}",
        f"{row.plots:,}",
        f"{row.speed_m_s:,.0f}",
        "–" if row.height_m is None else f"{row.height_m:,.0f}",
        f"{row.existence:.3f}",
    )


def _closing(summary: TrackSummary) -> Iterator[RenderableType]:
    rest = len(summary.tracks) - MOST_TRACKS
    if rest > 0:
        more = f"and {counted(rest, 'shorter track')}; "
        yield wrapped(f"{more}`-o tracks.parquet` and `--format json` have all.")
    if summary.score is not None:
        yield from _score(summary.score)
    if summary.refused:
        told = ", ".join(f"{times:,} {why}" for why, times in summary.refused.items())
        yield wrapped(f"\nRefused by the tracker: {told}.")
    refused = [note for note in summary.notes if note.refused]
    if refused:
        yield wrapped("Left out by the reader:", style="bold")
        yield from (wrapped(str(note)) for note in refused)
    remarks = [note for note in summary.notes if not note.refused]
    if remarks:
        yield wrapped("Worth knowing:", style="bold")
        yield from (wrapped(str(note)) for note in remarks)


def _score(score: Score) -> Iterator[RenderableType]:
    """Say how near the tracks come to the truth."""
    rows = [
        ("targets", f"{score.targets:,}", "true ones; away for a minute, another afterwards"),
        ("GOSPA", f"{score.gospa_m:,.0f} m", "500 m, order 2; mean over the steps"),
        ("complete", f"{score.completeness:.1%}", "of targets have a track"),
        ("ambiguous", f"{score.ambiguity:.3f}", "tracks for each target that has any"),
        ("spurious", f"{score.spuriousness:.1%}", "of tracks belong to no target"),
        ("off by", f"{score.position_error_m:,.0f} m", "mean, in the plane"),
        ("switches", f"{score.switches:,}", "of the track that holds a target"),
        ("never held", f"{score.never_held:,}", "targets that never had a track"),
    ]
    if score.latency_s is not None:
        rows.append(("held after", f"{score.latency_s:,.1f} s", "mean, of those held"))
    title = "Against the truth"
    yield section(title, (("", 10), (f"{score.steps:,} steps", -48)), rows, name_width=18)
