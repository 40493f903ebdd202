"""Probabilities that plots belong to tracks, all tracks and plots weighed together.

Tracks that share plots form clusters (union–find). A track by itself has a closed form; what is
contested in a small cluster is weighed hypothesis by hypothesis, in a large one by messages, which
are exact as well where links form no loop.
"""

from __future__ import annotations

from airshield.kernels.compiled import inlined, kernel
from airshield.tracking.kernels.cluster import (
    MOST_HYPOTHESES,
    JointScratch,
    make_joint_scratch,
)
from airshield.tracking.kernels.hypotheses import weigh_hypotheses
from airshield.tracking.kernels.messages import MOST_ROUNDS, TOLERANCE, pass_messages

__all__ = ["MOST_HYPOTHESES", "TOO_SMALL", "JointScratch", "joint", "make_joint_scratch"]

TOO_SMALL = -1
FEW = 40
"""Hypotheses up to which writing them down is quicker than messages without loops."""
LEAST = 1e-250
"""Weight for no contested plot, beside a track's others, that is taken for one of zero."""


MOST_BY_MESSAGES = 64
"""Tracks of a crowd whose plots messages share out, where the caller can assign them instead."""


@inlined
def root_of(track, scratch):
    """Return the root of a track's cluster, and shorten the way to it."""
    while scratch.root[track] != track:
        scratch.root[track] = scratch.root[scratch.root[track]]
        track = scratch.root[track]
    return track


@inlined
def unite(one, other, scratch):
    """Make one cluster of those of two tracks."""
    one, other = root_of(one, scratch), root_of(other, scratch)
    if one == other:
        return
    if scratch.size[one] < scratch.size[other]:
        one, other = other, one
    scratch.root[other] = one
    scratch.size[one] += scratch.size[other]


@inlined
def link_tracks(start, column, weight, columns, scratch):
    """Find the clusters: unite the tracks that share plots, and count who wants each plot."""
    tracks = start.size - 1
    scratch.owner[:columns] = -1
    scratch.degree[:columns] = 0
    for track in range(tracks):
        scratch.root[track] = track
        scratch.size[track] = 1
        scratch.head[track] = -1
        for pair in range(start[track], start[track + 1]):
            if not weight[pair] > 0.0:
                continue
            plot = column[pair]
            scratch.degree[plot] += 1
            if scratch.degree[plot] == 1:
                scratch.owner[plot] = track
            else:
                unite(track, scratch.owner[plot], scratch)


@inlined
def list_clusters(tracks, scratch):
    """List the tracks of each cluster of several, in order."""
    for track in range(tracks - 1, -1, -1):
        root = root_of(track, scratch)
        if scratch.size[root] > 1:
            scratch.after[track] = scratch.head[root]
            scratch.head[root] = track


@inlined
def is_contested(pair, column, weight, scratch):
    """Return whether another track, too, has the plot of a pair in its gate."""
    return weight[pair] > 0.0 and scratch.degree[column[pair]] > 1


@inlined
def weigh_alone(track, start, column, weight, miss_weight, p, p_miss, p_new):
    """Write the probabilities of a track that shares no plot."""
    whole = miss_weight[track]
    for pair in range(start[track], start[track + 1]):
        if weight[pair] > 0.0:
            whole += weight[pair]
    p_miss[track] = miss_weight[track] / whole if whole > 0.0 else 1.0
    for pair in range(start[track], start[track + 1]):
        p[pair] = weight[pair] / whole if weight[pair] > 0.0 else 0.0
        if weight[pair] > 0.0:
            p_new[column[pair]] = (whole - weight[pair]) / whole


@inlined
def gather(root, start, column, weight, miss_weight, scratch):
    """Lay the links of a cluster into the scratch; return its tracks, plots and hypotheses.

    Plots that only one track wants are added to its weight for none of the contested ones. Each
    track's weights are divided by the largest, which changes nothing but keeps products small.
    """
    scratch.first[0] = 0
    tracks = plots = links = 0
    hypotheses = 1.0
    track = scratch.head[root]
    while track >= 0:
        alone, largest, begin = miss_weight[track], 0.0, links
        for pair in range(start[track], start[track + 1]):
            if not is_contested(pair, column, weight, scratch):
                if weight[pair] > 0.0:
                    alone += weight[pair]
                continue
            plot = column[pair]
            if scratch.owner[plot] >= 0:
                scratch.owner[plot] = -1
                scratch.number[plot] = plots
                plots += 1
            scratch.pair[links], scratch.plot[links] = pair, scratch.number[plot]
            scratch.weight[links] = weight[pair]
            largest = max(largest, weight[pair])
            links += 1
        largest = max(largest, alone)
        scratch.member[tracks], scratch.scale[tracks] = track, alone
        scratch.alone[tracks] = max(alone / largest, LEAST)
        for link in range(begin, links):
            scratch.weight[link] /= largest
        tracks += 1
        scratch.first[tracks] = links
        hypotheses *= 1.0 + links - begin
        track = scratch.after[track]
    return tracks, plots, hypotheses


@inlined
def spread(tracks, start, column, weight, miss_weight, scratch, p, p_miss, p_new):
    """Write the results of a cluster where the caller wants them."""
    for place in range(tracks):
        track, whole = scratch.member[place], scratch.scale[place]
        share = scratch.p_alone[place] / whole if whole > 0.0 else 0.0
        p_miss[track] = share * miss_weight[track] if whole > 0.0 else scratch.p_alone[place]
        for pair in range(start[track], start[track + 1]):
            p[pair] = 0.0
            if weight[pair] > 0.0 and not is_contested(pair, column, weight, scratch):
                p[pair] = share * weight[pair]
                p_new[column[pair]] = 1.0 - p[pair]
    for link in range(scratch.first[tracks]):
        pair = scratch.pair[link]
        p[pair] = scratch.p_link[link]
        plot = column[pair]
        p_new[plot] = max(0.0, p_new[plot] - p[pair])


@inlined
def weigh_cluster(tracks, plots, hypotheses, prune, scratch):
    """Find the probabilities of the cluster at work; return whether they have settled.

    Without loops no plots can be swapped, so that there is nothing to prune.
    """
    tree = scratch.first[tracks] == tracks + plots - 1
    few = scratch.leaf_slot.size
    if tree:
        few = min(few, FEW)
    if hypotheses <= few and weigh_hypotheses(tracks, prune and not tree, scratch):
        return True
    tolerance = 0.0 if tree else TOLERANCE
    return pass_messages(tracks, plots, tolerance, scratch) < MOST_ROUNDS


@inlined
def _leave(members, start, scratch, p, p_miss):
    """Leave a crowd without plots: its messages would take long and share them out evenly."""
    for place in range(members):
        track = scratch.member[place]
        p_miss[track] = 1.0
        for pair in range(start[track], start[track + 1]):
            p[pair] = 0.0


@kernel
def joint(start, column, weight, miss_weight, columns, scratch, prune, p, p_miss, p_new):
    """Write the probability of each pair, of each track to have no plot, of each plot no track.

    Parameters
    ----------
    start : (tracks + 1,) whole numbers
        Where each track's pairs begin.
    column : (pairs,) whole numbers
        Plot of each pair; no track names one twice.
    weight : (pairs,)
        How much likelier the plot is from the track than from anything that is no track (new or
        false); one that is not above 0 is out.
    miss_weight : (tracks,)
        Weight that a track has no plot in its gate: 1 − r + r(1 − P_D P_G) of existence r.
    columns : int
        How many plots there are.
    scratch : JointScratch
        Room, and up to how many hypotheses a cluster is exact.
    prune : bool
        Whether, in clusters that are exact, only the best of the hypotheses counts that give the
        same plots to the same tracks (JPDA* of :cite:t:`blom2000`). Crowds of more than
        `MOST_BY_MESSAGES` tracks that are not exact are then left without plots: ``scratch.loose``
        says which tracks these are, for the caller to assign.
    p : (pairs,)
        Result: probability of each pair.
    p_miss : (tracks,)
        Result: probability that the track has no plot.
    p_new : (plots,)
        Result: probability that the plot is of no track.

    Returns
    -------
    int
        How many clusters' messages were cut off before they settled, as a rule 0; `TOO_SMALL`
        where the scratch is, and nothing is written.
    """
    tracks = start.size - 1
    if tracks > scratch.root.size or columns > scratch.owner.size:
        return TOO_SMALL
    if start[tracks] > scratch.pair.size:
        return TOO_SMALL
    p_new[:columns] = 1.0
    link_tracks(start, column, weight, columns, scratch)
    list_clusters(tracks, scratch)
    cut_off = 0
    scratch.loose[:tracks] = False
    for track in range(tracks):
        if scratch.size[scratch.root[track]] == 1:
            weigh_alone(track, start, column, weight, miss_weight, p, p_miss, p_new)
        if scratch.root[track] != track or scratch.size[track] == 1:
            continue
        members, plots, bound = gather(track, start, column, weight, miss_weight, scratch)
        tree = scratch.first[members] == members + plots - 1
        if not tree and bound > scratch.leaf_slot.size:
            for place in range(members):
                scratch.loose[scratch.member[place]] = True
            if prune and members > MOST_BY_MESSAGES:
                _leave(members, start, scratch, p, p_miss)
                continue
        if not weigh_cluster(members, plots, bound, prune, scratch):
            cut_off += 1
        spread(members, start, column, weight, miss_weight, scratch, p, p_miss, p_new)
    return cut_off
