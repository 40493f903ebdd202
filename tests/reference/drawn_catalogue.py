"""Catalogues drawn at random."""

from __future__ import annotations

from typing import Any

from airshield.model.catalogue import Catalogue, SensorType, SystemType, ThreatType
from reference.building import (
    fire_system,
    jammer,
    orbit,
    sensor_type,
    threat_type,
)
from reference.chance import Chance

CLASSES = ("drone", "cruise-missile", "ballistic-missile", "aeroballistic-missile", "glide-bomb")
FLYERS = ("drone", "cruise", "decoy", "bomb", "ballistic", "depressed")
PLANES = ("plane", "bomber")
SYSTEMS = ("gun", "short", "medium", "long", "patrol")


class CatalogueDraw(Chance):
    """Draws what there is."""

    def catalogue(self) -> Catalogue:
        return Catalogue(
            sources={}, threats=self.threats(), sensors=self.sensors(), systems=self.systems()
        )

    def threats(self) -> dict[str, ThreatType]:
        kinds: dict[str, dict[str, Any]] = {
            "drone": {"threat_class": "drone", "speed_m_s": (40, 90), "height_m": (40, 2_000)},
            "cruise": {
                "threat_class": "cruise-missile",
                "speed_m_s": (180, 700),
                "height_m": (30, 6_000),
            },
            "decoy": {
                "threat_class": "drone",
                "decoy": True,
                "speed_m_s": (50, 200),
                "height_m": (50, 3_000),
            },
            "bomb": {
                "threat_class": "glide-bomb",
                "flight": "glide",
                "speed_m_s": (150, 300),
                "height_m": (4_000, 12_000),
            },
            "ballistic": {
                "threat_class": "ballistic-missile",
                "flight": "ballistic",
                "speed_m_s": (1_000, 2_000),
            },
            "depressed": {
                "threat_class": "aeroballistic-missile",
                "flight": "ballistic",
                "speed_m_s": (900, 2_000),
                "apogee_m": (15_000, 60_000),
            },
            "plane": {
                "threat_class": "aircraft",
                "speed_m_s": (180, 280),
                "height_m": (3_000, 11_000),
            },
            "bomber": {
                "threat_class": "aircraft",
                "speed_m_s": (200, 250),
                "height_m": (6_000, 12_000),
            },
        }
        return {name: self.threat(**kind) for name, kind in kinds.items()}

    def threat(self, **kind: Any) -> ThreatType:
        values = {
            name: self.between(*value) if isinstance(value, tuple) else value
            for name, value in kind.items()
        }
        values |= {
            "cross_section_m2": 10.0 ** self.rng.uniform(-2.0, 1.5),
            "p_hit": self.between(0.4, 1.0),
            "hits": self.between(0.1, 2.0),
        }
        return threat_type(self.spread, **values)

    def sensors(self) -> dict[str, SensorType]:
        looks = self.rng.randint(1, 6)
        common = {"confirm_looks": looks, "confirm_hits": self.rng.randint(1, min(looks, 4))}
        radar = {
            "detection": "swerling1",
            "p_detect": None,
            "horizon": True,
            "range_m": self.between(60_000, 250_000),
            "range_limit_m": self.between(150_000, 400_000),
            "mast_m": self.between(5, 60),
            "period_s": self.pick((2.5, 4.0, 6.0, 7.3, 10.0)),
            "delay_s": self.pick((0.0, 0.5, 1.7)),
            "elevation_min_deg": self.pick((-90.0, -5.0, 0.0)),
            "elevation_max_deg": self.pick((30.0, 60.0, 90.0)),
            "snr_db": self.between(10, 16),
            "p_false": 10.0 ** self.rng.uniform(-8.0, -4.0),
        }
        own = {
            "horizon": self.chance(0.7),
            "range_m": self.between(40_000, 150_000),
            "range_limit_m": self.between(60_000, 150_000),
            "mast_m": self.between(2, 25),
            "period_s": self.pick((1.0, 2.0, 5.0)),
            "p_detect": self.between(0.3, 1.0),
        }
        observer = {
            "kind": "observer",
            "cross_section_m2": None,
            "range_m": self.between(5_000, 30_000),
            "range_limit_m": 40_000.0,
            "period_s": self.pick((5.0, 8.0)),
            "delay_s": self.between(1, 20),
            "p_detect": self.between(0.2, 0.9),
        }
        return {
            "radar": sensor_type(self.spread, **radar, **common),
            "own": sensor_type(self.spread, **own, confirm_hits=2, confirm_looks=3),
            "observer": sensor_type(self.spread, **observer),
        }

    def systems(self) -> dict[str, SystemType]:
        made = {
            "gun": self.fires("very-short-range", (5e3, 9e3), (3e3, 5e3), (10, 200), sensor="own"),
            "short": self.fires("short-range", (10e3, 25e3), (6e3, 12e3), (200, 900)),
            "medium": self.fires("medium-range", (25e3, 50e3), (15e3, 25e3), (1e3, 3e3)),
            "long": self.fires("long-range", (50e3, 90e3), (25e3, 40e3), (4e3, 9e3)),
        }
        made["patrol"] = self.fires(
            "patrol",
            (30e3, 70e3),
            (12e3, 20e3),
            (500, 5_000),
            orbit=orbit(
                self.spread,
                radius_m=self.between(8_000, 25_000),
                speed_m_s=self.between(150, 250),
                height_m=self.between(5_000, 9_000),
                endurance_s=self.between(200, 3_000),
            ),
        )
        made["jam"] = jammer(
            self.spread,
            range_max_m=self.between(8_000, 60_000),
            height_max_m=self.between(1_500, 14_000),
            p_ready=self.between(0.7, 1.0),
            mast_m=self.between(0, 30),
            p_suppress={
                "drone": self.between(0.2, 0.7),
                "cruise": self.between(0.05, 0.4),
                "aircraft": self.between(0.3, 0.9),
            },
        )
        return made

    def fires(
        self,
        layer: str,
        ranges: tuple[float, float],
        heights: tuple[float, float],
        costs: tuple[float, float],
        **given: Any,
    ) -> SystemType:
        kills = {key: self.between(0.15, 0.95) for key in CLASSES if self.chance(0.85)}
        kills["aircraft"] = self.between(0.1, 0.5)
        if self.chance(0.3):
            kills[self.pick(FLYERS)] = self.pick((0.0, 0.3, 0.8))
        values: dict[str, Any] = {
            "layer": layer,
            "range_min_m": self.pick((0.0, 0.0, 0.05 * ranges[0], 0.3 * ranges[0])),
            "range_max_m": self.between(*ranges),
            "height_min_m": self.pick((0.0, 0.0, 20.0, 300.0)),
            "height_max_m": self.between(*heights),
            "channels": self.between(1, 5),
            "launchers": self.between(1, 4),
            "rounds_per_launcher": self.between(1, 5),
            "reload_s": self.pick((0.0, 20.0, 60.0, 123.4)),
            "speed_m_s": self.between(300, 1_800),
            "reaction_s": self.between(0, 15),
            "launch_s": self.pick((0.0, 1.0, 2.7)),
            "p_common": self.pick((0.0, 0.05, 0.2)),
            "round_cost_eur": self.between(*costs),
            "p_ready": self.pick((1.0, 0.9, 0.7)),
            "mast_m": self.between(0, 30),
            "channel_hold": self.pick(("until_intercept", "fire_and_forget")),
            "sensor": self.pick((None, "own", "own", "own", "own")),
        }
        system = fire_system(self.spread, p_kill=kills, **(values | given))
        assert system.launcher is not None
        return system
