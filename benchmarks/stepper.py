"""A peer for the benchmark: the textbook way to play the same raid, one second at a time.

Every second it moves every threat and asks, for every battery, whether it can engage it now. It
knows what such a stepper usually knows: straight flight at a height or along a slope or a
parabola, sight over the horizon, range and height limits, the round's flight time, channels,
ready rounds, reloads, salvos, shoot-look-shoot, readiness. It leaves out what would only slow it
down: route variants, looks and confirmed tracks (what is in a sensor's range and in sight is
tracked), pictures by network, coordination, reserves, carriers as targets (their weapons start
at the middle of the release line when a carrier would get there) and patrols' orbits (a patrol
sits at its centre). So its leakers are of the same order, and not the same.
"""

from __future__ import annotations

import math

import numpy as np
from pyproj import Proj
from stepper_loop import step_through
from stepper_tables import Defence, Floats, Ints, Raid, Threats

from airshield.model.catalogue import Catalogue
from airshield.model.raid import Between, Group, Poisson
from airshield.model.scenario import Scenario


class Stepper:
    """One scenario in the fixed world, ready to be stepped through."""

    def __init__(self, scenario: Scenario, catalogue: Catalogue) -> None:
        self._scenario, self._catalogue = scenario, catalogue
        assets, frame = scenario.assets.values(), scenario.frame
        lat, lon = frame.lat_deg, frame.lon_deg
        if lat is None or lon is None:
            lat = float(np.mean([asset.lat_deg for asset in assets]))
            lon = float(np.mean([asset.lon_deg for asset in assets]))
        self._projection = Proj(proj="aeqd", lat_0=lat, lon_0=lon, ellps="WGS84")
        self._kinds = list(catalogue.threats)
        self.raid = self._make_raid()
        self.threats = self._make_threats()
        self.defence = self._make_defence()

    def play(self, replications: int, seed: int) -> Ints:
        """Return the leakers of each of n replications: (n,)."""
        leakers = np.zeros(replications, np.int64)
        step_through(self.threats, self.raid, self.defence, seed, leakers)
        return leakers

    def _at(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        return self._projection(lon_deg, lat_deg)

    def _make_raid(self) -> Raid:
        groups = list(self._scenario.raid.groups.values())
        names = list(self._scenario.assets)
        weights = np.array([[g.targets.get(name, 0.0) for name in names] for g in groups])
        return Raid(
            low=np.array([_least(g) for g in groups], np.int64),
            high=np.array([g.most for g in groups], np.int64),
            mean=np.array([g.count.mean if isinstance(g.count, Poisson) else 0.0 for g in groups]),
            weights=np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True),
            assets=np.array(
                [self._at(a.lat_deg, a.lon_deg) for a in self._scenario.assets.values()]
            ),
        )

    def _make_threats(self) -> Threats:
        rows = [
            (*self._threat(group), g, i)
            for g, group in enumerate(self._scenario.raid.groups.values())
            for i in range(group.most)
        ]
        return Threats(*(np.array(list(values)) for values in zip(*rows, strict=True)))

    def _threat(self, group: Group) -> tuple[object, ...]:
        kind = self._catalogue.threats[group.threat]
        begin, radius, later = self._begin(group)
        height = kind.height_m.value if kind.height_m else -1.0
        if kind.apogee_m:
            height = kind.apogee_m.value
        flight = ("level", "glide", "ballistic").index(kind.flight)
        return (
            begin,
            radius,
            group.start.from_s + later,
            group.start.until_s + later,
            kind.speed_m_s.value,
            height,
            flight,
            self._kinds.index(group.threat),
            kind.decoy,
        )

    def _begin(self, group: Group) -> tuple[tuple[float, float], float, float]:
        """Return where a group starts: place, radius, and how much later when it is carried."""
        x, y = self._at(group.origin.lat_deg, group.origin.lon_deg)
        if group.carrier is None:
            return (x, y), group.origin.radius_m, 0.0
        line = group.carrier.release
        (x0, y0), (x1, y1) = (
            self._at(line.from_lat_deg, line.from_lon_deg),
            self._at(line.to_lat_deg, line.to_lon_deg),
        )
        middle = (x0 + x1) / 2.0, (y0 + y1) / 2.0
        speed = self._catalogue.threats[group.carrier.threat].speed_m_s.value
        return middle, math.dist((x0, y0), (x1, y1)) / 2.0, math.dist(middle, (x, y)) / speed

    def _make_defence(self) -> Defence:
        batteries = list(self._scenario.batteries.values())
        systems = [self._catalogue.systems[b.system] for b in batteries]
        eyes = np.array(self._eyes()).reshape(-1, 5)
        return Defence(
            place=np.array([self._site(name) for name in self._scenario.batteries]).reshape(-1, 3),
            figure=np.array([self._figures(name) for name in self._scenario.batteries]),
            whole=np.array([self._whole(name) for name in self._scenario.batteries], np.int64),
            p_kill=np.array([self._chances(b.system) for b in batteries]),
            fires=np.flatnonzero([s.launcher is not None for s in systems]),
            jams=np.flatnonzero([s.launcher is None for s in systems]),
            eye=eyes[:, :3].copy(),
            reach=np.array([self._reach(eyes, name) for name in self._kinds]),
            bulge=2.0 * self._scenario.frame.k_factor * 6_371_000.0,
        )

    def _site(self, name: str) -> tuple[float, float, float]:
        battery = self._scenario.batteries[name]
        system = self._catalogue.systems[battery.system]
        above = system.orbit.height_m if system.orbit else system.mast_m
        return (*self._at(battery.lat_deg, battery.lon_deg), above.value)

    def _chances(self, system: str) -> list[float]:
        record = self._catalogue.systems[system]
        table = record.p_kill or record.p_suppress
        withheld = self._scenario.doctrine.withhold.get(system, ())
        chances = []
        for name, threat in self._catalogue.threats.items():
            figure = table.get(name) or table.get(threat.threat_class)
            spared = name in withheld or threat.threat_class in withheld
            chances.append(figure.value if figure and not spared else 0.0)
        return chances

    def _figures(self, name: str) -> list[float]:
        battery = self._scenario.batteries[name]
        system = self._catalogue.systems[battery.system]
        limits, fires = system.envelope, system.launcher
        network = self._scenario.networks[battery.network] if battery.network else None
        doctrine = self._scenario.doctrine
        readiness = battery.readiness
        return [
            limits.range_min_m.value,
            limits.range_max_m.value,
            limits.height_min_m.value,
            limits.height_max_m.value,
            fires.speed_m_s.value if fires else 1.0,
            fires.launch_s.value if fires else 0.0,
            (fires.reaction_s.value if fires else 0.0) + (network.latency_s if network else 0.0),
            fires.p_common.value if fires else 0.0,
            doctrine.systems.get(battery.system, doctrine.fire).assess_s,
            fires.reload_s.value if fires else 0.0,
            battery.from_s,
            math.inf if battery.until_s is None else battery.until_s,
            system.p_ready.value if readiness is None else readiness,
        ]

    def _whole(self, name: str) -> list[int]:
        battery = self._scenario.batteries[name]
        fires = self._catalogue.systems[battery.system].launcher
        if fires is None:
            return [0] * 7
        doctrine = self._scenario.doctrine
        rule = doctrine.systems.get(battery.system, doctrine.fire)
        ready = round(fires.launchers.value) * round(fires.rounds_per_launcher.value)
        return [
            round(fires.channels.value),
            ready,
            ready if battery.stock is None else battery.stock,
            rule.salvo,
            rule.max_rounds,
            rule.look == "shoot_look_shoot",
            fires.channel_hold == "until_intercept",
        ]

    def _reach(self, eyes: Floats, threat: str) -> Floats:
        """Return how far each sensor sees a threat type; one without a reference sees all alike."""
        section = self._catalogue.threats[threat].cross_section_m2.value
        alike = eyes[:, 4] == 0.0
        larger = section / np.where(alike, 1.0, eyes[:, 4])
        return eyes[:, 3] * np.where(alike, 1.0, larger**0.25)

    def _eyes(self) -> list[tuple[float, ...]]:
        lone = [(s.lat_deg, s.lon_deg, s.type, None) for s in self._scenario.sensors.values()]
        own = [
            (b.lat_deg, b.lon_deg, self._catalogue.systems[b.system].sensor, b.system)
            for b in self._scenario.batteries.values()
        ]
        eyes: list[tuple[float, ...]] = []
        for lat, lon, name, system in [*lone, *own]:
            if name is not None:
                kind = self._catalogue.sensors[name]
                orbit = self._catalogue.systems[system].orbit if system else None
                above = orbit.height_m.value if orbit else kind.mast_m.value
                section = kind.cross_section_m2.value if kind.cross_section_m2 else 0.0
                eyes.append((*self._at(lat, lon), above, kind.range_m.value, section))
        return eyes


def _least(group: Group) -> int:
    return group.count.low if isinstance(group.count, Between) else group.most
