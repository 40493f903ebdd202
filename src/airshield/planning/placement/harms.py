"""What one weapon that arrives does to the measure of a goal, by demand point."""

from __future__ import annotations

import numpy as np

from airshield.consequence import assemble_grid, supply
from airshield.model.goal import CLASS_PREFIX, Goal
from airshield.model.scenario import Scenario
from airshield.planning.placement.streams import Streams
from airshield.planning.placement.surrogate import Floats
from airshield.simulation.world import Stage

_ORDERS = 96
"""Orders of assets over which the demand shed is shared out among them."""
_AFTER_H = 0.5
OF_POWER = ("people_without_power", "shed_mw", "energy_not_served_mwh")
OF_PEOPLE = ("people_exposed", "people_exposed_unwarned")
UNSPOKEN = ("warning_min", "rounds", "rounds_cost_eur")
"""Measures that the surrogate knows nothing of; value lost stands for them."""


def harm_of_one(stage: Stage, streams: Streams, leaking: Floats, goal: Goal, seed: int) -> Floats:
    """Return what one weapon that arrives adds to a goal's measure, (d,).

    Parameters
    ----------
    stage, streams
        The scenario, and who comes.
    leaking : (d,)
        Weapons expected to arrive with the defence that stands there.
    goal
        The goal; of measures that no single weapon moves, value lost stands in.
    seed
        Seed of the random states of damage.
    """
    name = goal.measure
    if name in ("leakage", "leakers"):
        return np.ones(streams.weapons.size)
    if name.startswith(CLASS_PREFIX):
        return _of_class(stage, streams, name.removeprefix(CLASS_PREFIX))
    found = np.zeros(streams.weapons.size)
    if name in OF_PEOPLE:
        found = _people(stage, streams, leaking)
    elif name in OF_POWER and stage.scenario.power is not None:
        found = _power(stage, streams, leaking, seed)
    elif name == "assets_disabled":
        found = _damage(stage, streams)
    return found if found.any() else _damage(stage, streams) * _values(stage.scenario, streams)


def _of_class(stage: Stage, streams: Streams, threat_class: str) -> Floats:
    """Return 1 where a weapon is of a class."""
    groups = list(stage.scenario.raid.groups.values())
    classes = [stage.catalogue.threats[group.threat].threat_class for group in groups]
    return np.array([float(classes[group] == threat_class) for group in streams.point_group])


def _hits(stage: Stage, streams: Streams) -> Floats:
    """Return the reference hits that one weapon that arrives is expected to do, (d,)."""
    threats = [
        stage.catalogue.threats[group.threat] for group in stage.scenario.raid.groups.values()
    ]
    return np.array([threats[g].p_hit.value * threats[g].hits.value for g in streams.point_group])


def _damage(stage: Stage, streams: Streams) -> Floats:
    """Return the share of its asset's function that one weapon takes, (d,)."""
    needed = np.array([asset.hits_to_disable for asset in stage.scenario.assets.values()])
    return np.asarray(np.minimum(1.0, _hits(stage, streams) / needed[streams.point_asset]))


def _values(scenario: Scenario, streams: Streams) -> Floats:
    values = np.array([asset.value for asset in scenario.assets.values()])
    # An asset of no value is still not worth nothing to those who live there.
    return np.asarray(np.maximum(values[streams.point_asset], 1e-3))


def _people(stage: Stage, streams: Streams, leaking: Floats) -> Floats:
    """Return the people exposed by one more weapon, (d,): a district is exposed once."""
    cast = stage.cast
    district = cast.places.district[streams.point_asset]
    inside = district >= 0
    size = cast.district_people.size
    arriving = np.bincount(district[inside], leaking[inside], size)
    # The chord of 1 − exp(−L) from half of the weapons that arrive now to all of them.
    half = 0.5 * np.maximum(arriving, 1e-6)
    each = (np.exp(-half) - np.exp(-2.0 * half)) / half
    found = np.zeros(district.size)
    found[inside] = (cast.district_people * each)[district[inside]]
    return found


def _power(stage: Stage, streams: Streams, leaking: Floats, seed: int) -> Floats:
    """Return the demand shed by one more weapon, (d,).

    The demand shed by the raid is shared out among assets by Shapley's rule over sampled orders,
    in which assets are hit one after the other; then evenly among the weapons that arrive at each.
    """
    scenario = stage.scenario
    assert scenario.power is not None
    grid = assemble_grid(scenario.power, scenario.assets)
    assets = len(scenario.assets)
    needed = np.array([asset.hits_to_disable for asset in scenario.assets.values()])
    hits = _hits(stage, streams)
    expected = np.bincount(streams.point_asset, leaking * hits, assets)
    touched = np.intersect1d(np.unique(grid.asset), np.flatnonzero(expected > 0))
    draws = np.random.Generator(np.random.Philox(key=np.array([seed, 0x9A11], np.uint64)))
    orders = np.array([draws.permutation(touched) for _ in range(_ORDERS)]).reshape(_ORDERS, -1)
    damage = np.minimum(1.0, draws.poisson(expected, (_ORDERS, assets)) / needed)
    states = np.zeros((_ORDERS, touched.size + 1, assets))
    for step in range(touched.size):
        states[:, step + 1] = states[:, step]
        rows = np.arange(_ORDERS)
        states[rows, step + 1, orders[:, step]] = damage[rows, orders[:, step]]
    share = states.reshape(-1, assets)
    repair = np.where(share > 0, 1.0, 0.0)
    shed = supply(grid, share, np.zeros(share.shape), repair, np.array([_AFTER_H]))
    steps = np.diff(shed.reshape(_ORDERS, -1), axis=1)
    owed = np.bincount(orders.ravel(), steps.ravel(), assets) / _ORDERS
    per_hit = np.maximum(0.0, owed) / np.maximum(expected, 1e-9)
    return np.asarray(per_hit[streams.point_asset] * hits)
