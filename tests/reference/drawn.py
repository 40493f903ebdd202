"""Small scenarios drawn at random that between them use every feature."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from airshield.model.catalogue import Catalogue
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
)
from reference.chance import Chance
from reference.drawn_catalogue import CLASSES, FLYERS, PLANES, SYSTEMS, CatalogueDraw
from reference.naive.space import Terrain


def draw_scenario(seed: int) -> tuple[Scenario, Catalogue]:
    """Draw a scenario and its catalogue: the same ones for the same seed."""
    rng = Random(seed)
    catalogue = CatalogueDraw(seed, rng).catalogue()
    return ScenarioDraw(seed, rng).scenario(), catalogue


def draw_terrain(seed: int) -> Terrain | None:
    """Draw hills for one scenario in eight, else none."""
    if seed % 8 != 3:
        return None
    rng = np.random.default_rng(seed)
    heights = rng.uniform(0.0, rng.uniform(50.0, 900.0), (25, 30)).round(1)
    return Terrain(heights, -160_000.0, -140_000.0, 12_000.0)


class ScenarioDraw(Chance):
    """Draws what happens to be where."""

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
