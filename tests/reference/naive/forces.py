"""The defence as plain values: batteries, their sites and sensors, the pictures they share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from airshield.model.catalogue import Catalogue
from airshield.model.doctrine import FireRule
from airshield.model.scenario import Scenario
from reference.naive.figures import TICKS_PER_S, Figures, ticks_nearest
from reference.naive.reach import Site
from reference.naive.seeing import Eye, make_eye
from reference.naive.space import Place, Space

STATIONS = 8
NEVER = 2**62


@dataclass(frozen=True)
class Firing:
    """What a battery that fires has, in whole rounds and ticks."""

    channels: int
    ready: int
    stock: int
    reload_ticks: int
    reaction_ticks: int
    launch_ticks: int
    frees_at_launch: bool
    p_common: float
    cost: float
    rule: FireRule
    assess_ticks: int
    reserves: dict[str, int]


@dataclass(frozen=True)
class Patrol:
    """How a patrol goes round: an eighth of its orbit takes ``quarter_ticks``."""

    eighth_ticks: int
    endurance_ticks: int


@dataclass(frozen=True)
class Post:
    """One battery of the lay-down."""

    index: int
    system: str
    network: str | None
    coordinated: bool
    latency_ticks: int
    picture: int
    p_ready: float
    from_tick: int
    until_tick: int
    sites: tuple[Site, ...]
    p_kill: dict[str, float]
    """By threat type; a system withheld from a type has 0."""
    p_suppress: dict[str, float]
    firing: Firing | None
    patrol: Patrol | None

    @property
    def leaves_tick(self) -> int:
        """Last tick at which it is in place: a patrol goes when its endurance ends."""
        if self.patrol is None:
            return self.until_tick
        return min(self.until_tick, self.from_tick + self.patrol.endurance_ticks)

    def stays(self, station: int, first_station: int) -> list[tuple[int, int]]:
        """First and last tick of each stay at a station."""
        if self.patrol is None:
            return [(self.from_tick, self.until_tick)]
        stays = []
        eighth, turn = self.patrol.eighth_ticks, (station - first_station) % STATIONS
        while self.from_tick + turn * eighth <= self.leaves_tick:
            arrives = self.from_tick + turn * eighth
            stays.append((arrives, min(arrives + eighth - 1, self.leaves_tick)))
            turn += STATIONS
        return stays


class Forces:
    """All batteries, sensors and pictures of a scenario in one world."""

    def __init__(
        self, scenario: Scenario, catalogue: Catalogue, figures: Figures, space: Space
    ) -> None:
        self._scenario, self._catalogue = scenario, catalogue
        self._figures, self._space = figures, space
        self.eyes: list[Eye] = []
        eyes_of: dict[str | None, list[int]] = {None: []}
        own = {name: self._own_eye(name) for name in scenario.batteries}
        alone = {name: self._alone_eye(name) for name in scenario.sensors}
        for name, sensor in scenario.sensors.items():
            eyes_of.setdefault(sensor.network, []).append(alone[name])
        for name, battery in scenario.batteries.items():
            eyes_of.setdefault(battery.network, []).extend(own[name])
        self.pictures: list[list[int]] = [list(range(len(self.eyes)))]
        picture_of: dict[str, int] = {}
        for network in scenario.networks:
            picture_of[network] = len(self.pictures)
            self.pictures.append(eyes_of.get(network, []))
        posts = []
        for index, (name, battery) in enumerate(scenario.batteries.items()):
            if battery.network is None:
                picture = len(self.pictures)
                self.pictures.append(own[name])
            else:
                picture = picture_of[battery.network]
            posts.append(self._post(index, name, picture))
        self.posts = tuple(posts)

    def _add(self, sensor_type: str, place: Place) -> int:
        kind = self._catalogue.sensors[sensor_type]
        self.eyes.append(make_eye(sensor_type, kind, place, self._figures))
        return len(self.eyes) - 1

    def _alone_eye(self, name: str) -> int:
        sensor = self._scenario.sensors[name]
        x, y = self._space.local(sensor.lat_deg, sensor.lon_deg)
        mast = self._figures("sensors", sensor.type, "mast_m")
        return self._add(sensor.type, (x, y, self._space.ground(x, y) + mast))

    def _own_eye(self, name: str) -> list[int]:
        battery = self._scenario.batteries[name]
        system = self._catalogue.systems[battery.system]
        if system.sensor is None:
            return []
        x, y = self._space.local(battery.lat_deg, battery.lon_deg)
        if system.orbit is None:
            above = self._figures("sensors", system.sensor, "mast_m")
        else:
            above = self._figures("systems", battery.system, "orbit", "height_m")
        return [self._add(system.sensor, (x, y, self._space.ground(x, y) + above))]

    def _post(self, index: int, name: str, picture: int) -> Post:
        battery = self._scenario.batteries[name]
        network = self._scenario.networks[battery.network] if battery.network else None
        f, system = self._figures, battery.system
        readiness = battery.readiness
        until = battery.until_s
        return Post(
            index=index,
            system=system,
            network=battery.network,
            coordinated=network is not None and network.coordinated,
            latency_ticks=ticks_nearest(network.latency_s) if network else 0,
            picture=picture,
            p_ready=f("systems", system, "p_ready") if readiness is None else readiness,
            from_tick=ticks_nearest(battery.from_s),
            until_tick=NEVER if until is None else ticks_nearest(until),
            sites=self._sites(name),
            p_kill=self._chances(system, "p_kill"),
            p_suppress=self._chances(system, "p_suppress"),
            firing=self._firing(name),
            patrol=self._patrol(system),
        )

    def _chances(self, system: str, of: str) -> dict[str, float]:
        withheld = self._scenario.doctrine.withhold.get(system, ())
        p = {}
        for name, threat in self._catalogue.threats.items():
            spared = name in withheld or threat.threat_class in withheld
            p[name] = 0.0 if spared else self._figures.probability(system, of, name)
        return p

    def _sites(self, name: str) -> tuple[Site, ...]:
        battery = self._scenario.batteries[name]
        system, f = battery.system, self._figures
        x, y = self._space.local(battery.lat_deg, battery.lon_deg)
        ground = self._space.ground(x, y)
        if self._catalogue.systems[system].orbit is None:
            places = [(x, y, ground + f("systems", system, "mast_m"))]
        else:
            radius = f("systems", system, "orbit", "radius_m")
            z = ground + f("systems", system, "orbit", "height_m")
            turns = [2.0 * math.pi * s / STATIONS for s in range(STATIONS)]
            places = [(x + radius * math.cos(a), y + radius * math.sin(a), z) for a in turns]
        ranges = tuple(f("systems", system, "envelope", f"range_{end}_m") for end in ("min", "max"))
        heights = tuple(
            f("systems", system, "envelope", f"height_{end}_m") for end in ("min", "max")
        )
        fires = self._catalogue.systems[system].launcher is not None
        speed = f("systems", system, "launcher", "speed_m_s") if fires else math.inf
        launch_s = f("systems", system, "launcher", "launch_s") if fires else 0.0
        return tuple(
            Site(place, ground, (ranges[0], ranges[1]), (heights[0], heights[1]), speed, launch_s)
            for place in places
        )

    def _firing(self, name: str) -> Firing | None:
        battery = self._scenario.batteries[name]
        system, f = battery.system, self._figures
        launcher = self._catalogue.systems[system].launcher
        if launcher is None:
            return None
        doctrine = self._scenario.doctrine
        at = ("systems", system, "launcher")
        ready = f.whole(*at, "launchers") * f.whole(*at, "rounds_per_launcher")
        rule = doctrine.systems.get(system, doctrine.fire)
        return Firing(
            channels=f.whole(*at, "channels"),
            ready=ready,
            stock=ready if battery.stock is None else battery.stock,
            reload_ticks=max(1, ticks_nearest(f(*at, "reload_s"))),
            reaction_ticks=ticks_nearest(f(*at, "reaction_s")),
            launch_ticks=max(1, ticks_nearest(f(*at, "launch_s"))),
            frees_at_launch=launcher.channel_hold == "fire_and_forget",
            p_common=f(*at, "p_common"),
            cost=f(*at, "round_cost_eur"),
            rule=rule,
            assess_ticks=ticks_nearest(rule.assess_s),
            reserves=dict(doctrine.reserves.get(system, {})),
        )

    def _patrol(self, system: str) -> Patrol | None:
        if self._catalogue.systems[system].orbit is None:
            return None
        f, at = self._figures, ("systems", system, "orbit")
        round_s = 2.0 * math.pi * f(*at, "radius_m") / f(*at, "speed_m_s")
        return Patrol(
            eighth_ticks=max(1, round(round_s / STATIONS * TICKS_PER_S)),
            endurance_ticks=ticks_nearest(f(*at, "endurance_s")),
        )
