"""Main effects: a measure along one factor, averaged over all others.

The formulas stand in ``docs/theory/studies``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.answer import Estimate
from airshield.planning.student import student_quantile
from airshield.planning.study.answer import EffectPoint
from airshield.planning.study.factor import Factor
from airshield.planning.study.sums import PointSums
from airshield.planning.study.surface import Surface

Floats = NDArray[np.float64]

MOST_PARTS = 8
"""Parts into which a range is cut."""
POINTS_A_PART = 10
"""Points that a part has, or nearly, before there is a further one."""
FEWEST = 3
"""Points from which their own scatter is relied on."""


class Points(NamedTuple):
    """A measure in every point."""

    values: Floats
    """(n,) its mean."""
    worlds: Floats
    """(n, worlds) by how much each world moves it."""
    complete: bool
    """Whether the points are every combination, so that no others were left to chance."""


class _Side(NamedTuple):
    """The points where a factor has one level, or lies in one part of its range."""

    value: str
    at: float
    chosen: NDArray[np.bool_]


class _Along(NamedTuple):
    """A measure along one factor."""

    points: Points
    adjusted: Floats
    """(n,) values less what the surface says that the other factors do to them."""
    missed: Floats
    """(n,) values less what the surface says of them without having seen them."""

    def mean(self, *sides: _Side) -> Estimate:
        """Estimate the mean of a side, or by how much that of a second differs from a first's."""
        weights = _shares(sides[-1].chosen)
        if len(sides) > 1:
            weights = weights - _shares(sides[0].chosen)
        value = float(weights @ self.adjusted)
        by_points = math.hypot(*(self._by_points(side.chosen) for side in sides))
        half = math.hypot(self._by_worlds(weights), by_points)
        return Estimate(mean=value, low=value - half, high=value + half)

    def _by_worlds(self, weights: Floats) -> float:
        """Return the half-width that the choice of worlds gives."""
        moved = weights @ self.points.worlds
        count = moved.size
        if count < 2:
            return 0.0
        spread = math.sqrt(count / (count - 1.0) * float((moved * moved).sum()))
        return student_quantile(0.975, count - 1) * spread

    def _by_points(self, chosen: NDArray[np.bool_]) -> float:
        """Return the half-width that the choice of points gives."""
        if self.points.complete:
            return 0.0
        used = self.missed[chosen] if chosen.sum() >= FEWEST else self.missed
        if used.size < 2:
            return 0.0
        error = float(used.std(ddof=1)) / math.sqrt(float(chosen.sum()))
        return student_quantile(0.975, used.size - 1) * error


def _shares(chosen: NDArray[np.bool_]) -> Floats:
    return np.asarray(chosen / chosen.sum(), np.float64)


def points_of(sums: Sequence[PointSums], name: str, *, complete: bool) -> Points:
    """Return a measure in every point of a study."""
    values, worlds = [], []
    for point in sums:
        top, bottom = point.top_and_bottom(name)
        total = max(float(bottom.sum()), 1e-300)
        value = float(top.sum()) / total
        values.append(value)
        worlds.append((top - value * bottom) / total)
    return Points(np.array(values), np.array(worlds), complete)


def main_effect(
    surface: Surface, which: int, numbers: Floats, points: Points
) -> tuple[tuple[EffectPoint, ...], Estimate]:
    """Return a measure along a factor, and by how much the last differs from the first.

    Parameters
    ----------
    surface
        The fitted surface.
    which
        Number of the factor.
    numbers : (n, factors)
        Values of the factors in each point, as `Factor.number` gives them.
    points
        The measure.
    """
    others = surface.predict(numbers) - surface.predict(numbers, [which])
    along = _Along(points, points.values - others, points.values - surface.left_out)
    sides = [s for s in _sides(surface.factors[which], numbers[:, which]) if s.chosen.any()]
    found = tuple(
        EffectPoint(
            value=side.value, at=side.at, points=int(side.chosen.sum()), mean=along.mean(side)
        )
        for side in sides
    )
    return found, along.mean(sides[0], sides[-1])


def _sides(factor: Factor, numbers: Floats) -> list[_Side]:
    """Return the levels of a factor, or the parts of its range."""
    if factor.levels:
        at = [(level, factor.number(level)) for level in factor.levels]
        return [_Side(_name(level), x, np.isclose(numbers, x, 1e-9, 0.0)) for level, x in at]
    count = min(max(numbers.size // POINTS_A_PART, 2), MOST_PARTS)
    part = np.clip(((factor.coded(numbers) + 1.0) / 2.0 * count).astype(int), 0, count - 1)
    smooth = factor._replace(whole=False)
    middles = [factor.number(smooth.value((i + 0.5) / count)) for i in range(count)]
    texts = [f"{x:.0f}" if factor.whole and x < 1e6 else f"{x:.4g}" for x in middles]
    return [_Side(texts[i], x, part == i) for i, x in enumerate(middles)]


def _name(level: object) -> str:
    """Return a level as it is shown."""
    return f"{level:.6g}" if isinstance(level, float) else str(level)
