"""How far channels and stocks suffice for all who come: a factor on what one battery alone does."""

from __future__ import annotations

import numpy as np

from airshield.planning.placement.engagements import Engagements
from airshield.planning.placement.streams import Streams
from airshield.planning.placement.surrogate import Floats
from airshield.simulation.kernels import columns
from airshield.units import TICKS_PER_S


def survival(engaged: Engagements, streams: Streams) -> Floats:
    """Return the probability (r, b + c) that a threat leaks past a battery in the whole raid.

    That is 1 − p_ready · present · served · (1 − leak): whether the battery is in service and in
    place, and whether it has a channel and a round for the threat (a fluid limit, in which the
    share served is what can be done over what is asked for).
    """
    wanted = engaged.leak.shape[1]
    chance = engaged.world.chance[:wanted, columns.P_READY]
    factor = chance * _present(engaged, streams)
    alone = 1.0 - factor * (1.0 - engaged.leak)
    # Others act first about as often as last: half of the log-survival of those that stand there.
    thinned = np.sqrt(alone[:, : engaged.fixed].prod(axis=1))
    load = streams.expected * thinned
    served = np.minimum(_stocked(engaged, load), _channelled(engaged, streams, load))
    return np.asarray(1.0 - factor * served * (1.0 - engaged.leak))


def _present(engaged: Engagements, streams: Streams) -> Floats:
    """Return the probability (r, b + c) that a battery is in place when a threat passes."""
    cast = engaged.stage.cast
    world = engaged.world
    wanted = engaged.leak.shape[1]
    real = cast.groups.real[streams.group]
    carried = np.where(streams.carrier_route >= 0, streams.carrier_route, 0)
    delay = np.where(streams.carrier_route >= 0, world.route[carried, columns.DURATION], 0)
    middle = delay + 0.5 * world.route[:-1, columns.DURATION]
    first = real[:, columns.FROM_S] * TICKS_PER_S + middle
    last = real[:, columns.UNTIL_S] * TICKS_PER_S + middle
    span = np.maximum(last - first, 1.0)[:, None]
    begin = world.battery[:wanted, columns.FROM_TICK].astype(np.float64)
    until = world.battery[:wanted, columns.UNTIL_TICK].astype(np.float64)
    low = np.maximum(first[:, None], begin)
    high = np.minimum(first[:, None] + span, until)
    return np.asarray(np.clip((high - low) / span, 0.0, 1.0))


def _stocked(engaged: Engagements, load: Floats) -> Floats:
    """Return the share (r, b + c) of the rounds asked for that stocks hold, reserves kept."""
    wanted = engaged.leak.shape[1]
    asked = load @ engaged.rounds
    held = engaged.world.battery[:wanted, columns.STOCK, None] - engaged.world.withheld[:wanted]
    share = np.minimum(1.0, np.maximum(held, 0) / np.maximum(asked, 1e-9)[:, None])
    types = engaged.world.route[:-1, columns.TYPE]
    by_class = share.T[engaged.stage.doctrine.type_class[types]]
    return np.where(engaged.rounds > 0.0, by_class, 1.0)


def _channelled(engaged: Engagements, streams: Streams, load: Floats) -> Floats:
    """Return the share (r, b + c) of the engagements asked for that channels can hold."""
    groups = engaged.stage.cast.groups.real
    wanted = engaged.leak.shape[1]
    channels = engaged.world.battery[:wanted, columns.CHANNELS]
    share = np.ones_like(engaged.leak)
    for group, row in enumerate(groups):
        mine = streams.group == group
        busy = load[mine] @ engaged.busy_tick[mine]
        passing = _passing_tick(engaged, mine)
        span = (row[columns.UNTIL_S] - row[columns.FROM_S]) * TICKS_PER_S + passing
        share[mine] = np.minimum(1.0, channels * span / np.maximum(busy, 1e-9))
    return share


def _passing_tick(engaged: Engagements, mine: Floats) -> Floats:
    """Return how long a group's threats take to pass each battery (b + c), first to last window."""
    wanted = engaged.leak.shape[1]
    world = engaged.world
    routes = np.repeat(np.arange(mine.size), np.diff(world.route[:, columns.WINDOW_FIRST]))
    kept = mine[routes].astype(bool) & (world.window[:, columns.BATTERY] < wanted)
    battery = world.window[kept, columns.BATTERY]
    opens, closes = np.full(wanted, np.inf), np.zeros(wanted)
    np.minimum.at(opens, battery, world.window[kept, columns.OPENS])
    np.maximum.at(closes, battery, world.window[kept, columns.CLOSES])
    return np.asarray(np.where(np.isfinite(opens), np.maximum(closes - opens, 0.0), 0.0))
