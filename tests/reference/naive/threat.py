"""A threat in play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.naive.moments import Kind, Process, moment
from reference.naive.philox import DETECT, SOFT_KILL
from reference.naive.plan import Plan
from reference.naive.reach import Window
from reference.naive.roster import Comer

if TYPE_CHECKING:
    from reference.naive.battery import Battery
    from reference.naive.play import Raid


class Threat:
    """One threat: flies its route until something ends it."""

    def __init__(self, raid: Raid, comer: Comer, plan: Plan, value: float) -> None:
        self.raid, self.env, self.comer, self.plan = raid, raid.env, comer, plan
        self.index = comer.index
        self.value = value
        self.threat_class = raid.reference.class_of(comer.threat)
        self.cargo: list[Threat] = []
        self.flying = False
        self.fate = ""
        self.start_tick = self.end_tick = self.track_tick = -1
        self.battery = -1
        self.rounds = 0
        self.in_flight: dict[int, int] = {}
        """Rounds in flight at it that are not known to have failed, by battery."""

    @property
    def arrival_tick(self) -> int:
        """Tick at which its route ends."""
        return self.start_tick + self.plan.route.duration_ticks

    def end(self, fate: str, battery: int = -1) -> None:
        """Cease to fly, now."""
        self.flying = False
        self.fate, self.end_tick, self.battery = fate, self.env.now, battery
        if fate in ("killed", "suppressed"):
            for weapon in self.cargo:
                weapon.end("aborted")

    def fly(self) -> Process:
        """Live the whole life of a threat that starts by itself."""
        assert self.comer.start_tick is not None
        yield moment(self.env, self.comer.start_tick, Kind.START, self.index)
        self.take_off()
        if self.comer.role == "carrier":
            yield moment(self.env, self.arrival_tick, Kind.RELEASE, self.index)
            self.release()

    def take_off(self) -> None:
        """Start now; whatever may meet it on its route is set in motion."""
        self.flying = True
        self.start_tick = self.env.now
        self.raid.airborne.append(self)
        self.track_tick = self.tracked(0)
        for battery, windows in self.plan.windows_of.items():
            self.approach(self.raid.batteries[battery], windows)
        for tick, battery in self.plan.jams:
            self.env.process(self.jam(self.start_tick + tick, self.raid.batteries[battery]))

    def rounds_known(self, batteries: frozenset[int]) -> int:
        """Count the rounds of some batteries in flight at it."""
        return sum(n for battery, n in self.in_flight.items() if battery in batteries)

    def tracked(self, picture: int) -> int:
        """Tick of the first track in a picture, -1 for never."""
        u = self.raid.draw(DETECT, self.index, picture // 4, picture % 4)
        tick = self.plan.track_tick(picture, u)
        return -1 if tick is None else self.start_tick + tick

    def approach(self, battery: Battery, windows: list[Window]) -> None:
        """Tell a battery when it can first launch through each of its windows."""
        track = self.tracked(battery.post.picture)
        if track < 0 or not battery.in_service:
            return
        assert battery.post.firing is not None
        reacted = track + battery.post.latency_ticks + battery.post.firing.reaction_ticks
        for window in windows:
            opens = max(reacted, self.start_tick + window.opens)
            closes = self.start_tick + window.closes
            for arrives, leaves in battery.stays[window.station]:
                if max(opens, arrives) <= min(closes, leaves):
                    self.env.process(self.enter(battery, window, max(opens, arrives)))

    def enter(self, battery: Battery, window: Window, tick: int) -> Process:
        """Come onto a battery's list through a window."""
        yield moment(self.env, tick, Kind.WINDOW, self.index)
        if self.flying:
            battery.list_through(self, window)
            battery.mark()

    def jam(self, tick: int, battery: Battery) -> Process:
        """Pass through a jamming area."""
        yield moment(self.env, tick, Kind.SUPPRESSION, self.index)
        if self.flying and battery.in_service and battery.in_place():
            p = battery.post.p_suppress[self.comer.threat]
            if self.raid.draw(SOFT_KILL, self.index, battery.index, 0) < p:
                self.end("suppressed", battery.index)

    def release(self) -> None:
        """Let a carrier's weapons go at its release point."""
        if self.flying:
            self.end("returned")
            for weapon in self.cargo:
                weapon.take_off()
