"""The raid over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from airshield.planning.answer import Answer
from airshield.report.canvas import BLUE, INK, MUTED, RED, SKY, Picture, draw
from airshield.report.wording import clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def timeline(answer: Answer) -> Picture | None:
    """Draw what starts, what is seen and what ends, slice by slice."""
    points = answer.timeline
    if len(points) < 2:
        return None
    edges = np.array([p.time_s for p in points])
    slice_s = edges[1] - edges[0]
    hours = slice_s and np.append(edges, edges[-1] + slice_s) / 3600
    series = {
        name: np.array([getattr(p, name) for p in points])
        for name in ("started", "tracked", "killed", "suppressed", "arrived")
    }

    def paint(figure: Figure) -> None:
        above, below = figure.subplots(2, 1, sharex=True)
        _steps(above, hours, series["started"], INK, "start")
        _steps(above, hours, series["tracked"], BLUE, "are first tracked")
        _stack(below, hours, series)
        below.set_xlabel("hours after H-hour")
        for axes in (above, below):
            axes.set_xlim(hours[0], hours[-1])
            axes.set_ylim(bottom=0)
            axes.grid(axis="y")
            axes.tick_params(axis="y", colors=MUTED)
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3)
        figure.supylabel(f"threats per {_slice(slice_s)}, mean", color=MUTED, fontsize=8)

    peak = max(points, key=lambda p: p.arrived)
    return draw(
        "timeline",
        f"The raid over time, in slices of {_slice(slice_s)}, mean over all raids. Above: threats "
        "that start and that are first tracked. Below: how they end, stacked.",
        f"Timeline from {clock(points[0].time_s)} to {clock(points[-1].time_s)} after H-hour; most "
        f"leakers arrive at about {clock(peak.time_s)}.",
        3.6,
        paint,
    )


def _steps(axes: Axes, edges: np.ndarray, values: np.ndarray, colour: str, label: str) -> None:
    """Draw one series as steps."""
    axes.stairs(values, edges, color=colour, linewidth=1.4, label=label, baseline=None)


def _stack(axes: Axes, edges: np.ndarray, series: dict[str, np.ndarray]) -> None:
    """Draw the ends of the threats as filled steps, one upon the other."""
    floor = np.zeros_like(edges[1:])
    for name, colour, label in (
        ("killed", BLUE, "are killed"),
        ("suppressed", SKY, "are suppressed"),
        ("arrived", RED, "get through"),
    ):
        if series[name].any():
            top = floor + series[name]
            axes.stairs(top, edges, baseline=floor, fill=True, color=colour, label=label)
            floor = top


def _slice(seconds: float) -> str:
    """Name the length of a slice."""
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
