"""What a recording holds, before it is laid into one local frame with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.files.recordings.tally import Note
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.plots import Plots
from airshield.tracking.truth import Truth


class Recorded(NamedTuple):
    """One recording."""

    path: str
    """The file."""
    format: str
    """What it is, for people."""
    plots: Plots
    """Its plots; ``sensor`` counts in ``sensors``, and where ``geodetic``, the first two columns
    of ``value`` are latitude and longitude in degrees."""
    geodetic: NDArray[np.bool_]
    """(n,) Whether a row's place is latitude and longitude."""
    sensors: Mapping[str, SensorModel]
    """What the recording itself tells of its sensors, by name, in order."""
    calendar: bool
    """Whether times count from 1970 in UTC; otherwise from whenever the recording says."""
    by_time: bool
    """Whether it is a table, whose rows have no order of arrival."""
    notes: tuple[Note, ...]
    """What was left out or taken with a reservation."""
    surveillance: Surveillance | None = None
    """The whole surveillance, where the recording tells it."""
    truth: Truth | None = None
    """True targets, where the recording tells them."""
