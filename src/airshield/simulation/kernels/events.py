"""The event queue: packed keys (tick, kind, payload), near ones in a binary heap.

Far ones lie unordered in buckets, each a stretch of time; a bucket is poured into the heap when
its time comes. So the heap stays small, and nothing depends on how time is cut. A bit a bucket says
which ones hold any, so that the next is found without looking into those between.
"""

from __future__ import annotations

import numpy as np

from airshield.kernels.bits import lowest_bit
from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.columns import FAR_KEY, FAR_NEXT
from airshield.simulation.kernels.indexing import index

INTERCEPT, SUPPRESS, RELEASE, ASSESS, RELOAD, MARK, WINDOW, LISTED = range(8)
"""Kinds of events, in the order in which they happen within a tick."""

HEAP, SALVOS, EVENTS, STATUS, MARKED, BUCKET, SPARE = range(7)
"""Places in `Scratch.counters`."""

FULL = 1
"""Status: the working room was too small; the replication must be played again in a larger one."""

WORD_SHIFT, WORD_MASK = 6, 63
"""Buckets in a word of `Scratch.filled`, as a shift and a mask."""

KIND_SHIFT = 27
TICK_SHIFT = 30
PAYLOAD_MASK = (1 << KIND_SHIFT) - 1
KIND_MASK = 7


@inlined
def schedule(scratch, tick, kind, payload):
    """Put an event into the queue; note `FULL` if there is no room."""
    counters = scratch.counters
    key = (np.int64(tick) << TICK_SHIFT) | (kind << KIND_SHIFT) | payload
    bucket = min(tick >> scratch.bucket_shift, scratch.bucket.size - 1)
    if bucket <= counters[BUCKET]:
        _push(scratch.heap, counters, key)
        return
    node = counters[SPARE]
    if node < 0:
        counters[STATUS] = FULL
        return
    node = index(node)
    bucket = index(bucket)
    far = scratch.far[node]
    counters[SPARE] = far[FAR_NEXT]
    far[FAR_KEY] = key
    far[FAR_NEXT] = scratch.bucket[bucket]
    scratch.bucket[bucket] = node
    scratch.filled[bucket >> WORD_SHIFT] |= np.int64(1) << (bucket & WORD_MASK)


@inlined
def come_near(scratch):
    """Pour the next bucket into the heap if it is empty; return whether there is an event in it."""
    counters = scratch.counters
    if counters[HEAP] > 0:
        return True
    filled = scratch.filled
    # Buckets before this one are empty: the word's lowest bit is the next that is not.
    word = index(counters[BUCKET] >> WORD_SHIFT)
    while filled[word] == 0:
        word += 1
        if word == filled.size:
            return False
    bits = filled[word]
    filled[word] = bits & (bits - 1)
    bucket = index((word << WORD_SHIFT) + lowest_bit(bits))
    counters[BUCKET] = bucket
    node = np.int64(scratch.bucket[bucket])
    scratch.bucket[bucket] = -1
    while node >= 0:
        far = scratch.far[index(node)]
        _push(scratch.heap, counters, far[FAR_KEY])
        following = far[FAR_NEXT]
        far[FAR_NEXT] = counters[SPARE]
        counters[SPARE] = node
        node = following
    return True


@inlined
def _push(heap, counters, key):
    """Put a key into the heap; note `FULL` if there is no room."""
    size = index(counters[HEAP])
    if size >= heap.size:
        counters[STATUS] = FULL
        return
    while size > 0:
        parent = (size - 1) >> 1
        if heap[parent] <= key:
            break
        heap[size] = heap[parent]
        size = parent
    heap[size] = key
    counters[HEAP] += 1


@inlined
def take(heap, counters):
    """Remove and return the earliest key."""
    first = heap[0]
    size = index(counters[HEAP] - 1)
    counters[HEAP] = size
    last = heap[size]
    place = 0
    child = 1
    # The hole sinks to the bottom and the last key rises from there: it came from the bottom, so
    # this takes fewer comparisons, and few that a processor cannot guess.
    while child + 1 < size:
        child += heap[child + 1] < heap[child]
        heap[place] = heap[child]
        place = child
        child = index(2 * place + 1)
    if child < size:
        heap[place] = heap[child]
        place = child
    while place > 0:
        parent = (place - 1) >> 1
        if heap[parent] <= last:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = last
    return first
