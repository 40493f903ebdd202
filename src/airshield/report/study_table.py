"""A study on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.answer import Estimate
from airshield.planning.study.answer import Effect, MeasureStudy, StudyAnswer
from airshield.report import measure_units
from airshield.report.section import WIDTH, section, wrapped
from airshield.report.wording import (
    Unit,
    interval_text,
    number,
    shortened,
    value_text,
)

COLUMNS = (("from", 8), ("to", 8), ("change", 8), ("95 %", 14), ("alone", 6), ("in all", 6))
POOR = 0.5
"""A surface that predicts less of the variance than this says little."""


def study_table(answer: StudyAnswer) -> RenderableType:
    """Return a study for a terminal; calm without colour, at most 80 columns wide."""
    parts: list[RenderableType] = [
        Text(shortened(str(answer.manifest["scenario"]), WIDTH), style="dim")
    ]
    for measure in answer.measures:
        parts += _measure(measure)
    parts.append(Padding(wrapped(made(answer), "dim"), (1, 0, 0, 0), expand=False))
    parts.append(wrapped(f"Again: {answer.command}", "dim"))
    return Group(*parts)


def _measure(measure: MeasureStudy) -> Iterator[RenderableType]:
    """Yield what moves one measure."""
    unit = unit_of(measure)
    yield Padding(wrapped(headline(measure), "bold"), (1, 0, 0, 0), expand=False)
    yield section("What moves it", COLUMNS, [_row(e, unit) for e in measure.effects])
    yield wrapped(surface_words(measure))


def _row(effect: Effect, unit: Unit) -> tuple[str, ...]:
    """Return the row of one factor."""
    first, last = effect.points[0], effect.points[-1]
    return (
        tail(effect.factor, 24),
        shortened(first.value, 8),
        shortened(last.value, 8),
        value_text(effect.change, unit),
        interval_text(effect.change, unit),
        percent(effect.first_order.mean),
        percent(effect.total.mean),
    )


def percent(share: float) -> str:
    """Write a share of the variance."""
    return f"{number(100 * share, 0)}\u00a0%"


def unit_of(measure: MeasureStudy) -> Unit:
    """Return how a measure of a study is written."""
    size = abs(measure.mean)
    return measure_units.unit_of(measure.name, Estimate(mean=size, low=size, high=size))


def plain_value(value: float, unit: Unit) -> str:
    """Write a value that has no interval of its own, to three digits."""
    rounded = float(f"{value:.3g}")
    return value_text(Estimate(mean=rounded, low=rounded, high=rounded), unit)


def headline(measure: MeasureStudy) -> str:
    """Return what moves a measure most, in a sentence."""
    unit = unit_of(measure)
    span = f"from {plain_value(measure.least, unit)} to {plain_value(measure.greatest, unit)}"
    title = measure.title[:1].upper() + measure.title[1:]
    if measure.surface == "constant" or not measure.effects:
        return f"{title} goes {span} over the points, and no factor explains it beyond chance."
    top = measure.effects[0]
    first, last = top.points[0], top.points[-1]
    return (
        f"{title} goes {span}. {top.factor} moves it most: "
        f"{value_text(first.mean, unit)} at {first.value}, "
        f"{value_text(last.mean, unit)} at {last.value}."
    )


def surface_words(measure: MeasureStudy) -> str:
    """Say what surface was fitted, and how far it can be relied on."""
    if measure.surface == "constant":
        return "No surface predicts the points left out better than their mean does."
    caution = " Read the shares with care." if measure.predicts < POOR else ""
    return (
        f"Change: from the first part of the range to the last, the other factors evened out. "
        f"Alone, in all: share of the variance of a {measure.surface} surface, which predicts "
        f"{percent(measure.predicts)} of the variance between points that it was not fitted to."
        f"{caution}"
    )


def made(answer: StudyAnswer) -> str:
    """Say what was played."""
    manifest = answer.manifest
    worlds = "1 world" if manifest["worlds"] == 1 else f"{manifest['worlds']:,} worlds"
    found = f", {answer.found:,} of them done before" if answer.found else ""
    return (
        f"{answer.points:,} points ({manifest['design']}){found}, "
        f"{manifest['replications']:,} raids each in {worlds}, the same for every point; "
        f"seed {manifest['seed']}, airshield "
        f"{manifest['version']}, scenario {manifest['scenario_digest'][:12]}, "
        f"{number(answer.elapsed_s, 1)} s"
    )


def tail(text: str, width: int) -> str:
    """Keep the end of a path that is too long: paths differ there."""
    return text if len(text) <= width else "…" + text[len(text) - width + 1 :]
