"""Which sensors a track rests on, and with which of their errors: two things registration needs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import kernel
from airshield.tracking.kernels.biases import correction

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

PLACES = 4
"""Sensors that a track remembers; beyond it, the one with the smallest share is forgotten."""


class Support(NamedTuple):
    """What each track's position rests on."""

    sensor: Ints
    """(tracks, places) The sensors; −1: none."""
    share: Floats
    """(tracks, places) Share of each, 0 … 1: how much of its error is in the track."""
    taken_off: Floats
    """(tracks, places, 3) Range, bearing and lead that were taken off its plots, in the mean."""


def make_support(tracks: int) -> Support:
    """Return room for what that many tracks rest on."""
    shape = (tracks, PLACES)
    return Support(np.full(shape, -1, np.int32), np.zeros(shape), np.zeros((*shape, 3)))


@kernel
def forget_support(support, track):
    """Begin a track that rests on nothing yet."""
    support.sensor[track] = -1
    support.share[track] = 0.0


@kernel
def note_support(support, registration, track, sensor, gain):
    """Note that a plot of a sensor, corrected as `correction` says, went into a track.

    ``gain`` is its share in the new position: 1 − tr P⁺ / tr P⁻ of the position's covariance; 1
    where it began the track.
    """
    least, found = 0, -1
    for place in range(PLACES):
        support.share[track, place] *= 1.0 - gain
        if support.sensor[track, place] == sensor:
            found = place
        if support.share[track, place] < support.share[track, least]:
            least = place
    if found < 0:
        found = least
        support.sensor[track, found] = sensor
        support.share[track, found] = 0.0
    support.share[track, found] += gain
    part = gain / max(support.share[track, found], 1e-12)
    for which in range(3):
        now = correction(registration, sensor, which)
        before = support.taken_off[track, found, which]
        support.taken_off[track, found, which] = before + part * (now - before)


@kernel
def own_share(support, track, sensor):
    """Return the share of a sensor in a track."""
    for place in range(PLACES):
        if support.sensor[track, place] == sensor:
            return support.share[track, place]
    return 0.0
