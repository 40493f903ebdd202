"""The event queue: packed keys (tick, kind, payload), in order within buckets, stretches of time.

There are so many buckets that most hold one key or none, and a key seldom passes others on its way
to its place. A bit a bucket says which ones hold any, so that the next is found without looking
into those between. After all buckets stands one that always holds `NOTHING`.
"""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined
from airshield.kernels.processor import lowest_bit
from airshield.simulation.kernels.columns import QUEUED_KEY, QUEUED_NEXT
from airshield.simulation.kernels.indexing import index

INTERCEPT, SUPPRESS, RELEASE, ASSESS, RELOAD, MARK, WINDOW, LISTED = range(8)
"""Kinds of events, in the order in which they happen within a tick."""

SALVOS, EVENTS, STATUS, MARKED, NEXT_BUCKET, SPARE = range(6)
"""Places in `Scratch.counters`."""

FULL = 1
"""Status: the working room was too small; the replication must be played again in a larger one."""

WORD_SHIFT, WORD_MASK = 6, 63
"""Buckets in a word of `Scratch.filled`, as a shift and a mask."""

KIND_SHIFT = 27
TICK_SHIFT = 30
NOTHING = (1 << 63) - 1
"""The first key of an empty queue."""

PAYLOAD_MASK = (1 << KIND_SHIFT) - 1
KIND_MASK = 7


@inlined
def schedule(scratch, tick, kind, payload):
    """Put an event into the queue; note `FULL` if there is no room."""
    counters = scratch.counters
    queued = scratch.queued
    if counters[SPARE] < 0:
        counters[STATUS] = FULL
        return
    node = index(counters[SPARE])
    counters[SPARE] = queued[node, QUEUED_NEXT]
    key = (np.int64(tick) << TICK_SHIFT) | (kind << KIND_SHIFT) | payload
    bucket = index(min(tick >> scratch.bucket_shift, scratch.bucket.size - 2))
    following = np.int64(scratch.bucket[bucket])
    before = np.int64(-1)
    while following >= 0 and queued[following, QUEUED_KEY] < key:
        before = following
        following = queued[following, QUEUED_NEXT]
    queued[node, QUEUED_KEY] = key
    queued[node, QUEUED_NEXT] = following
    if before < 0:
        scratch.bucket[bucket] = node
    else:
        queued[before, QUEUED_NEXT] = node
    # The next bucket is known early, so that what follows need not wait for this one's time.
    if bucket < counters[NEXT_BUCKET]:
        counters[NEXT_BUCKET] = bucket
    scratch.filled[bucket >> WORD_SHIFT] |= np.int64(1) << (bucket & WORD_MASK)


@inlined
def first_key(scratch):
    """Return the earliest key; `NOTHING` if there is none."""
    node = index(scratch.bucket[index(scratch.counters[NEXT_BUCKET])])
    return scratch.queued[node, QUEUED_KEY]


@inlined
def take_first(scratch):
    """Remove the earliest key, of at least one."""
    counters = scratch.counters
    bucket = index(counters[NEXT_BUCKET])
    node = index(scratch.bucket[bucket])
    following = scratch.queued[node, QUEUED_NEXT]
    scratch.bucket[bucket] = following
    scratch.queued[node, QUEUED_NEXT] = counters[SPARE]
    counters[SPARE] = node
    if following < 0:
        counters[NEXT_BUCKET] = _filled_after(scratch, bucket)


@inlined
def _filled_after(scratch, bucket):
    """Note that a bucket, the first that holds any, is empty; return the next that is not."""
    filled = scratch.filled
    word = index(bucket >> WORD_SHIFT)
    bits = filled[word] ^ (np.int64(1) << (bucket & WORD_MASK))
    filled[word] = bits
    while bits == 0:
        word = index(word + 1)
        bits = filled[word]
    return (word << WORD_SHIFT) + lowest_bit(bits)
