"""The uncertain figures that a scenario uses, and their draws."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.triangular import triangular_quantiles
from airshield.model.calibration import NO_EFFECTIVENESS, CalibratedClass, counted_in
from airshield.model.catalogue import Catalogue, ThreatType
from airshield.model.figure import Figure
from airshield.model.scenario import Scenario

FACTOR = "effectiveness."
"""How the paths of factors of a calibration begin; the class of reports follows."""


def lookup(by_type: Mapping[str, Figure], threat: str, threat_class: str) -> str | None:
    """Return the key under which a threat type stands: its id, else its class, else None."""
    return threat if threat in by_type else threat_class if threat_class in by_type else None


def threats_used(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the threat types in the raid, in the order in which they appear."""
    used: dict[str, None] = {}
    for group in scenario.raid.groups.values():
        if group.carrier is not None:
            used.setdefault(group.carrier.threat)
        used.setdefault(group.threat)
    return tuple(used)


def systems_used(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the system types in the lay-down, in the order in which they appear."""
    return tuple(dict.fromkeys(battery.system for battery in scenario.batteries.values()))


def sensors_used(scenario: Scenario, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of the sensor types in the lay-down, in the order in which they appear."""
    alone = [sensor.type for sensor in scenario.sensors.values()]
    own = [catalogue.systems[system].sensor for system in systems_used(scenario)]
    return tuple(dict.fromkeys([*alone, *(sensor for sensor in own if sensor is not None)]))


def figures_used(
    scenario: Scenario,
    catalogue: Catalogue,
    effectiveness: Mapping[CalibratedClass, Figure] = NO_EFFECTIVENESS,
) -> dict[str, Figure]:
    """Return every figure that the simulation of a scenario reads, by its path.

    Those of the catalogue come first, then the factors of a calibration. A threat type's range is
    only checked, and a least-energy arc has its own speed.
    """
    threats = {threat: catalogue.threats[threat] for threat in threats_used(scenario)}
    found: dict[str, Figure] = {}
    for name, threat in threats.items():
        unread = {f"threats.{name}.range_m"}
        if threat.flight == "ballistic" and threat.apogee_m is None:
            unread.add(f"threats.{name}.speed_m_s")
        found.update(item for item in _walk(f"threats.{name}", threat) if item[0] not in unread)
    for name in sensors_used(scenario, catalogue):
        found.update(_walk(f"sensors.{name}", catalogue.sensors[name]))
    for name in systems_used(scenario):
        for path, figure in _walk(f"systems.{name}", catalogue.systems[name]):
            if _concerns(path, threats):
                found[path] = figure
    flown = {counted_in(threat.threat_class) for threat in threats.values()}
    for name, figure in effectiveness.items():
        if name in flown:
            found[f"{FACTOR}{name}"] = figure
    return found


def effective(p: float, threat_class: str, values: Mapping[str, float]) -> float:
    """Return a probability against a threat class times its factor, at most 1.

    Without a factor it is returned as it is, to the last bit.
    """
    factor = values.get(f"{FACTOR}{counted_in(threat_class)}")
    return p if factor is None else min(1.0, p * factor)


def _walk(path: str, value: object) -> Iterator[tuple[str, Figure]]:
    """Yield every figure below a record."""
    if isinstance(value, Figure):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(f"{path}.{key}", item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _walk(f"{path}.{item.name}", getattr(value, item.name))


def _concerns(path: str, threats: Mapping[str, ThreatType]) -> bool:
    """Return whether a system's figure matters against the threats of the raid."""
    parts = path.split(".")
    if parts[2] not in ("p_kill", "p_suppress"):
        return True
    return any(parts[3] in (name, threat.threat_class) for name, threat in threats.items())


def central(figures: Mapping[str, Figure]) -> dict[str, float]:
    """Return the central value of each figure: the fixed world."""
    return {path: figure.value for path, figure in figures.items()}


def draw_worlds(
    figures: Mapping[str, Figure], worlds: int, seed: int, batch: int
) -> dict[str, NDArray[np.float64]]:
    """Draw each figure for a batch of worlds by Latin hypercube from its triangular distribution.

    That of a factor of effectiveness is one of its logarithm: its central value is its median then,
    or nearly so, though its low and high lie far apart. A figure's draws are keyed by its path, so
    that they stay when other figures come and go.

    Returns
    -------
    dict of (worlds,) by path
    """
    return {
        path: _drawn(path, _hypercube(path, worlds, seed, batch), figure)
        for path, figure in figures.items()
    }


def _drawn(path: str, u: NDArray[np.float64], figure: Figure) -> NDArray[np.float64]:
    """Return the quantiles u of a figure's distribution; a factor's is one of its logarithm."""
    ends = figure.low, figure.value, figure.high
    found = np.empty_like(u)
    if not path.startswith(FACTOR) or figure.low == figure.high:
        triangular_quantiles(u, *ends, found)
        return found
    triangular_quantiles(u, *(math.log(end) for end in ends), found)
    return np.exp(found)


def _hypercube(path: str, worlds: int, seed: int, batch: int) -> NDArray[np.float64]:
    digest = hashlib.blake2b(f"{batch}:{path}".encode(), digest_size=8).digest()
    key = np.array([seed, int.from_bytes(digest, "little")], dtype=np.uint64)
    draws = np.random.Generator(np.random.Philox(key=key))
    return (draws.permutation(worlds) + draws.random(worlds)) / worlds
