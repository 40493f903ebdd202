"""The event queue: packed keys (tick, kind, payload), near ones in a binary heap.

Far ones lie unordered in buckets, each a stretch of time; a bucket is poured into the heap when
its time comes. So the heap stays small, and nothing depends on how time is cut. A bit a bucket says
which ones hold any, so that the next is found without looking into those between.
"""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined
from airshield.kernels.processor import lowest_bit
from airshield.simulation.kernels.columns import FAR_KEY, FAR_NEXT
from airshield.simulation.kernels.indexing import index

INTERCEPT, SUPPRESS, RELEASE, ASSESS, RELOAD, MARK, WINDOW, LISTED = range(8)
"""Kinds of events, in the order in which they happen within a tick."""

HEAP, SALVOS, EVENTS, STATUS, MARKED, BUCKET, NEXT_BUCKET, SPARE = range(8)
"""Places in `Scratch.counters`."""

FULL = 1
"""Status: the working room was too small; the replication must be played again in a larger one."""

WORD_SHIFT, WORD_MASK = 6, 63
"""Buckets in a word of `Scratch.filled`, as a shift and a mask."""

KIND_SHIFT = 27
TICK_SHIFT = 30
NOTHING = -1 << 63
"""What is taken from an empty queue."""

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
    # The next bucket is known early, so that what follows need not wait for this one's time.
    if bucket < counters[NEXT_BUCKET]:
        counters[NEXT_BUCKET] = bucket
    scratch.filled[bucket >> WORD_SHIFT] |= np.int64(1) << (bucket & WORD_MASK)


@inlined
def take_next(scratch):
    """Remove and return the earliest key; `NOTHING` if there is none.

    If the heap is empty, the next bucket is poured into it, unless it holds a single key.
    """
    counters = scratch.counters
    if counters[HEAP] > 0:
        return take(scratch.heap, counters)
    bucket = counters[NEXT_BUCKET]
    if bucket == scratch.bucket.size:
        return np.int64(NOTHING)
    bucket = index(bucket)
    counters[BUCKET] = bucket
    counters[NEXT_BUCKET] = _filled_after(scratch, bucket)
    node = index(scratch.bucket[bucket])
    scratch.bucket[bucket] = -1
    far = scratch.far[node]
    key = far[FAR_KEY]
    following = far[FAR_NEXT]
    far[FAR_NEXT] = counters[SPARE]
    counters[SPARE] = node
    if following < 0:
        return key
    _push(scratch.heap, counters, key)
    while following >= 0:
        node = index(following)
        far = scratch.far[node]
        _push(scratch.heap, counters, far[FAR_KEY])
        following = far[FAR_NEXT]
        far[FAR_NEXT] = counters[SPARE]
        counters[SPARE] = node
    return take(scratch.heap, counters)


@inlined
def _filled_after(scratch, bucket):
    """Note that a bucket, the first that holds any, is empty; return the next that is not."""
    filled = scratch.filled
    word = index(bucket >> WORD_SHIFT)
    bits = filled[word] ^ (np.int64(1) << (bucket & WORD_MASK))
    filled[word] = bits
    while bits == 0:
        word = index(word + 1)
        if word == filled.size:
            return scratch.bucket.size
        bits = filled[word]
    return (word << WORD_SHIFT) + lowest_bit(bits)


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
