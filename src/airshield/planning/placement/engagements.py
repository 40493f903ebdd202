"""How well each battery and each candidate stops a threat on each route, it alone.

One world at central figures holds every candidate, each on its own picture, so that windows,
tracks and intercepts are the simulation's own.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.catalogue import Catalogue, Envelope, Launcher, SystemType
from airshield.model.figure import Figure
from airshield.model.scenario import Battery, Scenario
from airshield.planning.assessment import load_stage
from airshield.planning.placement import kernels
from airshield.planning.placement.options import Option
from airshield.planning.placement.surrogate import Floats, Ints
from airshield.simulation.arrays import World
from airshield.simulation.figures import central
from airshield.simulation.kernels import columns
from airshield.simulation.laydown import ticks
from airshield.simulation.world import Stage, make_world

_QUANTILES = 8
"""Quantiles at which the time of a threat's first track is looked at."""
_LISTENER = "listener (planning)"
_LEAST_LEAK = 1e-6


class Engagements(NamedTuple):
    """Routes (r) against batteries: b that stand there, then c candidates."""

    stage: Stage
    """The scenario as it is."""
    world: World
    """The world in which all candidates stand."""
    leak: Floats
    """(r, b + c) probability that one threat leaks past the battery, if it is in service."""
    rounds: Floats
    """(r, b + c) rounds that the threat draws."""
    busy_tick: Floats
    """(r, b + c) ticks for which it holds a channel."""
    fixed: int
    """b."""


def engagements_of(loaded: Loaded, options: tuple[Option, ...]) -> Engagements:
    """Play every route once against every battery and candidate, each alone.

    Raises
    ------
    InputError
        If the terrain cannot be read, or the raid takes too long.
    """
    stage = load_stage(loaded)
    crowded = load_stage(_crowded(loaded, options))
    world, _ = make_world(crowded, central(crowded.figures))
    scenario = loaded.scenario
    fixed, wanted = len(scenario.batteries), len(scenario.batteries) + len(options)
    routes, batteries = world.route.shape[0] - 1, world.battery.shape[0]
    leak = np.ones((routes, batteries))
    rounds, busy = np.zeros((routes, batteries)), np.zeros((routes, batteries))
    route_of = np.repeat(np.arange(routes), np.diff(world.route[:, columns.WINDOW_FIRST]))
    opens, battery = world.window[:, columns.OPENS], world.window[:, columns.BATTERY]
    kept = np.flatnonzero(battery < wanted)
    order = kept[np.lexsort((opens[kept], battery[kept], route_of[kept]))]
    joins, latency = _joined(scenario, options, batteries)
    words = ((np.arange(_QUANTILES) + 0.5) / _QUANTILES * 2.0**32).astype(np.int64)
    kernels.engage_routes(world, order, route_of, words, joins, latency, leak, rounds, busy)
    _suppress(world, leak)
    return Engagements(
        stage,
        world,
        np.clip(leak[:, :wanted], _LEAST_LEAK, 1.0),
        rounds[:, :wanted],
        busy[:, :wanted],
        fixed,
    )


def _suppress(world: World, leak: Floats) -> None:
    """Add the passes through jamming areas."""
    passes = np.diff(world.route[:, columns.SOFT_FIRST])
    route = np.repeat(np.arange(passes.size), passes)
    leak[route, world.soft[:, columns.SOFT_BATTERY]] = 1.0 - world.soft_p


def _joined(scenario: Scenario, options: tuple[Option, ...], batteries: int) -> tuple[Ints, Ints]:
    """Return the picture that each candidate joins beside its own, -1 for none, and its latency."""
    joins, latency = np.full(batteries, -1, np.int64), np.zeros(batteries, np.int64)
    names = list(scenario.networks)
    for index, option in enumerate(options, len(scenario.batteries)):
        network = option.battery.network
        if network is not None:
            joins[index] = 1 + names.index(network)
            latency[index] = ticks(scenario.networks[network].latency_s)
    return joins, latency


def _crowded(loaded: Loaded, options: tuple[Option, ...]) -> Loaded:
    """Return the scenario with every candidate, each alone, and a listener in every network.

    The listener can engage anything anywhere, so that the picture of its network is worked out for
    every route; nothing is taken from it but that.
    """
    scenario, catalogue = loaded.scenario, loaded.catalogue
    batteries = dict(scenario.batteries)
    for index, option in enumerate(options):
        batteries[f"option {index}"] = dataclasses.replace(option.battery, network=None)
    place = next(iter(scenario.assets.values()))
    for name in scenario.networks:
        batteries[f"listener {name}"] = Battery(
            lat_deg=place.lat_deg, lon_deg=place.lon_deg, system=_LISTENER, network=name
        )
    systems = {**catalogue.systems, _LISTENER: _listener(catalogue)}
    return loaded._replace(
        scenario=dataclasses.replace(scenario, batteries=batteries),
        catalogue=dataclasses.replace(catalogue, systems=systems),
    )


def _fixed(value: float) -> Figure:
    return Figure(low=value, value=value, high=value, source="planning", standing="assumed")


def _listener(catalogue: Catalogue) -> SystemType:
    """Return a system type that can engage every threat from everywhere."""
    one = _fixed(1.0)
    fields = {field.name: one for field in dataclasses.fields(Launcher)}
    fields |= {
        name: _fixed(0.0) for name in ("p_common", "reaction_s", "launch_s", "round_cost_eur")
    }
    fields["speed_m_s"] = _fixed(1e5)
    launcher = Launcher(**{**fields, "channel_hold": "until_intercept"})  # type: ignore[arg-type]
    envelope = Envelope(
        range_min_m=_fixed(0.0),
        range_max_m=_fixed(2e7),
        height_min_m=_fixed(0.0),
        height_max_m=_fixed(1e7),
    )
    return SystemType(
        title=_LISTENER,
        layer="long-range",
        envelope=envelope,
        p_ready=one,
        mast_m=_fixed(1e6),
        launcher=launcher,
        p_kill={threat: _fixed(0.5) for threat in catalogue.threats},
    )
