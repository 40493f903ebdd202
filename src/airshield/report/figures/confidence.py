"""How sure we are: which figures matter, worlds against chance, reported beside simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airshield.planning.answer import Answer
from airshield.report.canvas import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    Picture,
    bare_rows,
    draw,
    legend,
    rows_height_in,
)
from airshield.report.wording import CORRELATION, number, range_text, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_INFLUENCES = 15
"""Uncertain figures drawn and listed."""


def influences(answer: Answer) -> Picture | None:
    """Draw the rank correlation of the uncertain figures with the leakage."""
    rows = answer.influences[:MOST_INFLUENCES]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.figure, 46) for row in rows])
        axes.axvline(0, color=MUTED, linewidth=0.8)
        for i, row in enumerate(rows):
            colour = ORANGE if row.rank_correlation > 0 else GREEN
            colour = GREY if row.low <= 0 <= row.high else colour
            axes.plot((0, row.rank_correlation), (i, i), color=colour, linewidth=1.0)
            axes.plot((row.low, row.high), (i, i), color=colour, linewidth=3.6, alpha=0.45)
            axes.plot(row.rank_correlation, i, "o", color=colour, markersize=4.5)
        axes.set_xlim(-1, 1)
        axes.set_xlabel("rank correlation with leakage (left: more of it, less gets through)")

    told = "; ".join(
        f"{row.figure} {number(row.rank_correlation, 2)} "
        f"({range_text(row.low, row.high, CORRELATION.finest)})"
        for row in rows[:3]
    )
    return draw(
        "influences",
        "Which uncertain figures move the leakage: Spearman's rank correlation between worlds with "
        "its 95 % interval. Grey: not distinguishable from none.",
        f"Rank correlations with leakage. Strongest: {told}.",
        rows_height_in(len(rows)),
        paint,
    )


def variance(answer: Answer) -> Picture | None:
    """Draw how much of the spread comes from unknown figures and how much from chance."""
    if answer.run.fixed or answer.run.worlds < 2:
        return None
    worlds = 100 * answer.between_worlds

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        axes.barh(0, worlds, 0.5, color=BLUE)
        axes.barh(0, 100 - worlds, 0.5, left=worlds, color=GREY, alpha=0.5)
        _above(axes, 0, f"figures not known well: {number(worlds, 0)} %", "left")
        _above(axes, 100, f"chance within a raid: {number(100 - round(worlds), 0)} %", "right")
        axes.set_xlim(0, 100)
        axes.set_ylim(-0.3, 0.7)
        axes.set_axis_off()

    return draw(
        "variance",
        "Where the spread of leakage between raids comes from.",
        f"{number(worlds, 0)} % of the variance lies between worlds, the rest is chance.",
        0.6,
        paint,
    )


def reported(answer: Answer) -> Picture | None:
    """Draw the reported share destroyed beside the simulated one, never merged."""
    rows = [r for r in answer.reported if r.launched > 0 and r.simulated_launched.mean > 0]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.name, 30) for row in rows])
        for i, row in enumerate(rows):
            share = 100 / row.simulated_launched.mean
            done = row.simulated_destroyed
            if done.p05 is not None and done.p95 is not None:
                span = (share * done.p05, share * done.p95)
                axes.plot(span, (i + 0.14,) * 2, color=BLUE, linewidth=1.0, alpha=0.45)
            span = (share * done.low, share * done.high)
            axes.plot(span, (i + 0.14,) * 2, color=BLUE, linewidth=3.6, alpha=0.45)
            claim = 100 * row.destroyed / row.launched
            style: Any = {"markersize": 4.5, "linestyle": "none"}
            axes.plot(claim, i - 0.14, "D", color=INK, mfc="none", label="reported", **style)
            axes.plot(share * done.mean, i + 0.14, "o", color=BLUE, label="simulated", **style)
        axes.set_xlim(0, 100)
        axes.set_xlabel("share of those launched that was destroyed, %")
        legend(figure, "outside upper left")

    return draw(
        "reported",
        "Reported beside simulated share destroyed. Diamond: the claim. Dot: mean of the "
        "simulation; thick line: its 95 % interval; thin line: nine raids out of ten.",
        "; ".join(
            f"{r.name}: reported {r.destroyed} of {r.launched}, simulated "
            f"{number(r.simulated_destroyed.mean, 1)} of {number(r.simulated_launched.mean, 1)}"
            for r in rows
        ),
        rows_height_in(len(rows), extra_in=1.0, row_in=0.36),
        paint,
    )


def _above(axes: Axes, x: float, text: str, side: str) -> None:
    """Write a label above one end of the bar."""
    axes.text(x, 0.38, text, ha=side, va="bottom")
