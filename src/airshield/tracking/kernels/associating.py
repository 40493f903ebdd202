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


@inlined
def associate(rows, count, rules, work, scratch):
    """Write the share of each pair, of each track without a plot, of each plot without a track."""
    for j in range(count):
        work.unclaimed[j] = 1.0
    if rows == 0:
        return
    if not rules.joint:
        _assign_all(rows, count, work, scratch)
        for row in range(rows):
            _take_assigned(row, work)
        return
    pairs = work.start[rows]
    joint(
        work.start[: rows + 1], work.plot[:pairs], work.weight[:pairs], work.missed[:rows], count,
        scratch.joint, True, work.share[:pairs], work.share_missed[:rows], work.unclaimed[:count],
    )  # fmt: skip
    _settle_loose(rows, count, work, scratch)


@inlined
def _settle_loose(rows, count, work, scratch):
    """Give each track of a cluster too large to be exact the plot of the best assignment.

    Messages share plots out among tracks so evenly that tracks in a crowd flow together.
    """
    found = False
    for row in range(rows):
        found = found or scratch.joint.loose[row]
    if not found:
        return
    _assign_all(rows, count, work, scratch)
    for row in range(rows):
        if scratch.joint.loose[row]:
            for k in range(work.start[row], work.start[row + 1]):
                work.unclaimed[work.plot[k]] = 1.0
    for row in range(rows):
        if scratch.joint.loose[row]:
            _take_assigned(row, work)


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
def _take_assigned(row, work):
    """Give a track all of the plot that it was assigned."""
    chosen = work.assigned[row]
    work.share_missed[row] = 1.0
    for k in range(work.start[row], work.start[row + 1]):
        work.share[k] = 0.0
        if work.plot[k] == chosen:
            p = work.weight[k] / (work.weight[k] + work.missed[row])
            work.share[k], work.share_missed[row] = p, 1.0 - p
            work.unclaimed[chosen] = 0.0
