"""A factor: what a study varies, and between which values."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = float | int | str | bool

MOST_LISTED = 12
"""A range of whole numbers that holds no more than these is a list of them."""


class Factor(NamedTuple):
    """What a study varies."""

    path: str
    """As the user wrote it, without the value."""
    assignment: str
    """What stands before a value to make an assignment of it."""
    given: str
    """The values, as the user wrote them."""
    levels: tuple[Value, ...] = ()
    """The values it takes; without any it takes all between `low` and `high`."""
    low: float = 0.0
    """Least value."""
    high: float = 0.0
    """Greatest value."""
    log: bool = False
    """Whether its logarithm is evenly spread, not it itself."""
    whole: bool = False
    """Whether it takes whole numbers only."""
    figure: bool = False
    """Whether it is a figure of the catalogue: it is then held at the value, without spread."""

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return not any(isinstance(level, str | bool) for level in self.levels)

    @property
    def ends(self) -> tuple[float, float]:
        """Return its least and greatest value; of one that is no number, its numbers in the list.

        Equal ends cannot occur: a factor takes two values at least.
        """
        if not self.levels:
            return self.low, self.high
        if not self.numeric:
            return 0.0, len(self.levels) - 1.0
        numbers = [float(level) for level in self.levels]
        return min(numbers), max(numbers)

    def value(self, u: float) -> Value:
        """Return the value at a quantile u in [0, 1)."""
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            found = round(self._between(self.low - 0.5, self.high + 0.5, u))
            return int(min(max(found, self.low), self.high))
        return self._between(self.low, self.high, u)

    def _between(self, low: float, high: float, u: float) -> float:
        if self.log:
            return math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        return low + u * (high - low)

    def number(self, value: Value) -> float:
        """Return a value as a number; one that is none, as its number in the list."""
        return float(value) if self.numeric else float(self.levels.index(value))

    def coded(self, numbers: Floats) -> Floats:
        """Return numbers on a scale from −1 (least) to 1 (greatest).

        Parameters
        ----------
        numbers : (n,)
            As `number` gives them.
        """
        low, high = self.ends
        if self.log:
            numbers, low, high = np.log(numbers), math.log(low), math.log(high)
        return np.asarray(2.0 * (numbers - low) / (high - low) - 1.0)

    def spelt(self, value: Value) -> str:
        """Return the assignment of a value."""
        text = _spelt(value)
        if self.figure:
            spread = f"low: {text}, value: {text}, high: {text}"
            text = f"{{{spread}, source: varied in a study, standing: assumed}}"
        return self.assignment + text


def _spelt(value: Value) -> str:
    """Write a value in YAML so that reading it gives the same bits."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else repr(float(value))


def with_levels(factor: Factor, count: int) -> Factor:
    """Return a factor that takes so many values, evenly spread from end to end."""
    if factor.levels:
        return factor
    ends = factor._replace(whole=False)
    found = [ends.value(i / (count - 1)) for i in range(count)]
    levels = tuple(dict.fromkeys(round(float(v)) if factor.whole else v for v in found))
    return factor._replace(levels=levels)
