"""Plots are shared out among the tracks of a window.

Formulas and sources: ``docs/theory/tracking``, section *Association*.
"""

from __future__ import annotations

from math import log

from airshield.kernels.assignment import assign
from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.joint import joint

LEAST_MISS = 0.05
"""A plot in the gate is better than none, unless this much less likely than a miss."""
SURELY = 0.7
"""Share, of what a track has in its gate, from which on its second plot is surely its own."""


@inlined
def associate(tracks, rows, count, rules, work, scratch):
    """Write the share of each pair, of each track without a plot, of each plot without a track.

    And which tracks' second plots may well be others'.
    """
    for j in range(count):
        work.unclaimed[j] = 1.0
    if rows == 0:
        return
    pairs, loose = work.start[rows], scratch.joint.loose
    if rules.joint:
        joint(
            work.start[: rows + 1], work.plot[:pairs], work.weight[:pairs], work.missed[:rows],
            count, scratch.joint, True, work.share[:pairs], work.share_missed[:rows],
            work.unclaimed[:count],
        )  # fmt: skip
        found = _free_loose(rows, work, loose)
    else:
        loose[:rows] = True
        found = True
    if found:
        _assign_all(rows, count, work, scratch)
    for row in range(rows):
        begins = tracks.plots[work.slot[row]] == 1
        if loose[row]:
            _take_assigned(row, begins, work)
        else:
            work.doubtful[row] = begins and _is_doubtful(row, work)


@inlined
def _free_loose(rows, work, loose):
    """Free the plots of clusters too large to be exact; return whether there are any.

    Messages share plots out among tracks so evenly that tracks in a crowd flow together: the best
    assignment gives them theirs.
    """
    found = False
    for row in range(rows):
        if loose[row]:
            found = True
            for k in range(work.start[row], work.start[row + 1]):
                work.unclaimed[work.plot[k]] = 1.0
    return found


@inlined
def _is_doubtful(row, work):
    """Tell whether the plot that a track most likely has may well be another's."""
    whole, most = 0.0, 0.0
    for k in range(work.start[row], work.start[row + 1]):
        whole += work.share[k]
        most = max(most, work.share[k])
    return most < SURELY * whole


@inlined
def _assign_all(rows, count, work, scratch):
    """Find the best assignment of plots to tracks, each taken to exist."""
    pairs = work.start[rows]
    for row in range(rows):
        for k in range(work.start[row], work.start[row + 1]):
            work.cost[k] = -log(max(work.pair_total[k], 1e-300))
        work.miss_cost[row] = -log(max(1.0 - work.p_see[row], LEAST_MISS))
    assign(
        work.start[: rows + 1], work.plot[:pairs], work.cost[:pairs], work.miss_cost[:rows], count,
        scratch.assignment, work.assigned[:rows],
    )  # fmt: skip


@inlined
def _take_assigned(row, begins, work):
    """Give a track all of the plot that it was assigned.

    If it begins with that, and may well have another, the plot can begin a track of its own.
    """
    chosen, whole, own = work.assigned[row], 0.0, 0.0
    work.share_missed[row] = 1.0
    for k in range(work.start[row], work.start[row + 1]):
        work.share[k] = 0.0
        whole += work.weight[k]
        if work.plot[k] == chosen:
            own = work.weight[k]
            p = own / (own + work.missed[row])
            work.share[k], work.share_missed[row] = p, 1.0 - p
            work.unclaimed[chosen] = 0.0
    work.doubtful[row] = begins and own < SURELY * whole
    if work.doubtful[row] and chosen >= 0:
        work.unclaimed[chosen] = work.share_missed[row]
