"""A comparison on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.answer import Estimate
from airshield.planning.comparison.answer import Comparison
from airshield.planning.comparison.compare import AS_IT_IS
from airshield.planning.measures import measure_of
from airshield.report.comparison_words import (
    certainty,
    difference_text,
    differs,
    headline,
    sure_text,
    why,
)
from airshield.report.measure_units import unit_of
from airshield.report.section import WIDTH, Cell, section, wrapped
from airshield.report.wording import interval_text, shortened, value_text

OTHERS = ("leakage", "people_exposed", "warning_min", "rounds_cost_eur")
"""Measures whose differences stand beside each other."""
HEADINGS = {
    "leakage": "leakage",
    "people_exposed": "exposed",
    "warning_min": "warning",
    "rounds_cost_eur": "cost",
    "people_without_power": "no power",
}


def comparison_table(found: Comparison) -> RenderableType:
    """Return a comparison for a terminal; calm without colour, at most 80 columns wide."""
    parts: list[RenderableType] = [
        Text(shortened(found.run.scenario_name, WIDTH), style="dim"),
        Padding(wrapped(headline(found), "bold"), (1, 0, 0, 0), expand=False),
        *(wrapped(sentence) for sentence in certainty(found)),
        _ranking(found),
        _others(found),
        *_reasons(found),
        Padding(wrapped(f"again: {found.run.command}", "dim"), (1, 0, 0, 0), expand=False),
    ]
    return Group(*parts)


def _ranking(found: Comparison) -> RenderableType:
    """Return the variants, the best first."""
    rows = []
    for name in found.ranking:
        row = found.variant(name)
        value, difference = row.values[found.by], row.differences[found.by]
        unit = unit_of(found.by, value, short=True)
        same = name == AS_IT_IS
        rows.append(
            (
                shortened(name, 30),
                Text(value_text(value, unit), style="bold"),
                "" if same else difference_text(found.by, difference),
                ""
                if same or difference.low == difference.high
                else interval_text(difference, unit_of(found.by, difference, short=True)),
                sure_text(row.p_best[found.by]),
            )
        )
    columns = (("mean", 10), ("less as is", 11), ("95 %", 17), ("best", 6))
    return section(measure_of(found.by).title, columns, rows, 31)


def _others(found: Comparison) -> RenderableType:
    """Return how every variant differs in other measures; dim where chance could make it."""
    names = [name for name in (*OTHERS, "people_without_power") if name in found.measures]
    names = [name for name in names if name != found.by][:4]
    rows: list[tuple[Cell, ...]] = []
    for name in found.ranking:
        if name != AS_IT_IS:
            differences = found.variant(name).differences
            rows.append((shortened(name, 27), *(_cell(m, differences[m]) for m in names)))
    columns = [(HEADINGS[name], 12) for name in names]
    return section("less as it is (dim: chance?)", columns, rows, 28)


def _cell(name: str, estimate: Estimate) -> Text:
    return Text(difference_text(name, estimate), style="" if differs(estimate) else "dim")


def _reasons(found: Comparison) -> Iterator[RenderableType]:
    """Yield what added batteries can and cannot reach."""
    for row in found.variants:
        sentences = list(why(row))
        if sentences:
            yield Padding(Text(f"Why: {row.name}", style="bold"), (1, 0, 0, 0), expand=False)
            yield from (wrapped(sentence) for sentence in sentences)
