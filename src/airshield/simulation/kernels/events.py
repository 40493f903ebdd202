"""The event queue: one binary heap of packed keys (tick, kind, payload)."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.indexing import index

INTERCEPT, SUPPRESS, RELEASE, ASSESS, RELOAD, MARK, WINDOW, LISTED = range(8)
"""Kinds of events, in the order in which they happen within a tick."""

HEAP, SALVOS, EVENTS, STATUS, MARKED = range(5)
"""Places in `Scratch.counters`."""

FULL = 1
"""Status: the working room was too small; the replication must be played again in a larger one."""

KIND_SHIFT = 27
TICK_SHIFT = 30
PAYLOAD_MASK = (1 << KIND_SHIFT) - 1
KIND_MASK = 7


@inlined
def schedule(heap, counters, tick, kind, payload):
    """Put an event into the queue; note `FULL` if there is no room."""
    size = index(counters[HEAP])
    if size >= heap.size:
        counters[STATUS] = FULL
        return
    key = (tick << TICK_SHIFT) | (kind << KIND_SHIFT) | payload
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
