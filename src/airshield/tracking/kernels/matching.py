"""Which estimates lie near which truths, and the best one-to-one match of each step."""

from __future__ import annotations

from math import sqrt

from airshield.kernels.assignment import FREE, assign
from airshield.kernels.compiled import inlined, kernel


@inlined
def squared_m2(one_m, row, other_m, place):
    """Return the squared distance of two places."""
    total = 0.0
    for axis in range(one_m.shape[1]):
        gap = one_m[row, axis] - other_m[place, axis]
        total += gap * gap
    return total


@inlined
def first_east_of(place_m, begin, end, east_m):
    """Return the first of the rows, sorted by east, that lies no farther west than ``east_m``."""
    while begin < end:
        middle = (begin + end) >> 1
        if place_m[middle, 0] < east_m:
            begin = middle + 1
        else:
            end = middle
    return begin


@kernel
def count_near(truth_edge, truth_m, estimate_edge, estimate_m, cut_m, start):
    """Write to ``start`` (truths + 1,) where each truth's pairs begin: all nearer than ``cut_m``.

    Rows lie step by step between the edges, estimates of a step sorted by east.
    """
    start[0] = 0
    for step in range(truth_edge.size - 1):
        last = estimate_edge[step + 1]
        for row in range(truth_edge[step], truth_edge[step + 1]):
            count = start[row]
            east = truth_m[row, 0]
            place = first_east_of(estimate_m, estimate_edge[step], last, east - cut_m)
            while place < last and estimate_m[place, 0] <= east + cut_m:
                if sqrt(squared_m2(truth_m, row, estimate_m, place)) < cut_m:
                    count += 1
                place += 1
            start[row + 1] = count


@kernel
def list_near(truth_edge, truth_m, estimate_edge, estimate_m, cut_m, start, column, distance_m):
    """Write each pair's estimate, counted from the first of its step, and how far apart they are.

    ``start`` is what `count_near` found.
    """
    for step in range(truth_edge.size - 1):
        first, last = estimate_edge[step], estimate_edge[step + 1]
        for row in range(truth_edge[step], truth_edge[step + 1]):
            pair = start[row]
            east = truth_m[row, 0]
            place = first_east_of(estimate_m, first, last, east - cut_m)
            while place < last and estimate_m[place, 0] <= east + cut_m:
                apart = sqrt(squared_m2(truth_m, row, estimate_m, place))
                if apart < cut_m:
                    column[pair] = place - first
                    distance_m[pair] = apart
                    pair += 1
                place += 1


@kernel
def match_steps(
    truth_edge, estimate_edge, start, column, distance_m, cost, miss_cost, scratch, found, apart_m
):
    """Match each step's truths to its estimates at the least cost.

    Writes to ``found`` the estimate of each truth, −1: none, and to ``apart_m`` how far it is.
    """
    for step in range(truth_edge.size - 1):
        begin, end = truth_edge[step], truth_edge[step + 1]
        columns = estimate_edge[step + 1] - estimate_edge[step]
        assign(
            start[begin : end + 1], column, cost, miss_cost[begin:end], columns, scratch,
            found[begin:end],
        )  # fmt: skip
        for row in range(begin, end):
            if found[row] != FREE:
                apart_m[row] = distance_m[scratch.pair[row - begin]]
                found[row] += estimate_edge[step]


KEPT = 1e6
"""What a pair that held before is worth more than any that did not."""


@kernel
def count_mismatches(
    truth_edge, estimate_edge, start, column, cost, miss_cost, thing, number, scratch, biased,
    found, last, mismatches,
):  # fmt: skip
    """Count how often each object gets another track, as CLEAR MOT matches them.

    A track that held an object when it was last held, and still lies within reach, keeps it;
    the others are matched at the least cost (:cite:t:`bernardin2008`). ``last`` (objects,), which
    must hold −1, is left with the number of the track that held each last.
    """
    for step in range(truth_edge.size - 1):
        begin, end = truth_edge[step], truth_edge[step + 1]
        first = estimate_edge[step]
        for row in range(begin, end):
            for pair in range(start[row], start[row + 1]):
                kept = number[first + column[pair]] == last[thing[row]]
                biased[pair] = cost[pair] - KEPT if kept else cost[pair]
        assign(
            start[begin : end + 1], column, biased, miss_cost[begin:end],
            estimate_edge[step + 1] - first, scratch, found[begin:end],
        )  # fmt: skip
        for row in range(begin, end):
            if found[row] == FREE:
                continue
            track = number[first + found[row]]
            mismatches[thing[row]] += last[thing[row]] >= 0 and last[thing[row]] != track
            last[thing[row]] = track


@kernel
def nearest_truths(truth_edge, estimate_edge, start, column, distance_m, nearest, apart_m):
    """Write the truth nearest to each estimate, −1: none within reach; the first of equals.

    ``nearest`` must hold −1 and ``apart_m`` infinity.
    """
    for step in range(truth_edge.size - 1):
        for row in range(truth_edge[step], truth_edge[step + 1]):
            for pair in range(start[row], start[row + 1]):
                place = estimate_edge[step] + column[pair]
                if distance_m[pair] < apart_m[place]:
                    nearest[place] = row
                    apart_m[place] = distance_m[pair]


@kernel
def track_distances(
    truth_row, truth_end, estimate_row, estimate_end, truth_step, truth_m, estimate_step,
    estimate_m, until, cut_m, distance_m,
):  # fmt: skip
    """Write the time-averaged distance of each pair of tracks, after :cite:t:`beard2020`.

    A pair's rows run from ``truth_row`` and ``estimate_row`` to the end of their objects, or to
    the last step before ``until``. Where only one of the two is there, the distance is the
    cut-off.
    """
    for pair in range(truth_row.size):
        row, place = truth_row[pair], estimate_row[pair]
        total, steps = 0.0, 0
        while True:
            one = row < truth_end[pair] and truth_step[row] < until
            other = place < estimate_end[pair] and estimate_step[place] < until
            if not (one or other):
                break
            both = one and other and truth_step[row] == estimate_step[place]
            if both:
                apart = sqrt(squared_m2(truth_m, row, estimate_m, place))
                total += min(apart, cut_m)
            else:
                total += cut_m
            steps += 1
            ahead = one and (not other or truth_step[row] < estimate_step[place])
            row += 1 if both or ahead else 0
            place += 1 if both or not ahead else 0
        distance_m[pair] = total / steps
