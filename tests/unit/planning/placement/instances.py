"""Small surrogates that are drawn, for tests."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from airshield.planning.placement.surrogate import Limits, Surrogate


def drawn(
    seed: int,
    *,
    sites: int = 5,
    types: int = 2,
    points: int = 8,
    pieces: int = 3,
    budget_eur: float = math.inf,
) -> tuple[Surrogate, Limits]:
    """Return a surrogate and limits, drawn by a seed."""
    rng = np.random.default_rng(seed)
    columns = sites * types
    gain = rng.exponential(0.8, (columns, points)) * (rng.random((columns, points)) < 0.5)
    weight = rng.lognormal(0.0, 1.0, points)
    surrogate = Surrogate(weight / weight.sum(), rng.exponential(0.2, points), gain)
    limits = Limits(
        site=np.repeat(np.arange(sites), types),
        system=np.tile(np.arange(types), sites),
        cost_eur=rng.uniform(1.0, 5.0, columns),
        at_most=np.full(types, 2),
        per_site=2,
        pieces=pieces,
        budget_eur=budget_eur,
    )
    return surrogate, limits


def best_of_all(surrogate: Surrogate, limits: Limits) -> float:
    """Return the least harm of any plan, by trying them all."""
    most = limits.most_of()
    plans = (np.array(plan) for plan in product(*(range(n + 1) for n in most)))
    return min(surrogate.harm(plan) for plan in plans if limits.allows(plan))
