"""The reference simulation: a scenario, ready to be played."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from reference.naive.figures import Figures, ticks_nearest
from reference.naive.forces import Forces
from reference.naive.philox import FATE, Draws
from reference.naive.plan import Plan
from reference.naive.play import Raid
from reference.naive.played import Played, ThreatPlayed
from reference.naive.roster import Comer, muster
from reference.naive.routes import carrier_route, weapon_route
from reference.naive.space import Space, Terrain
from reference.naive.threat import Threat


class Reference:
    """Plays one scenario in one world, replication by replication.

    ``figures`` names catalogue figures by path (``systems.gun.p_kill.drone``); those it does not
    name have their central value. Geometry is worked out when a route is first flown.
    """

    def __init__(
        self,
        scenario: Scenario,
        catalogue: Catalogue,
        figures: Mapping[str, float] | None = None,
        terrain: Terrain | None = None,
    ) -> None:
        self.scenario = scenario
        self.catalogue = catalogue
        self.space = Space(scenario, terrain)
        self.figures = Figures(catalogue, figures)
        self.forces = Forces(scenario, catalogue, self.figures, self.space)
        self.last_chance_ticks = ticks_nearest(scenario.doctrine.last_chance_s)
        self._groups = list(scenario.raid.groups.values())
        self._assets = {name: i for i, name in enumerate(scenario.assets)}
        self._district_of = {name: self._district(name) for name in scenario.assets}
        self._decoys = {name for name, threat in catalogue.threats.items() if threat.decoy}
        self._plans: dict[tuple[int, str | None, int], Plan] = {}

    def play(self, seed: int, replication: int) -> Played:
        """Play one replication."""
        draw = Draws(seed, replication)
        raid = Raid(self, muster(self.scenario, self._decoys, draw), draw)
        raid.play()
        threats = tuple(self._threat_played(threat, draw) for threat in raid.threats.values())
        rounds = [0] * len(raid.batteries)
        for salvo in raid.salvos:
            rounds[salvo.battery] += salvo.rounds
        return Played(
            replication=replication,
            threats=threats,
            salvos=tuple(raid.salvos),
            rounds=tuple(rounds),
            damage_milli=self._damage(threats),
            lead_ticks=self._leads(threats),
            events=raid.env.moments,
        )

    def plan(self, comer: Comer) -> Plan:
        """Look up what is known of the route that a threat flies."""
        key = (comer.group, comer.target, comer.variant)
        if key not in self._plans:
            self._plans[key] = self._make_plan(comer)
        return self._plans[key]

    def value_of(self, comer: Comer) -> float:
        """Weigh what a threat puts at risk."""
        assets = self.scenario.assets
        if comer.target is not None:
            return assets[comer.target].value
        group = self._groups[comer.group]
        assert group.carrier is not None
        worth = sum(weight * assets[name].value for name, weight in group.targets.items())
        return group.carrier.load * worth / sum(group.targets.values())

    def class_of(self, threat: str) -> str:
        return self.catalogue.threats[threat].threat_class

    def _make_plan(self, comer: Comer) -> Plan:
        group, kind = self._groups[comer.group], self.catalogue.threats[comer.threat]
        if comer.target is None:
            route = carrier_route(group, kind.flight, comer.variant, self.figures, self.space)
        else:
            asset = self.scenario.assets[comer.target]
            target = self.space.local(asset.lat_deg, asset.lon_deg)
            route = weapon_route(
                group, kind.flight, comer.variant, target, self.figures, self.space
            )
        cross_section_m2 = self.figures("threats", comer.threat, "cross_section_m2")
        return Plan(route, comer.threat, cross_section_m2, self.forces, self.space)

    def _threat_played(self, threat: Threat, draw: Draws) -> ThreatPlayed:
        comer = threat.comer
        p_hit = self.figures("threats", comer.threat, "p_hit")
        seen = 0 <= threat.track_tick <= threat.end_tick
        return ThreatPlayed(
            index=comer.index,
            group=comer.group,
            role=comer.role,
            variant=comer.variant,
            target=-1 if comer.target is None else self._assets[comer.target],
            fate=threat.fate,
            start_tick=threat.start_tick,
            end_tick=threat.end_tick,
            track_tick=threat.track_tick if seen else -1,
            battery=threat.battery,
            rounds=threat.rounds,
            hit=threat.fate == "arrived" and draw(FATE, comer.index, 0, 0) < p_hit,
        )

    def _damage(self, threats: tuple[ThreatPlayed, ...]) -> tuple[int, ...]:
        damage = [0] * len(self._assets)
        for threat in threats:
            if threat.hit and threat.role == "weapon":
                kind = self._groups[threat.group].threat
                damage[threat.target] += round(1_000 * self.figures("threats", kind, "hits"))
        return tuple(damage)

    def _district(self, asset: str) -> str | None:
        record = self.scenario.assets[asset]
        if record.district is not None:
            return record.district
        place = shapely.Point(record.lon_deg, record.lat_deg)
        for name, district in self.scenario.districts.items():
            if any(shapely.Polygon(ring).covers(place) for ring in district.rings):
                return name
        return None

    def _leads(self, threats: tuple[ThreatPlayed, ...]) -> tuple[int, ...]:
        return tuple(self._lead(name, threats) for name in self.scenario.districts)

    def _lead(self, district: str, threats: tuple[ThreatPlayed, ...]) -> int:
        inside = {i for name, i in self._assets.items() if self._district_of[name] == district}
        bound = [threat for threat in threats if threat.target in inside]
        leakers = [t for t in bound if t.fate == "arrived" and t.role == "weapon"]
        arrivals = [threat.end_tick for threat in leakers]
        tracks = [threat.track_tick for threat in bound if threat.track_tick >= 0]
        if not arrivals:
            return -1
        return max(0, min(arrivals) - min(tracks)) if tracks else 0
