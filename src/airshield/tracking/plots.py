"""Plots as columns: what sensors report, of every kind, in one table."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int32]

LOOK, POLAR, CARTESIAN, BEARING, PLACE = range(5)
"""Kinds of plots: a look that is told although it saw nothing, and what the columns mean.

============ ========================================================================
kind         the six columns of ``value`` (NaN: not measured)
============ ========================================================================
`POLAR`      slant range m, bearing rad, elevation rad, range rate m/s, height m, –
`CARTESIAN`  east m, north m, height m, velocity east, north, up m/s
`BEARING`    –, bearing rad, elevation rad, –, –, –
`PLACE`      east m, north m, height m, heading rad, –, –
============ ========================================================================

Bearings and headings count clockwise from north; elevations from the horizontal.
"""

COLUMNS: Final = 6
NO_WORD: Final = -1
NO_IDENTITY: Final = -1


class Plots(NamedTuple):
    """Plots, a row each, in the order in which they arrived."""

    time_s: Floats
    """(n,) When it was measured, by the sensor's clock."""
    arrival_s: Floats
    """(n,) When it arrived; equal to ``time_s`` where nobody says."""
    sensor: Ints
    """(n,) Index of the sensor; −1: unknown."""
    kind: NDArray[np.int8]
    """(n,) `LOOK`, `POLAR`, `CARTESIAN`, `BEARING` or `PLACE`."""
    value: Floats
    """(n, 6) What was measured; see the kinds."""
    sigma: Floats
    """(n, 6) Its standard deviations; NaN: the sensor's own."""
    identity: NDArray[np.int64]
    """(n,) Address that the target itself sends (24-bit Mode S), or the number of a system
    track; −1: none."""
    word: NDArray[np.int8]
    """(n,) Class that the sensor names, an index of `CLASSES`; −1: none."""
    count: NDArray[np.int16]  # type: ignore[assignment]
    """(n,) How many things the report speaks of; 1 but for sightings of groups."""
    rcs_dbsm: Floats
    """(n,) Radar cross-section, decibels over a square metre; NaN: not given."""
    truth: NDArray[np.int64]
    """(n,) Number of the true target, −1: false or unknown. Never shown to a tracker."""

    @property
    def size(self) -> int:
        """How many plots there are."""
        return len(self.time_s)


CLASSES: Final = (
    "drone", "cruise-missile", "ballistic-missile", "aircraft", "helicopter", "bird",
)  # fmt: skip
"""The classes a track may belong to."""


def blank_plots(size: int) -> Plots:
    """Return that many plots with nothing measured, at time 0, of sensor 0."""
    return Plots(
        time_s=np.zeros(size),
        arrival_s=np.zeros(size),
        sensor=np.zeros(size, np.int32),
        kind=np.full(size, CARTESIAN, np.int8),
        value=np.full((size, COLUMNS), np.nan),
        sigma=np.full((size, COLUMNS), np.nan),
        identity=np.full(size, NO_IDENTITY, np.int64),
        word=np.full(size, NO_WORD, np.int8),
        count=np.ones(size, np.int16),
        rcs_dbsm=np.full(size, np.nan),
        truth=np.full(size, -1, np.int64),
    )


_DTYPES: Final = tuple(column.dtype for column in blank_plots(0))


def chosen(plots: Plots, which: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Plots:
    """Return the plots that ``which`` picks, as an index of arrays does."""
    columns: list[Any] = [column[which] for column in plots]
    return Plots(*columns)


def copied(plots: Plots) -> Plots:
    """Return the same plots in tables of their own, of the types that `Plots` says."""
    columns: list[Any] = [
        np.array(column, dtype, order="C") for column, dtype in zip(plots, _DTYPES, strict=True)
    ]
    return Plots(*columns)


def joined(parts: list[Plots]) -> Plots:
    """Return several tables as one, in the order given."""
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Plots(*columns)
