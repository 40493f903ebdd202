"""Tracks on a grid, so that a sensor of short range asks only those around it.

The grid holds where tracks were when it was made. Tracks that a cell cannot vouch for until the
next one is made are *strays*: new ones, fast ones, blurred ones, and those that have moved. They
are asked by every sensor, so that what is found never depends on when the grid was made.
"""

from __future__ import annotations

from math import inf, sqrt

from airshield.kernels.compiled import inlined
from airshield.tracking.kernels.layout import HIGH_WATER

SLACK_M = 3_000.0
"""A track is asked by a sensor up to this far outside its range; blurred ones, farther."""
STRAYED_M = 1.1 * SLACK_M
"""How far a track that is no stray can be from where its cell has it: half of ``SLACK_M`` moved at
an update, and a second and a half at the most that is not fast."""
BLURRED_M = 750.0
"""Spread of the place from which a track counts as blurred."""
STALE_S = 1.0
"""A grid is made anew after this time."""
MOST_STRAYS = 256
"""And when so many tracks have strayed."""
SHORT_RANGE_M = 60_000.0
"""Sensors that see farther ask every track."""
TIME, WEST, SOUTH, SIDE, COLUMNS, ROWS, STRAYS = range(7)


@inlined
def is_blurred(tracks, slot):
    """Tell whether a track's place is so uncertain that any sensor may see it."""
    return tracks.near[slot, 4] > BLURRED_M


@inlined
def note_stray(tracks, slot, index):
    """Add a track to the strays if its cell can no longer vouch for it."""
    if index.head[TIME] == inf or index.stray_mark[slot]:
        return
    near, home = tracks.near[slot], index.home[slot]
    moved2 = (near[0] - home[0]) ** 2 + (near[1] - home[1]) ** 2
    fast = near[2] ** 2 + near[3] ** 2 > (0.4 * SLACK_M) ** 2
    if fast or moved2 > (0.5 * SLACK_M) ** 2 or is_blurred(tracks, slot):
        add_stray(slot, index)


@inlined
def add_stray(slot, index):
    """Add a track to the strays, once there is a grid."""
    if index.head[TIME] == inf or index.stray_mark[slot]:
        return
    index.stray_mark[slot] = True
    at = int(index.head[STRAYS])
    index.stray[at] = slot
    index.head[STRAYS] = at + 1


@inlined
def refresh(tracks, time_s, index):
    """Make the grid anew if it is stale or has too many strays."""
    head = index.head
    strays = int(head[STRAYS])
    fresh = head[TIME] - STALE_S <= time_s < head[TIME] + STALE_S
    if fresh and strays < index.born[0] + MOST_STRAYS:
        return
    _make(tracks, time_s, index)


@inlined
def _make(tracks, time_s, index):
    head, high = index.head, tracks.head[HIGH_WATER]
    west, south, east, north, alive = 1e300, 1e300, -1e300, -1e300, 0
    head[STRAYS], head[TIME] = 0.0, time_s
    for slot in range(high):
        index.stray_mark[slot] = False
        if not tracks.alive[slot]:
            continue
        alive += 1
        dt = time_s - tracks.time_s[slot]
        x = tracks.near[slot, 0] + dt * tracks.near[slot, 2]
        y = tracks.near[slot, 1] + dt * tracks.near[slot, 3]
        index.home[slot, 0], index.home[slot, 1] = x, y
        west, east = min(west, x), max(east, x)
        south, north = min(south, y), max(north, y)
        note_stray(tracks, slot, index)
    index.born[0] = int(head[STRAYS])
    if alive == 0:
        head[COLUMNS], head[ROWS] = 0.0, 0.0
        return
    most = index.start.shape[0] - 2
    side = max(sqrt((east - west + 1.0) * (north - south + 1.0) / min(alive, most)), 500.0)
    columns, rows = int((east - west) / side) + 1, int((north - south) / side) + 1
    while columns * rows > most:
        side *= 1.5
        columns, rows = int((east - west) / side) + 1, int((north - south) / side) + 1
    head[WEST], head[SOUTH], head[SIDE] = west, south, side
    head[COLUMNS], head[ROWS] = columns, rows
    for c in range(columns * rows + 1):
        index.start[c] = 0
    for slot in range(high):
        if tracks.alive[slot]:
            index.start[_cell(index.home[slot], head) + 1] += 1
    for c in range(columns * rows):
        index.start[c + 1] += index.start[c]
    for slot in range(high):
        if tracks.alive[slot]:
            cell = _cell(index.home[slot], head)
            index.item[index.start[cell]] = slot
            index.start[cell] += 1
    for c in range(columns * rows, 0, -1):
        index.start[c] = index.start[c - 1]
    index.start[0] = 0


@inlined
def _cell(home, head):
    column = int((home[0] - head[WEST]) / head[SIDE])
    return int((home[1] - head[SOUTH]) / head[SIDE]) * int(head[COLUMNS]) + column


@inlined
def tracks_around(tracks, east, north, reach, index):
    """Write the slots that may matter within a reach to ``index.found``; return how many."""
    head, found = index.head, 0
    for k in range(int(head[STRAYS])):
        index.found[found] = index.stray[k]
        found += 1
    if head[COLUMNS] > 0.0:
        side, wide = head[SIDE], reach + SLACK_M + STRAYED_M
        x0 = int(max((east - wide - head[WEST]) / side, 0.0))
        x1 = int(min((east + wide - head[WEST]) / side, head[COLUMNS] - 1.0))
        y0 = int(max((north - wide - head[SOUTH]) / side, 0.0))
        y1 = int(min((north + wide - head[SOUTH]) / side, head[ROWS] - 1.0))
        if east + wide >= head[WEST] and north + wide >= head[SOUTH]:
            for row in range(y0, y1 + 1):
                base = row * int(head[COLUMNS])
                if x1 < x0:
                    continue
                for p in range(index.start[base + x0], index.start[base + x1 + 1]):
                    slot = index.item[p]
                    if not index.stray_mark[slot]:
                        index.found[found] = slot
                        found += 1
    _sort(index.found, found)
    return found


@inlined
def _sort(found, count):
    """Sort by insertion: the lists are short."""
    for i in range(1, count):
        slot, at = found[i], i
        while at > 0 and found[at - 1] > slot:
            found[at] = found[at - 1]
            at -= 1
        found[at] = slot
