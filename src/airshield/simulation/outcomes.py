"""What a chunk of replications leaves behind: arrays, one row a replication."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FATES = ("killed", "suppressed", "arrived", "aborted", "returned")
"""How a threat ends, in the order of every array's fate axis."""

ROLES = ("weapon", "decoy", "carrier")
"""What a threat is, in the order of every array's role axis."""


class Chunk(NamedTuple):
    """Outcomes of n replications, in the order of their numbers.

    G groups, A assets, B batteries, D districts, in scenario-file order.
    """

    replication: NDArray[np.int64]
    """(n,) number of the replication."""
    world: NDArray[np.int32]
    """(n,) world it was played in."""
    fates: NDArray[np.int32]
    """(n, G, 3, 5) threats by group, role (`ROLES`) and fate (`FATES`)."""
    arrived: NDArray[np.int32]
    """(n, A) weapons that arrived at each asset (decoys aside)."""
    aimed: NDArray[np.int32]
    """(n, A) weapons aimed at each asset (decoys aside)."""
    damage_milli: NDArray[np.int32]
    """(n, A) thousandths of a reference warhead that hit each asset."""
    first_hit_tick: NDArray[np.int32]
    """(n, A) tick of the first hit, -1 for none."""
    rounds: NDArray[np.int32]
    """(n, B) rounds launched by each battery."""
    empty: NDArray[np.uint8]
    """(n, B) whether the battery launched its last round."""
    lead_tick: NDArray[np.int32]
    """(n, D) ticks from a district's first track to its first arrival; -1 without arrival."""
    stopped: NDArray[np.int32]
    """(n, B) threats that each battery killed or suppressed."""


class Fates(NamedTuple):
    """What happened to each threat of some replications: m rows, replication by replication."""

    replication: NDArray[np.int64]
    """(m,) replication."""
    threat: NDArray[np.int32]
    """(m,) index of the threat in its replication."""
    group: NDArray[np.int32]
    """(m,) group index."""
    role: NDArray[np.int8]
    """(m,) role (`ROLES`)."""
    variant: NDArray[np.int32]
    """(m,) route variant."""
    target: NDArray[np.int32]
    """(m,) asset index; -1 for a carrier."""
    fate: NDArray[np.int8]
    """(m,) fate (`FATES`)."""
    hit: NDArray[np.int8]
    """(m,) 1 if it arrived and hit."""
    battery: NDArray[np.int32]
    """(m,) battery that killed or suppressed it, else -1."""
    start_tick: NDArray[np.int64]
    """(m,) tick at which it started (an aborted one: was to be aborted)."""
    track_tick: NDArray[np.int64]
    """(m,) tick of its first track in the warning picture, -1 if it ended before one."""
    end_tick: NDArray[np.int64]
    """(m,) tick at which it ended."""
    east_m: NDArray[np.float64]
    """(m,) where it ended, local frame."""
    north_m: NDArray[np.float64]
    """(m,) where it ended, local frame."""
    height_m: NDArray[np.float64]
    """(m,) height at which it ended."""
    rounds: NDArray[np.int32]
    """(m,) rounds launched at it."""
