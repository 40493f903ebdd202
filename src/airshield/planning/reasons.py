"""Why each threat of one replication ended as it did, from the facts of that replication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from airshield.simulation.arrays import World
from airshield.simulation.kernels import columns
from airshield.simulation.kernels.tracking import UNTRACKED, track_tick
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.recording import Recorded
from airshield.simulation.world import Stage

SAMPLES = 33
"""Moments of a window at which a battery's state is looked at."""

NAMED = 3
"""Most batteries named in one reason."""


class Busy(NamedTuple):
    """One battery's replication: when its channels and launchers were taken."""

    channels: list[tuple[int, int]]
    """Spans of ticks for which a channel was held."""
    reloads: list[tuple[int, int]]
    """Spans for which the launchers were empty and being filled."""
    spent: list[tuple[int, int]]
    """Decision tick and rounds of each salvo."""


def batteries_busy(world: World, recorded: Recorded) -> list[Busy]:
    """Return each battery's replication, from its salvos."""
    table = world.battery
    busy = [Busy([], [], []) for _ in range(table.shape[0])]
    ready = np.minimum(table[:, columns.STOCK], table[:, columns.LAUNCHER_ROUNDS])
    left = table[:, columns.STOCK].copy()
    for salvo in recorded.salvos.tolist():
        battery, rounds = salvo[columns.SALVO_BATTERY], salvo[columns.SALVO_ROUNDS]
        decided, meets = salvo[columns.SALVO_DECIDED], salvo[columns.SALVO_MEETS]
        mine, hold = busy[battery], int(table[battery, columns.HOLD_TICK])
        if mine.reloads and mine.reloads[-1][1] <= decided and ready[battery] == 0:
            ready[battery] = min(left[battery], table[battery, columns.LAUNCHER_ROUNDS])
        mine.channels.append((decided, meets if hold < 0 else decided + max(1, hold)))
        mine.spent.append((decided, rounds))
        ready[battery] -= rounds
        left[battery] -= rounds
        if ready[battery] <= 0 and left[battery] > 0:
            filled = decided + max(1, int(table[battery, columns.RELOAD_TICK]))
            mine.reloads.append((decided, filled))
    return busy


class Teller:
    """Says why, threat by threat, in one line each."""

    def __init__(self, stage: Stage, world: World, recorded: Recorded, seed: int) -> None:
        self._stage = stage
        self._world = world
        self._recorded = recorded
        self._seed = seed
        self._busy = batteries_busy(world, recorded)
        self._names = stage.cast.names.batteries
        fired: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for salvo in recorded.salvos.tolist():
            threat, battery = salvo[columns.SALVO_THREAT], salvo[columns.SALVO_BATTERY]
            fired[threat][battery] += salvo[columns.SALVO_ROUNDS]
        self._fired = fired

    def why(self, row: int) -> str:
        """Say why the threat in a row of the fates ended so."""
        fates = self._recorded.fates
        fate = FATES[fates.fate[row]]
        rounds = int(fates.rounds[row])
        if fate == "killed":
            return f"killed by {self._names[fates.battery[row]]}, {_rounds(rounds)} at it in all"
        if fate == "suppressed":
            return f"jammed by {self._names[fates.battery[row]]}"
        if fate == "aborted":
            return "its carrier was stopped before the release"
        if fate == "returned":
            return "reached its release point and turned back" + self._missed(row, "; ")
        decoy = "a decoy; " if ROLES[fates.role[row]] == "decoy" else ""
        return decoy + self._leaked(row)

    def _missed(self, row: int, lead: str = "") -> str:
        """Say which rounds missed it; empty if none were launched."""
        fired = self._fired.get(int(self._recorded.fates.threat[row]), {})
        if not fired:
            return ""
        named = _named([self._names[battery] for battery in fired])
        return f"{lead}{_rounds(sum(fired.values()))} by {named} missed"

    def _leaked(self, row: int) -> str:
        """Say what kept every battery in reach from stopping it."""
        route = int(self._recorded.route[row])
        first, last = self._world.route[[route, route + 1], columns.WINDOW_FIRST]
        if first == last:
            return "no battery that can fire at it reaches its route"
        fired = self._fired.get(int(self._recorded.fates.threat[row]), {})
        windows: dict[int, list[int]] = defaultdict(list)
        for window in range(int(first), int(last)):
            windows[int(self._world.window[window, columns.BATTERY])].append(window)
        reasons: dict[str, list[str]] = defaultdict(list)
        for battery, mine in windows.items():
            if battery not in fired:
                reasons[self._held(row, battery, mine)].append(self._names[battery])
        told = [self._missed(row)] if fired else []
        ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
        told += [f"{_named(names)} {reason}" for reason, names in ordered]
        return "; ".join(told[:2]) + ("; and others" if len(told) > 2 else "")

    def _held(self, row: int, battery: int, windows: list[int]) -> str:
        """Say what kept one battery from launching at a threat."""
        fates, world = self._recorded.fates, self._world
        start = int(fates.start_tick[row])
        table = world.battery[battery]
        if not self._recorded.serving[battery]:
            return "out of service"
        replication = int(fates.replication[row])
        route, threat = int(self._recorded.route[row]), int(fates.threat[row])
        sight = world.route[route, columns.SIGHT_FIRST] + world.window[windows[0], columns.SIGHT]
        tracked = track_tick(world, self._seed, replication, threat, sight)
        if tracked == UNTRACKED:
            return "never tracked it"
        able = max(start + tracked + int(table[columns.REACT_TICK]), int(table[columns.FROM_TICK]))
        closes = start + max(int(world.window[w, columns.CLOSES]) for w in windows)
        opens = start + min(int(world.window[w, columns.OPENS]) for w in windows)
        if max(able, opens) > min(closes, int(table[columns.UNTIL_TICK])):
            if start + tracked + int(table[columns.REACT_TICK]) > closes:
                return "tracked it too late"
            return "was not in place at that time"
        return self._occupied(row, battery, max(able, opens), closes)

    def _occupied(self, row: int, battery: int, opens: int, closes: int) -> str:
        """Say why a battery that could see and reach a threat did not launch at it."""
        table, busy = self._world.battery[battery], self._busy[battery]
        kind = int(self._world.route[int(self._recorded.route[row]), columns.TYPE])
        kept = int(self._world.withheld[battery, self._stage.cast.type_class[kind]])
        moments = [int(tick) for tick in np.linspace(opens, closes, SAMPLES)]
        states = set()
        for tick in moments:
            left = int(table[columns.STOCK]) - sum(n for at, n in busy.spent if at <= tick)
            if left <= 0:
                states.add("had no rounds left")
            elif left <= kept:
                states.add("kept its last rounds in reserve")
            elif _holding(busy.reloads, tick):
                states.add("was reloading")
            elif _holding(busy.channels, tick) >= int(table[columns.CHANNELS]):
                states.add("had every channel busy")
            else:
                states.add("")
        if "" in states:
            return (
                "left it to others, or away" if table[columns.ORBIT_TICK] else "left it to others"
            )
        return " and then ".join(sorted(states)) if len(states) < 3 else "was busy throughout"


def _holding(spans: Iterable[tuple[int, int]], tick: int) -> int:
    """Return how many spans hold a tick."""
    return sum(first <= tick < last for first, last in spans)


def _rounds(count: int) -> str:
    return "1 round" if count == 1 else f"{count} rounds"


def _named(names: list[str]) -> str:
    """Join names, a few of them."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
