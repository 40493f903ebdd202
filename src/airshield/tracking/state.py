"""All that the tracker knows at one time, and copies of it to go back to."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.kernels.layout import (
    HIGH_WATER,
    Heard,
    Knowledge,
    Sensors,
    Tracks,
    Undetected,
)
from airshield.tracking.kernels.support import make_support
from airshield.tracking.plots import Floats
from airshield.tracking.tables import (
    NOT_BY_SLOT,
    covered_m2,
    empty_tracks,
    extent_of,
    heard_for,
    knowledge_of,
    sensors_of,
    state_size,
    undetected_over,
)

SLOTS = 1024
"""Tracks that there is room for at first."""


class State(NamedTuple):
    """What changes while plots are processed."""

    tracks: Tracks
    sensors: Sensors
    undetected: Undetected
    knowledge: Knowledge
    heard: Heard
    lost: NDArray[np.int64]
    """(2,) Plots that began no track and pairs that were not weighed, for want of room."""
    closed_s: float
    """Windows that closed until then are in it."""

    def copied(self) -> State:
        """Return a copy that shares nothing with it that changes."""
        return State(
            _copied(self.tracks, int(self.tracks.head[HIGH_WATER])),
            _with_copies(self.sensors, ("looked_s", "heard_s", "sweeping")),
            _copied(self.undetected),
            self.knowledge._replace(
                registration=_copied(self.knowledge.registration),
                support=_copied(self.knowledge.support),
            ),
            _heard_copied(self.heard),
            self.lost.copy(),
            self.closed_s,
        )


def with_support(state: State) -> State:
    """Return the state with as many rows of what tracks rest on as there are slots."""
    slots, support = len(state.tracks.alive), state.knowledge.support
    rows = len(support.sensor)
    if not state.knowledge.learns or rows >= slots:
        return state
    larger = make_support(slots)
    larger.sensor[:rows], larger.share[:rows] = support.sensor, support.share
    larger.taken_off[:rows] = support.taken_off
    return state._replace(knowledge=state.knowledge._replace(support=larger))


class Mark(NamedTuple):
    """A state to go back to, and how much had been recorded then."""

    closed_s: float
    state: State
    points: int
    events: int


def _copied(table: Any, used: int | None = None) -> Any:
    """Copy the arrays of a table; of tracks, only the slots in use."""
    copies = {}
    for name in table._fields:
        column = getattr(table, name)
        if not isinstance(column, np.ndarray):
            copies[name] = column
        elif used is None or name in NOT_BY_SLOT:
            copies[name] = column.copy()
        else:
            copies[name] = _part_copied(column, used)
    return type(table)(**copies)


def _with_copies(table: Any, changing: tuple[str, ...]) -> Any:
    """Return a table with copies of those columns; it shares the others, which never change."""
    return table._replace(**{name: getattr(table, name).copy() for name in changing})


def _heard_copied(heard: Heard) -> Heard:
    """Copy what was heard: of the room for it, only what is in use."""
    looks, bearings = int(heard.counts[0]), int(heard.counts[1])
    return Heard(
        counts=heard.counts.copy(),
        look_s=_part_copied(heard.look_s, looks),
        look_sensor=_part_copied(heard.look_sensor, looks),
        look=_part_copied(heard.look, bearings),
        bearing=_part_copied(heard.bearing, bearings),
    )


def _part_copied(column: Any, used: int) -> Any:
    copy = np.zeros(column.shape, column.dtype)  # `zeros_like` would touch all of it
    copy[:used] = column[:used]
    return copy


def first_state(surveillance: Surveillance, sites_m: Floats) -> State:
    """Return the state before the first plot."""
    settings, models = surveillance.tracker, list(surveillance.sensors.values())
    west, south, east, north = extent_of(models, sites_m)
    undetected = undetected_over(west, south, east, north, 0.0)
    area = covered_m2(undetected, models, sites_m)
    undetected.births[1] = area
    undetected.density[:] = settings.births_per_s * FIRST_S / area
    return State(
        empty_tracks(min(SLOTS, settings.most_tracks), len(settings.motion), state_size(settings)),
        sensors_of(models, sites_m),
        undetected,
        knowledge_of(models, sites_m, settings),
        heard_for(*heard_room(models)),
        np.zeros(2, np.int64),
        -inf,
    )


def heard_room(models: list[SensorModel]) -> tuple[int, int]:
    """Return how many looks and bearings are kept for crossing at most."""
    hearing = [model for model in models if model.kind == "bearing"]
    looks = sum(4 + int(4.0 * CROSSED_S / (model.period_s or CROSSED_S)) for model in hearing)
    return looks, 4 * looks


CROSSED_S = 2.0
"""Bearings that no track took are crossed with each other this often."""
FIRST_S = 60.0
"""At first, as many targets are expected as come in this time."""
