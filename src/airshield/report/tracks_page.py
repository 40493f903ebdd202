"""Tracks as one self-contained page that needs no network, no script and no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from airshield import __version__
from airshield.files.output import write_text
from airshield.files.recordings.gathering import Gathered
from airshield.report import tracks_words as words
from airshield.report.figures.tracks import shown_class, track_count, track_map
from airshield.report.page import environment, trusted
from airshield.report.track_scene import track_scene
from airshield.report.track_summary import TrackSummary
from airshield.report.tracks_table import moment
from airshield.tracking.following import Followed

MOST_TRACKS: Final = 200
"""Tracks in the table; the longest of those with several plots."""
MOST_SENSORS: Final = 300
"""Sensors in the table; those with most plots."""


def write_tracks_page(
    path: Path, summary: TrackSummary, gathered: Gathered, followed: Followed, command: str
) -> None:
    """Write the page of tracks.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    summary, gathered, followed
        What came of it, what went in, and the tracks themselves.
    command
        What gives the same again.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, tracks_page(summary, gathered, followed, command))


def tracks_page(summary: TrackSummary, gathered: Gathered, followed: Followed, command: str) -> str:
    """Return the page as HTML; the same tracks give the same bytes."""
    scene = track_scene(summary.tracks, followed.points, gathered)
    names = list(gathered.surveillance.sensors)
    lasting = [row for row in summary.tracks if row.plots >= words.FEW] or summary.tracks
    longest = sorted(lasting, key=lambda row: row.first_s - row.last_s)[:MOST_TRACKS]
    sensors = sorted(summary.sensors, key=lambda row: -row.plots)[:MOST_SENSORS]
    return (
        environment()
        .get_template("tracks.html.j2")
        .render(
            summary=summary,
            version=__version__,
            command=command,
            headline=words.headline(summary),
            findings=list(words.findings(summary)),
            caveats=list(words.caveats(summary, followed.sensors, names)),
            limits=words.LIMITS,
            map=trusted(track_map(scene)),
            count=trusted(track_count(followed.points, summary.tracks)),
            drawn=len(scene.lines),
            tracks=sorted(longest, key=lambda row: row.number),
            sensors=sensors,
            learnt=words.learnt(names, followed.sensors),
            refused_text=words.refused_text,
            shown_class=shown_class,
            moment=lambda time_s: moment(time_s, summary, day=False),
            on_earth=scene.plane is not None,
        )
    )
