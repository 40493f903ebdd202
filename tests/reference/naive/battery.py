"""A battery in play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.naive.figures import TICKS_PER_S
from reference.naive.forces import Post
from reference.naive.moments import Kind, Process, moment
from reference.naive.philox import READY
from reference.naive.played import SalvoPlayed
from reference.naive.reach import Window
from reference.naive.salvo import Salvo
from reference.naive.threat import Threat

if TYPE_CHECKING:
    from reference.naive.play import Raid


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
        return self.post.from_tick <= self.env.now <= self.post.leaves_tick

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
        self.env.process(salvo.fly(intercept))
        if firing.frees_at_launch:
            self.env.process(self.free_channel(firing.launch_ticks))
        if self.ready == 0 and self.left > 0:
            self.env.process(self.reload(firing.reload_ticks))

    def free_channel(self, ticks: int) -> Process:
        yield moment(self.env, self.env.now + ticks, Kind.CHANNEL, self.index)
        self.channels += 1
        self.mark()

    def reload(self, ticks: int) -> Process:
        yield moment(self.env, self.env.now + ticks, Kind.RELOAD, self.index)
        assert self.post.firing is not None
        self.ready = min(self.post.firing.ready, self.left)
        self.mark()
