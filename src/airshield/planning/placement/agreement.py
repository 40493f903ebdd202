"""How far the surrogate ranks plans as the simulation does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from airshield.planning.placement import kernels
from airshield.planning.placement.options import chosen_of, slots_of
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.planning.placement.surrogate import Limits, Surrogate

PLANS = 20
"""Random plans that are played."""


def random_plans(limits: Limits, count: int, seed: int) -> list[Slots]:
    """Return random plans of as many pieces as the limits allow, each option as likely."""
    draws = np.random.Generator(np.random.Philox(key=np.array([seed, 0x7A0], np.uint64)))
    size = limits.site.size
    found = []
    for _ in range(count):
        chosen = np.zeros(size, np.int64)
        for option in draws.permutation(size):
            chosen[option] += 1
            if not limits.allows(chosen):
                chosen[option] -= 1
            elif chosen.sum() == limits.pieces:
                break
        found.append(slots_of(chosen))
    return found


def tau_of(player: Player, surrogate: Surrogate, plans: Sequence[Slots], level: Level) -> float:
    """Return Kendall's tau between the harm of the surrogate and the harm played."""
    size = surrogate.gain.shape[0]
    expected = np.array([surrogate.harm(chosen_of(slots, size)) for slots in plans])
    played = np.array([player.score(slots, level) for slots in plans])
    return float(kernels.kendall_tau(expected, played))
