"""From a power network's records to the arrays that the power flow works on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from airshield.consequence.kernels import Flow, Grid
from airshield.model.power import Bus, Generator, Line, PowerNetwork

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def assemble_grid(network: PowerNetwork, assets: Iterable[str]) -> Grid:
    """Return a power network as arrays, buses, generators and lines in the order of their dicts.

    Parameters
    ----------
    network
        The power network; every bus it names must be one of its own.
    assets : (A,)
        Names of the scenario's assets, in the order of every array's asset axis.

    Returns
    -------
    Grid

    Raises
    ------
    KeyError
        If a generator or line names an unknown bus, or a bus or generator an unknown asset.
    """
    buses, generators = network.buses.values(), network.generators.values()
    lines, number = network.lines.values(), {name: i for i, name in enumerate(network.buses)}
    asset_number = {name: i for i, name in enumerate(assets)}
    names = {bus.asset for bus in buses} | {generator.asset for generator in generators}
    linked = sorted(asset_number[name] for name in names if name is not None)
    place = {asset: i for i, asset in enumerate(linked)}
    first = np.array([number[line.from_bus] for line in lines], dtype=np.int64)
    second = np.array([number[line.to_bus] for line in lines], dtype=np.int64)
    order = band_order(first, second, len(buses))
    return Grid(
        asset=np.array(linked, dtype=np.int64),
        demand_mw=_floats(bus.demand_mw for bus in buses),
        bus_asset=_places(buses, asset_number, place),
        generator_bus=np.array([number[g.bus] for g in generators], dtype=np.int64),
        generator_mw=_floats(g.capacity_mw for g in generators),
        generator_asset=_places(generators, asset_number, place),
        line_from=first,
        line_to=second,
        line_mw_per_rad=_floats(network.base_mva / line.reactance_pu for line in lines),
        line_rating_mw=_floats(_rating_mw(line) for line in lines),
        order=order,
        half_bandwidth=half_bandwidth(first, second, order),
    )


def _floats(values: Iterable[float]) -> Floats:
    """Return the values as an array."""
    return np.array(list(values), dtype=np.float64)


def _places(
    parts: Iterable[Bus | Generator], number: dict[str, int], place: dict[int, int]
) -> Integers:
    """Return the place of each part's asset among those that matter, -1 for none."""
    places = [-1 if x.asset is None else place[number[x.asset]] for x in parts]
    return np.array(places, dtype=np.int64)


def _rating_mw(line: Line) -> float:
    """Return what a line can carry."""
    return np.inf if line.rating_mw is None else line.rating_mw


def band_order(first: Integers, second: Integers, buses: int) -> Integers:
    """Return a row for each bus (B,) such that the ends of every line (L,) lie close together.

    References
    ----------
    :cite:t:`cuthill1969`, reversed.
    """
    near: list[set[int]] = [set() for _ in range(buses)]
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        near[one].add(other)
        near[other].add(one)
    placed: list[int] = []
    seen: set[int] = set()
    for start in np.argsort([len(found) for found in near]).tolist():
        if start not in seen:
            placed += _island_from(start, near, seen)
    order = np.empty(buses, dtype=np.int64)
    order[placed[::-1]] = np.arange(buses)
    return order


def _island_from(start: int, near: list[set[int]], seen: set[int]) -> list[int]:
    """Return the buses of an island from one on, those with fewer neighbours first; note them."""
    seen.add(start)
    reached = [start]
    for bus in reached:  # It grows while it is walked along.
        found = sorted(near[bus] - seen, key=lambda other: (len(near[other]), other))
        reached += found
        seen.update(found)
    return reached


def half_bandwidth(first: Integers, second: Integers, order: Integers) -> int:
    """Return the greatest distance, in rows, between the ends of a line."""
    return int(np.abs(order[first] - order[second]).max(initial=0))


def room(grid: Grid) -> Flow:
    """Return the arrays that the state of a grid is worked out in."""
    buses, lines = grid.demand_mw.size, grid.line_from.size
    return Flow(
        bus_live=np.ones(buses, dtype=np.uint8),
        capacity_mw=np.zeros(buses),
        line_live=np.ones(lines, dtype=np.uint8),
        island=np.zeros(buses, dtype=np.int64),
        generation_mw=np.zeros(buses),
        served_mw=np.zeros(buses),
        angle_rad=np.zeros(buses),
        flow_mw=np.zeros(lines),
        island_demand_mw=np.zeros(buses),
        island_capacity_mw=np.zeros(buses),
        injection_mw=np.zeros(buses),
        band=np.zeros((buses, grid.half_bandwidth + 1)),
        column=np.zeros(buses),
    )


def bare_grid(first: Integers, second: Integers, per_rad: Floats, buses: int) -> Grid:
    """Return a grid of lines alone, without demand, generators, ratings or assets."""
    nothing = np.empty(0, dtype=np.int64)
    order = band_order(first, second, buses)
    return Grid(
        asset=nothing,
        demand_mw=np.zeros(buses),
        bus_asset=np.full(buses, -1, dtype=np.int64),
        generator_bus=nothing,
        generator_mw=np.empty(0),
        generator_asset=nothing,
        line_from=first,
        line_to=second,
        line_mw_per_rad=per_rad,
        line_rating_mw=np.full(first.size, np.inf),
        order=order,
        half_bandwidth=half_bandwidth(first, second, order),
    )
