"""What each battery is worth: without it alone, and its share of what all of them do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from airshield.model.scenario import Battery
from airshield.planning.answer import Estimate
from airshield.planning.estimate import difference, mean
from airshield.planning.placement.answer import WorthRow
from airshield.planning.placement.playing import Index, Level, Player, Slots, less
from airshield.planning.placement.surrogate import Floats, Surrogate

MOST_PLAYED = 12
"""With more batteries than this, Shapley values come from the surrogate."""
ORDERS = 12
"""Orders of arrival that are played, each also backwards."""
SURROGATE_ORDERS = 400
"""Orders of arrival that the surrogate is asked about, each also backwards."""


def battery_rows(
    player: Player,
    batteries: Mapping[str, Battery],
    shapley_by: str,
    surrogate: Surrogate,
    fixed: Floats,
    levels: tuple[Level, Level],
    seed: int,
) -> list[WorthRow]:
    """Return what each battery that stands there is worth, the most first.

    Parameters
    ----------
    player
        Plays them.
    batteries
        The lay-down.
    shapley_by
        `simulation` or `surrogate`.
    surrogate, fixed
        As `shapley_of_surrogate` takes them.
    levels
        How thoroughly orders of arrival are played, and batteries alone.
    seed
        Seed of the orders.
    """
    alone = worth_alone(player, (), levels[1], range(len(batteries)))
    if shapley_by == "simulation":
        shared = shapley_played(player, levels[0], len(batteries), seed)
    else:
        shared = shapley_of_surrogate(surrogate, fixed, seed)
    rows = [
        WorthRow(name=name, system=battery.system, alone=a, shared=s)
        for (name, battery), a, s in zip(batteries.items(), alone, shared, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.shared.mean, -row.alone.mean))


def worth_alone(
    player: Player, slots: Slots, level: Level, batteries: Sequence[int]
) -> list[Estimate]:
    """Estimate the harm that comes back when each battery alone holds its fire."""
    sets = [(), *((index,) for index in batteries)]
    whole, *without = player.holding_fire(slots, level, sets)
    now = player.index(whole, level)
    return [less(player.index(played, level), now) for played in without]


def shapley_played(player: Player, level: Level, batteries: int, seed: int) -> list[Estimate]:
    """Estimate each battery's Shapley value: what it adds on arrival, over sampled orders."""
    orders = _orders(batteries, ORDERS, seed)
    sets = sorted({tuple(sorted(order[at:])) for order in orders for at in range(batteries + 1)})
    played = player.holding_fire((), level, sets)
    harm = {key: player.index(found, level) for key, found in zip(sets, played, strict=True)}
    return [_mean_added(harm, orders, battery) for battery in range(batteries)]


def _mean_added(
    harm: dict[tuple[int, ...], Index], orders: Sequence[Sequence[int]], battery: int
) -> Estimate:
    """Estimate what a battery takes off the harm when it joins those before it, over orders."""
    before = after = None
    for order in orders:
        at = list(order).index(battery)
        more, fewer = harm[tuple(sorted(order[at:]))], harm[tuple(sorted(order[at + 1 :]))]
        before = more.top if before is None else before + more.top
        after = fewer.top if after is None else after + fewer.top
    assert before is not None
    assert after is not None
    raids = more.raids * len(orders)
    return difference(before, raids, after, raids)


def shapley_of_surrogate(surrogate: Surrogate, fixed: Floats, seed: int) -> list[Estimate]:
    """Estimate each battery's Shapley value in the surrogate, over sampled orders.

    Parameters
    ----------
    surrogate
        With the batteries in its `given`.
    fixed : (b, d)
        Log-survival that each of them adds.
    seed
        Seed of the orders.
    """
    batteries = fixed.shape[0]
    bare = surrogate.weight * np.exp(-(surrogate.given - fixed.sum(axis=0)))
    added = np.zeros((SURROGATE_ORDERS, batteries))
    orders = _orders(batteries, SURROGATE_ORDERS, seed)
    for number in range(SURROGATE_ORDERS):
        for order in orders[2 * number : 2 * number + 2]:
            left = bare[None, :] * np.exp(-np.cumsum(fixed[list(order)], axis=0))
            harm = np.concatenate([[bare.sum()], left.sum(axis=1)])
            added[number, list(order)] += 0.5 * -np.diff(harm)
    ones = np.ones(SURROGATE_ORDERS, np.int64)
    return [mean(added[:, battery], ones, least=-np.inf) for battery in range(batteries)]


def _orders(batteries: int, count: int, seed: int) -> list[tuple[int, ...]]:
    """Return random orders, each followed by itself backwards."""
    draws = np.random.Generator(np.random.Philox(key=np.array([seed, 0x5A9], np.uint64)))
    found: list[tuple[int, ...]] = []
    for _ in range(count):
        order = tuple(int(index) for index in draws.permutation(batteries))
        found += [order, order[::-1]]
    return found
