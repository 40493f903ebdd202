"""Every hypothesis of a small cluster, weighed; of those that only swap plots, the best alone.

A hypothesis says which contested plot each track takes, or none, no plot twice; its weight is the
product of what was taken. They are walked as a tree, a track a level, and the weights below a node
are handed up, so that a node costs one multiplication for each sum it enters.
"""

from __future__ import annotations

from airshield.kernels.compiled import inlined, kernel

ALL, NOTE, BEST = range(3)
"""What a walk does at a hypothesis: counts it; notes the best of those alike; counts only these."""


@inlined
def slot_of(key, scratch):
    """Return the slot of the hypotheses that use these tracks and plots, empty or not."""
    last = scratch.slot_key.size - 1
    slot = (key * 0x9E3779B97F4A7C1 ^ key >> 7) & last
    while scratch.slot_stamp[slot] == scratch.stamp[0] and scratch.slot_key[slot] != key:
        slot = slot + 1 & last
    return slot


@inlined
def note(tracks, leaf, weight, scratch):
    """Note a hypothesis where it is the best so far of those with its tracks and plots."""
    key = 0
    for track in range(tracks):
        link = scratch.choice[track]
        if link >= scratch.first[track]:
            key |= 1 << track | 1 << tracks + int(scratch.plot[link])
    slot = slot_of(key, scratch)
    scratch.leaf_slot[leaf] = slot
    if scratch.slot_stamp[slot] != scratch.stamp[0]:
        scratch.slot_stamp[slot] = scratch.stamp[0]
        scratch.slot_key[slot] = key
    elif not weight > scratch.slot_weight[slot]:
        return
    scratch.slot_weight[slot] = weight
    scratch.slot_leaf[slot] = leaf


@inlined
def leaf_value(tracks, leaf, mode, scratch):
    """Return 1 where a hypothesis counts and 0 where it does not."""
    if mode == NOTE:
        note(tracks, leaf, scratch.prefix[tracks], scratch)
    if mode == BEST and scratch.slot_leaf[scratch.leaf_slot[leaf]] != leaf:
        return 0.0
    return 1.0


@inlined
def next_choice(track, link, scratch):
    """Return the next link from ``link`` on whose plot is still free; the end: none is."""
    end = scratch.first[track + 1]
    while link < end and scratch.used[scratch.plot[link]]:
        link += 1
    return link


@inlined
def collect(track, value, scratch):
    """Add what lies below the choice of a track to all that it enters, and take it back."""
    link = scratch.choice[track]
    if link < scratch.first[track]:
        part = scratch.alone[track] * value
        scratch.p_alone[track] += scratch.prefix[track] * part
    else:
        part = scratch.weight[link] * value
        scratch.p_link[link] += scratch.prefix[track] * part
        scratch.used[scratch.plot[link]] = False
    scratch.below[track] += part


@kernel
def walk(tracks, mode, scratch):
    """Walk all hypotheses of the cluster at work and return their whole weight.

    ``p_alone`` and ``p_link`` take the sums of the weights, not yet divided by it.
    """
    scratch.p_alone[:tracks] = 0.0
    scratch.p_link[: scratch.first[tracks]] = 0.0
    scratch.prefix[0] = 1.0
    track = leaf = 0
    value = 0.0
    entering = True
    while track >= 0:
        if entering and track == tracks:
            value = leaf_value(tracks, leaf, mode, scratch)
            leaf += 1
            entering = False
        elif entering:
            scratch.below[track] = 0.0
            scratch.choice[track] = scratch.first[track] - 1
            scratch.prefix[track + 1] = scratch.prefix[track] * scratch.alone[track]
            track += 1
            continue
        else:
            collect(track, value, scratch)
            link = next_choice(track, scratch.choice[track] + 1, scratch)
            if link < scratch.first[track + 1]:
                scratch.choice[track] = link
                scratch.used[scratch.plot[link]] = True
                scratch.prefix[track + 1] = scratch.prefix[track] * scratch.weight[link]
                entering = True
                track += 1
                continue
            value = scratch.below[track]
        track -= 1
    return value


@kernel
def weigh_hypotheses(tracks, prune, scratch):
    """Write the exact probabilities of a small cluster to ``p_alone`` and ``p_link``.

    With ``prune``, of all hypotheses that use the same tracks and the same plots only the best
    counts, so that tracks that fly together do not run into one (JPDA* of :cite:t:`blom2000`).
    Returns False, and nothing of use, where all weights vanish.
    """
    mode = ALL
    if prune:
        scratch.stamp[0] += 1
        walk(tracks, NOTE, scratch)
        mode = BEST
    whole = walk(tracks, mode, scratch)
    if not whole > 0.0:
        return False
    for track in range(tracks):
        scratch.p_alone[track] /= whole
    for link in range(scratch.first[tracks]):
        scratch.p_link[link] /= whole
    return True
