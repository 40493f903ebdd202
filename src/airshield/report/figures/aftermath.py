"""What it does to supply and people: power over time, minutes of warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from airshield.planning.answer import Answer, Estimate
from airshield.report.canvas import BLUE, INK, MUTED, Picture, bare_rows, draw
from airshield.report.canvas import rows_height_in as height_in
from airshield.report.ranking import shortest_warning
from airshield.report.wording import PEOPLE, minutes, number, shortened, value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DISTRICTS = 30
"""Districts drawn; the table has them all."""


def power(answer: Answer) -> Picture | None:
    """Draw demand not served and people without power, over the days after the raid."""
    if len(answer.power) < 2:
        return None
    hours = np.array([point.time_h for point in answer.power])

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        _band(left, hours, [p.shed_mw for p in answer.power], 1.0, INK)
        _band(right, hours, [p.people for p in answer.power], 1e-3, BLUE)
        left.set_title("Demand not served, MW")
        right.set_title("People without power, thousands")
        for axes in (left, right):
            axes.set_xlabel("hours after H-hour")
            axes.set_xticks(np.arange(0, hours[-1] + 1, _hours_apart(hours[-1])))

    worst = max(answer.power, key=lambda point: point.people.mean)
    return draw(
        "power",
        "Power and people over time. Line: mean; dark band: 95 % interval of the mean; light band: "
        "nine raids out of ten.",
        f"Most people are without power at {number(worst.time_h, 0)} hours: "
        f"{value_text(worst.people, PEOPLE)}.",
        2.4,
        paint,
    )


def warning(answer: Answer) -> Picture | None:
    """Draw the minutes of warning of each district, shortest first."""
    rows = [r for r in shortest_warning(answer) if r.warning_s_median is not None]
    rows = rows[:MOST_DISTRICTS]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.name, 26) for row in rows])
        for i, row in enumerate(rows):
            span = [_minutes(row.warning_s_p10), _minutes(row.warning_s_p90)]
            axes.plot(span, (i, i), color=BLUE, linewidth=3.6, alpha=0.4)
            axes.plot(_minutes(row.warning_s_median), i, "o", color=BLUE, markersize=4.5)
        axes.set_xlim(left=0)
        axes.set_xlabel("minutes from first confirmed track to first arrival")

    first = rows[0]
    return draw(
        "warning",
        "Minutes of warning in the raids that reach a district, shortest first. Dot: median; line: "
        "from a tenth to nine tenths of these raids.",
        f"Warning by district. Shortest: {first.name}, median {minutes(first.warning_s_median)} "
        "minutes.",
        height_in(len(rows)),
        paint,
    )


def _band(axes: Axes, hours: np.ndarray, values: list[Estimate], scale: float, colour: str) -> None:
    """Draw one quantity over time with its two bands."""
    mean = np.array([v.mean for v in values]) * scale
    low = np.array([v.low for v in values]) * scale
    high = np.array([v.high for v in values]) * scale
    p05 = np.array([v.low if v.p05 is None else v.p05 for v in values]) * scale
    p95 = np.array([v.high if v.p95 is None else v.p95 for v in values]) * scale
    axes.fill_between(hours, p05, p95, color=colour, alpha=0.12, linewidth=0)
    axes.fill_between(hours, low, high, color=colour, alpha=0.35, linewidth=0)
    axes.plot(hours, mean, color=colour, linewidth=1.6)
    axes.set_xlim(hours[0], hours[-1])
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.tick_params(axis="y", colors=MUTED)
    axes.yaxis.set_major_formatter(
        lambda value, _: number(value, 0 if value == round(value) else 1)
    )


def _hours_apart(last_h: float) -> float:
    """Return a distance of time marks in whole days, halves or quarters of a day."""
    return next((step for step in (1, 3, 6, 12, 24, 48, 96) if last_h / step <= 8), last_h / 4)


def _minutes(seconds: float | None) -> float:
    """Return minutes; NaN, which is not drawn, for none."""
    return float("nan") if seconds is None else seconds / 60
