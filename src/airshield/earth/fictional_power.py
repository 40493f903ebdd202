"""A fictional power network for a fictional country.

Everything lies in local axes (east, north), metres. The same seed gives the same network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from airshield.earth.fiction import geometry, scatter, settle

__all__ = ["Grid", "base_flows", "build_grid", "connect"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_REACTANCE_PU_PER_M = 0.3e-3 / 1089.0  # 0.3 Ω/km at 330 kV on 100 MVA (1,089 Ω)


class Grid(NamedTuple):
    """A power network: ``b`` buses, ``g`` plants, ``l`` lines.

    The first buses serve the cities, in their order; then come junctions; then one per plant.
    """

    bus_m: Floats
    """(b, 2) places of the buses, metres east and north."""
    demand_mw: Floats
    """(b,) demand of each bus."""
    plant_bus: Ints
    """(g,) bus that each plant feeds."""
    capacity_mw: Floats
    """(g,) most each plant can deliver."""
    line_bus: Ints
    """(l, 2) both ends of each line."""
    reactance_pu: Floats
    """(l,) series reactance, per unit on 100 MVA."""
    flow_mw: Floats
    """(l,) flow from the first end to the second when nothing is damaged."""
    rating_mw: Floats
    """(l,) most each line can carry."""


def connect(places_m: Floats, *, longest_m: float) -> Ints:
    """Return lines that connect all places: Gabriel's graph without its long lines.

    Two places are joined when no third lies in the circle over their distance. Lines longer than
    ``longest_m`` stay only where the shortest tree needs them.

    Parameters
    ----------
    places_m : (b, 2) metres
        Places.
    longest_m : metres
        Longest line that the network may do without.

    Returns
    -------
    (l, 2)
        Ends of each line, the lower index first, in rising order.

    References
    ----------
    Gabriel and Sokal (1969), *Systematic Zoology* 18, 259-278.
    """
    square = ((places_m[:, None, :] - places_m[None, :, :]) ** 2).sum(axis=2)
    tree = set(_shortest_tree(square))
    pairs = [(i, j) for i in range(len(places_m)) for j in range(i + 1, len(places_m))]
    kept = [
        (i, j)
        for i, j in pairs
        if (i, j) in tree or (square[i, j] <= longest_m**2 and _is_gabriel(square, i, j))
    ]
    return np.asarray(kept, dtype=np.int64).reshape(-1, 2)


def base_flows(
    injection_mw: Floats, line_bus: Ints, reactance_pu: Floats, *, base_mva: float = 100.0
) -> Floats:
    """Return the DC flow on each line of a connected network.

    Parameters
    ----------
    injection_mw : (b,)
        Generation less demand at each bus; they sum to zero.
    line_bus : (l, 2)
        Ends of each line.
    reactance_pu : (l,)
        Series reactance.
    base_mva
        Base of the per-unit values.

    Returns
    -------
    (l,) megawatts
        From the first end to the second.
    """
    buses = len(injection_mw)
    ends = np.zeros((len(line_bus), buses))
    ends[np.arange(len(line_bus)), line_bus[:, 0]] = 1.0
    ends[np.arange(len(line_bus)), line_bus[:, 1]] = -1.0
    weight = base_mva / reactance_pu
    matrix = ends.T @ (weight[:, None] * ends)
    angle = np.zeros(buses)
    angle[1:] = np.linalg.solve(matrix[1:, 1:], injection_mw[1:])
    return np.asarray(weight * (ends @ angle))


def build_grid(
    coast_m: Floats,
    cities_m: Floats,
    people: Ints,
    rng: Generator,
    *,
    plants: int,
    junctions: int,
    people_per_mw: float = 900.0,
    reserve: float = 0.2,
    longest_m: float = 150_000.0,
) -> Grid:
    """Return a power network that serves the cities and is within its ratings undamaged.

    Demand follows people. Half of the plants stand near the coast, half near large cities. They
    share the demand in proportion to their capacity, and each line is rated at 1.6 times the flow
    that follows, in steps of 50 MW, and not below 300 MW.

    Parameters
    ----------
    coast_m : (n, 2) metres
        The coast.
    cities_m : (c, 2) metres
        Cities, the largest first.
    people : (c,)
        People who live in each.
    rng
        Source of randomness.
    plants, junctions
        How many plants, and how many substations without demand.
    people_per_mw
        People served by one megawatt.
    reserve
        Capacity above demand, as a share of it.
    longest_m : metres
        Longest line that the network may do without.

    Returns
    -------
    Grid

    Raises
    ------
    ValueError
        If plants or junctions do not find room.
    """
    sites = _plant_sites(coast_m, cities_m, rng, plants)
    middle = settle(coast_m, junctions, rng, spacing_m=30_000.0, inland_m=5_000.0)
    places = np.vstack([cities_m, middle, sites])
    demand = np.zeros(len(places))
    demand[: len(people)] = np.rint(people / people_per_mw)
    plant_bus = np.arange(len(places) - plants, len(places))
    share = rng.uniform(0.5, 1.5, plants)
    capacity = 10.0 * np.ceil(demand.sum() * (1.0 + reserve) * share / share.sum() / 10.0)
    lines = connect(places, longest_m=longest_m)
    length = np.hypot(*(places[lines[:, 0]] - places[lines[:, 1]]).T)
    reactance = np.round(length * _REACTANCE_PU_PER_M, 5)
    injection = -demand
    injection[plant_bus] += capacity * demand.sum() / capacity.sum()
    flow = base_flows(injection, lines, reactance)
    rating = np.maximum(300.0, 50.0 * np.ceil(1.6 * np.abs(flow) / 50.0))
    return Grid(places, demand, plant_bus, capacity, lines, reactance, flow, rating)


def _plant_sites(coast_m: Floats, cities_m: Floats, rng: Generator, plants: int) -> Floats:
    """Draw half of the plants in a strip along the coast and half around the larger cities."""
    land = geometry.Polygon(coast_m)
    strip = land.difference(land.buffer(-15_000.0))
    at_sea = plants // 2
    largest = cities_m[: max(1, len(cities_m) // 2)]
    around = geometry.union_all([geometry.Point(c).buffer(40_000.0) for c in largest])
    around = around.difference(
        geometry.union_all([geometry.Point(c).buffer(12_000.0) for c in largest])
    )
    near = scatter(around.intersection(land), plants - at_sea, rng, 25_000.0)
    return np.vstack([scatter(strip, at_sea, rng, 40_000.0), near])


def _is_gabriel(square: Floats, i: int, j: int) -> bool:
    """Whether no third place lies in the circle over the distance between two."""
    inside = square[i] + square[j] < square[i, j]
    inside[[i, j]] = False
    return not bool(inside.any())


def _shortest_tree(square: Floats) -> Iterator[tuple[int, int]]:
    """Yield the edges of the shortest tree (Prim)."""
    best, nearest = square[0].copy(), np.zeros(len(square), dtype=np.int64)
    outside = np.ones(len(square), dtype=np.bool_)
    outside[0] = False
    while outside.any():
        new = int(np.where(outside, best, np.inf).argmin())
        yield min(new, int(nearest[new])), max(new, int(nearest[new]))
        outside[new] = False
        closer = square[new] < best
        best[closer], nearest[closer] = square[new][closer], new
