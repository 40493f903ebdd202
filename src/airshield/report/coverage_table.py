"""Coverage on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.coverage.answer import CoverageAnswer, LayerShare, Level, TypeCoverage
from airshield.planning.coverage.options import WHATS, What
from airshield.report.coverage_words import (
    BASIS,
    KEY_LEVELS,
    TITLES,
    band_cells,
    finding,
    level_name,
    notes,
    of_most,
    percent,
)
from airshield.report.section import WIDTH, section, wrapped
from airshield.report.wording import class_title, number, shortened


def coverage_table(answer: CoverageAnswer, whats: Sequence[What] = WHATS) -> RenderableType:
    """Return coverage for a terminal; calm without colour, at most 80 columns wide."""
    first = answer.types[0]
    parts: list[RenderableType] = [
        Text(shortened(answer.run.scenario_name, WIDTH), style="dim"),
        Padding(wrapped(finding(answer), "bold"), (1, 0, 0, 0), expand=False),
    ]
    parts += [_levels(answer, what) for what in whats if _has(first, what)]
    if "engaged" in whats and first.layers:
        parts.append(_layers(answer))
    if len(answer.types) > 1:
        parts.append(_types(answer))
    parts += [*_movers(answer, whats), *_closing(answer)]
    return Group(*parts)


def _has(row: TypeCoverage, what: What) -> bool:
    return any(level.what == what for level in row.levels)


def _columns(answer: CoverageAnswer) -> list[tuple[str, int]]:
    """Return the columns of shares: those of people and of demand, if there are any."""
    columns = [("people", 7), ("low–high", 9)] if answer.people > 0 else []
    return columns + ([("MW", 7), ("low–high", 9)] if answer.demand_mw > 0 else [])


def _cells(answer: CoverageAnswer, row: Level | LayerShare) -> list[str]:
    people = band_cells(row.people) if answer.people > 0 else ()
    return [*people, *(band_cells(row.mw) if answer.demand_mw > 0 else ())]


def _levels(answer: CoverageAnswer, what: What) -> RenderableType:
    """Return the shares under each level of one quantity."""
    rows = [
        (level_name(what, level.at_least), *_cells(answer, level))
        for level in answer.types[0].levels
        if level.what == what
    ]
    return section(TITLES[what], _columns(answer), rows, name_width=40)


def _layers(answer: CoverageAnswer) -> RenderableType:
    rows = [
        (f"{class_title(layer.layer)} ({layer.batteries})", *_cells(answer, layer))
        for layer in answer.types[0].layers
    ]
    return section("By layer (batteries)", _columns(answer), rows, name_width=40)


def _types(answer: CoverageAnswer) -> RenderableType:
    """Return the key levels of every type, as shares of people or, without any, of MW."""
    rows = [
        (
            f"{row.threat}, {number(row.height_m, 0)} m",
            *(_share(row, what, level, answer) for what, level in KEY_LEVELS),
        )
        for row in answer.types
    ]
    columns = (("seen", 7), ("engaged", 8), ("2 shots", 8), ("5 min", 7))
    of = "people" if answer.people > 0 else "MW"
    return section(f"By threat type, share of {of}", columns, rows, name_width=46)


def _share(row: TypeCoverage, what: What, level: int, answer: CoverageAnswer) -> str:
    band = of_most(row.level(what, level), answer)
    return "–" if band is None else percent(band.value)


def _movers(answer: CoverageAnswer, whats: Sequence[What]) -> Iterator[RenderableType]:
    """Yield which single figures move the shares."""
    rows = [
        (
            mover.figure.split(".", 1)[1],
            level_name(mover.what, mover.at_least),
            percent(mover.low),
            percent(mover.high),
        )
        for mover in answer.movers
        if mover.what in whats
    ]
    if rows:
        columns = (("moves", -20), ("worse", 6), ("better", 6))
        yield section("One figure alone", columns, rows, name_width=44)


def _closing(answer: CoverageAnswer) -> Iterator[RenderableType]:
    """Yield what must be known, and how to repeat it."""
    run = answer.run
    yield Text("")
    yield wrapped(BASIS)
    yield from (wrapped(f"! {note}") for note in notes(answer))
    line = (
        f"{run.columns} × {run.rows} cells of {number(run.cell_m, 0)} m, airshield {run.version}, "
        f"scenario {run.scenario_digest[:12]}, {number(run.elapsed_s, 1)} s"
    )
    yield Padding(wrapped(line, "dim"), (1, 0, 0, 0), expand=False)
    yield wrapped(f"Again: {run.command}", "dim")
