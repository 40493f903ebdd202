"""Room for the work on one cluster: tracks that are linked by plots they contend for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

MOST_HYPOTHESES = 1_000
"""Hypotheses of a cluster, counted without regard to who shares what, up to which it is exact."""


class JointScratch(NamedTuple):
    """What `joint` works in; made once, used again and again.

    Within a cluster, tracks, contested plots and links (pairs of the two) are numbered from 0.
    """

    root: Ints
    """(tracks,) Another track of the same cluster, nearer its root; the root names itself."""
    size: Ints
    """(tracks,) Tracks in the cluster, at its root."""
    head: Ints
    """(tracks,) First track of the cluster, at its root; −1: not listed yet."""
    after: Ints
    """(tracks,) Next track of the cluster, −1: none."""
    owner: Ints
    """(plots,) First track that has each plot in its gate, −1: none."""
    degree: Ints
    """(plots,) Tracks that have it in their gates."""
    number: Ints
    """(plots,) Number of each contested plot in its cluster; −1: none yet."""
    member: Ints
    """(tracks,) Tracks of the cluster at work."""
    first: Ints
    """(tracks + 1,) First link of each of them."""
    alone: Floats
    """(tracks,) Weight that each takes no contested plot, scaled."""
    scale: Floats
    """(tracks,) By what the weights of each were divided."""
    p_alone: Floats
    """(tracks,) Result: probability of it."""
    pair: Ints
    """(pairs,) Pair of each link."""
    plot: Ints
    """(pairs,) Contested plot of each link."""
    weight: Floats
    """(pairs,) Weight of each link, scaled."""
    p_link: Floats
    """(pairs,) Result: probability of each link."""
    up: Floats
    """(pairs,) Message from track to plot."""
    down: Floats
    """(pairs,) Message from plot to track."""
    part: Floats
    """(pairs,) Sum over the links before."""
    total: Floats
    """(plots,) Sum over a plot's links so far."""
    used: NDArray[np.bool_]
    """(plots,) Whether the hypothesis at work uses it; all false in between."""
    choice: Ints
    """(depth,) Link that each track takes in it; one before its first: none."""
    prefix: Floats
    """(depth,) Weight of what the tracks before have chosen."""
    below: Floats
    """(depth,) Weight of all that follows, so far."""
    loose: NDArray[np.bool_]
    """(tracks,) Result: whether a track's cluster was too large to be exact."""
    slot_key: Longs
    """(slots,) Which tracks and plots are used by the hypotheses of a slot, one for all of them."""
    slot_stamp: Longs
    """(slots,) Cluster that filled the slot."""
    slot_weight: Floats
    """(slots,) Weight of the best of them."""
    slot_leaf: Ints
    """(slots,) Which hypothesis that is."""
    leaf_slot: Ints
    """(hypotheses,) Slot of each hypothesis."""
    stamp: Longs
    """(1,) Clusters so far, so that slots need never be wiped."""


def make_joint_scratch(
    tracks: int, plots: int, pairs: int, hypotheses: int = MOST_HYPOTHESES
) -> JointScratch:
    """Return room for up to that many tracks, plots and pairs of them.

    Clusters of up to ``hypotheses`` are exact; with 0, all that contend go by messages.
    """
    hypotheses = min(hypotheses, 1 << 20)
    depth = hypotheses.bit_length() + 1
    slots = 1 << (2 * hypotheses + 1).bit_length()
    sizes = {
        **dict.fromkeys(("root", "size", "head", "after", "member", "alone"), tracks),
        **dict.fromkeys(("scale", "p_alone", "loose"), tracks),
        **dict.fromkeys(("owner", "degree", "number", "total", "used"), plots),
        **dict.fromkeys(("pair", "plot", "weight", "p_link", "up", "down", "part"), pairs),
        **dict.fromkeys(("choice", "prefix", "below"), depth),
        **dict.fromkeys(("slot_key", "slot_stamp", "slot_weight", "slot_leaf"), slots),
        "first": tracks + 1,
        "leaf_slot": hypotheses,
        "stamp": 1,
    }
    kinds: dict[str, Any] = dict.fromkeys(("slot_key", "slot_stamp", "stamp"), np.int64)
    kinds |= dict.fromkeys(("used", "loose"), np.bool_)
    floats = {
        *("alone", "scale", "p_alone", "weight", "p_link", "up", "down", "part", "total"),
        *("prefix", "below", "slot_weight"),
    }
    columns: dict[str, Any] = {
        name: np.zeros(size, np.float64 if name in floats else kinds.get(name, np.int32))
        for name, size in sizes.items()
    }
    return JointScratch(**columns)
