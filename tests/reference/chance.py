"""The draws behind a random scenario."""

from __future__ import annotations

import math
from random import Random
from typing import TypeVar

from reference.building import (
    at,
)

T = TypeVar("T")


class Chance:
    """Draws for one scenario."""

    def __init__(self, seed: int, rng: Random) -> None:
        self.seed = seed
        self.rng = rng
        self.spread = self.rng.choice((0.05, 0.1, 0.2))

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def between(self, low: float, high: float) -> float:
        """Draw a round number or a ragged one, so that some moments coincide."""
        value = self.rng.uniform(low, high)
        if self.chance(0.5):
            return value
        return min(max(float(f"{value:.2g}"), low), high)

    def pick(self, of: tuple[T, ...]) -> T:
        return self.rng.choice(of)

    def place(self, nearest_m: float, furthest_m: float) -> dict[str, float]:
        """Somewhere in a ring about the centre."""
        r, angle = self.between(nearest_m, furthest_m), self.rng.uniform(0.0, 2.0 * math.pi)
        return at(r * math.cos(angle), r * math.sin(angle))
