"""Which option helps most: differences measure by measure, and how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airshield.planning.comparison.answer import Comparison, Variant
from airshield.planning.comparison.compare import AS_IT_IS
from airshield.planning.measures import measure_of
from airshield.report.canvas import BLUE, GREY, INK, MUTED, RED, Picture, bare_rows, draw
from airshield.report.canvas import rows_height_in as height_in
from airshield.report.comparison_words import (
    difference_text,
    differs,
    sure_text,
)
from airshield.report.figures.leakage import dots
from airshield.report.measure_units import unit_of
from airshield.report.wording import number, one_line, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    "leakage",
    "people_without_power",
    "people_exposed",
    "warning_min",
    "assets_disabled",
    "rounds_cost_eur",
)
"""Measures of the small panels."""


def _rows(found: Comparison) -> list[Variant]:
    """Return the variants, the best first."""
    return [found.variant(name) for name in found.ranking]


def ranking(found: Comparison) -> Picture:
    """Draw the measure that ranks: every variant's mean, the best on top."""
    rows = _rows(found)
    values = [row.values[found.by] for row in rows]
    unit = unit_of(found.by, max(values, key=lambda value: abs(value.mean)))
    title = measure_of(found.by).title

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [shortened(row.name, 30) for row in rows])
        texts = [sure_text(row.p_best[found.by]) for row in rows]
        dots(axes, values, unit, RED, texts)
        axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
        axes.set_xlabel(f"{title}{unit.suffix and ','}{unit.suffix}")
        axes.set_title("probability of being the best", loc="right", color=MUTED)

    best = rows[0]
    return draw(
        "ranking",
        f"{title.capitalize()} with each option, the best on top. Dot: mean; line: its 95 % "
        "interval, which holds chance and uncertain figures that all options share; at the right "
        "the probability that the option is the best of all.",
        f"{title} by option; best: {one_line(best.name)}.",
        height_in(len(rows)),
        paint,
    )


def differences(found: Comparison) -> Picture:
    """Draw how each option differs from the scenario as it is, in several measures."""
    rows = [row for row in _rows(found) if row.name != AS_IT_IS]
    names = [name for name in PANELS if name in found.measures]
    lines = -(-len(names) // 3)

    def paint(figure: Figure) -> None:
        grid = figure.subplots(lines, 3, sharey=True, squeeze=False)
        for axes, name in zip(grid.flat, names, strict=False):
            _panel(axes, rows, name)
        for axes in grid.flat[len(names) :]:
            axes.set_visible(False)

    return draw(
        "differences",
        "Each option less the scenario as it is, raid by raid. Dot: mean difference; line: its "
        "95 % interval; grey: chance alone could make it.",
        "Differences to the scenario as it is, by option and measure: "
        + "; ".join(
            f"{one_line(row.name)} {measure_of(name).title} "
            f"{difference_text(name, row.differences[name])}"
            for row in rows
            for name in names[:2]
        ),
        lines * height_in(len(rows), 0.7, 0.2),
        paint,
    )


def _panel(axes: Axes, rows: list[Variant], name: str) -> None:
    """Draw one measure."""
    found = [row.differences[name] for row in rows]
    unit = unit_of(name, max(found, key=lambda value: abs(value.mean)), short=True)
    bare_rows(axes, [shortened(row.name, 24) for row in rows])
    axes.axvline(0.0, color=MUTED, linewidth=0.8)
    for row, estimate in enumerate(found):
        better = (estimate.mean < 0) == measure_of(name).less_is_better
        colour = GREY if not differs(estimate) else BLUE if better else RED
        ends = (estimate.low * unit.scale, estimate.high * unit.scale)
        axes.plot(ends, (row, row), color=colour, linewidth=3.0, alpha=0.55)
        axes.plot(estimate.mean * unit.scale, row, "o", color=colour, markersize=4.0)
    words = {
        "people_without_power": "people without power",
        "warning_min": "minutes of warning",
        "rounds_cost_eur": "cost of the rounds",
        "leakage": "leakage",
    }
    suffix = unit.suffix.strip()
    suffix = {"%": "points of a hundred", "k": "thousand"}.get(suffix, suffix)
    axes.set_title(words.get(name, measure_of(name).title))
    axes.set_xlabel(suffix)
    axes.margins(x=0.12)
    axes.locator_params(axis="x", nbins=4)


def turning(found: Comparison) -> Picture | None:
    """Draw which uncertain figures move the difference between the two best."""
    if found.turning is None:
        return None
    rows = found.turning.influences[:8]
    if not rows:
        return None

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        bare_rows(axes, [row.figure for row in rows])
        axes.axvline(0.0, color=MUTED, linewidth=0.8)
        for at, row in enumerate(rows):
            colour = INK if row.low > 0 or row.high < 0 else GREY
            axes.plot((row.low, row.high), (at, at), color=colour, linewidth=3.0, alpha=0.55)
            axes.plot(row.rank_correlation, at, "o", color=colour, markersize=4.0)
        axes.set_xlim(-1, 1)
        axes.set_xlabel("rank correlation with the difference, over worlds")

    return draw(
        "turning",
        f"What moves the difference between “{found.turning.best}” and “{found.turning.second}”: "
        "to the left, a larger figure favours the first; grey: chance alone could make it.",
        "Strongest: "
        + "; ".join(f"{row.figure} {number(row.rank_correlation, 2)}" for row in rows[:3]),
        height_in(len(rows)),
        paint,
    )
