"""A salvo in flight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.naive.moments import Kind, Process, moment
from reference.naive.philox import ENGAGE
from reference.naive.threat import Threat

if TYPE_CHECKING:
    from reference.naive.battery import Battery


class Salvo:
    """Rounds in flight together."""

    def __init__(self, number: int, battery: Battery, threat: Threat, rounds: int) -> None:
        assert battery.post.firing is not None
        self.number = number
        self.battery = battery
        self.firing = battery.post.firing
        self.threat = threat
        self.rounds = rounds
        self.first_round = battery.launched_at(threat)

    def fly(self, tick: int) -> Process:
        """Fly to the intercept, and let what comes of it become known."""
        battery, env = self.battery, self.battery.env
        yield moment(env, tick, Kind.INTERCEPT, self.number)
        if not self.firing.frees_at_launch:
            battery.channels += 1
        battery.mark()
        if self.threat.flying and self.kills():
            self.threat.end("killed", battery.index)
            return
        if self.firing.rule.look == "shoot_look_shoot":
            known = env.now + self.firing.assess_ticks
            yield moment(env, known, Kind.ASSESSMENT, self.number)
        self.become_known()

    def kills(self) -> bool:
        """Whether the salvo kills the threat it meets."""
        index = 256 * self.battery.index + self.first_round
        draw, entity = self.battery.raid.draw, self.threat.index
        if draw(ENGAGE, entity, index, 0) < self.firing.p_common:
            return False
        p = self.battery.post.p_kill[self.threat.comer.threat]
        return draw(ENGAGE, entity, index, 1) < 1.0 - (1.0 - p) ** self.rounds

    def become_known(self) -> None:
        """Tell the battery, and the members that have the threat in reach, that it has failed."""
        self.threat.in_flight[self.battery.index] -= self.rounds
        self.battery.mark()
        for other in self.battery.others:
            if other.open_windows(self.threat):
                other.mark()
