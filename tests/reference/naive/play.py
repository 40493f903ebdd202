"""One replication: a SimPy process for each threat and for each battery.

Time is whole ticks. Within a tick SimPy's priorities keep the order of the theory page: first
everything that happens, kind by kind, then the decisions, battery by battery.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

import simpy

from reference.naive.figures import TICKS_PER_S
from reference.naive.forces import Post
from reference.naive.philox import DETECT, ENGAGE, READY, SOFT_KILL, Draws
from reference.naive.plan import Plan
from reference.naive.played import SalvoPlayed
from reference.naive.reach import Window
from reference.naive.roster import Comer

if TYPE_CHECKING:
    from reference.naive.reference import Reference

Process = Generator[simpy.Event, None, None]


class Kind(IntEnum):
    """What happens first within a tick; decisions come last."""

    START = 1
    INTERCEPT = 2
    SUPPRESSION = 3
    RELEASE = 4
    ASSESSMENT = 5
    RELOAD = 6
    CHANNEL = 7
    WINDOW = 8
    LAST_CHANCE = 9
    DECISION = 10


def moment(env: simpy.Environment, tick: int, kind: Kind, number: int) -> simpy.Event:
    """Schedule an event at a tick, after those of earlier kinds and lower numbers."""
    event = simpy.Event(env)
    event._ok, event._value = True, None
    env.schedule(event, priority=(kind << 32) + number, delay=tick - env.now)
    return event


class Salvo:
    """Rounds in flight together."""

    def __init__(self, number: int, battery: Battery, threat: Threat, rounds: int) -> None:
        self.number = number
        self.battery = battery
        self.threat = threat
        self.rounds = rounds
        self.first_round = battery.launched_at(threat)


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


class Battery:
    """One battery: decides whenever it is marked."""

    def __init__(self, raid: Raid, post: Post) -> None:
        self.raid, self.env, self.post = raid, raid.env, post
        self.index = post.index
        self.in_service = raid.draw(READY, self.index, 0, 0) < post.p_ready
        first = int(8.0 * raid.draw(READY, self.index, 0, 1))
        self.stays = [post.stays(station, first) for station in range(len(post.sites))]
        self.others: list[Battery] = []
        """The other members of a coordinated network."""
        self.cheaper: list[Battery] = []
        """Those of them with a lower cost per round."""
        self.circle = frozenset({self.index})
        """Itself and the others, by index."""
        firing = post.firing
        self.channels = firing.channels if firing else 0
        self.left = firing.stock if firing else 0
        self.ready = min(firing.ready, self.left) if firing else 0
        self.list: dict[Threat, list[Window]] = {}
        self.launched: dict[int, int] = {}
        """Rounds launched at each threat."""
        self.awaited: set[tuple[int, int]] = set()
        """(threat, window) whose last chance it will look at again."""
        self.call = raid.env.event()
        self.marked = False

    def join(self, members: list[Battery]) -> None:
        """Take care, from now on, of what the members of its network do."""
        self.others = [member for member in members if member is not self]
        self.circle = frozenset(member.index for member in members)
        mine = self.post.firing
        self.cheaper = [
            other
            for other in self.others
            if mine and other.post.firing and other.post.firing.cost < mine.cost
        ]

    def launched_at(self, threat: Threat) -> int:
        """Count the rounds that it has launched at a threat."""
        return self.launched.get(threat.index, 0)

    def in_place(self) -> bool:
        """Whether it is within its time in the lay-down."""
        return self.post.from_tick <= self.env.now <= self.post.until_tick

    def stands_at(self, station: int) -> bool:
        """Whether it is at a station now."""
        if self.post.patrol is None:
            return self.in_place()
        return any(a <= self.env.now <= b for a, b in self.stays[station])

    def list_through(self, threat: Threat, window: Window) -> None:
        """Enter a threat into the list through a window."""
        windows = self.list.setdefault(threat, [])
        if window not in windows:
            windows.append(window)

    def mark(self) -> None:
        """Ask it to decide in the second half of this tick."""
        if not self.marked:
            self.marked = True
            call, self.call = self.call, self.env.event()
            call._ok, call._value = True, None
            self.env.schedule(call, priority=(Kind.DECISION << 32) + self.index)

    def serve(self) -> Process:
        """Live the whole life of a battery."""
        while True:
            yield self.call
            self.marked = False
            self.raid.decisions += 1
            while self.can_launch():
                choice = self.choose()
                if choice is None:
                    break
                self.launch(*choice)

    def can_launch(self) -> bool:
        return self.in_service and self.in_place() and self.channels > 0 and self.ready > 0

    def open_windows(self, threat: Threat) -> list[Window]:
        """Windows through which a threat is on its list at this tick."""
        if not threat.flying:
            return []
        since = self.env.now - threat.start_tick
        return [
            window
            for window in self.list.get(threat, ())
            if window.opens <= since <= window.closes and self.stands_at(window.station)
        ]

    def choose(self) -> tuple[Threat, Window] | None:
        """Choose the threat to launch at next, and the window to launch through."""
        best: tuple[float, int, int] | None = None
        choice: tuple[Threat, Window] | None = None
        for threat in [threat for threat in self.list if not threat.flying]:
            del self.list[threat]
        for threat in self.list:
            if not self.may_engage(threat):
                continue
            windows = [w for w in self.open_windows(threat) if not self.leaves(threat, w)]
            for window in windows:
                rank = (-self.urgency(threat), threat.index, window.number)
                if best is None or rank < best:
                    best, choice = rank, (threat, window)
        return choice

    def may_engage(self, threat: Threat) -> bool:
        """Every condition but that of leaving a threat to a cheaper battery."""
        firing = self.post.firing
        assert firing is not None
        if not self.has_rounds_for(threat):
            return False
        if firing.rule.look == "shoot_look_shoot" and threat.in_flight.get(self.index, 0) > 0:
            return False
        if self.raid.doctrine.double_engagement:
            return True
        return threat.rounds_known(self.circle - {self.index}) == 0

    def unreserved(self, threat: Threat) -> int:
        """Count the rounds left, less those reserved for other classes."""
        assert self.post.firing is not None
        reserves = self.post.firing.reserves
        return self.left - sum(n for kept, n in reserves.items() if kept != threat.threat_class)

    def has_rounds_for(self, threat: Threat) -> bool:
        """Whether it has rounds for a threat and has not spent its allowance on it."""
        assert self.post.firing is not None
        spent = self.launched_at(threat) >= self.post.firing.rule.max_rounds
        return not spent and self.unreserved(threat) >= 1

    def leaves(self, threat: Threat, window: Window) -> bool:
        """Whether it leaves a threat to a cheaper battery of its coordinated network."""
        doctrine = self.raid.doctrine
        if not (doctrine.cheapest_first and self.cheaper):
            return False
        last_chance = threat.start_tick + window.closes - self.raid.reference.last_chance_ticks
        if self.env.now >= last_chance:
            return False
        if not any(other.would_take(threat) for other in self.cheaper):
            return False
        if (threat.index, window.number) not in self.awaited:
            self.awaited.add((threat.index, window.number))
            self.env.process(self.look_again(last_chance, window))
        return True

    def would_take(self, threat: Threat) -> bool:
        """Whether a dearer member may leave a threat to this one."""
        if self.post.p_kill[threat.comer.threat] < self.raid.doctrine.adequate_p_kill:
            return False
        if not (self.in_service and self.in_place() and self.has_rounds_for(threat)):
            return False
        windows = threat.plan.windows_of.get(self.index, ())
        return any(threat.start_tick + window.closes >= self.env.now for window in windows)

    def look_again(self, tick: int, window: Window) -> Process:
        """Decide again at the last chance of a window."""
        yield moment(self.env, tick, Kind.LAST_CHANCE, window.number)
        self.mark()

    def urgency(self, threat: Threat) -> float:
        """Value at risk over time left, as far as this battery knows."""
        known = threat.rounds_known(self.circle)
        miss = 1.0 - self.post.p_kill[threat.comer.threat]
        left = max(threat.arrival_tick - self.env.now, TICKS_PER_S) / TICKS_PER_S
        return threat.value * miss**known / left

    def launch(self, threat: Threat, window: Window) -> None:
        """Launch a salvo at a threat through a window."""
        firing = self.post.firing
        assert firing is not None
        already = self.launched_at(threat)
        rounds = min(
            firing.rule.salvo,
            self.ready,
            firing.rule.max_rounds - already,
            self.unreserved(threat),
        )
        salvo = Salvo(len(self.raid.salvos), self, threat, rounds)
        since = self.env.now - threat.start_tick
        met = -int(-window.meeting(since / TICKS_PER_S) * TICKS_PER_S // 1)
        met = min(max(met, since + 1), threat.plan.route.duration_ticks)
        self.channels -= 1
        self.ready -= rounds
        self.left -= rounds
        self.launched[threat.index] = already + rounds
        threat.rounds += rounds
        threat.in_flight[self.index] = threat.in_flight.get(self.index, 0) + rounds
        intercept = threat.start_tick + met
        played = SalvoPlayed(threat.index, self.index, rounds, self.env.now, intercept)
        self.raid.salvos.append(played)
        self.env.process(self.fly_out(salvo, intercept))
        if firing.frees_at_launch:
            self.env.process(self.free_channel(firing.launch_ticks))
        if self.ready == 0 and self.left > 0:
            self.env.process(self.reload(firing.reload_ticks))

    def fly_out(self, salvo: Salvo, tick: int) -> Process:
        """Follow a salvo on its way, and what becomes known of it."""
        firing = self.post.firing
        assert firing is not None
        yield moment(self.env, tick, Kind.INTERCEPT, salvo.number)
        if not firing.frees_at_launch:
            self.channels += 1
        self.mark()
        if salvo.threat.flying and self.kills(salvo):
            salvo.threat.end("killed", self.index)
            return
        if firing.rule.look == "shoot_look_shoot":
            known = self.env.now + firing.assess_ticks
            yield moment(self.env, known, Kind.ASSESSMENT, salvo.number)
        self.assess(salvo)

    def kills(self, salvo: Salvo) -> bool:
        """Whether the salvo kills the threat it meets."""
        firing = self.post.firing
        assert firing is not None
        threat, draw = salvo.threat, self.raid.draw
        index = 256 * self.index + salvo.first_round
        if draw(ENGAGE, threat.index, index, 0) < firing.p_common:
            return False
        p = self.post.p_kill[threat.comer.threat]
        return draw(ENGAGE, threat.index, index, 1) < 1.0 - (1.0 - p) ** salvo.rounds

    def assess(self, salvo: Salvo) -> None:
        """Know that a salvo has failed."""
        salvo.threat.in_flight[self.index] -= salvo.rounds
        self.mark()
        for other in self.others:
            if other.open_windows(salvo.threat):
                other.mark()

    def free_channel(self, ticks: int) -> Process:
        yield moment(self.env, self.env.now + ticks, Kind.CHANNEL, self.index)
        self.channels += 1
        self.mark()

    def reload(self, ticks: int) -> Process:
        yield moment(self.env, self.env.now + ticks, Kind.RELOAD, self.index)
        assert self.post.firing is not None
        self.ready = min(self.post.firing.ready, self.left)
        self.mark()


class Raid:
    """One replication while it is played."""

    def __init__(self, reference: Reference, comers: Iterable[Comer], draw: Draws) -> None:
        self.reference = reference
        self.doctrine = reference.scenario.doctrine
        self.draw = draw
        self.env = simpy.Environment()
        self.salvos: list[SalvoPlayed] = []
        self.airborne: list[Threat] = []
        self.decisions = 0
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
