"""A campaign month by month: protection, power, stocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from airshield.planning.answer import Estimate
from airshield.planning.campaign.answer import CampaignAnswer, CaseRow, Protection, StockRow
from airshield.report.canvas import (
    BLUE,
    GREEN,
    MUTED,
    ORANGE,
    RED,
    SKY,
    Picture,
    bare_rows,
    draw,
    legend,
)
from airshield.report.timeline_words import case_named, in_order, type_name
from airshield.report.wording import PEOPLE, SHARE, number, shortened, value_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CASE_COLOURS = {
    "promised": BLUE,
    "delivered": GREEN,
    "delayed": ORANGE,
    "nothing": RED,
    "alone": BLUE,
}
"""One colour for each case, the same in every figure."""
MOST_STOCKS = 9
"""Panels of stocks drawn; the table has every system type."""


def protection(answer: CampaignAnswer) -> Picture:
    """Draw the share that gets through, case by case."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for case in answer.cases:
            _line(axes, case, [month.leakage for month in case.months], 100.0)
        _months(axes, answer)
        axes.set_ylabel("share that gets through, %")
        legend(figure, "outside upper left")

    told = "; ".join(f"{c.title} {value_text(c.whole.leakage, SHARE)}" for c in answer.cases)
    return draw(
        "protection",
        "Share of the weapons launched in a month that get through. Line: mean over the paths; "
        "band: its 95 % interval. All cases are played on the same raids.",
        f"Share that gets through over all months: {told}.",
        2.7,
        paint,
    )


def power(answer: CampaignAnswer) -> Picture | None:
    """Draw people without power, and what is out of action, case by case."""

    def people(month: Protection) -> Estimate | None:
        return month.people_without_power

    if answer.demand_mw is None:
        return None

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        for case in answer.cases:
            _line(left, case, _present(case, people), 1e-3)
            _line(right, case, [month.out_of_action for month in case.months], 100.0)
        left.set_title("People without power, thousands")
        right.set_title("Out of action by value, %")
        for axes in (left, right):
            _months(axes, answer)
        legend(figure, "outside upper left")

    told = "; ".join(
        f"{case.title} {value_text(case.whole.people_without_power, PEOPLE)}"
        for case in answer.cases
        if case.whole.people_without_power is not None
    )
    return draw(
        "power",
        "People without power and what is out of action, means over each month. Line: mean over "
        "the paths; band: its 95 % interval.",
        f"People without power, mean over all months: {told}.",
        2.7,
        paint,
    )


def stocks(answer: CampaignAnswer) -> Picture | None:
    """Draw the rounds left at the end of each month, those that run short soonest first."""
    shown = case_named(answer, "delivered") or answer.cases[0]
    rows = in_order(shown)[:MOST_STOCKS]
    if not rows:
        return None
    columns = min(3, len(rows))
    lines = -(-len(rows) // columns)

    def paint(figure: Figure) -> None:
        panels = figure.subplots(lines, columns, squeeze=False).ravel()
        for axes, row in zip(panels, rows, strict=False):
            for case in answer.cases:
                mine = next(s for s in case.stocks if s.system == row.system)
                _line(axes, case, [month.left for month in mine.months], 1.0)
            axes.set_title(shortened(type_name(row), 34), fontsize=7.5)
            _months(axes, answer)
        for axes in panels[len(rows) :]:
            axes.set_visible(False)
        legend(figure, "outside upper left")

    return draw(
        "stocks",
        "Rounds left at the end of each month, with batteries and depots together; types that run "
        "short soonest first. Line: mean over the paths; band: its 95 % interval.",
        f"Rounds left, {shown.title}: {_told_stocks(rows)}.",
        0.6 + 1.5 * lines,
        paint,
    )


def short(answer: CampaignAnswer) -> Picture | None:
    """Draw how likely it is that a type has run short by the end of each month."""
    shown = case_named(answer, "delivered") or answer.cases[0]
    rows = [row for row in in_order(shown) if row.months[-1].p_short.mean > 0]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        for i, row in enumerate(rows):
            for j, stock in enumerate(row.months):
                _cell(axes, j, i, stock.p_short.mean)
        bare_rows(axes, [shortened(type_name(row), 40) for row in rows])
        axes.grid(visible=False)
        step = -(-len(answer.months) // 12)
        axes.set_xticks(range(len(answer.months))[::step], _labels(answer.months[::step]))
        axes.set_xlim(-0.5, len(answer.months) - 0.5)

    told = "; ".join(f"{row.title} {value_text(row.months[-1].p_short, SHARE)}" for row in rows[:4])
    return draw(
        "short",
        "Which rounds run out first: probability, %, that by the end of the month a battery of the "
        f"type has met a raid without a round ({shown.title}).",
        f"Has run short by the end: {told}.",
        0.6 + 0.26 * max(2, len(rows)),
        paint,
    )


def _cell(axes: Axes, column: int, row: int, share: float) -> None:
    """Draw one share as a cell that is the fuller the larger it is."""
    axes.barh(row, 0.94, 0.86, column - 0.47, color=ORANGE, alpha=0.9 * share)
    text = number(100 * share, 0)
    axes.text(column, row, text, ha="center", va="center", fontsize=7.5)


def _present(case: CaseRow, of: Callable[[Protection], Estimate | None]) -> list[Estimate]:
    found = [of(month) for month in case.months]
    return [estimate for estimate in found if estimate is not None]


def _line(axes: Axes, case: CaseRow, values: list[Estimate], scale: float) -> None:
    """Draw one case over the months with its band."""
    at = np.arange(len(values))
    colour = CASE_COLOURS.get(case.name, SKY)
    low = [v.low * scale for v in values]
    high = [v.high * scale for v in values]
    axes.fill_between(at, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(
        at,
        [v.mean * scale for v in values],
        color=colour,
        linewidth=1.5,
        marker="o",
        markersize=3,
        label=case.title,
    )


def _months(axes: Axes, answer: CampaignAnswer) -> None:
    """Give the axes one mark a month and a faint grid."""
    count = len(answer.months)
    step = -(-count // 8)
    axes.set_xticks(range(0, count, step), _labels(answer.months[::step]))
    axes.set_xlim(-0.3, count - 0.7)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.tick_params(axis="y", colors=MUTED)
    axes.yaxis.set_major_formatter(
        lambda value, _: number(value, 0 if value == round(value) else 1)
    )


def _labels(months: tuple[str, ...]) -> list[str]:
    """Write months short: the year once it changes."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    labels, year = [], ""
    for month in months:
        name = names[int(month[5:]) - 1]
        labels.append(name if month[:4] == year else f"{name}\n{month[:4]}")
        year = month[:4]
    return labels


def _told_stocks(rows: list[StockRow]) -> str:
    return "; ".join(
        f"{row.title} {number(row.months[0].left.mean, 0)} to {number(row.months[-1].left.mean, 0)}"
        for row in rows
    )
