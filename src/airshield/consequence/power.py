"""Power supply after damage: DC power flow, islands, shed demand, tripping lines, repair."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from airshield.consequence import kernels
from airshield.consequence.grid import bare_grid, room
from airshield.consequence.kernels import Flow, Grid
from airshield.units import TICKS_PER_S

Floats = NDArray[np.float64]

_BLOCK = 1 << 21
"""Elements of the largest array of damage states worked on at a time."""


def dc_flow(
    from_bus: ArrayLike,
    to_bus: ArrayLike,
    reactance_pu: ArrayLike,
    injection_pu: ArrayLike,
    tap: ArrayLike = 1.0,
    shift_rad: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """Return the bus angles and line flows of a DC power flow.

    Parameters
    ----------
    from_bus, to_bus : (L,)
        Bus at either end of each line or transformer, counted from 0.
    reactance_pu : (L,) per unit
        Series reactance; not 0.
    injection_pu : (B,) per unit
        Generation less demand at each bus. The lowest bus of each island has angle 0 and takes
        what the others of its island leave over.
    tap : (L,) or scalar
        Off-nominal turns ratio, at the first end.
    shift_rad : (L,) or scalar, radians
        Phase shift, at the first end.

    Returns
    -------
    angle_rad : (B,) radians
    flow_pu : (L,) per unit
        Flow from the first end to the second.

    Raises
    ------
    ValueError
        If a line joins a bus to itself or has no reactance, or if the equations have no solution.

    References
    ----------
    :cite:t:`stott2009`; the equations are in ``docs/theory/consequence``.
    """
    first = np.ascontiguousarray(from_bus, dtype=np.int64)
    second = np.ascontiguousarray(to_bus, dtype=np.int64)
    if np.any(first == second):
        raise ValueError(f"a line joins bus {first[first == second][0]} to itself")
    injection = np.array(injection_pu, dtype=np.float64)
    reactance = np.ones(first.size) * _floats(reactance_pu) * _floats(tap)
    if np.any(reactance == 0.0):
        raise ValueError("reactance_pu and tap must not be 0")
    per_rad = 1.0 / reactance
    shifted = per_rad * _floats(shift_rad)
    np.add.at(injection, first, shifted)
    np.subtract.at(injection, second, shifted)
    grid = bare_grid(first, second, per_rad, injection.size)
    flow = room(grid)._replace(injection_mw=injection)
    kernels.find_islands(first, second, flow.line_live, flow.island)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # told below
        kernels.fill_band(grid, flow)
        kernels.solve_band(flow.band, flow.column)
        kernels.read_flows(grid, flow)
    if not np.all(np.isfinite(flow.angle_rad)):
        raise ValueError("the DC power flow has no solution: reactances of an island cancel out")
    return flow.angle_rad, flow.flow_mw - shifted


def settled(grid: Grid, share: ArrayLike) -> Flow:
    """Return the state in which a grid settles after one set of damage.

    Parameters
    ----------
    grid
        The power network.
    share : (A,) in [0, 1]
        Share of its function that each asset of the scenario has lost.

    Returns
    -------
    Flow
        The demand shed is ``grid.demand_mw - flow.served_mw``.
    """
    flow = room(grid)
    kernels.damage(grid, flow, _floats(share)[grid.asset])
    kernels.settle(grid, flow, True)
    return flow


def supply(
    grid: Grid,
    share: Floats,
    first_hit_tick: ArrayLike,
    repair_h: Floats,
    times_h: ArrayLike,
) -> Floats:
    """Return the demand that is not served at each time of each replication.

    Parameters
    ----------
    grid
        The power network.
    share : (n, A) in [0, 1]
        Share of its function that each asset has lost.
    first_hit_tick : (n, A) ticks
        Tick of the first hit; negative for none.
    repair_h : (n, A) hours
        Time from the first hit until the asset works again.
    times_h : (T,) hours
        Times after H-hour.

    Returns
    -------
    (n, T) megawatts
        Each replication's row depends on that replication alone.
    """
    lost = _lost(grid, share)
    hit_h = np.asarray(first_hit_tick)[:, grid.asset] / (TICKS_PER_S * 3600.0)
    hit_h[hit_h < 0] = np.inf
    until_h = hit_h + repair_h[:, grid.asset]
    time_h = _floats(times_h)
    shed_mw = np.empty((lost.shape[0], time_h.size))
    rows = max(1, _BLOCK // max(1, time_h.size * grid.asset.size))
    for start in range(0, lost.shape[0], rows):
        block = slice(start, start + rows)
        at = time_h[None, :, None]
        damaged = (hit_h[block, None] <= at) & (at < until_h[block, None])
        states = np.where(damaged, lost[block, None], 0.0)
        rows_of_states = states.reshape(damaged.shape[0] * time_h.size, grid.asset.size)
        shed_mw[block] = shed_in_states(grid, rows_of_states).reshape(damaged.shape[:2])
    return shed_mw


def demand_shed(grid: Grid, share: Floats) -> Floats:
    """Return the demand (S,) that is not served in each state (S, A) of damage, megawatts.

    Parameters
    ----------
    grid
        The power network.
    share : (S, A) in [0, 1]
        Share of its function that each asset of the scenario has lost.
    """
    return shed_in_states(grid, _lost(grid, share))


def _floats(values: ArrayLike) -> Floats:
    """Return the values as an array of floats."""
    return np.asarray(values, dtype=np.float64)


def _lost(grid: Grid, share: Floats) -> Floats:
    """Return the share (n, R) lost by assets that matter; one without generator is out or whole."""
    lost = np.array(share[:, grid.asset], dtype=np.float64)
    partial = np.isin(np.arange(grid.asset.size), grid.generator_asset)
    lost[:, ~partial] = lost[:, ~partial] >= 1.0
    return lost


def shed_in_states(grid: Grid, lost: Floats) -> Floats:
    """Return the demand shed (S,) in each damage state (S, R), working out equal states once."""
    states, which = _distinct(lost)
    shed_mw = np.empty(states.shape[0])
    kernels.settle_states(grid, room(grid), states, shed_mw)
    return shed_mw[which]


def _distinct(rows: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Return the distinct rows, bit for bit, and for each row which of them it is."""
    if rows.shape[1] == 0:
        return rows[:1], np.zeros(rows.shape[0], dtype=np.intp)
    packed = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.itemsize * rows.shape[1])))
    _, found, which = np.unique(packed.ravel(), return_index=True, return_inverse=True)
    return np.ascontiguousarray(rows[found]), which
