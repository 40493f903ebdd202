"""Short ways to write catalogue entries and scenarios for the tests of the reference."""

from __future__ import annotations

import math
from typing import Any

from airshield.model.catalogue import (
    Catalogue,
    Envelope,
    Launcher,
    Orbit,
    SensorType,
    SystemType,
    ThreatType,
)
from airshield.model.figure import Figure
from airshield.model.raid import Area, Group, Raid
from airshield.model.scenario import Asset, Battery, Scenario

CENTRE_LAT_DEG, CENTRE_LON_DEG = 50.0, 15.0
M_PER_DEG = 111_195.0


WHOLE = ("channels", "launchers", "rounds_per_launcher")


def figure(
    value: float, spread: float = 0.0, least: float = -math.inf, most: float = math.inf
) -> Figure:
    """Make a figure that may lie ``spread`` (a share) to either side, within its limits."""
    low, high = sorted((value * (1.0 - spread), value * (1.0 + spread)))
    return Figure(
        low=max(low, least),
        value=value,
        high=min(high, most),
        source="for a test",
        standing="assumed",
    )


def figures(spread: float, **values: float | None) -> dict[str, Figure | None]:
    """Make several figures at once; None stays None."""
    return {
        name: None
        if value is None
        else figure(
            value,
            spread,
            least=1.0 if name in WHOLE else -math.inf,
            most=1.0 if name.startswith("p_") else math.inf,
        )
        for name, value in values.items()
    }


def at(east_m: float, north_m: float) -> dict[str, float]:
    """Latitude and longitude about so far from the centre."""
    lat = CENTRE_LAT_DEG + north_m / M_PER_DEG
    lon = CENTRE_LON_DEG + east_m / M_PER_DEG / math.cos(math.radians(lat))
    return {"lat_deg": lat, "lon_deg": lon}


def threat_type(spread: float = 0.0, **given: Any) -> ThreatType:
    """Make a threat type; by default a subsonic cruise missile."""
    plain: dict[str, Any] = {
        "title": "a threat",
        "threat_class": given.pop("threat_class", "cruise-missile"),
        "flight": given.pop("flight", "level"),
        "decoy": given.pop("decoy", False),
    }
    values = {"speed_m_s": 250.0, "cross_section_m2": 1.0, "p_hit": 1.0, "hits": 1.0}
    if plain["flight"] != "ballistic":
        values["height_m"] = 1_000.0
    return ThreatType(**plain, **figures(spread, **(values | given)))


def sensor_type(spread: float = 0.0, **given: Any) -> SensorType:
    """Make a sensor type; by default it sees everything within 100 km at once."""
    words = ("kind", "detection", "horizon", "confirm_hits", "confirm_looks")
    plain: dict[str, Any] = {"kind": "radar", "detection": "flat", "horizon": False}
    plain |= {"confirm_hits": 1, "confirm_looks": 1}
    plain |= {word: given.pop(word) for word in words if word in given}
    values: dict[str, float | None] = {
        "range_m": 100_000.0,
        "range_limit_m": 100_000.0,
        "mast_m": 0.0,
        "period_s": 1.0,
        "delay_s": 0.0,
        "elevation_min_deg": -90.0,
        "elevation_max_deg": 90.0,
        "cross_section_m2": 1.0,
        "p_detect": 1.0,
    }
    values |= given
    elevations = {
        name: figure(values.pop(name) or 0.0) for name in [*values] if name.startswith("elevation")
    }
    return SensorType(title="a sensor", **plain, **elevations, **figures(spread, **values))


def envelope(spread: float, given: dict[str, Any]) -> Envelope:
    """Take the envelope's figures out of ``given``; by default it has no lower limits."""
    values = {"range_min_m": 0.0, "range_max_m": 60_000.0}
    values |= {"height_min_m": 0.0, "height_max_m": 60_000.0}
    values |= {name: given.pop(name) for name in values if name in given}
    return Envelope(**figures(spread, **values))


def fire_system(spread: float = 0.0, **given: Any) -> SystemType:
    """Make a system type that fires; by default with one round for each of 100 channels."""
    limits = envelope(spread, given)
    orbit = given.pop("orbit", None)
    plain = {"sensor": given.pop("sensor", "eye"), "layer": given.pop("layer", "medium-range")}
    kills = {key: figure(p, spread, most=1.0) for key, p in given.pop("p_kill").items()}
    own = {"p_ready": given.pop("p_ready", 1.0), "mast_m": given.pop("mast_m", 10.0)}
    hold = given.pop("channel_hold", "until_intercept")
    values = {
        "channels": 100,
        "launchers": 100,
        "rounds_per_launcher": 1,
        "reload_s": 60.0,
        "speed_m_s": 1_000.0,
        "reaction_s": 0.0,
        "launch_s": 0.0,
        "p_common": 0.0,
        "round_cost_eur": 1.0,
    }
    launcher = Launcher(channel_hold=hold, **figures(spread, **(values | given)))
    return SystemType(
        title="a system",
        envelope=limits,
        launcher=launcher,
        p_kill=kills,
        orbit=orbit,
        **plain,
        **figures(spread, **own),
    )


def jammer(spread: float = 0.0, **given: Any) -> SystemType:
    """Make a soft-kill system type."""
    limits = envelope(spread, given)
    jams = {key: figure(p, spread, most=1.0) for key, p in given.pop("p_suppress").items()}
    own = {"p_ready": given.pop("p_ready", 1.0), "mast_m": given.pop("mast_m", 10.0)}
    return SystemType(
        title="a jammer",
        layer="soft-kill",
        envelope=limits,
        p_suppress=jams,
        **figures(spread, **own),
    )


def orbit(spread: float = 0.0, **values: float) -> Orbit:
    """Make an orbit."""
    return Orbit(**figures(spread, **values))


def one_city(
    systems: dict[str, SystemType],
    batteries: dict[str, Battery] | None = None,
    count: int = 1,
    threat: ThreatType | None = None,
    sensor: SensorType | None = None,
    **scenario: Any,
) -> tuple[Scenario, Catalogue]:
    """Put a city at the centre; missiles come straight from 100 km due east of it."""
    catalogue = Catalogue(
        sources={},
        threats={"missile": threat or threat_type()},
        sensors={"eye": sensor or sensor_type(range_m=300_000.0, range_limit_m=300_000.0)},
        systems=systems,
    )
    if batteries is None:
        batteries = {name: Battery(system=name, **at(0.0, 0.0)) for name in systems}
    group = Group(
        threat="missile",
        count=count,
        origin=Area(**at(100_000.0, 0.0)),
        targets={"city": 1.0},
        variants=1,
    )
    made = Scenario(
        name="one city",
        assets={"city": Asset(**at(0.0, 0.0))},
        batteries=batteries,
        raid=Raid(groups={"east": group}),
        **scenario,
    )
    return made, catalogue
