"""What came of tracking recordings: for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from airshield.files.recordings.gathering import Gathered
from airshield.files.recordings.tally import Note
from airshield.report.track_rows import TrackRow, track_rows
from airshield.tracking.checking import REASONS, reasons
from airshield.tracking.following import Followed
from airshield.tracking.plots import LOOK
from airshield.tracking.scoring import Score, score
from airshield.tracking.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorRow:
    """One sensor, and what became of its plots."""

    name: str
    """Its name."""
    kind: str
    """What its plots are."""
    plots: int
    """Plots of it, looks that saw nothing left out."""
    looks: int
    """Looks told that saw nothing."""
    refused: Mapping[str, int]
    """Plots refused, by reason; those that came too late or too many are in the total only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSummary:
    """What came of tracking recordings."""

    files: tuple[str, ...]
    """What was read, and what it was."""
    surveillance: str
    """Name of the surveillance."""
    lat_deg: float | None
    """Latitude of the centre of the local frame."""
    lon_deg: float | None
    """Longitude of it."""
    calendar: bool
    """Whether times count from 1970 in UTC."""
    association: str
    """How plots were associated."""
    plots: int
    """Plots and looks that there were."""
    done: int
    """Those that were handed over; fewer if it was stopped."""
    taken: int
    """Those that the tracker took."""
    refused: Mapping[str, int]
    """Those that it refused, by reason."""
    first_s: float | None
    """Time of the first plot taken in."""
    last_s: float | None
    """Time until which plots were processed."""
    stopped: bool
    """Whether Ctrl-C ended it early."""
    sensors: tuple[SensorRow, ...]
    """The sensors."""
    unknown: int
    """Plots of sensors that the surveillance does not name."""
    notes: tuple[Note, ...]
    """What the readers left out or took with a reservation."""
    tracks: tuple[TrackRow, ...]
    """The confirmed tracks, by number."""
    score: Score | None
    """How near they come to the truth, where it is known."""


def track_summary(
    files: Sequence[str], gathered: Gathered, followed: Followed, truth: Truth | None = None
) -> TrackSummary:
    """Return what came of tracking recordings, scored against a truth if there is one."""
    plots, surveillance = gathered.plots, gathered.surveillance
    times = plots.time_s[np.isfinite(plots.time_s)]
    frame = gathered.frame
    return TrackSummary(
        files=tuple(files),
        surveillance=surveillance.name,
        lat_deg=frame.lat_deg if frame else None,
        lon_deg=frame.lon_deg if frame else None,
        calendar=gathered.calendar,
        association=surveillance.tracker.association,
        plots=followed.given,
        done=followed.done,
        taken=followed.taken,
        refused=followed.refused,
        first_s=float(times.min()) if len(times) else None,
        last_s=followed.until_s if np.isfinite(followed.until_s) else None,
        stopped=followed.done < followed.given,
        sensors=_sensors(gathered),
        unknown=int((plots.sensor < 0).sum()),
        notes=gathered.notes,
        tracks=track_rows(followed.points),
        score=None if truth is None else score(truth, followed.points),
    )


def _sensors(gathered: Gathered) -> tuple[SensorRow, ...]:
    plots, sensors = gathered.plots, gathered.surveillance.sensors
    reach = np.array([np.inf if s.box_m else s.range_m for s in sensors.values()])
    why = reasons(plots, reach)
    rows = []
    for index, (name, sensor) in enumerate(sensors.items()):
        own = plots.sensor == index
        looks = own & (plots.kind == LOOK)
        codes, times = np.unique(why[own & (why >= 0)], return_counts=True)
        rows.append(
            SensorRow(
                name=name,
                kind=sensor.kind,
                plots=int((own & ~looks).sum()),
                looks=int(looks.sum()),
                refused={REASONS[c]: int(n) for c, n in zip(codes, times, strict=True)},
            )
        )
    return tuple(rows)


def plain_summary(summary: TrackSummary) -> dict[str, Any]:
    """Return the summary as plain values for JSON."""
    plain = asdict(summary)
    plain["notes"] = [note._asdict() for note in summary.notes]
    return plain
