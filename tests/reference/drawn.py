"""Small scenarios drawn at random that between them use every feature."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

import numpy as np

from airshield.model.catalogue import Catalogue, SensorType, SystemType, ThreatType
from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.raid import (
    Area,
    Between,
    Carrier,
    Group,
    Poisson,
    Raid,
    Release,
    Waypoint,
    Window,
)
from airshield.model.scenario import (
    Asset,
    Battery,
    District,
    Frame,
    Network,
    Scenario,
    Sensor,
    Simulation,
)
from reference.building import (
    CENTRE_LAT_DEG,
    CENTRE_LON_DEG,
    at,
    fire_system,
    jammer,
    orbit,
    sensor_type,
    threat_type,
)
from reference.naive.space import Terrain

T = TypeVar("T")
CLASSES = ("drone", "cruise-missile", "ballistic-missile", "aeroballistic-missile", "glide-bomb")
FLYERS = ("drone", "cruise", "decoy", "bomb", "ballistic", "depressed")
PLANES = ("plane", "bomber")
SYSTEMS = ("gun", "short", "medium", "long", "patrol")


def draw_scenario(seed: int) -> tuple[Scenario, Catalogue]:
    """Draw a scenario and its catalogue: the same ones for the same seed."""
    draw = _Draw(seed)
    catalogue = draw.catalogue()
    return draw.scenario(), catalogue


def draw_terrain(seed: int) -> Terrain | None:
    """Draw hills for one scenario in eight, else none."""
    if seed % 8 != 3:
        return None
    rng = np.random.default_rng(seed)
    heights = rng.uniform(0.0, rng.uniform(50.0, 900.0), (25, 30)).round(1)
    return Terrain(heights, -160_000.0, -140_000.0, 12_000.0)


class _Draw:
    """One drawn scenario in the making."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = Random(seed)
        self.spread = self.rng.choice((0.05, 0.1, 0.2))

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def between(self, low: float, high: float) -> float:
        """Draw a round number or a ragged one, so that some moments coincide."""
        value = self.rng.uniform(low, high)
        if self.chance(0.5):
            return value
        return min(max(float(f"{value:.2g}"), low), high)

    def pick(self, of: tuple[T, ...]) -> T:
        return self.rng.choice(of)

    def place(self, nearest_m: float, furthest_m: float) -> dict[str, float]:
        """Somewhere in a ring about the centre."""
        r, angle = self.between(nearest_m, furthest_m), self.rng.uniform(0.0, 2.0 * math.pi)
        return at(r * math.cos(angle), r * math.sin(angle))

    # What there is.

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
                endurance_s=self.between(400, 6_000),
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

    # What happens to be where.

    def scenario(self) -> Scenario:
        districts = self.districts()
        assets = self.assets(tuple(districts))
        networks = {
            name: Network(latency_s=self.pick((0.0, 2.0, 5.3)), coordinated=self.chance(0.65))
            for name in ("north", "south")[: self.pick((0, 1, 1, 1, 2))]
        }
        batteries = self.batteries(networks, tuple(assets.values()))
        return Scenario(
            name=f"drawn {self.seed}",
            frame=self.frame(),
            districts=districts,
            assets=assets,
            networks=networks,
            sensors=self.lone_sensors(networks),
            batteries=batteries,
            raid=self.raid(tuple(assets)),
            doctrine=self.doctrine(),
            simulation=Simulation(replications=10, worlds=1, seed=self.seed),
        )

    def frame(self) -> Frame:
        k = self.pick((4.0 / 3.0, 4.0 / 3.0, 1.2))
        centre = at(20_000.0, -10_000.0) if self.chance(0.2) else {}
        return Frame(k_factor=k, **centre)

    def districts(self) -> dict[str, District]:
        """Draw a western and an eastern half; what lies beyond belongs to neither."""
        if self.chance(0.4):
            return {}
        west, middle, east = (at(x, 0.0)["lon_deg"] for x in (-60_000.0, 0.0, 60_000.0))
        south, north = (at(0.0, y)["lat_deg"] for y in (-60_000.0, 60_000.0))
        rings = {
            "west": ((west, south), (middle, south), (middle, north), (west, north)),
            "east": ((middle, south), (east, south), (east, north), (middle, north)),
        }
        return {name: District(people=1_000, rings=(ring,)) for name, ring in rings.items()}

    def assets(self, districts: tuple[str, ...]) -> dict[str, Asset]:
        """Draw cities; some name their district, wherever they lie."""
        return {
            f"city{i}": Asset(
                value=self.between(0.5, 5.0),
                people=self.pick((0, 5_000)),
                district=self.pick(districts) if districts and self.chance(0.2) else None,
                **self.place(0.0, 70_000.0 if self.chance(0.2) else 40_000.0),
            )
            for i in range(self.rng.randint(1, 4))
        }

    def lone_sensors(self, networks: dict[str, Network]) -> dict[str, Sensor]:
        homes = (*networks, *networks, None)
        return {
            f"sensor{i}": Sensor(
                type=self.pick(("radar", "radar", "observer")),
                network=self.pick(homes),
                **self.place(0.0, 50_000.0),
            )
            for i in range(self.rng.randint(1 if networks else 0, 3))
        }

    def batteries(
        self, networks: dict[str, Network], assets: tuple[Asset, ...]
    ) -> dict[str, Battery]:
        kinds = [self.pick((*SYSTEMS, "jam")) for _ in range(self.rng.randint(1, 5))]
        return {f"battery{i}": self.battery(kind, networks, assets) for i, kind in enumerate(kinds)}

    def battery(
        self, kind: str, networks: dict[str, Network], assets: tuple[Asset, ...]
    ) -> Battery:
        from_s = self.pick((0.0, 0.0, 0.0, 0.0, -30.5, self.between(100, 900)))
        return Battery(
            system=kind,
            network=self.pick((*networks, *networks, *networks, None)),
            stock=None if kind == "jam" else self.pick((None, None, 3, 8, 20, 40)),
            readiness=self.pick((None, None, 1.0, 0.8)),
            from_s=from_s,
            until_s=None if self.chance(0.8) else from_s + self.between(300, 2_000),
            **self.site(kind, assets),
        )

    def site(self, kind: str, assets: tuple[Asset, ...]) -> dict[str, float]:
        """Put most batteries beside what they protect, above all those that reach least."""
        if kind in ("medium", "long", "patrol") and self.chance(0.5):
            return self.place(0.0, 40_000.0)
        asset = self.pick(assets)
        reach = 4_000.0 if kind == "gun" else 10_000.0
        north, east = self.rng.uniform(-reach, reach), self.rng.uniform(-reach, reach)
        moved = at(east, north)
        return {
            "lat_deg": asset.lat_deg + moved["lat_deg"] - CENTRE_LAT_DEG,
            "lon_deg": asset.lon_deg + moved["lon_deg"] - CENTRE_LON_DEG,
        }

    def raid(self, assets: tuple[str, ...]) -> Raid:
        groups: dict[str, Group] = {}
        room = self.pick((1, 4, 8, 11, 14, 14))
        while room > 0 and len(groups) < 4:
            group = self.group(assets, room)
            room -= group.most
            groups[f"group{len(groups)}"] = group
        return Raid(groups=groups)

    def group(self, assets: tuple[str, ...], room: int) -> Group:
        kind = self.pick(FLYERS)
        carried = kind == "bomb" or (kind == "cruise" and self.chance(0.3))
        slow = kind in ("drone", "decoy")
        origin = self.place(50_000.0, 120_000.0) if slow else self.place(100_000.0, 400_000.0)
        start = self.between(0, 300)
        through = () if self.chance(0.6) else self.waypoints()
        group = Group(
            threat=kind,
            count=self.count(room),
            origin=Area(radius_m=self.pick((0.0, 10_000.0, 30_000.0)), **origin),
            targets={name: self.between(0.1, 3.0) for name in assets if self.chance(0.8)}
            or {assets[0]: 1.0},
            start=Window(from_s=start, until_s=start + self.pick((0.0, 0.0, 60.0, 400.0))),
            waypoints=through,
            variants=self.rng.randint(1, 5),
            offset_m=self.pick((0.0, 5_000.0, 15_000.0)),
            decoy_share=self.pick((0.0, 0.0, 0.3)),
        )
        return replace(group, carrier=self.carrier()) if carried else group

    def count(self, room: int) -> int | Between | Poisson:
        most = self.rng.randint((room + 2) // 3, room)
        kind = self.pick(("int", "int", "between", "poisson"))
        if kind == "between":
            return Between(low=self.rng.randint(0, most), high=most)
        if kind == "poisson":
            return Poisson(mean=max(0.3, most / 3.0))
        return most

    def waypoints(self) -> tuple[Waypoint, ...]:
        return tuple(
            Waypoint(
                height_m=self.pick((None, self.between(30, 3_000))), **self.place(20_000, 80_000)
            )
            for _ in range(self.rng.randint(1, 2))
        )

    def carrier(self) -> Carrier:
        nearest = self.pick((10_000.0, 10_000.0, 60_000.0))
        one, other = self.place(nearest, 120_000.0), self.place(nearest, 120_000.0)
        line = Release(
            from_lat_deg=one["lat_deg"],
            from_lon_deg=one["lon_deg"],
            to_lat_deg=other["lat_deg"],
            to_lon_deg=other["lon_deg"],
        )
        return Carrier(threat=self.pick(PLANES), load=self.rng.randint(1, 4), release=line)

    def doctrine(self) -> Doctrine:
        some = {kind: self.rule() for kind in SYSTEMS if self.chance(0.3)}
        reserves = {
            kind: {self.pick(CLASSES): self.rng.randint(1, 3), self.pick(CLASSES): 1}
            for kind in SYSTEMS
            if self.chance(0.2)
        }
        withhold = {kind: self.spared() for kind in (*SYSTEMS, "jam") if self.chance(0.15)}
        return Doctrine(
            fire=self.rule(),
            systems=some,
            double_engagement=self.chance(0.3),
            cheapest_first=self.chance(0.7),
            adequate_p_kill=self.between(0.2, 0.7),
            last_chance_s=self.between(0, 40),
            reserves=reserves,
            withhold=withhold,
        )

    def spared(self) -> tuple[str, ...]:
        """Draw one to three threat types or classes."""
        return tuple(self.rng.sample((*FLYERS, *PLANES, *CLASSES), self.rng.randint(1, 3)))

    def rule(self) -> FireRule:
        salvo = self.rng.randint(1, 3)
        return FireRule(
            salvo=salvo,
            max_rounds=salvo + self.rng.randint(0, 4),
            look=self.pick(("shoot_look_shoot", "shoot_look_shoot", "shoot_shoot")),
            assess_s=self.pick((0.0, 2.0, 5.5)),
        )
