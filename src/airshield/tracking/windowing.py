"""Plots are processed by windows: what one sensor reports in a short time.

A target yields one plot a window at most, so that plots compete for tracks only within it. A
window begins with a plot that no earlier one holds and closes a fixed time later, whatever comes
in between: what a window holds does not depend on how the plots were handed over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.compiled import kernel
from airshield.model.surveillance import SensorModel
from airshield.tracking.kernels.layout import Window
from airshield.tracking.plots import LOOK, Floats, Plots, chosen

LONGEST_S = 0.5
"""No window is longer; radars' are an eighth of a turn where that is shorter."""
UNTIMED_S = 0.25
"""Window of sensors that report when they like."""


class Cut(NamedTuple):
    """Plots in the order of their windows."""

    windows: Window
    closes_s: Floats
    """(windows,) growing"""
    plots: Plots
    """All rows, looks too, by window."""
    rows: NDArray[np.int64]
    """(rows,) what the user calls each"""
    window: NDArray[np.int64]
    """(rows,) window of each"""


def width_s(sensor: SensorModel) -> float:
    """Return how long the windows of a sensor are."""
    return min(LONGEST_S, sensor.period_s / 8.0) if sensor.period_s else UNTIMED_S


def cut(plots: Plots, rows: NDArray[np.int64], widths_s: Floats, lead_s: Floats) -> Cut:
    """Cut plots into windows and put those in the order in which they close.

    Parameters
    ----------
    plots
        All of known sensors, with finite times.
    rows : (n,)
        What the user calls each of them.
    widths_s, lead_s : (sensors,)
        Width of the windows of each sensor; how far its clock is ahead.
    """
    time_s = plots.time_s - lead_s[plots.sensor]
    if not _is_sorted(rows, time_s, plots.sensor):
        order = np.lexsort((rows, time_s, plots.sensor))
        plots, rows, time_s = chosen(plots, order), rows[order], time_s[order]
    window, sensor = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
    closes = np.empty(len(rows))
    before = _same_before(plots.identity, plots.sensor)
    count = _number(plots.sensor, time_s, before, widths_s, window, sensor, closes)
    closes = closes[:count]
    if count > 1:
        window_order = np.lexsort((sensor[:count], closes))
        closes = closes[window_order]
        place = np.empty(count, np.int64)
        place[window_order] = np.arange(count)
        window = place[window]
        order = window.argsort(kind="stable")
        plots, rows, time_s = chosen(plots, order), rows[order], time_s[order]
        window = window[order]
    return Cut(_windows(plots, rows, time_s, window, count), closes, plots, rows, window)


def _windows(
    plots: Plots, rows: NDArray[np.int64], time_s: Floats, window: NDArray[np.int64], count: int
) -> Window:
    """Return the windows as the kernels take them: looks only say when and who."""
    start, sensor = np.zeros(count + 1, np.int64), np.empty(count, np.int64)
    last_s = np.empty(count)
    size = _lay_out(window, plots.sensor, time_s, plots.kind, start, sensor, last_s)
    real = slice(None) if size == plots.size else plots.kind != LOOK
    return Window(
        start=start,
        sensor=sensor,
        time_s=last_s,
        plot_s=np.ascontiguousarray(time_s[real]),
        kind=plots.kind[real],
        value=np.ascontiguousarray(plots.value[real]),
        sigma=np.ascontiguousarray(plots.sigma[real]),
        identity=plots.identity[real],
        word=plots.word[real],
        rcs_dbsm=plots.rcs_dbsm[real],
        row=rows[real],
    )


def _same_before(identity: NDArray[np.int64], sensor: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each row the row before it of the same sensor and identity, −1: none.

    Empty where none has an identity.
    """
    if not (identity >= 0).any():
        return np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(identity)), identity, sensor))
    same = (identity[order][1:] == identity[order][:-1]) & (sensor[order][1:] == sensor[order][:-1])
    same &= identity[order][1:] >= 0
    before = np.full(len(identity), -1, np.int64)
    before[order[1:][same]] = order[:-1][same]
    return before


@kernel
def _is_sorted(rows, time_s, sensor):  # type: ignore[no-untyped-def]
    """Tell whether rows are in the order of sensors, of times, of themselves."""
    for row in range(1, rows.shape[0]):
        before = row - 1
        if sensor[row] != sensor[before]:
            if sensor[row] < sensor[before]:
                return False
        elif time_s[row] != time_s[before]:
            if time_s[row] < time_s[before]:
                return False
        elif rows[row] < rows[before]:
            return False
    return True


@kernel
def _number(sensor, time_s, before, widths_s, window, sensor_of, closes_s):  # type: ignore[no-untyped-def]
    """Write the window of each row, and whose it is and when it closes; return how many."""
    count, start = 0, -1
    for row in range(sensor.shape[0]):
        if (
            start < 0
            or sensor[row] != sensor[start]
            or time_s[row] > closes_s[count - 1]
            or (before.shape[0] > 0 and before[row] >= start)
        ):
            start = row
            sensor_of[count], closes_s[count] = sensor[row], time_s[row] + widths_s[sensor[row]]
            count += 1
        window[row] = count - 1
    return count


@kernel
def _lay_out(window, sensor, time_s, kind, start, sensor_of, last_s):  # type: ignore[no-untyped-def]
    """Write where each window's plots start, whose it is and its last time; return all plots."""
    plots, w = 0, -1
    for row in range(window.shape[0]):
        if window[row] > w:
            w = window[row]
            start[w] = plots
        sensor_of[w], last_s[w] = sensor[row], time_s[row]
        if kind[row] != LOOK:
            plots += 1
    start[w + 1] = plots
    return plots
