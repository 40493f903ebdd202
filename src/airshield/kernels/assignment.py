"""The cheapest assignment of rows to columns, sparse and compiled.

Rows come one by one. A row whose cheapest column is free takes it; one that must fight bids for it
as in an auction and drives its holder out ("augmenting row reduction"); after `MOST_BIDS` bids, or
on a tie, the shortest augmenting path is found. Prices of columns prove at every step that what is
assigned is the cheapest for the rows so far, so the end is exact. The scheme is that of
:cite:t:`jonker1987`, with a private way out for every row: to stay unassigned.
"""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import inlined, kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

FREE = -1
"""Of a row: it has no column; of a column: it has no row."""
MOST_BIDS = 16
"""Bids that follow from one row before a shortest path settles it."""


class AssignmentScratch(NamedTuple):
    """What `assign` works in; made once, used again and again."""

    pair: Ints
    """(rows,) Index of the pair by which each row is assigned, or `FREE`; left for the caller."""
    holder: Ints
    """(columns,) Row that holds each column, or `FREE`."""
    price: Floats
    """(columns,) Price of each column, never positive."""
    distance: Floats
    """(columns,) Length of the shortest path to each, where `mark` says it was reached."""
    mark: NDArray[np.int64]
    """(columns,) Twice the number of the search that reached it, one more once it is settled."""
    from_row: Ints
    """(columns,) Row before it on the shortest path."""
    from_pair: Ints
    """(columns,) Pair before it on the shortest path."""
    settled: Ints
    """(columns,) Columns that the search has settled, in order."""
    heap_distance: Floats
    """(pairs,) Lengths in the heap of the search."""
    heap_column: Ints
    """(pairs,) Columns in it."""
    searches: NDArray[np.int64]
    """(1,) Searches so far, so that marks need never be wiped."""


def make_assignment_scratch(rows: int, columns: int, pairs: int) -> AssignmentScratch:
    """Return room for problems of up to that many rows, columns and pairs."""
    return AssignmentScratch(
        pair=np.full(rows, FREE, np.int32),
        holder=np.full(columns, FREE, np.int32),
        price=np.zeros(columns),
        distance=np.zeros(columns),
        mark=np.zeros(columns, np.int64),
        from_row=np.zeros(columns, np.int32),
        from_pair=np.zeros(columns, np.int32),
        settled=np.zeros(columns, np.int32),
        heap_distance=np.zeros(pairs),
        heap_column=np.zeros(pairs, np.int32),
        searches=np.zeros(1, np.int64),
    )


@inlined
def push(scratch, size, distance, column):
    """Put a column into the heap of that size and return the new size."""
    key, item = scratch.heap_distance, scratch.heap_column
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if key[above] <= distance:
            break
        key[place], item[place] = key[above], item[above]
        place = above
    key[place], item[place] = distance, column
    return size + 1


@inlined
def pop(scratch, size):
    """Take the nearest column off the heap of that size, whose new size is returned."""
    key, item = scratch.heap_distance, scratch.heap_column
    size -= 1
    distance, column = key[size], item[size]
    place = 0
    below = 1
    while below < size:
        if below + 1 < size and key[below + 1] < key[below]:
            below += 1
        if distance <= key[below]:
            break
        key[place], item[place] = key[below], item[below]
        place = below
        below = 2 * place + 1
    key[place], item[place] = distance, column
    return size


@inlined
def bid(row, start, column, cost, miss_cost, scratch):
    """Let a row without column bid, and those whom it drives out; return who still has to search.

    `FREE`: nobody, all have what is best for them.
    """
    for _ in range(MOST_BIDS):
        best = FREE
        least = second = 0.0  # to stay unassigned, by which all costs of a row are measured
        for pair in range(start[row], start[row + 1]):
            value = cost[pair] - miss_cost[row] - scratch.price[column[pair]]
            if value < least:
                second, least, best = least, value, pair
            elif value < second:
                second = value
        scratch.pair[row] = best
        if best == FREE:
            return FREE
        wanted = column[best]
        loser = scratch.holder[wanted]
        if loser != FREE and not least < second:
            scratch.pair[row] = FREE
            return row
        scratch.holder[wanted] = row
        if loser == FREE:
            return FREE
        scratch.price[wanted] -= second - least
        scratch.pair[loser] = FREE
        row = loser
    return row


@inlined
def settle_prices(count, length, scratch):
    """Lower the prices of the columns that were settled, so that the path costs nothing more."""
    for place in range(count):
        reached = scratch.settled[place]
        scratch.price[reached] += scratch.distance[reached] - length


@inlined
def augment(source, end_row, end_column, column, scratch):
    """Hand columns on along the path from ``source`` to a free column or a row that gives up."""
    target = end_column
    if target == FREE:
        if end_row == source:
            return
        target = column[scratch.pair[end_row]]
        scratch.pair[end_row] = FREE
    row = FREE
    while row != source:
        row = scratch.from_row[target]
        given = scratch.pair[row]
        scratch.pair[row] = scratch.from_pair[target]
        scratch.holder[target] = row
        if row != source:
            target = column[given]


@inlined
def search(source, start, column, cost, miss_cost, scratch):
    """Find a row without column its place by the shortest augmenting path, after Dijkstra."""
    scratch.searches[0] += 1
    reached = 2 * scratch.searches[0]
    length, end_row, end_column = 0.0, source, FREE
    row, base = source, 0.0
    waiting = count = 0
    while True:
        if base < length:
            length, end_row, end_column = base, row, FREE
        for pair in range(start[row], start[row + 1]):
            target = column[pair]
            value = base + (cost[pair] - miss_cost[row] - scratch.price[target])
            mark = scratch.mark[target]
            if not value < length or mark > reached:
                continue
            if mark == reached and value >= scratch.distance[target]:
                continue
            scratch.mark[target] = reached
            scratch.distance[target] = value
            scratch.from_row[target] = row
            scratch.from_pair[target] = pair
            if scratch.holder[target] == FREE:
                length, end_row, end_column = value, FREE, target
            else:
                waiting = push(scratch, waiting, value, target)
        nearest = FREE
        while waiting > 0 and nearest == FREE:
            if scratch.heap_distance[0] >= length:
                break
            if scratch.mark[scratch.heap_column[0]] == reached:
                nearest = scratch.heap_column[0]
            waiting = pop(scratch, waiting)
        if nearest == FREE:
            break
        scratch.mark[nearest] = reached + 1
        scratch.settled[count] = nearest
        count += 1
        row = scratch.holder[nearest]
        pair = scratch.pair[row]
        own = cost[pair] - miss_cost[row] - scratch.price[nearest]
        base = scratch.distance[nearest] - own
    settle_prices(count, length, scratch)
    augment(source, end_row, end_column, column, scratch)


@kernel
def assign(start, column, cost, miss_cost, columns, scratch, assigned):
    """Write to ``assigned`` the cheapest assignment of rows to columns and return what it costs.

    Each row takes one of its columns or stays unassigned, each column goes to one row at most. Of
    assignments that cost the same, the same one is found every time; a row whose pair costs just
    what missing costs stays unassigned where nothing else decides.

    Parameters
    ----------
    start : (n + 1,) whole numbers
        Where each row's pairs begin.
    column : (pairs,) whole numbers
        Column of each pair.
    cost : (pairs,)
        What each pair costs, of any sign; one that is NaN or +inf is never taken.
    miss_cost : (n,)
        What it costs that a row stays unassigned; finite.
    columns : int
        How many columns there are.
    scratch : AssignmentScratch
        Room; afterwards ``scratch.pair`` has the pair of each row.
    assigned : (n,) int32
        Result: column of each row, −1 where it stays unassigned.

    Returns
    -------
    float
        The sum of all costs; NaN where ``scratch`` is too small, and nothing is written.
    """
    rows = start.size - 1
    if rows > scratch.pair.size or columns > scratch.holder.size:
        return nan
    if start[rows] > scratch.heap_distance.size:
        return nan
    scratch.holder[:columns] = FREE
    scratch.price[:columns] = 0.0
    for row in range(rows):
        source = bid(row, start, column, cost, miss_cost, scratch)
        if source != FREE:
            search(source, start, column, cost, miss_cost, scratch)
    total = 0.0
    for row in range(rows):
        pair = scratch.pair[row]
        assigned[row] = FREE if pair == FREE else column[pair]
        total += miss_cost[row] if pair == FREE else cost[pair]
    return total


def assigned_columns(
    start: NDArray[np.integer],
    column: NDArray[np.integer],
    cost: Floats,
    miss_cost: Floats,
    columns: int,
) -> tuple[Ints, float]:
    """Return the column of each row (−1: none) and the cost of it all; see `assign`."""
    scratch = make_assignment_scratch(len(miss_cost), columns, len(column))
    assigned = np.full(len(miss_cost), FREE, np.int32)
    total = assign(start, column, cost, miss_cost, columns, scratch, assigned)
    return assigned, float(total)
