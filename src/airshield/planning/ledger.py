"""Whole-number sums of an assessment: fixed in size, and the same in whatever order they come."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import damage_share, exposed
from airshield.model.scenario import Scenario
from airshield.planning.estimate import CLUSTERS
from airshield.simulation.cast import Cast
from airshield.simulation.engine import SLICES, Played
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.units import TICKS_PER_S

Ints = NDArray[np.int64]

LEAD_STEP_S = 15
"""Resolution of the warning times."""

LEAD_STEPS = 4 * 3600 // LEAD_STEP_S
"""Warning times are told apart up to four hours."""

SHARE_STEPS = 1000
"""Resolution of the spread of leakage over raids."""

PEOPLE_STEPS = 2000
"""Resolution of the spread of people exposed over raids."""

WEAPON, ARRIVED = ROLES.index("weapon"), FATES.index("arrived")


class Ledger:
    """Adds up chunks by cluster: worlds, or, of a single world, every 64th replication."""

    def __init__(self, scenario: Scenario, cast: Cast, clusters: int, *, by_world: bool) -> None:
        names = cast.names
        assets, batteries, groups = len(names.assets), len(names.batteries), len(names.groups)
        districts = len(names.districts)
        self._scenario = scenario
        self._people = cast.district_people
        self._by_world = by_world
        self._hits = np.array([a.hits_to_disable for a in scenario.assets.values()])
        self.clusters = clusters if by_world else CLUSTERS
        self.sums: dict[str, Ints] = {
            name: np.zeros((self.clusters, *shape), np.int64)
            for name, shape in {
                "raids": (),
                "fates": (groups, len(ROLES), len(FATES)),
                "leakers": (),
                "leakers_squared": (),
                "no_leaker": (),
                "aimed": (assets,),
                "arrived": (assets,),
                "disabled": (assets,),
                "damage_milli": (assets,),
                "rounds": (batteries,),
                "empty": (batteries,),
                "stopped": (batteries,),
                "reached": (districts,),
                "unwarned": (districts,),
                "exposed": (districts,),
                "exposed_unwarned": (districts,),
            }.items()
        }
        most = int(cast.threats.group.size)
        self.leakers = np.zeros(most + 1, np.int64)
        self.leakage = np.zeros(SHARE_STEPS + 1, np.int64)
        self.people = np.zeros((2, PEOPLE_STEPS + 1), np.int64)
        self.most_people = max(1, int(self._people.sum()))
        self.leads = np.zeros((districts, LEAD_STEPS), np.int64)
        self.rounds = np.zeros(0, np.int64)
        self._claimed = [
            [names.groups.index(group) for group in claim.groups]
            for claim in scenario.reported.values()
        ]
        self.destroyed = np.zeros((len(self._claimed), most + 1), np.int64)
        self.kills = np.zeros((batteries, len(names.threat_classes)), np.int64)
        self.timeline = np.zeros((SLICES, 5), np.int64)
        self.events = 0

    @property
    def raids(self) -> int:
        """Raids added so far."""
        return int(self.sums["raids"].sum())

    def grow(self, clusters: int) -> None:
        """Make room for more worlds."""
        if self._by_world and clusters > self.clusters:
            for name, table in self.sums.items():
                room = np.zeros((clusters, *table.shape[1:]), np.int64)
                room[: self.clusters] = table
                self.sums[name] = room
            self.clusters = clusters

    def add(self, played: Played) -> Mapping[str, NDArray[np.generic]]:
        """Add a chunk and return its rows: what each of its replications came to."""
        chunk = played.chunk
        rows = self._rows(chunk)
        cluster = chunk.world.astype(np.int64) if self._by_world else chunk.replication % CLUSTERS
        for name, values in rows.items():
            np.add.at(self.sums[name], cluster, values)
        self._spread(rows)
        self._warn(chunk)
        self.kills += played.kills
        self.timeline += played.timeline
        self.events += played.events
        return rows

    def _rows(self, chunk: Chunk) -> dict[str, Ints]:
        """Return whole numbers per replication under the names of the sums."""
        leakers = chunk.fates[:, :, WEAPON, ARRIVED].sum(axis=1).astype(np.int64)
        share = damage_share(chunk.damage_milli, self._hits)
        people = exposed(chunk.lead_tick, self._people, self._scenario.alerting)
        return {
            "raids": np.ones(leakers.size, np.int64),
            "fates": chunk.fates.astype(np.int64),
            "leakers": leakers,
            "leakers_squared": leakers * leakers,
            "no_leaker": (leakers == 0).astype(np.int64),
            "aimed": chunk.aimed.astype(np.int64),
            "arrived": chunk.arrived.astype(np.int64),
            "disabled": (share >= 1.0).astype(np.int64),
            "damage_milli": np.rint(1000.0 * share).astype(np.int64),
            "rounds": chunk.rounds.astype(np.int64),
            "empty": chunk.empty.astype(np.int64),
            "stopped": chunk.stopped.astype(np.int64),
            "reached": (chunk.lead_tick >= 0).astype(np.int64),
            "unwarned": (chunk.lead_tick == 0).astype(np.int64),
            "exposed": np.rint(people.district_exposed).astype(np.int64),
            "exposed_unwarned": np.rint(people.district_unwarned).astype(np.int64),
        }

    def _spread(self, rows: Mapping[str, Ints]) -> None:
        """Add to the histograms over raids."""
        weapons = rows["fates"][:, :, WEAPON, :].sum(axis=(1, 2))
        share = rows["leakers"] / np.maximum(weapons, 1)
        np.add.at(self.leakers, rows["leakers"], 1)
        np.add.at(self.leakage, np.rint(SHARE_STEPS * share).astype(np.int64), 1)
        for row, name in enumerate(("exposed", "exposed_unwarned")):
            part = rows[name].sum(axis=1) / self.most_people
            np.add.at(self.people[row], np.rint(PEOPLE_STEPS * part).astype(np.int64), 1)
        for row, groups in enumerate(self._claimed):
            stopped = rows["fates"][:, groups, :2, :2].sum(axis=(1, 2, 3))
            np.add.at(self.destroyed[row], stopped, 1)
        total = rows["rounds"].sum(axis=1)
        if total.size and total.max() >= self.rounds.size:
            self.rounds = np.pad(self.rounds, (0, int(total.max()) + 1 - self.rounds.size))
        np.add.at(self.rounds, total, 1)

    def _warn(self, chunk: Chunk) -> None:
        """Add to the histogram of warning times."""
        row, district = np.nonzero(chunk.lead_tick >= 0)
        step = chunk.lead_tick[row, district] // (LEAD_STEP_S * TICKS_PER_S)
        np.add.at(self.leads, (district, np.minimum(step, LEAD_STEPS - 1)), 1)
