"""Legs of routes: split into pieces, then put together into segments of constant velocity."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import allocating_kernel


@allocating_kernel
def split_legs(points, parts):
    """Split each leg of (n, d) points evenly into its number of parts.

    The leg from each point on has `parts`; 0 for the last of a route. Return where the pieces
    begin and where they end.
    """
    here = np.empty((parts.sum(), points.shape[1]))
    there = np.empty(here.shape)
    piece = 0
    for leg in range(parts.size):
        count = parts[leg]
        for part in range(count):
            for i in range(points.shape[1]):
                first, last = points[leg, i], points[leg + 1, i]
                here[piece, i] = first + part / count * (last - first)
                there[piece, i] = first + (part + 1) / count * (last - first)
                if part + 1 == count:
                    there[piece, i] = last
            piece += 1
    return here, there


@allocating_kernel
def join_legs(first, counts, at_m, step_m, length_s, shortest_s):
    """Put the legs of each route together, leaving out those of no length.

    A route has `counts` legs from `first` on; one without any length stays where it begins for
    `shortest_s`. Return the slices of the routes, and the beginnings, lengths, places and
    velocities of their segments.
    """
    start = np.zeros(counts.size + 1, np.int64)
    for route in range(counts.size):
        kept = 0
        for leg in range(first[route], first[route] + counts[route]):
            kept += length_s[leg] > 0.0
        start[route + 1] = start[route] + max(1, kept)
    begin = np.zeros(start[-1])
    length = np.full(start[-1], shortest_s)
    place = np.empty((start[-1], 3))
    velocity = np.zeros((start[-1], 3))
    for route in range(counts.size):
        segment = start[route]
        place[segment] = at_m[first[route]]
        clock = 0.0
        for leg in range(first[route], first[route] + counts[route]):
            if length_s[leg] > 0.0:
                begin[segment] = clock
                length[segment] = length_s[leg]
                for i in range(3):
                    place[segment, i] = at_m[leg, i]
                    velocity[segment, i] = step_m[leg, i] / length_s[leg]
                segment += 1
            clock += length_s[leg]
    return start, begin, length, place, velocity
