"""The sensors of a scenario as a tracker knows them, and as they truly are.

What a catalogue does not say of a sensor type is assumed here, and named; these are figures for
trying trackers, of no system in particular.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from airshield.model.catalogue import SensorType
from airshield.model.surveillance import Motion, Ring, SensorModel, Surveillance, TrackerSettings
from airshield.simulation.laydown import ground_at
from airshield.simulation.world import Stage
from airshield.tracking.reality import Measured, Reality

RADAR = {"sigma_range_m": 50.0, "sigma_bearing_deg": 0.2, "sigma_elevation_deg": 0.4}
"""Assumed errors of every radar; with a range rate to 2 m/s."""

EAR: dict[str, float] = {"sigma_bearing_deg": 5.0, "signal_m_s": 340.0}
"""Assumed of those who hear round corners: a bearing, by sound at 10 °C or so."""

EYE = {"sigma_m": 500.0, "sigma_heading_deg": 30.0}
"""Assumed of those who see: a place on the map, and where it is heading."""

CELL_M, CELL_DEG = 150.0, 1.5
"""Assumed cells in each of which a radar may raise a false alarm in a turn."""

RINGS = 16
"""Steps in which the map of detection is told."""

_LEAST = 1e-6
"""No probability of detection is told nearer to 0 or 1."""

_RADAR_MEASURES: tuple[Measured, ...] = ("elevation", "range_rate")
Pair = tuple[SensorModel, Reality]


def raid_surveillance(
    stage: Stage, values: Mapping[str, float], serving: Mapping[str, bool], until_s: float
) -> tuple[Surveillance, dict[str, Reality]]:
    """Return the sensors that stand alone and the batteries' own, with the figures of a world.

    A patrol's radar stays at the middle of its orbit. A battery out of service says nothing.

    Parameters
    ----------
    stage
        The scenario.
    values
        The figures of the world.
    serving
        Whether each battery is in service, by name.
    until_s
        When the raid is over.
    """
    scenario, catalogue = stage.scenario, stage.catalogue
    found: dict[str, Pair] = {}
    for name, sensor in scenario.sensors.items():
        mast = values[f"sensors.{sensor.type}.mast_m"]
        place = (sensor.lat_deg, sensor.lon_deg, mast)
        found[name] = _sensor(stage, sensor.type, place, values)
    for name, battery in scenario.batteries.items():
        system = catalogue.systems[battery.system]
        if system.sensor is None:
            continue
        mast = values[f"sensors.{system.sensor}.mast_m"]
        if system.orbit is not None:
            mast = values[f"systems.{battery.system}.orbit.height_m"]
        place = (battery.lat_deg, battery.lon_deg, mast)
        model, reality = _sensor(stage, system.sensor, place, values)
        if not serving[name]:
            reality = dataclasses.replace(reality, silent_s=((-1.0, until_s + 1.0),))
        found[name if name not in found else f"{name} (battery)"] = (model, reality)
    frame = stage.cast.frame
    surveillance = Surveillance(
        name=scenario.name,
        lat_deg=frame.lat_deg,
        lon_deg=frame.lon_deg,
        sensors={name: model for name, (model, _) in found.items()},
        tracker=TrackerSettings(motion=_motions(stage)),
    )
    return surveillance, {name: reality for name, (_, reality) in found.items()}


def _motions(stage: Stage) -> tuple[Motion, ...]:
    """Return the motion models that the raid asks for."""
    groups = stage.scenario.raid.groups.values()
    falls = any(stage.catalogue.threats[g.threat].flight == "ballistic" for g in groups)
    return ("straight", "turn", "ballistic") if falls else ("straight", "turn")


def _sensor(
    stage: Stage, name: str, place: tuple[float, float, float], values: Mapping[str, float]
) -> Pair:
    """Return one sensor of a type at latitude, longitude and height above the ground."""
    kind = stage.catalogue.sensors[name]
    figures = {
        figure: values[f"sensors.{name}.{figure}"]
        for figure in ("range_m", "range_limit_m", "period_s", "delay_s", "elevation_min_deg",
                       "elevation_max_deg", "p_detect", "p_false", "snr_db", "cross_section_m2")
        if f"sensors.{name}.{figure}" in values
    }  # fmt: skip
    ground = ground_at(stage.cast.ground, *map(float, stage.cast.frame.to_local(*place[:2])))
    model = SensorModel(
        lat_deg=place[0],
        lon_deg=place[1],
        height_m=ground + place[2],
        period_s=figures["period_s"],
        latency_s=_latency_s(kind, figures),
        **(_radar(kind, figures) if kind.kind == "radar" else _observer(kind, figures)),
    )
    return model, Reality(
        measures=_RADAR_MEASURES if kind.kind == "radar" else None,
        horizon=kind.horizon,
        elevation_min_deg=figures["elevation_min_deg"],
        elevation_max_deg=figures["elevation_max_deg"],
        reference_dbsm=_decibels(figures.get("cross_section_m2")),
    )


def _latency_s(kind: SensorType, figures: Mapping[str, float]) -> float:
    """Return the time from a measurement to its arrival.

    The catalogue's delay of an ear counts the sound's own way, here at the range's end; an ear's
    plot has the time of hearing.
    """
    own = 0.0 if kind.kind == "radar" or kind.horizon else figures["range_m"] / EAR["signal_m_s"]
    return max(figures["delay_s"] - own, 0.0)


def _decibels(cross_section_m2: float | None) -> float | None:
    return None if cross_section_m2 is None else 10.0 * math.log10(cross_section_m2)


def _radar(kind: SensorType, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return what is told of a radar besides its place."""
    reach = figures["range_limit_m"]
    cells = reach / CELL_M * 360.0 / CELL_DEG
    return {
        "kind": "radar",
        "range_m": reach,
        "false_plots": cells * figures.get("p_false", 0.0),
        **_detection(kind, figures),
        **RADAR,
    }


def _detection(kind: SensorType, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return the map of detection of a target of the reference cross-section.

    For Swerling 1 that is the false-alarm probability to the power 1/(1 + signal-to-noise ratio),
    told in rings at the middle of each; see ``docs/theory/raid``.
    """
    if kind.detection == "flat":
        steps: tuple[Ring, ...] = ((figures["range_m"], _told(figures["p_detect"])),)
    else:
        edges = np.linspace(0.0, 2.0 * figures["range_m"], RINGS + 1)
        middle = 0.5 * (edges[1:] + edges[:-1])
        ratio = 10.0 ** (figures["snr_db"] / 10.0) * (figures["range_m"] / middle) ** 4
        p = figures["p_false"] ** (1.0 / (1.0 + ratio))
        steps = tuple((float(e), _told(float(q))) for e, q in zip(edges[1:], p, strict=True))
    return {"p_detect_rings": steps, "p_detect": _LEAST}


def _told(p: float) -> float:
    return min(max(p, _LEAST), 1.0 - _LEAST)


def _observer(kind: SensorType, figures: Mapping[str, float]) -> dict[str, Any]:
    """Return what is told of ears (whom no horizon hinders) or eyes besides their place."""
    return {
        "kind": "place" if kind.horizon else "bearing",
        "range_m": min(figures["range_m"], figures["range_limit_m"]),
        "p_detect": _told(figures["p_detect"]),
        **(EYE if kind.horizon else EAR),
    }
