"""How much gets through: by class, by asset, from raid to raid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from airshield.planning.answer import Answer, Estimate
from airshield.report.canvas import (
    GREY,
    INK,
    MUTED,
    RED,
    Picture,
    bare_rows,
    draw,
    rows_height_in,
)
from airshield.report.ranking import worst_assets
from airshield.report.wording import (
    COUNT,
    SHARE,
    Unit,
    class_title,
    number,
    shortened,
    value_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ASSETS = 20
"""Assets drawn; the table has them all."""
MOST_BARS = 60
"""Bars of the histogram; more leakers than that are put together."""


def by_class(answer: Answer) -> Picture | None:
    """Draw the share of each class that arrives."""
    rows = [row for row in answer.classes if row.launched.mean > 0]
    labels = [class_title(row.name) for row in rows]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, labels)
        values = [value_text(row.leakage, SHARE) for row in rows]
        dots(axes, [row.leakage for row in rows], SHARE, RED, values)
        axes.set_xlim(0, 100)
        axes.set_xlabel("share of those launched that arrives, %")

    told = "; ".join(
        f"{label} {value_text(row.leakage, SHARE)}" for label, row in zip(labels, rows, strict=True)
    )
    return draw(
        "by-class",
        "Share of each class that gets through. Dot: mean over all raids; thick line: its 95 % "
        "interval; thin line: nine raids out of ten.",
        f"Share that arrives, by threat class: {told}.",
        rows_height_in(len(rows)),
        paint,
    )


def by_asset(answer: Answer) -> Picture | None:
    """Draw leakers and the probability of being disabled, worst assets first."""
    rows = worst_assets(answer)[:MOST_ASSETS]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        for axes in (left, right):
            bare_rows(axes, [shortened(row.name, 26) for row in rows])
        dots(left, [row.arrived for row in rows], COUNT, colour=RED)
        dots(right, [row.p_disabled for row in rows], SHARE, colour=INK)
        left.set_xlim(0, None)
        right.set_xlim(0, 100)
        left.set_title("Leakers per raid")
        right.set_title("Probability that it is disabled, %")

    told = f"Worst: {rows[0].name}, {value_text(rows[0].arrived, COUNT)} per raid."
    return draw(
        "by-asset",
        "What reaches each asset, the worst first. Dot: mean; thick line: 95 % interval of the "
        "mean; thin line: nine raids out of ten.",
        f"Leakers per raid and probability of being disabled, for {len(rows)} assets. {told}",
        rows_height_in(len(rows)),
        paint,
    )


def from_raid_to_raid(answer: Answer) -> Picture | None:
    """Draw how many raids had how many leakers."""
    raids = np.array(answer.leakers_histogram, dtype=float)
    if not raids.sum() > 0:
        return None
    used = np.flatnonzero(raids)
    step = max(1, -(-(used[-1] - used[0] + 1) // MOST_BARS))
    first = used[0] // step * step
    padded = np.append(raids[first:], np.zeros(-len(raids[first:]) % step))
    shares = padded.reshape(-1, step).sum(axis=1) / raids.sum() * 100
    at = first + step * np.arange(len(shares))

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        colours = [RED if _usual(x, x + step - 1, answer.leakers) else GREY for x in at]
        axes.bar(at, shares, width=0.86 * step, align="edge", color=colours)
        axes.set_xlabel("leakers in one raid")
        axes.set_ylabel("share of raids, %")
        axes.tick_params(axis="y", colors=MUTED)
        axes.locator_params(axis="x", integer=True)
        axes.grid(axis="y")

    return draw(
        "from-raid-to-raid",
        "How raids differ: share of raids with each number of leakers. Coloured: nine raids out "
        "of ten.",
        f"Histogram of leakers per raid over {number(raids.sum(), 0)} raids, from {used[0]} to "
        f"{used[-1]}.",
        2.1,
        paint,
    )


def _usual(least: float, most: float, leakers: Estimate) -> bool:
    """Whether a bar from ``least`` to ``most`` leakers lies among nine raids out of ten."""
    if leakers.p05 is None or leakers.p95 is None:
        return True
    return leakers.p05 <= most and least <= leakers.p95


def dots(
    axes: Axes,
    estimates: Sequence[Estimate],
    unit: Unit,
    colour: str,
    labels: Sequence[str] = (),
) -> None:
    """Draw one dot a row with its 95 % interval (thick) and its 5–95 % range (thin).

    ``labels`` are written at the right edge of the rows.
    """
    for row, estimate in enumerate(estimates):
        low, high = estimate.low * unit.scale, estimate.high * unit.scale
        if estimate.p05 is not None and estimate.p95 is not None:
            spread = (estimate.p05 * unit.scale, estimate.p95 * unit.scale)
            axes.plot(spread, (row, row), color=colour, linewidth=1.0, alpha=0.45)
        axes.plot((low, high), (row, row), color=colour, linewidth=3.6, alpha=0.55)
        axes.plot(estimate.mean * unit.scale, row, "o", color=colour, markersize=4.5, clip_on=False)
    for row, text in enumerate(labels):
        _label(axes, row, text)


def _label(axes: Axes, row: int, text: str) -> None:
    """Write a text at the right edge of its row."""
    axes.annotate(
        text,
        (1.0, row),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        ha="left",
        annotation_clip=False,
    )
