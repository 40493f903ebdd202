"""An instant plan: pieces one by one where each takes off most harm, then swaps."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from airshield.planning.placement import kernels
from airshield.planning.placement.surrogate import Floats, Ints, Limits, Surrogate

_SWAP_ROUNDS = 50


class Chosen(NamedTuple):
    """A plan for the surrogate."""

    counts: Ints
    """(c,) pieces of each column."""
    harm: float
    """Expected harm of the surrogate."""
    order: Ints
    """Columns in the order in which they were taken; empty if there is none."""


def choose_greedily(
    surrogate: Surrogate, limits: Limits, *, swaps: bool = True, start: Ints | None = None
) -> Chosen:
    """Return the better of the greedy choices by harm and by harm for each euro.

    Parameters
    ----------
    surrogate, limits
        What is to be protected, and what may be placed.
    swaps
        Whether single pieces are then moved until no move helps.
    start : (c,)
        Pieces that are placed already.
    """
    paid = bool((limits.cost_eur > 0).all()) and np.isfinite(limits.budget_eur)
    found = [
        _choose(surrogate, limits, by_cost, swaps, start)
        for by_cost in ((False, True) if paid else (False,))
    ]
    return min(found, key=lambda chosen: chosen.harm)


def improve(surrogate: Surrogate, limits: Limits, start: Ints) -> Chosen:
    """Return a plan after greedy additions and swaps from a start."""
    return _choose(surrogate, limits, False, True, start)


def _choose(
    surrogate: Surrogate, limits: Limits, by_cost: bool, swaps: bool, start: Ints | None
) -> Chosen:
    chosen = np.zeros(limits.site.size, np.int64) if start is None else start.astype(np.int64)
    counts = _counted(limits, chosen)
    at_risk = surrogate.at_risk(chosen)
    reached = _reached(surrogate.gain)
    gain = np.empty(chosen.size)
    order = np.zeros(max(0, limits.pieces - int(chosen.sum())), np.int64)
    whole = np.array([limits.per_site, limits.pieces], np.int64)
    rest: tuple[Any, ...] = (limits.site, limits.system, limits.cost_eur, chosen, counts, whole)
    tail = (limits.at_most, float(limits.budget_eur))
    placed = kernels.add_greedily(at_risk, reached, gain, by_cost, *rest, *tail, order)
    if swaps:
        kernels.swap_until_still(at_risk, reached, gain, *rest, *tail, _SWAP_ROUNDS)
        kernels.add_greedily(at_risk, reached, gain, False, *rest, *tail, order[placed:])
    return Chosen(chosen, surrogate.harm(chosen), order[:placed])


def _counted(limits: Limits, chosen: Ints) -> tuple[Ints, Ints, Floats]:
    """Return pieces by site and by system type, and their number and cost."""
    return (
        np.bincount(limits.site, chosen, limits.sites).astype(np.int64),
        np.bincount(limits.system, chosen, limits.at_most.size).astype(np.int64),
        np.array([float(chosen.sum()), float((chosen * limits.cost_eur).sum())]),
    )


def _reached(gain: Floats) -> tuple[Ints, Ints, Floats]:
    """Return where each column's points begin, these, and the probability of passing there."""
    column, point = np.nonzero(gain)
    start = np.searchsorted(column, np.arange(gain.shape[0] + 1)).astype(np.int64)
    return start, point.astype(np.int64), np.exp(-gain[column, point])
