"""Damage: from hits to lost function, and how long its repair takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from airshield.consequence.kernels import draw_triangular, queue_repairs
from airshield.model.figure import Spread
from airshield.units import TICKS_PER_S

Floats = NDArray[np.float64]


def damage_share(damage_milli: ArrayLike, hits_to_disable: ArrayLike) -> Floats:
    """Return the share of its function that each asset has lost.

    Parameters
    ----------
    damage_milli : (n, A)
        Thousandths of a reference warhead that hit each asset.
    hits_to_disable : (A,)
        Hits of a reference warhead that disable it; positive.

    Returns
    -------
    (n, A) in [0, 1]
        1 is disabled; fewer hits do a proportional part.
    """
    hits = np.asarray(damage_milli, dtype=np.float64) / 1000.0
    return np.minimum(hits / np.asarray(hits_to_disable, dtype=np.float64), 1.0)


def repair_hours(
    share: Floats, repair_h: Sequence[Spread], seed: int, replication: ArrayLike
) -> Floats:
    """Return how long each asset's repair takes in each replication.

    Parameters
    ----------
    share : (n, A) in [0, 1]
        Share of its function that each asset has lost.
    repair_h : (A,) hours
        Time to repair each asset once disabled; drawn from the triangular distribution, partial
        damage takes the proportional part.
    seed
        Seed of every random draw.
    replication : (n,)
        Number of each replication.

    Returns
    -------
    (n, A) hours
        0 where nothing is damaged.
    """
    return share * draw(repair_h, seed, replication, first_entity=0)


def queued_repair_hours(
    repair_h: Floats, first_hit_tick: ArrayLike, worth: ArrayLike, crews: int
) -> Floats:
    """Return how long after its first hit each asset works again, when crews are few.

    Parameters
    ----------
    repair_h : (n, A) hours
        Time that each asset's repair takes; 0 where there is nothing to repair.
    first_hit_tick : (n, A) ticks
        Tick of the first hit; negative for none.
    worth : (A,)
        A crew that is free takes the worthiest asset that waits, and stays until it works.
    crews
        Assets that can be under repair at a time.

    Returns
    -------
    (n, A) hours
        0 where there is nothing to repair.
    """
    hit_h = np.asarray(first_hit_tick) / (TICKS_PER_S * 3600.0)
    worth_of = np.ascontiguousarray(worth, dtype=np.float64)
    crew_h, after = np.empty(min(crews, worth_of.size)), np.empty_like(repair_h)
    for row in range(after.shape[0]):
        queue_repairs(hit_h[row], repair_h[row], worth_of, crew_h, after[row])
    return np.where(repair_h > 0.0, after - hit_h, 0.0)


def people_per_mw(per_mw: Spread, assets: int, seed: int, world: ArrayLike) -> Floats:
    """Return how many people lose supply with one megawatt of demand shed, in each world.

    Parameters
    ----------
    per_mw : people per megawatt
        Drawn from the triangular distribution once per world.
    assets
        Number of assets in the scenario, so that its draws differ from those of repair times.
    seed
        Seed of every random draw.
    world : (n,)
        Number of the world of each replication.

    Returns
    -------
    (n,) people per megawatt
    """
    return draw([per_mw], seed, world, first_entity=assets)[:, 0]


def draw(spreads: Sequence[Spread], seed: int, number: ArrayLike, first_entity: int) -> Floats:
    """Return a triangular draw (n, E) for each number (n,) and each of E spreads."""
    numbers = np.ascontiguousarray(number, dtype=np.int64)
    rows = np.array([(s.low, s.value, s.high) for s in spreads], dtype=np.float64).reshape(-1, 3)
    drawn = np.empty((numbers.size, len(spreads)))
    draw_triangular(seed, numbers, first_entity, rows, drawn)
    return drawn
