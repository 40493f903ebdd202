"""Compiled loops of the power flow; the rules and formulas are in ``docs/theory/consequence``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.loading import njit
from airshield.kernels.random import REPAIR, uniform4
from airshield.kernels.triangular import triangular

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.uint8]

RATING_MARGIN = 1.0 + 1e-9
"""A line trips above its rating times this, so that rounding trips none."""


class Grid(NamedTuple):
    """A power network as arrays: B buses, G generators, L lines, R assets that matter to it."""

    asset: Integers
    """(R,) index of each asset that matters, in the scenario's order."""
    demand_mw: Floats
    """(B,) demand."""
    bus_asset: Integers
    """(B,) position in ``asset`` of the asset whose loss takes the bus out, or -1."""
    generator_bus: Integers
    """(G,) bus it feeds."""
    generator_mw: Floats
    """(G,) capacity."""
    generator_asset: Integers
    """(G,) position in ``asset`` of the asset whose damage reduces it, or -1."""
    line_from: Integers
    """(L,) bus at one end."""
    line_to: Integers
    """(L,) bus at the other."""
    line_mw_per_rad: Floats
    """(L,) susceptance: flow for one radian between its ends."""
    line_rating_mw: Floats
    """(L,) most it can carry; infinite without rating."""
    order: Integers
    """(B,) row of each bus in the banded matrix."""
    half_bandwidth: int
    """Greatest distance of the two ends of a line in that order."""


class Flow(NamedTuple):
    """The state of a grid once it has settled, and the room to work it out."""

    bus_live: Flags
    """(B,) 1 if the bus is in operation."""
    capacity_mw: Floats
    """(B,) what the generators at the bus can deliver."""
    line_live: Flags
    """(L,) 1 if the line is in operation."""
    island: Integers
    """(B,) lowest bus of its island; a bus out of operation is an island of its own."""
    generation_mw: Floats
    """(B,) delivered at the bus."""
    served_mw: Floats
    """(B,) demand served."""
    angle_rad: Floats
    """(B,) voltage angle; 0 at the lowest bus of each island."""
    flow_mw: Floats
    """(L,) flow from its first end to its second."""
    island_demand_mw: Floats
    """(B,) by lowest bus of the island."""
    island_capacity_mw: Floats
    """(B,) by lowest bus of the island."""
    injection_mw: Floats
    """(B,) generation less demand served."""
    band: Floats
    """(B, half_bandwidth + 1) susceptance matrix, lower half: row, distance from its diagonal."""
    column: Floats
    """(B,) right-hand side, then solution, in banded order."""


@njit(cache=True, nogil=True)
def settle(grid: Grid, flow: Flow, flows_wanted: bool) -> float:
    """Balance the islands and trip overloaded lines until none is left; return the demand shed, MW.

    ``flow.bus_live`` and ``flow.capacity_mw`` are given; the rest of ``flow`` is overwritten. The
    flows themselves are worked out only if wanted, or if a line that operates has a rating.
    """
    switch_lines(grid, flow)
    while True:
        find_islands(grid.line_from, grid.line_to, flow.line_live, flow.island)
        shed_mw = balance(grid, flow)
        if not (flows_wanted or any_rated(grid, flow)):
            return shed_mw
        fill_band(grid, flow)
        solve_band(flow.band, flow.column)
        read_flows(grid, flow)
        if trip_overloaded(grid, flow) == 0:
            return shed_mw


@njit(cache=True, nogil=True)
def settle_states(grid: Grid, flow: Flow, share: Floats, shed_mw: Floats) -> None:
    """Write the demand shed in each damage state ``share`` (S, R) into ``shed_mw`` (S,)."""
    for state in range(share.shape[0]):
        damage(grid, flow, share[state])
        shed_mw[state] = settle(grid, flow, False)


@njit(cache=True, nogil=True)
def damage(grid: Grid, flow: Flow, share: Floats) -> None:
    """Set what operates when each asset that matters has lost ``share`` (R,) of its function."""
    for bus in range(grid.demand_mw.size):
        asset = grid.bus_asset[bus]
        flow.bus_live[bus] = 0 if asset >= 0 and share[asset] >= 1.0 else 1
        flow.capacity_mw[bus] = 0.0
    for generator in range(grid.generator_bus.size):
        bus = grid.generator_bus[generator]
        asset = grid.generator_asset[generator]
        lost = share[asset] if asset >= 0 else 0.0
        if flow.bus_live[bus] == 1:
            flow.capacity_mw[bus] += grid.generator_mw[generator] * (1.0 - min(1.0, lost))


@njit(cache=True, nogil=True)
def switch_lines(grid: Grid, flow: Flow) -> None:
    """Put into operation every line whose two ends operate."""
    for line in range(grid.line_from.size):
        first, second = grid.line_from[line], grid.line_to[line]
        flow.line_live[line] = flow.bus_live[first] & flow.bus_live[second]
        flow.flow_mw[line] = 0.0


@njit(cache=True, nogil=True)
def find_islands(line_from: Integers, line_to: Integers, live: Flags, island: Integers) -> None:
    """Write the lowest bus of each bus's island into ``island`` (B,): union-find, halved paths."""
    for bus in range(island.size):
        island[bus] = bus
    for line in range(line_from.size):
        if live[line] == 1:
            first, second = line_from[line], line_to[line]
            while island[first] != first:
                island[first] = island[island[first]]
                first = island[first]
            while island[second] != second:
                island[second] = island[island[second]]
                second = island[second]
            island[max(first, second)] = min(first, second)
    for bus in range(island.size):  # a bus's parent is never above it: one pass flattens the trees
        island[bus] = island[island[bus]]


@njit(cache=True, nogil=True)
def balance(grid: Grid, flow: Flow) -> float:
    """Share out generation and supply within each island; return the demand shed, MW."""
    flow.island_demand_mw[:] = 0.0
    flow.island_capacity_mw[:] = 0.0
    for bus in range(grid.demand_mw.size):
        if flow.bus_live[bus] == 1:
            flow.island_demand_mw[flow.island[bus]] += grid.demand_mw[bus]
            flow.island_capacity_mw[flow.island[bus]] += flow.capacity_mw[bus]
    shed_mw = 0.0
    for bus in range(grid.demand_mw.size):
        demand = flow.island_demand_mw[flow.island[bus]]
        capacity = flow.island_capacity_mw[flow.island[bus]]
        used = 1.0 if demand >= capacity else demand / capacity
        served = 1.0 if capacity >= demand else capacity / demand
        live = flow.bus_live[bus]
        flow.generation_mw[bus] = live * used * flow.capacity_mw[bus]
        flow.served_mw[bus] = live * served * grid.demand_mw[bus]
        flow.injection_mw[bus] = flow.generation_mw[bus] - flow.served_mw[bus]
        shed_mw += grid.demand_mw[bus] - flow.served_mw[bus]
    return shed_mw


@njit(cache=True, nogil=True)
def any_rated(grid: Grid, flow: Flow) -> bool:
    """Tell whether a line that operates could trip."""
    for line in range(grid.line_from.size):
        if flow.line_live[line] == 1 and grid.line_rating_mw[line] < np.inf:
            return True
    return False


@njit(cache=True, nogil=True)
def fill_band(grid: Grid, flow: Flow) -> None:
    """Write the DC power-flow equations: each island's lowest bus has angle 0."""
    flow.band[:] = 0.0
    for bus in range(flow.island.size):
        grounded = flow.island[bus] == bus
        flow.column[grid.order[bus]] = 0.0 if grounded else flow.injection_mw[bus]
        flow.band[grid.order[bus], 0] = 1.0 if grounded else 0.0
    for line in range(grid.line_from.size):
        if flow.line_live[line] == 1:
            first, second = grid.line_from[line], grid.line_to[line]
            row, other = grid.order[first], grid.order[second]
            if flow.island[first] != first:
                flow.band[row, 0] += grid.line_mw_per_rad[line]
            if flow.island[second] != second:
                flow.band[other, 0] += grid.line_mw_per_rad[line]
            if flow.island[first] != first and flow.island[second] != second:
                flow.band[max(row, other), abs(row - other)] -= grid.line_mw_per_rad[line]


@njit(cache=True, nogil=True, error_model="numpy")
def solve_band(band: Floats, column: Floats) -> None:
    """Solve a symmetric banded system in place by L D Lᵀ without pivots.

    ``band[i, k]`` holds the matrix's element (i, i − k). A zero pivot leaves values that are not
    finite; susceptance matrices with positive reactances have none.
    """
    size, reach = band.shape[0], band.shape[1] - 1
    for i in range(size):
        low = max(0, i - reach)
        for j in range(low, i):
            total = band[i, i - j]
            for k in range(max(low, j - reach), j):
                total -= band[i, i - k] * band[j, j - k] * band[k, 0]
            band[i, i - j] = total / band[j, 0]
            column[i] -= band[i, i - j] * column[j]
            band[i, 0] -= band[i, i - j] * total
    for i in range(size):
        column[i] /= band[i, 0]
    for i in range(size - 1, -1, -1):
        for j in range(i + 1, min(size, i + reach + 1)):
            column[i] -= band[j, j - i] * column[j]


@njit(cache=True, nogil=True)
def read_flows(grid: Grid, flow: Flow) -> None:
    """Take the angles from the solved equations, and each line's flow from its angles."""
    for bus in range(flow.island.size):
        flow.angle_rad[bus] = flow.column[grid.order[bus]]
    for line in range(grid.line_from.size):
        apart = flow.angle_rad[grid.line_from[line]] - flow.angle_rad[grid.line_to[line]]
        flow.flow_mw[line] = flow.line_live[line] * grid.line_mw_per_rad[line] * apart


@njit(cache=True, nogil=True)
def trip_overloaded(grid: Grid, flow: Flow) -> int:
    """Take every overloaded line out of operation; return how many."""
    tripped = 0
    for line in range(grid.line_from.size):
        if abs(flow.flow_mw[line]) > grid.line_rating_mw[line] * RATING_MARGIN:
            flow.line_live[line] = 0
            tripped += 1
    return tripped


@njit(cache=True, nogil=True)
def draw_triangular(seed: int, number: Integers, first: int, spread: Floats, drawn: Floats) -> None:
    """Write a draw for each of ``number`` (n,) and row of ``spread`` (E, 3) to ``drawn`` (n, E).

    The draws are keyed by purpose `REPAIR` and the entities ``first``, ``first`` + 1, …
    """
    for row in range(number.size):
        for entity in range(spread.shape[0]):
            u = uniform4(seed, number[row], REPAIR, first + entity, 0)[0]
            low, value, high = spread[entity]
            drawn[row, entity] = triangular(u, low, value, high)


@njit(cache=True, nogil=True)
def queue_repairs(
    hit_h: Floats, repair_h: Floats, worth: Floats, crew_h: Floats, until_h: Floats
) -> None:
    """Write when each asset (A,) works again to ``until_h``: a crew takes the worthiest in wait.

    ``hit_h`` is when each was hit, ``repair_h`` how long its repair takes (0: nothing to repair),
    ``crew_h`` room for when each crew is free. Of equal worth the first goes first.
    """
    crew_h[:] = 0.0
    until_h[:] = -1.0
    for _ in range(hit_h.size):
        crew = np.argmin(crew_h)
        soonest_h = np.inf
        for asset in range(hit_h.size):
            if until_h[asset] < 0.0 and repair_h[asset] > 0.0:
                soonest_h = min(soonest_h, hit_h[asset])
        now_h = max(crew_h[crew], soonest_h)
        chosen = -1
        for asset in range(hit_h.size):
            waits = until_h[asset] < 0.0 and repair_h[asset] > 0.0 and hit_h[asset] <= now_h
            if waits and (chosen < 0 or worth[asset] > worth[chosen]):
                chosen = asset
        if chosen < 0:
            break
        until_h[chosen] = now_h + repair_h[chosen]
        crew_h[crew] = until_h[chosen]
