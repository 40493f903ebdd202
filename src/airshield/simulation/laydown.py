"""Sites, sensors and batteries of one world as arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from airshield.kernels.terrain import ground_m
from airshield.model.catalogue import Catalogue, Launcher, SensorType, SystemType
from airshield.model.doctrine import FireRule
from airshield.model.scenario import Battery, Scenario
from airshield.simulation.arrays import Doctrine, Floats, Ground, Ints, Sensors, Sites
from airshield.simulation.cast import Cast
from airshield.simulation.figures import effective, lookup
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.states import NEVER
from airshield.units import TICKS_PER_S

STATIONS = 8
"""Stations on a patrol's orbit."""

Values = Mapping[str, float]


def ticks(seconds: float) -> int:
    """Return seconds as whole ticks, rounded to nearest and kept below `NEVER`."""
    return int(min(round(seconds * TICKS_PER_S), NEVER - 1))


def ground_at(ground: Ground, east_m: float, north_m: float) -> float:
    """Return the ground height at a point; 0 without terrain."""
    if ground.height_m.size == 0:
        return 0.0
    return float(ground_m(*ground[:4], east_m, north_m))


def make_sites(scenario: Scenario, catalogue: Catalogue, cast: Cast, values: Values) -> Sites:
    """Return where each battery stands, a row for each station."""
    rows = []
    for index, battery in enumerate(scenario.batteries.values()):
        system = catalogue.systems[battery.system]
        prefix = f"systems.{battery.system}"
        reach = [
            values[f"{prefix}.envelope.{name}"]
            for name in ("range_min_m", "range_max_m", "height_min_m", "height_max_m")
        ]
        fire = [0.0, 0.0]
        if system.launcher is not None:
            fire = [values[f"{prefix}.launcher.{name}"] for name in ("speed_m_s", "launch_s")]
        for station, at in enumerate(_stations(battery, system, cast, values)):
            rows.append([index, station, *at, *reach, *fire])
    table = np.array(rows, dtype=np.float64).reshape(-1, 12)
    columns = [np.ascontiguousarray(table[:, column]) for column in range(12)]
    return Sites(
        columns[0].astype(np.int64),
        columns[1].astype(np.int64),
        np.ascontiguousarray(table[:, 2:5]),
        *columns[5:],
    )


def _stations(
    battery: Battery, system: SystemType, cast: Cast, values: Values
) -> list[tuple[float, float, float, float]]:
    """Return east, north, height with mast, and ground height of each station."""
    east, north = (float(v) for v in cast.frame.to_local(battery.lat_deg, battery.lon_deg))
    ground = ground_at(cast.ground, east, north)
    prefix = f"systems.{battery.system}"
    if system.orbit is None:
        return [(east, north, ground + values[f"{prefix}.mast_m"], ground)]
    radius = values[f"{prefix}.orbit.radius_m"]
    height = ground + values[f"{prefix}.orbit.height_m"]
    angles = [2.0 * math.pi * station / STATIONS for station in range(STATIONS)]
    return [
        (east + radius * math.cos(a), north + radius * math.sin(a), height, ground) for a in angles
    ]


def battery_pictures(scenario: Scenario, cast: Cast) -> tuple[Ints, int]:
    """Return the picture each battery fights on, and how many pictures there are."""
    count = 1 + len(cast.names.networks)
    pictures = []
    for battery in scenario.batteries.values():
        if battery.network is not None:
            pictures.append(1 + cast.names.networks.index(battery.network))
        else:
            pictures.append(count)
            count += 1
    return np.array(pictures, np.int64), count


def make_sensors(scenario: Scenario, catalogue: Catalogue, cast: Cast, values: Values) -> Sensors:
    """Return every sensor: those that stand alone, then the batteries' own."""
    pictures, _ = battery_pictures(scenario, cast)
    rows: list[tuple[str, float, float, float, int]] = []
    for sensor in scenario.sensors.values():
        east, north = (float(v) for v in cast.frame.to_local(sensor.lat_deg, sensor.lon_deg))
        mast = values[f"sensors.{sensor.type}.mast_m"]
        serves = -1 if sensor.network is None else 1 + cast.names.networks.index(sensor.network)
        rows.append((sensor.type, east, north, mast, serves))
    for index, battery in enumerate(scenario.batteries.values()):
        system = catalogue.systems[battery.system]
        if system.sensor is None:
            continue
        east, north = (float(v) for v in cast.frame.to_local(battery.lat_deg, battery.lon_deg))
        mast = values[f"sensors.{system.sensor}.mast_m"]
        if system.orbit is not None:
            mast = values[f"systems.{battery.system}.orbit.height_m"]
        rows.append((system.sensor, east, north, mast, int(pictures[index])))
    kinds = [catalogue.sensors[row[0]] for row in rows]

    def figure(name: str, default: float = 0.0) -> Floats:
        return np.array([values.get(f"sensors.{row[0]}.{name}", default) for row in rows])

    return Sensors(
        at_m=np.array(
            [(e, n, ground_at(cast.ground, e, n) + mast) for _, e, n, mast, _ in rows]
        ).reshape(-1, 3),
        range_m=_ranges(kinds, figure("range_m"), figure("cross_section_m2", 1.0), cast, values),
        range_limit_m=figure("range_limit_m"),
        swerling1=np.array([kind.detection == "swerling1" for kind in kinds], np.bool_),
        snr=10.0 ** (figure("snr_db") / 10.0),
        p_false=figure("p_false"),
        p_detect=figure("p_detect"),
        period_s=figure("period_s"),
        delay_s=figure("delay_s"),
        elevation_min_rad=np.radians(figure("elevation_min_deg")),
        elevation_max_rad=np.radians(figure("elevation_max_deg")),
        horizon=np.array([kind.horizon for kind in kinds], np.bool_),
        confirm_hits=np.array([kind.confirm_hits for kind in kinds], np.int64),
        confirm_looks=np.array([kind.confirm_looks for kind in kinds], np.int64),
        picture=np.array([row[4] for row in rows], np.int64),
    )


def _ranges(
    kinds: list[SensorType],
    range_m: Floats,
    reference_m2: Floats,
    cast: Cast,
    values: Values,
) -> Floats:
    """Return the range of each sensor against each threat type."""
    section = np.array([values[f"threats.{t}.cross_section_m2"] for t in cast.names.threat_types])
    scale = (section[None, :] / reference_m2[:, None]) ** 0.25
    radar = np.array([kind.kind == "radar" for kind in kinds], np.bool_)
    return np.ascontiguousarray(range_m[:, None] * np.where(radar[:, None], scale, 1.0))


def p_against(
    scenario: Scenario, catalogue: Catalogue, cast: Cast, values: Values, table: str
) -> Floats:
    """Return the probability of `p_kill` or `p_suppress`, (batteries, types), with its factor."""
    out = np.zeros((len(scenario.batteries), len(cast.names.threat_types)))
    for row, battery in enumerate(scenario.batteries.values()):
        figures = getattr(catalogue.systems[battery.system], table)
        withheld = scenario.doctrine.withhold.get(battery.system, ())
        for column, threat in enumerate(cast.names.threat_types):
            threat_class = catalogue.threats[threat].threat_class
            key = lookup(figures, threat, threat_class)
            if key is not None and threat not in withheld and threat_class not in withheld:
                p = values[f"systems.{battery.system}.{table}.{key}"]
                out[row, column] = effective(p, threat_class, values)
    return out


class Laydown(NamedTuple):
    """The batteries of one world (b of them)."""

    whole: Ints
    """(b, 14) whole numbers: `columns.CHANNELS` …"""
    chance: Floats
    """(b, 3) real numbers: `columns.P_COMMON` …"""
    p_kill: Floats
    """(b, types) single-round kill probability."""
    withheld: Ints
    """(b, classes) rounds kept from each threat class for others."""


def make_laydown(scenario: Scenario, catalogue: Catalogue, cast: Cast, values: Values) -> Laydown:
    """Return the lay-down of one world."""
    count = len(scenario.batteries)
    whole = np.zeros((count, columns.BATTERY_COLUMNS), np.int64)
    chance = np.zeros((count, 3))
    for row, battery in enumerate(scenario.batteries.values()):
        system = catalogue.systems[battery.system]
        _place(whole[row], chance[row], battery, system, scenario, cast, values)
        if system.launcher is not None:
            rule = scenario.doctrine.systems.get(battery.system, scenario.doctrine.fire)
            _arm(whole[row], chance[row], battery, system.launcher, rule, values)
    reserves = [scenario.doctrine.reserves.get(b.system, {}) for b in scenario.batteries.values()]
    withheld = np.array(
        [
            [sum(kept.values()) - kept.get(name, 0) for name in cast.names.threat_classes]
            for kept in reserves
        ],
        np.int64,
    ).reshape(count, len(cast.names.threat_classes))
    whole[:, columns.KEPT] = withheld.max(axis=1, initial=0)
    return Laydown(
        whole=whole,
        chance=chance,
        p_kill=p_against(scenario, catalogue, cast, values, "p_kill"),
        withheld=withheld,
    )


def _place(
    whole: Ints,
    chance: Floats,
    battery: Battery,
    system: SystemType,
    scenario: Scenario,
    cast: Cast,
    values: Values,
) -> None:
    """Fill in when a battery is there and whom it works with."""
    prefix = f"systems.{battery.system}"
    whole[columns.NETWORK] = -1
    if battery.network is not None:
        network = scenario.networks[battery.network]
        whole[columns.REACT_TICK] = ticks(network.latency_s)
        if network.coordinated:
            whole[columns.NETWORK] = cast.names.networks.index(battery.network)
    ready = battery.readiness
    chance[columns.P_READY] = values[f"{prefix}.p_ready"] if ready is None else ready
    begin = ticks(battery.from_s)
    until = NEVER - 1 if battery.until_s is None else ticks(battery.until_s)
    if system.orbit is not None:
        lap = 2.0 * math.pi * values[f"{prefix}.orbit.radius_m"]
        eighth = lap / values[f"{prefix}.orbit.speed_m_s"] / STATIONS
        whole[columns.ORBIT_TICK] = max(1, ticks(eighth))
        until = min(until, begin + ticks(values[f"{prefix}.orbit.endurance_s"]))
    whole[columns.FROM_TICK] = begin
    whole[columns.UNTIL_TICK] = until


def _arm(
    whole: Ints,
    chance: Floats,
    battery: Battery,
    launcher: Launcher,
    rule: FireRule,
    values: Values,
) -> None:
    """Fill in how a battery fires."""
    prefix = f"systems.{battery.system}.launcher"
    holds = round(values[f"{prefix}.launchers"]) * round(values[f"{prefix}.rounds_per_launcher"])
    hold = -1
    if launcher.channel_hold == "fire_and_forget":
        hold = ticks(values[f"{prefix}.launch_s"])
    whole[columns.CHANNELS] = round(values[f"{prefix}.channels"])
    whole[columns.LAUNCHER_ROUNDS] = holds
    whole[columns.STOCK] = holds if battery.stock is None else battery.stock
    whole[columns.RELOAD_TICK] = ticks(values[f"{prefix}.reload_s"])
    whole[columns.HOLD_TICK] = hold
    whole[columns.REACT_TICK] += ticks(values[f"{prefix}.reaction_s"])
    whole[columns.SALVO] = rule.salvo
    whole[columns.MAX_ROUNDS] = rule.max_rounds
    whole[columns.ASSESS_TICK] = ticks(rule.assess_s) if rule.look == "shoot_look_shoot" else -1
    chance[columns.P_COMMON] = values[f"{prefix}.p_common"]
    chance[columns.COST_EUR] = values[f"{prefix}.round_cost_eur"]


def make_doctrine(scenario: Scenario, cast: Cast) -> Doctrine:
    """Return the rules that all batteries share."""
    doctrine = scenario.doctrine
    return Doctrine(
        double_engagement=doctrine.double_engagement,
        cheapest_first=doctrine.cheapest_first,
        adequate_p_kill=doctrine.adequate_p_kill,
        last_chance_tick=ticks(doctrine.last_chance_s),
        networks=len(cast.names.networks),
        type_class=cast.type_class,
    )
