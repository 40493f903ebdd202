"""The surrogate: expected harm in closed form, and what each piece would take off it.

Independent layers multiply leak probabilities, so that the log-survival of a demand point is the
sum over pieces, and expected harm is Σ w exp(−Σ x). The formulas stand in
``docs/theory/placement``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Surrogate(NamedTuple):
    """Demand points (d), and columns (c): a system type at a site."""

    weight: Floats
    """(d,) expected harm with no defence at all; all of it adds up to 1."""
    given: Floats
    """(d,) log-survival −ln S from the batteries that stand there already."""
    gain: Floats
    """(c, d) log-survival that one piece of each column adds."""

    def harm(self, chosen: Ints | Floats) -> float:
        """Return the expected harm with so many pieces of each column."""
        return float(self.at_risk(chosen).sum())

    def at_risk(self, chosen: Ints | Floats) -> Floats:
        """Return the expected harm at each demand point, (d,)."""
        passed = self.given + np.asarray(chosen, np.float64) @ self.gain
        return np.asarray(self.weight * np.exp(-passed))


class Limits(NamedTuple):
    """What may be placed: columns (c) belong to sites and system types."""

    site: Ints
    """(c,) site."""
    system: Ints
    """(c,) system type."""
    cost_eur: Floats
    """(c,) cost of a piece; 0 if none is known."""
    at_most: Ints
    """(types,) most pieces of each system type."""
    per_site: int
    """Most pieces at one site."""
    pieces: int
    """Most pieces in all."""
    budget_eur: float = math.inf
    """Most they may cost."""

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.site.max(initial=-1)) + 1

    def most_of(self) -> Ints:
        """Return the most pieces of each column, (c,)."""
        return np.minimum(self.at_most[self.system], min(self.per_site, self.pieces))

    def allows(self, chosen: Ints) -> bool:
        """Whether so many pieces of each column break no limit."""
        at_site = np.bincount(self.site, chosen, self.sites)
        of_system = np.bincount(self.system, chosen, self.at_most.size)
        cost = float((chosen * self.cost_eur).sum())
        return bool(
            (chosen >= 0).all()
            and (at_site <= self.per_site).all()
            and (of_system <= self.at_most).all()
            and chosen.sum() <= self.pieces
            and cost <= self.budget_eur * (1 + 1e-9)
        )
