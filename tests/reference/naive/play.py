"""One replication: a SimPy process for each threat and for each battery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reference.naive.battery import Battery
from reference.naive.moments import Clock
from reference.naive.philox import Draws
from reference.naive.played import SalvoPlayed
from reference.naive.roster import Comer
from reference.naive.threat import Threat

if TYPE_CHECKING:
    from reference.naive.reference import Reference


class Raid:
    """One replication while it is played."""

    def __init__(self, reference: Reference, comers: Iterable[Comer], draw: Draws) -> None:
        self.reference = reference
        self.doctrine = reference.scenario.doctrine
        self.draw = draw
        self.env = Clock()
        self.salvos: list[SalvoPlayed] = []
        self.airborne: list[Threat] = []
        self.batteries = [Battery(self, post) for post in reference.forces.posts]
        self.threats = {
            comer.index: Threat(self, comer, reference.plan(comer), reference.value_of(comer))
            for comer in comers
        }

    def play(self) -> None:
        """Play to the end."""
        for battery in self.batteries:
            post = battery.post
            if post.coordinated:
                battery.join([b for b in self.batteries if b.post.network == post.network])
            self.env.process(battery.serve())
        for threat in self.threats.values():
            if threat.comer.carrier is None:
                self.env.process(threat.fly())
            else:
                self.threats[threat.comer.carrier].cargo.append(threat)
        self.env.run()
        for threat in self.airborne:
            if threat.flying:
                threat.fate, threat.end_tick = "arrived", threat.arrival_tick
