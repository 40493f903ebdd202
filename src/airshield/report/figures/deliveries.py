"""What was promised beside what has come, and what lateness costs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from airshield.model.pledges import day_of
from airshield.planning.answer import Estimate
from airshield.planning.campaign.answer import CampaignAnswer, PledgeRow
from airshield.report.canvas import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    RULE,
    Picture,
    bare_rows,
    draw,
    legend,
    rows_height_in,
)
from airshield.report.wording import COUNT, interval_text, shortened, value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PLEDGES = 30
"""Pledges drawn; the tables have them all."""


def lanes(answer: CampaignAnswer) -> Picture | None:
    """Draw a lane for each pledge: when it was promised, and what came when."""
    rows = answer.pledges[:MOST_PLEDGES]
    if not rows:
        return None

    edges = [_first_day(month) for month in (answer.months[0], answer.months[-1])]

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [f"{shortened(row.name, 26)}, {shortened(row.donor, 16)}" for row in rows])
        for i, row in enumerate(rows):
            _lane(axes, i, row, edges[1] + 31, first=i == 0)
        axes.axvspan(edges[0], edges[1] + 31, color=RULE, alpha=0.35, linewidth=0)
        ticks = _marks(rows, edges)
        axes.set_xticks(ticks, [date.fromordinal(tick).strftime("%b %Y") for tick in ticks])
        legend(figure, "outside upper left")

    told = "; ".join(
        f"{row.name} ({row.donor}): {row.number:,} {row.what} promised for {row.promised}, "
        f"{sum(lot.number for lot in row.delivered):,} delivered"
        for row in rows
    )
    return draw(
        "lanes",
        "Promised and delivered. Ring: promised for; dot: delivered, with how many of how many by "
        "then; line: while some is missing, dotted if it still is. Shaded: the months played.",
        f"Pledges: {told}.",
        rows_height_in(len(rows), extra_in=0.9, row_in=0.36),
        paint,
    )


def delay_costs(answer: CampaignAnswer) -> Picture | None:
    """Draw what a month's delay of each pledge costs."""
    rows = answer.pledges[:MOST_PLEDGES]
    if not rows:
        return None
    powered = answer.demand_mw is not None

    def paint(figure: Figure) -> None:
        panels = figure.subplots(1, 3 if powered else 2, sharey=True)
        for axes in panels:
            bare_rows(axes, [shortened(row.name, 26) for row in rows])
            axes.axvline(0, color=MUTED, linewidth=0.8)
        _bars(panels[0], [row.month_later.leakers for row in rows], 1.0, "More leakers")
        exposed = [row.month_later.exposed for row in rows]
        _bars(panels[1], exposed, 1e-3, "More exposed, thousands")
        if powered:
            days = [row.month_later.person_days for row in rows]
            known = [d for d in days if d is not None]
            _bars(panels[2], known, 1e-6, "Days without power, million")

    told = "; ".join(
        f"{row.name} {value_text(row.month_later.leakers, COUNT)} more leakers "
        f"({interval_text(row.month_later.leakers, COUNT)})"
        for row in rows
    )
    return draw(
        "delay-costs",
        "What it costs if one pledge alone comes a month later than promised, over all months "
        "played. Bar: mean of the differences path by path; line: its 95 % interval. What crosses "
        "0 may be chance.",
        f"A month's delay: {told}.",
        rows_height_in(len(rows), extra_in=0.8),
        paint,
    )


def _lane(axes: Axes, i: int, row: PledgeRow, end: int, *, first: bool) -> None:
    """Draw one pledge, up to a day."""
    promised = day_of(row.promised).toordinal()
    came = 0
    last = promised
    axes.plot(
        promised,
        i,
        "o",
        markersize=9,
        markerfacecolor="none",
        markeredgecolor=BLUE,
        markeredgewidth=1.4,
        label="promised" if first else None,
    )
    lots = sorted((day_of(lot.date).toordinal(), lot.number) for lot in row.delivered)
    for day, number in lots:
        came += number
        axes.plot((last, day), (i, i), color=MUTED, linewidth=1.0, zorder=1)
        axes.plot(day, i, "o", markersize=5, color=GREEN)
        axes.annotate(
            f"{came:,} of {row.number:,}",
            (day, i),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=7.0,
            color=INK,
        )
        last = day
    if came < row.number and last < end:
        axes.plot((last, end), (i, i), ":", color=MUTED, linewidth=1.0, zorder=1)
    if not lots:
        axes.annotate(
            f"none of {row.number:,}",
            (promised, i),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=7.0,
            color=MUTED,
        )
    if first:
        axes.plot([], [], "o", markersize=5, color=GREEN, label="delivered")


def _bars(axes: Axes, values: list[Estimate], scale: float, title: str) -> None:
    axes.barh(range(len(values)), [v.mean * scale for v in values], 0.5, color=BLUE, alpha=0.55)
    for i, value in enumerate(values):
        axes.plot((value.low * scale, value.high * scale), (i, i), color=INK, linewidth=1.4)
    axes.set_title(title)


def _first_day(month: str) -> int:
    return day_of(month).toordinal()


def _marks(rows: tuple[PledgeRow, ...], edges: list[int]) -> list[int]:
    """Return the first days of at most eight months that cover everything drawn."""
    days = [day_of(row.promised).toordinal() for row in rows]
    days += [day_of(lot.date).toordinal() for row in rows for lot in row.delivered]
    first, last = date.fromordinal(min([*days, *edges])), date.fromordinal(max([*days, *edges]))
    months = 12 * (last.year - first.year) + last.month - first.month + 2
    step = -(-months // 8)
    begin = 12 * first.year + first.month - 1
    return [
        date((begin + k) // 12, (begin + k) % 12 + 1, 1).toordinal() for k in range(0, months, step)
    ]
