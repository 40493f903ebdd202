"""Plays paths: raid after raid with the state that earlier raids and deliveries left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import damage_share, exposed, repair_hours
from airshield.planning.campaign.arriving import Arrivals, Case, arrivals
from airshield.planning.campaign.coming import Coming, delays_on, raids_on
from airshield.planning.campaign.months import Month, edges_h
from airshield.planning.campaign.outage import Outage
from airshield.planning.campaign.repairs import Repairs
from airshield.planning.campaign.stocks import Stocks
from airshield.planning.campaign.theatre import Here, Theatre
from airshield.simulation.arrays import Groups, Scratch, World
from airshield.simulation.engine import play_replications
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.simulation.world import Stage, make_world
from airshield.units import TICKS_PER_S

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_WORLDS_KEPT = 24
"""Worlds that one task keeps, each for one state of arrivals."""

WEAPON, ARRIVED = ROLES.index("weapon"), FATES.index("arrived")

COUNTS = ("raids", "weapons", "leakers", "exposed", "exposed_unwarned")
"""What is counted in each month."""
OF_SYSTEM = ("used", "came", "left", "bare", "gone")
"""What is counted in each month by system type: rounds launched, rounds that came, rounds there are
at its end; raids before which a battery had none left, raids after which there was none anywhere.
"""


class Task(NamedTuple):
    """Paths of one world."""

    world: int
    paths: tuple[int, ...]


class Played(NamedTuple):
    """What came of the paths of a task: n paths, c cases, m months, s system types."""

    task: Task
    counts: Ints
    """(n, c, m, `COUNTS`)"""
    by_system: Ints
    """(n, c, m, s, `OF_SYSTEM`)"""
    out_of_action: Floats
    """(n, c, m) share of what is protected, by value, that does not work; mean over the month."""
    shed_mw: Floats
    """(n, c, m) demand not served, mean over the month; 0 without a network."""
    people: Floats
    """(n, c, m) people without power, mean over the month; 0 without a network."""


class Struck(NamedTuple):
    """An asset that a raid hit."""

    asset: int
    after_h: float
    """Hours from H-hour to its first hit."""
    share: float
    """Share of its function that the raid takes, of what it has when whole."""
    repair_h: float
    """Hours to repair it once disabled."""


class Raid(NamedTuple):
    """What one raid came to."""

    counts: Ints
    """(`COUNTS`) those of this raid."""
    rounds: Ints
    """(b,) launched by each battery."""
    struck: tuple[Struck, ...]
    """Assets hit, in order of time."""


class Setting(NamedTuple):
    """What every path of a campaign shares."""

    theatre: Theatre
    months: tuple[Month, ...]
    cases: tuple[Case, ...]
    seed: int
    systems: tuple[str, ...]
    """System types that fire rounds."""


def play(setting: Setting, task: Task) -> Played:
    """Play the paths of a task; what comes of each depends on the path alone."""
    ground = _Ground(setting, task.world)
    sizes = len(task.paths), len(setting.cases), len(setting.months)
    counts = np.zeros((*sizes, len(COUNTS)), np.int64)
    by_system = np.zeros((*sizes, len(setting.systems), len(OF_SYSTEM)), np.int64)
    outage = Outage(setting.theatre.scenario, setting.months, setting.seed, task.world)
    for row, path in enumerate(task.paths):
        for column, one in enumerate(_path(setting, ground, path)):
            counts[row, column] = one.counts
            by_system[row, column] = one.by_system
            outage.add(one.repairs.finish())
    out_of_action, shed_mw, people = (part.reshape(sizes) for part in outage.found())
    return Played(task, counts, by_system, out_of_action, shed_mw, people)


class _Ground:
    """The worlds of one task, and the raids played on them."""

    def __init__(self, setting: Setting, world: int) -> None:
        self._theatre, self._index, self._seed = setting.theatre, world, setting.seed
        self._worlds: dict[Here, tuple[Stage, World, Groups]] = {}
        self._scratch: dict[Here, Scratch] = {}
        self._memory: dict[tuple[Here, int, bytes], Raid] = {}

    def full(self) -> Ints:
        """Return the full stock of each battery."""
        everything = (True,) * len(self._theatre.pledged)
        return np.asarray(self._world(everything)[1].battery[:, columns.STOCK])

    def forget(self) -> None:
        """Forget the raids of a path."""
        self._memory.clear()

    def raid(self, here: Here, replication: int, left: Ints) -> Raid:
        """Play a raid against what stands here with these rounds left, or remember it."""
        key = (here, replication, left.tobytes())
        if key not in self._memory:
            self._memory[key] = self._play(here, replication, left)
        return self._memory[key]

    def _play(self, here: Here, replication: int, left: Ints) -> Raid:
        stage, world, groups = self._world(here)
        battery = world.battery.copy()
        battery[:, columns.STOCK] = left
        played, self._scratch[here] = play_replications(
            stage,
            world._replace(battery=battery),
            groups,
            self._seed,
            np.array([replication], np.int64),
            self._index,
            slice_tick=TICKS_PER_S,
            scratch=self._scratch.get(here),
        )
        chunk = played.chunk
        struck = _struck(stage, chunk, self._seed)
        return Raid(_counted(stage, chunk), chunk.rounds[0].astype(np.int64), struck)

    def _world(self, here: Here) -> tuple[Stage, World, Groups]:
        if here not in self._worlds:
            if len(self._worlds) >= MOST_WORLDS_KEPT:
                oldest = next(iter(self._worlds))
                del self._worlds[oldest]
                self._scratch.pop(oldest, None)
            staged = self._theatre.staged(here)
            world, groups = make_world(staged.stage, staged.values(self._index))
            self._worlds[here] = (staged.stage, world, groups)
        return self._worlds[here]


def _counted(stage: Stage, chunk: Chunk) -> Ints:
    """Return `COUNTS` of a single raid."""
    weapons = chunk.fates[0, :, WEAPON]
    people = exposed(chunk.lead_tick, stage.cast.district_people, stage.scenario.alerting)
    return np.array(
        [
            1,
            weapons.sum(),
            weapons[:, ARRIVED].sum(),
            np.rint(people.district_exposed).sum(),
            np.rint(people.district_unwarned).sum(),
        ],
        np.int64,
    )


def _struck(stage: Stage, chunk: Chunk, seed: int) -> tuple[Struck, ...]:
    """Return what a single raid hit, in order of time."""
    assets = stage.scenario.assets.values()
    share = damage_share(chunk.damage_milli, [asset.hits_to_disable for asset in assets])
    hit = np.flatnonzero(share[0])
    if not hit.size:
        return ()
    spreads = [asset.repair_h for asset in assets]
    repair_h = repair_hours(np.ones_like(share), spreads, seed, chunk.replication)[0]
    after_h = chunk.first_hit_tick[0] / (TICKS_PER_S * 3600.0)
    hit = hit[np.argsort(after_h[hit], kind="stable")]
    rows = zip(hit, after_h[hit], share[0, hit], repair_h[hit], strict=True)
    return tuple(Struck(int(asset), float(a), float(s), float(r)) for asset, a, s, r in rows)


class _Case(NamedTuple):
    """What came of one path in one case."""

    counts: Ints
    by_system: Ints
    repairs: Repairs


def _path(setting: Setting, ground: _Ground, path: int) -> list[_Case]:
    """Play one path in every case, on the same raids."""
    scenario = setting.theatre.scenario
    raids = raids_on(path, setting.seed, setting.months, scenario.campaign)
    delays = delays_on(path, setting.seed, tuple(scenario.pledges), scenario.campaign.delay_months)
    ground.forget()
    return [
        _Walk(setting, ground, arrivals(case, scenario.pledges, setting.months, delays)).along(
            raids
        )
        for case in setting.cases
    ]


class _Walk:
    """One path in one case, from month to month."""

    def __init__(self, setting: Setting, ground: _Ground, coming_in: Arrivals) -> None:
        scenario = setting.theatre.scenario
        campaign = scenario.campaign
        self._setting, self._ground, self._arrivals = setting, ground, coming_in
        self._full = ground.full()
        self._edges = edges_h(setting.months)
        self._supplies = _supplies(setting, coming_in)
        index = {name: i for i, name in enumerate(setting.systems)}
        system = [index.get(battery.system, -1) for battery in scenario.batteries.values()]
        depot = [campaign.depot_rounds.get(name, 0) for name in setting.systems]
        self._stocks = Stocks(np.array(system, np.int64), np.array(depot, np.int64))
        assets = scenario.assets.values()
        self._repairs = Repairs([a.value for a in assets], campaign.repair_crews)
        months = len(setting.months)
        self._counts = np.zeros((months, len(COUNTS)), np.int64)
        self._by_system = np.zeros((months, len(index), len(OF_SYSTEM)), np.int64)

    def along(self, raids: tuple[Coming, ...]) -> _Case:
        """Play the raids in order, and note the state at the end of each month."""
        place = 0
        for month in range(len(self._setting.months)):
            before = self._stocks.used.copy(), self._stocks.came.copy()
            while place < len(raids) and raids[place].month == month:
                self._meet(raids[place])
                place += 1
            self._bring(np.nextafter(self._edges[month + 1], 0.0))
            row = self._by_system[month]
            row[:, 0] = self._stocks.used - before[0]
            row[:, 1] = self._stocks.came - before[1] * (month > 0)
            row[:, 2] = self._stocks.total()
        return _Case(self._counts, self._by_system, self._repairs)

    def _bring(self, until_h: float) -> Here:
        """Let everything arrive that does so by then; return what is here."""
        while self._supplies and self._supplies[0][0] <= until_h:
            _, system, rounds = self._supplies.pop(0)
            self._stocks.supply(system, rounds)
        here = tuple(hour <= until_h for hour in self._arrivals.battery_h)
        own = np.ones(self._setting.theatre.own, np.bool_)
        self._stocks.arrive(np.append(own, np.array(here, np.bool_)), self._full)
        return here

    def _meet(self, raid: Coming) -> None:
        """Play one raid."""
        here = self._bring(raid.at_h)
        self._stocks.top_up()
        row = self._by_system[raid.month]
        row[:, 3] += self._stocks.bare()
        outcome = self._ground.raid(here, raid.replication, self._stocks.left)
        self._stocks.use(outcome.rounds)
        row[:, 4] += (self._stocks.total() == 0) & (self._stocks.came > 0)
        self._counts[raid.month] += outcome.counts
        for hit in outcome.struck:
            self._repairs.hit(raid.at_h + hit.after_h, hit.asset, hit.share, hit.repair_h)


def _supplies(setting: Setting, coming_in: Arrivals) -> list[tuple[float, int, int]]:
    """Return (hour, system, rounds) of everything that comes to the depots, in order of time."""
    index = {name: i for i, name in enumerate(setting.systems)}
    monthly = setting.theatre.scenario.campaign.rounds_per_month
    found = [
        (hour, index[name], rounds)
        for hour in edges_h(setting.months)[1:-1]
        for name, rounds in monthly.items()
        if name in index
    ]
    found += [(hour, index[name], rounds) for hour, name, rounds in coming_in.rounds]
    return sorted(found)
