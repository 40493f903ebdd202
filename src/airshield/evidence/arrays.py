"""What the share filter works on: arrays with a name for each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Rows(NamedTuple):
    """Reports of one class, in the order in which they came; n of them."""

    destroyed: Ints
    """(n,) number destroyed."""
    launched: Ints
    """(n,) number launched; -1 if it was not reported."""
    day: Floats
    """(n,) day on which the report's period ended, counted from the first."""
    column: Ints
    """(n, terms) which terms of the share it has; -1 for none."""
    weight: Floats
    """(n, terms) with what weight."""
    group: Ints
    """(n,) group whose ways of reporting it shares."""
    sizes: Ints
    """(m,) numbers launched that are summed over where it was not reported."""


class Figures(NamedTuple):
    """The model's own figures, for d draws of them."""

    drift: Floats
    """(d, columns) variance that each term gains in a day."""
    recall: Floats
    """(d, columns) rate a day at which a term returns to 0."""
    precision: Floats
    """(d,) s of a raid of one."""
    precision_power: Floats
    """(d,) how s grows with the size of the raid."""
    steadiness: Floats
    """(m,) factors by which s may differ from its usual value for a time."""
    switching: Floats
    """(d,) rate a day at which that factor changes."""

    def of(self, draws: slice) -> Figures:
        """Return the figures of some draws."""
        return self._replace(
            drift=self.drift[draws],
            recall=self.recall[draws],
            precision=self.precision[draws],
            precision_power=self.precision_power[draws],
            switching=self.switching[draws],
        )


class Belief(NamedTuple):
    """What is believed of the terms; d draws of the figures, each with its own."""

    mean: Floats
    """(d, columns) means."""
    cov: Floats
    """(d, columns, columns) covariances."""
    day: Floats
    """(d,) day of the last report taken in."""
    ways: Floats
    """(d, groups, 3) counts of the ways of reporting: regular, all, none."""
    steady: Floats
    """(d, m) probability of each factor of s."""

    def copy(self) -> Belief:
        """Return one that can be moved without moving this."""
        return Belief(*(part.copy() for part in self))


class Room(NamedTuple):
    """Working room of the filter, with Gauss and Hermite's nodes."""

    nodes: Floats
    """(m,) nodes for a standard normal distribution."""
    weights: Floats
    """(m,) their weights, which sum to 1."""
    share: Floats
    """(m,)"""
    likelihood: Floats
    """(m,)"""
    gain: Floats
    """(columns,)"""
    chance: Floats
    """(m,)"""
