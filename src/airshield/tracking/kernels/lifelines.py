"""What becomes of each object over time: the tracks that follow it, gaps and changes."""

from __future__ import annotations

from airshield.kernels.compiled import kernel


@kernel
def follow_objects(edge, time_s, track, switches, breaks, steps_held, latency_s):
    """Count what happens to each object along its rows, which lie between its edges in order.

    Writes, object by object, how often its track's number changed, how often it was lost and
    held again, in how many steps it was held, and the time until it was held first (NaN: never).
    ``track`` (n,) is the number of the track that holds it, −1: none.
    """
    for thing in range(edge.size - 1):
        begin = edge[thing]
        last, held_before = -1, False
        for row in range(begin, edge[thing + 1]):
            held = track[row] >= 0
            if held:
                if last == -1:
                    latency_s[thing] = time_s[row] - time_s[begin]
                else:
                    switches[thing] += track[row] != last
                    breaks[thing] += not held_before
                last = track[row]
                steps_held[thing] += 1
            held_before = held


@kernel
def reach_of_segments(thing, track, row, reach, longest_s, time_s):
    """Find how far along its object each row is followed without a gap by one track.

    A segment is a run of an object's neighbouring rows that one track follows. The associations
    come sorted by object, track and row; two of the same object, track and row may not be.
    ``reach`` (rows,), which must hold −1, gets at the first row of a segment its last row (the
    farthest of those that begin there); ``longest_s`` (objects,) the duration of the longest.
    """
    begin = 0
    while begin < row.size:
        end = begin
        while (
            end + 1 < row.size
            and thing[end + 1] == thing[begin]
            and track[end + 1] == track[begin]
            and row[end + 1] == row[end] + 1
        ):
            end += 1
        first, last = row[begin], row[end]
        reach[first] = max(reach[first], last)
        lasted = time_s[last] - time_s[first]
        longest_s[thing[begin]] = max(longest_s[thing[begin]], lasted)
        begin = end + 1


@kernel
def cover_objects(edge, reach, time_s, tracks_needed, tracked_s):
    """Write the fewest tracks that follow each object as far as any do, and for how long any do.

    From each row the segment that reaches farthest is taken, then the next from the row after its
    end. ``reach`` is what `reach_of_segments` left; it is filled up along each object.
    """
    for thing in range(edge.size - 1):
        farthest = -1
        for row in range(edge[thing], edge[thing + 1]):
            farthest = max(farthest, reach[row])
            reach[row] = farthest
            if farthest > row:
                tracked_s[thing] += time_s[row + 1] - time_s[row]
        row = edge[thing]
        while row < edge[thing + 1]:
            if reach[row] >= row:
                tracks_needed[thing] += 1
                row = reach[row]
            row += 1
