"""Tracks over land and sea, and how many there were when."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from airshield.report.canvas import (
    BLUE,
    CLASS_COLOURS,
    COAST,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    RULE,
    WIDTH_IN,
    Picture,
    draw,
    legend,
)
from airshield.report.figures.labels import bar
from airshield.report.figures.maps import LEAST_ASPECT, MOST_ASPECT, mark, paint_land
from airshield.report.plane import Plane, Window
from airshield.report.track_rows import LEAST_CLASS, TrackRow
from airshield.report.track_scene import Line, TrackScene
from airshield.report.wording import class_title, counted, number
from airshield.tracking.picture import TrackPoints

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = CLASS_COLOURS | {"helicopter": GREEN, "bird": ORANGE}
NOT_CLEAR = "not clear"
STEPS = 240
"""Moments at which tracks are counted."""
TWO_SIGMA = 2.4477
"""Standard deviations of the ellipse that holds 95 % in a plane."""


def shown_class(row: TrackRow) -> str:
    """Return the class of a track, or that it is not clear."""
    return row.word if row.p_class >= LEAST_CLASS else NOT_CLEAR


def track_map(scene: TrackScene) -> Picture:
    """Draw all tracks over plots, sensors and land."""
    window = scene.window
    window = window.shaped(min(max(window.aspect, LEAST_ASPECT), MOST_ASPECT))

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        paint_land(axes, scene.plane or Plane(0.0, 0.0), window, scene.land(window))
        _plots(axes, scene, window)
        for line in scene.lines:
            _line(axes, line)
        mark(axes, scene.sensors, "D", MUTED, label="sensors")
        bar(axes, np.concatenate([scene.sensors, *(line.at for line in scene.lines)]), window)
        legend(figure, "outside lower left", columns=5)

    told = counted(len(scene.lines), "track")
    return draw(
        "map-tracks",
        "Tracks, by the class that each most probably belongs to; a dot where it ends, with the "
        "ellipse that holds its last place in 95 % of cases. Faint: the plots that have a place.",
        f"Map about {number(window.width, 0)} km wide with {told}.",
        WIDTH_IN * window.aspect + 0.4,
        paint,
    )


def _plots(axes: Axes, scene: TrackScene, window: Window) -> None:
    at = scene.plots
    low, high = (window.west, window.south), (window.east, window.north)
    inside = at[((at > low) & (at < high)).all(axis=1)]
    style: Any = {"linestyle": "none", "marker": ".", "markersize": 2.4, "mew": 0}
    axes.plot(*inside.T, color=COAST, label="plots", **style)


def _line(axes: Axes, line: Line) -> None:
    """Draw a track with its end."""
    from matplotlib.patches import Ellipse  # noqa: PLC0415 - heavy, and drawn only here

    word = shown_class(line.row)
    colour = COLOURS.get(word, INK)
    axes.plot(*line.at.T, color=colour, linewidth=1.1, label=class_title(word))
    axes.plot(*line.at[-1:].T, "o", color=colour, markersize=2.6, mew=0)
    value, vector = np.linalg.eigh(line.spread_km2)
    wide, high = 2.0 * TWO_SIGMA * np.sqrt(np.maximum(value[::-1], 0.0))
    angle = float(np.degrees(np.arctan2(vector[1, 1], vector[0, 1])))
    at = (float(line.at[-1, 0]), float(line.at[-1, 1]))
    axes.add_patch(
        Ellipse(at, wide, high, angle=angle, facecolor=colour, edgecolor=colour, alpha=0.25)
    )


def track_count(points: TrackPoints, rows: tuple[TrackRow, ...]) -> Picture | None:
    """Draw how many tracks there were over time, and how surely; None where it makes no line."""
    first = min((row.first_s for row in rows), default=0.0)
    last = max((row.last_s for row in rows), default=0.0)
    if not last > first:
        return None
    times = np.linspace(first, last, STEPS)
    held, expected = _held(times, points)
    begin = np.array([row.first_s for row in rows])
    minutes = (times - first) / 60.0

    def paint(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        upper.plot(minutes, held, color=BLUE, drawstyle="steps-post", label="tracks")
        upper.plot(minutes, expected, color=MUTED, linewidth=0.9, label="sum of their existence")
        upper.set_ylabel("tracks")
        lower.hist((begin - first) / 60.0, bins=40, range=(0.0, minutes[-1]), color=RULE)
        lower.set_ylabel("begun")
        lower.set_xlabel("minutes since the first track began")
        for axes in (upper, lower):
            axes.set_ylim(bottom=0)
            axes.grid(axis="y")
        legend(figure, "outside upper left")

    return draw(
        "count-tracks",
        "Tracks between their first and last point, with the sum of the probabilities that they "
        "exist; and when tracks began.",
        f"At most {counted(int(held.max()), 'track')} at a time over {number(minutes[-1], 0)} min.",
        2.9,
        paint,
    )


def _held(times: Any, points: TrackPoints) -> tuple[Any, Any]:
    """Return how many tracks there are at each time, and the sum of their existence."""
    order = np.lexsort((points.time_s, points.number))
    number_, time_s, existence = (
        points.number[order], points.time_s[order], points.existence[order]
    )  # fmt: skip
    edges = np.flatnonzero(np.diff(number_, prepend=-1, append=-1))
    held, expected = np.zeros(len(times)), np.zeros(len(times))
    for first, last in pairwise(edges):
        until = max(time_s[last - 1], time_s[first] + times[1] - times[0])
        inside = (times >= time_s[first]) & (times <= until)
        row = np.searchsorted(time_s[first:last], times[inside], side="right") - 1 + first
        held[inside] += 1
        expected[inside] += existence[row]
    return held, expected
