"""A back-test drawn: what was expected and what came, who was how good, how honest the spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from airshield.evidence.backtest import MODEL, NEXT, Backtest, Forecast
from airshield.evidence.verdict import Line
from airshield.report.canvas import (
    BLUE,
    GREY,
    INK,
    MUTED,
    ORANGE,
    RED,
    Picture,
    bare_rows,
    draw,
    legend,
)
from airshield.report.wording import class_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def over_time(result: Backtest, threat_class: str) -> Picture:
    """Draw each report's share destroyed over the interval that was forecast for it."""
    rows = [
        row
        for row in result.forecasts
        if (row.threat_class, row.horizon, row.forecaster) == (threat_class, NEXT, MODEL)
    ]

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for held, colour, name in ((True, INK, "came, inside"), (False, RED, "came, outside")):
            some = [row for row in rows if _inside(row) == held]
            axes.scatter(
                [_moment(row) for row in some],
                [_share(row, row.report.destroyed or 0) for row in some],
                s=[4 + 0.08 * min(row.report.launched or 0, 400) for row in some],
                color=colour,
                label=name,
                zorder=3,
                linewidths=0,
            )
        for row in rows:
            axes.plot(
                (_moment(row), _moment(row)),
                (_share(row, row.low), _share(row, row.high)),
                color=BLUE,
                linewidth=1.6,
                alpha=0.35,
                label="90 % interval, forecast",
            )
        axes.xaxis_date()
        axes.set_ylim(-0.03, 1.03)
        axes.set_ylabel("share destroyed")
        axes.grid(axis="y")
        legend(figure, "outside upper left", 3)

    inside = sum(_inside(row) for row in rows)
    return draw(
        f"over-time-{threat_class}",
        f"{class_title(threat_class)}: the share reported destroyed (dots, larger for larger "
        "raids) and the 90 % interval forecast from all reports before, for each report.",
        f"{inside} of {len(rows)} reports lie in their interval, ends included.",
        2.5,
        paint,
    )


def _moment(row: Forecast) -> float:
    """Return when a report's period ended, as matplotlib counts days."""
    ends = row.report.ends
    return 0.0 if ends is None else ends.timestamp() / 86_400.0


def _share(row: Forecast, count: int) -> float:
    return count / max(row.report.launched or 0, 1)


def _inside(row: Forecast) -> bool:
    return row.low <= (row.report.destroyed or 0) <= row.high


def log_scores(lines: Sequence[Line]) -> Picture:
    """Draw by how much the model's mean log score leads each rival's, with intervals."""
    groups = list(dict.fromkeys((line.threat_class, line.horizon) for line in lines))
    rivals = [line for line in lines if line.forecaster != MODEL]
    names = list(dict.fromkeys(line.forecaster for line in rivals))

    def paint(figure: Figure) -> None:
        panels = figure.subplots(len(groups) // 2 or 1, min(len(groups), 2), squeeze=False)
        for axes, group in zip(panels.flat, groups, strict=False):
            mine = [line for line in rivals if (line.threat_class, line.horizon) == group]
            bare_rows(axes, names)
            axes.axvline(0, color=MUTED, linewidth=0.8)
            for i, line in enumerate(mine):
                colour = BLUE if line.lead_low > 0 else ORANGE if line.lead_high < 0 else GREY
                axes.plot((line.lead_low, line.lead_high), (i, i), color=colour, linewidth=3.4)
                axes.plot(line.lead, i, "o", color=colour, markersize=4)
            axes.set_title(f"{class_title(group[0])}: {group[1]}")
            if axes.get_subplotspec().colspan.start > 0:
                axes.tick_params(labelleft=False)

    told = "; ".join(
        f"{line.threat_class}, {line.horizon}, {line.forecaster}: {line.lead:.2f}"
        for line in rivals
    )
    return draw(
        "log-scores",
        "By how much airshield’s mean log score a report is higher than each rival’s, with 95 % "
        "intervals. Right of the line: airshield is better. Grey: not beyond chance.",
        f"Leads: {told}.",
        0.5 + 1.25 * max(len(groups) // 2, 1),
        paint,
    )


def histograms(lines: Sequence[Line]) -> Picture:
    """Draw the histogram of where outcomes fell in their forecasts, for each class."""
    mine = [line for line in lines if line.forecaster == MODEL]

    def paint(figure: Figure) -> None:
        panels = figure.subplots(1, len(mine), sharey=True, squeeze=False)[0]
        for axes, line in zip(panels, mine, strict=True):
            _bars(axes, line)

    return draw(
        "histograms",
        "Where the outcomes fell in airshield’s forecasts (PIT histogram). Level at one tenth: the "
        "forecasts are as sure as they should be. A hump: too unsure; a bowl: too sure.",
        "; ".join(
            f"{line.threat_class}, {line.horizon}: "
            + " ".join(f"{share:.2f}" for share in line.summary.histogram)
            for line in mine
        ),
        1.9,
        paint,
    )


def _bars(axes: Axes, line: Line) -> None:
    shares = line.summary.histogram
    centres = [(i + 0.5) / len(shares) for i in range(len(shares))]
    axes.bar(centres, shares, 0.94 / len(shares), color=BLUE, alpha=0.6)
    axes.axhline(1 / len(shares), color=MUTED, linewidth=0.8)
    axes.set_title(f"{class_title(line.threat_class)},\n{line.horizon}", fontsize=7.0)
    axes.set_xticks([0, 1])
    axes.set_ylim(0, 0.25)
