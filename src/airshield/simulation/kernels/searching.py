"""When each route can be engaged from each site: windows and passes."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import allocating_kernel, inlined, kernel
from airshield.simulation.kernels.columns import BATTERY, SLOT
from airshield.simulation.kernels.nearby import SLACK_M, out_of_reach
from airshield.simulation.kernels.reach import feasible, latest, launch_s

_NEVER = math.inf


@inlined
def _hopeless(boxes, box, sites, ground, site):
    """Return whether no segment of a box can be feasible from a site."""
    floor = sites.ground_m[site] + sites.height_min_m[site]
    ceiling = sites.ground_m[site] + sites.height_max_m[site]
    if not floor - SLACK_M <= boxes.high_m[box, 2]:
        return True
    if not boxes.low_m[box, 2] <= ceiling + SLACK_M:
        return True
    return out_of_reach(boxes, box, ground, sites.at_m[site], sites.range_max_m[site], True)


@inlined
def _add_pieces(routes, sites, ground, route, site, segment, last, found, windows, pieces):
    """Append what is feasible on one segment to the windows and pieces found so far.

    Return when the last piece ends, and how many of each there are then.
    """
    n_windows, n_pieces = found
    begin = routes.begin_s[segment]
    intervals = feasible(routes, sites, ground, segment, site)
    for part in range(2):
        low = intervals[2 * part]
        high = intervals[2 * part + 1]
        if not low <= high:
            continue
        peak = max(low, latest(routes, sites, segment, site, high))
        close = launch_s(routes, sites, segment, site, peak)
        if not begin + low - last < 1e-6:
            n_windows += 1
            if n_windows <= windows.shape[0]:
                row = windows[n_windows - 1]
                row[0] = route
                row[1] = site
                row[2] = max(0.0, launch_s(routes, sites, segment, site, low))
                row[3] = close
                row[4] = n_pieces
        last = begin + high
        n_pieces += 1
        if n_windows <= windows.shape[0]:
            windows[n_windows - 1, 5] = n_pieces
            windows[n_windows - 1, 3] = max(windows[n_windows - 1, 3], close)
        if n_pieces <= pieces.shape[0]:
            piece = pieces[n_pieces - 1]
            piece[0] = segment
            piece[1] = begin + low
            piece[2] = begin + peak
            piece[3] = close
    return last, (n_windows, n_pieces)


@kernel
def find_windows(routes, boxes, sites, ground, engages, windows, pieces):
    """Fill window and piece tables; return how many of each there are (perhaps more than fit).

    `windows` (n, 7): route, site, open, close, first piece, end piece, order; `pieces` (m, 4):
    segment, from, until, close.
    """
    found = (0, 0)
    for route in range(routes.start.size - 1):
        for site in range(sites.battery.size):
            if not engages[site, routes.threat_type[route]]:
                continue
            last = -_NEVER
            for box in range(boxes.start[route], boxes.start[route + 1]):
                if _hopeless(boxes, box, sites, ground, site):
                    continue
                for segment in range(boxes.first[box], boxes.first[box + 1]):
                    last, found = _add_pieces(
                        routes, sites, ground, route, site, segment, last, found, windows, pieces
                    )
    return found


@inlined
def _first_feasible_s(routes, boxes, sites, ground, route, site):
    """Return the first feasible time on a route; inf if there is none."""
    for box in range(boxes.start[route], boxes.start[route + 1]):
        if _hopeless(boxes, box, sites, ground, site):
            continue
        for segment in range(boxes.first[box], boxes.first[box + 1]):
            first, last, again, until = feasible(routes, sites, ground, segment, site)
            moment = first if first <= last else again
            if moment <= max(last, until):
                return routes.begin_s[segment] + moment
    return _NEVER


@kernel
def find_passes(routes, boxes, sites, ground, suppresses, passes):
    """Fill the soft-kill passes (n, 3): route, site, time; return how many there are."""
    found = 0
    for route in range(routes.start.size - 1):
        for site in range(sites.battery.size):
            if not suppresses[site, routes.threat_type[route]]:
                continue
            moment = _first_feasible_s(routes, boxes, sites, ground, route, site)
            if moment == _NEVER:
                continue
            found += 1
            if found <= passes.shape[0]:
                passes[found - 1, 0] = route
                passes[found - 1, 1] = site
                passes[found - 1, 2] = moment
    return found


@allocating_kernel
def number_slots(start, window, n_batteries):
    """Give the batteries that reach each route numbers from 0, in the column SLOT."""
    seen = np.full(n_batteries, -1, np.int64)
    for route in range(start.size - 1):
        count = 0
        for row in range(start[route], start[route + 1]):
            battery = window[row, BATTERY]
            if seen[battery] < 0:
                seen[battery] = count
                count += 1
            window[row, SLOT] = seen[battery]
        for row in range(start[route], start[route + 1]):
            seen[window[row, BATTERY]] = -1
