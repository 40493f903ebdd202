"""The worlds of one task, and single raids against what stands there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import damage_share, exposed, repair_hours
from airshield.planning.campaign.theatre import Here, Theatre
from airshield.simulation.arrays import Groups, Scratch, World
from airshield.simulation.engine import play_replications
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.simulation.world import Stage, make_world
from airshield.units import TICKS_PER_S

Ints = NDArray[np.int64]

MOST_WORLDS_KEPT = 24
"""Worlds that one task keeps, each for one state of arrivals."""

WEAPON, ARRIVED = ROLES.index("weapon"), FATES.index("arrived")

COUNTS = ("raids", "weapons", "leakers", "exposed", "exposed_unwarned")
"""What is counted in each raid."""


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


class Ground:
    """The worlds of one task, and the raids played on them."""

    def __init__(self, theatre: Theatre, world: int, seed: int) -> None:
        self._theatre, self._index, self._seed = theatre, world, seed
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
