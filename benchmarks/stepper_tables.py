"""The tables that the fixed-step peer works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Threats(NamedTuple):
    """One row for each threat that may come."""

    start: Floats
    """(n, 2) middle of the area it starts in."""
    radius: Floats
    from_s: Floats
    until_s: Floats
    speed: Floats
    height: Floats
    """Height, release height or apogee; -1 for the parabola of least energy."""
    flight: Ints
    kind: Ints
    decoy: Flags
    group: Ints
    number: Ints
    """Its number within its group: it comes if the group is larger."""


class Raid(NamedTuple):
    """Groups: how many come, and where to."""

    low: Ints
    high: Ints
    mean: Floats
    """Mean of a Poisson number, 0 for an even one."""
    weights: Floats
    """(groups, assets) cumulative shares of the targets."""
    assets: Floats
    """(assets, 2)."""


class Defence(NamedTuple):
    """Batteries and sensors."""

    place: Floats
    """(batteries, 3)."""
    figure: Floats
    whole: Ints
    p_kill: Floats
    """(batteries, threat types); of a jamming area, the probability of suppression."""
    fires: Ints
    """Batteries that fire."""
    jams: Ints
    """Jamming areas."""
    eye: Floats
    """(sensors, 3) places."""
    reach: Floats
    """(threat types, sensors) how far each sensor sees each type."""
    bulge: float
    """Twice the effective radius of the Earth."""


class Paths(NamedTuple):
    """The threats of one replication: straight over the ground."""

    begin: Floats
    end: Floats
    start_s: Floats
    """Infinite for one that does not come."""
    length: Floats
    duration: Floats


class State(NamedTuple):
    """One replication while it is played."""

    done: Flags
    seen_s: Floats
    launched: Ints
    """(batteries, threats) rounds."""
    busy_s: Floats
    """(batteries, threats) until when a battery waits for the result of its last salvo."""
    jammed: Flags
    channels: Ints
    ready: Ints
    left: Ints
    reloaded_s: Floats
    serving: Flags
    meets_s: Floats
    """(slots,) when the salvo in each slot meets its threat."""
    frees_s: Floats
    owner: Ints
    aim: Ints
    rounds: Ints
    flights: Ints
    """(1,) slots in use."""
