"""Plots that wait for their windows to close: when they came, and when the first one closes."""

from __future__ import annotations

from math import inf

from airshield.kernels.compiled import kernel


@kernel
def arrivals(time_s, arrival_s, sensor, why, lead_s, closed_s):
    """Return when the newest plot arrived, and whether any is from before what is done.

    Plots that are refused, those with a reason ``why``, do not count. ``lead_s``: (sensors,) how
    far each clock is ahead.
    """
    newest_s, late = -inf, False
    for row in range(time_s.shape[0]):
        if why[row] < 0:
            newest_s = max(newest_s, arrival_s[row])
            late = late or time_s[row] - lead_s[sensor[row]] <= closed_s
    return newest_s, late


@kernel
def first_close(time_s, sensor, lead_s, widths_s):
    """Return when the first of the windows closes that any of the plots begins."""
    first_s = inf
    for row in range(time_s.shape[0]):
        close_s = time_s[row] - lead_s[sensor[row]] + widths_s[sensor[row]]
        first_s = min(first_s, close_s)
    return first_s
