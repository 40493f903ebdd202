"""The best few plans of the surrogate, played: fewer at every level, then moved piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from airshield.planning.placement.greedy import choose_greedily
from airshield.planning.placement.options import chosen_of, slots_of
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.planning.placement.surrogate import Limits, Surrogate

DIVERSE = 6
"""Plans beside the greedy and the optimal one."""
KEPT = 3
"""Plans that reach the second level."""
MOVES = 12
"""Moves of single pieces that are played."""
_JITTER = 0.6
"""Spread of the logarithm by which demand is shaken to find other plans."""


def starting_plans(
    surrogate: Surrogate, limits: Limits, best: Sequence[Slots], seed: int
) -> list[Slots]:
    """Return the plans given, then plans that are best for demand a little different.

    Parameters
    ----------
    surrogate, limits
        What is to be protected, and what may be placed.
    best
        Plans that must be among them.
    seed
        Seed of how demand is shaken.
    """
    draws = np.random.Generator(np.random.Philox(key=np.array([seed, 0xD1CE], np.uint64)))
    found = list(dict.fromkeys(best))
    for _ in range(4 * DIVERSE):
        if len(found) >= len(best) + DIVERSE:
            break
        shaken = surrogate.weight * np.exp(_JITTER * draws.standard_normal(surrogate.weight.size))
        plan = choose_greedily(surrogate._replace(weight=shaken), limits)
        slots = slots_of(plan.counts)
        if slots not in found:
            found.append(slots)
    return found


def halve(player: Player, plans: Sequence[Slots], levels: Sequence[Level]) -> Slots:
    """Return the best of several plans: all are played a little, the better ones more."""
    left = list(plans)
    for number, level in enumerate(levels):
        left.sort(key=lambda slots: player.score(slots, level))
        left = left[: max(1, KEPT if number == 0 else 1)]
    return left[0]


def move_pieces(
    player: Player, surrogate: Surrogate, limits: Limits, start: Slots, level: Level
) -> Slots:
    """Return a plan after moves of single pieces that lessen the harm played.

    The moves that the surrogate likes best are played first; each is kept if it does better in
    the same raids.
    """
    best = start
    tried = {start}
    for _ in range(MOVES):
        move = next((m for m in _moves(surrogate, limits, best) if m not in tried), None)
        if move is None:
            break
        tried.add(move)
        if player.score(move, level) < player.score(best, level):
            best = move
    return best


def _moves(surrogate: Surrogate, limits: Limits, slots: Slots) -> Iterator[Slots]:
    """Yield plans that differ in one piece, those the surrogate likes best first."""
    size = limits.site.size
    chosen = chosen_of(slots, size)
    found: list[tuple[float, Slots]] = []
    for place, option in enumerate(slots):
        without = chosen.copy()
        without[option] -= 1
        at_risk = surrogate.at_risk(without)
        harm = at_risk @ np.exp(-surrogate.gain.T)
        others = 0
        for other in np.argsort(harm, kind="stable"):
            without[other] += 1
            if other != option and limits.allows(without):
                found.append((float(harm[other]), _with(slots, place, int(other))))
                others += 1
            without[other] -= 1
            if others == MOVES:
                break
    yield from (move for _, move in sorted(found))


def _with(slots: Slots, place: int, option: int) -> Slots:
    return (*slots[:place], option, *slots[place + 1 :])
