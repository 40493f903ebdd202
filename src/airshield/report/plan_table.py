"""A plan on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.planning.answer import Estimate
from airshield.planning.placement.answer import GoalRow, LeakRow, NeedRow, PlanAnswer
from airshield.report.plan_wording import (
    HARM,
    goal_sentence,
    headline,
    money,
    need_sentence,
    proof_sentence,
    unit_of,
)
from airshield.report.section import WIDTH, Cell, section, wrapped
from airshield.report.wording import (
    COUNT,
    SHARE,
    class_title,
    interval_text,
    number,
    shortened,
    value_text,
)

MOST_ROWS = 8
"""Rows of regions and batteries; the page has them all."""
ROOM_FOR_PLACES = 25


def plan_summary(answer: PlanAnswer) -> RenderableType:
    """Return a plan for a terminal; calm without colour, at most 80 columns wide."""
    parts: list[RenderableType] = [Text(shortened(answer.run.scenario_name, WIDTH), style="dim")]
    parts.append(Padding(wrapped(headline(answer), "bold"), (1, 0, 0, 0), expand=False))
    parts += [wrapped(goal_sentence(row)) for row in answer.goals]
    tables = (
        *(_goals(answer), _pieces(answer), _leaks("Leakers by class", answer.classes)),
        *(_leaks("Leakers by region", answer.regions), _needs(answer), _following(answer)),
        *(_worth(answer), _pledged(answer), _doubts(answer)),
    )
    parts += [table for table in tables if table is not None]
    return Group(*parts, *_closing(answer))


def _goals(answer: PlanAnswer) -> RenderableType | None:
    rows = [cells for row in answer.goals for cells in _goal_rows(row)]
    columns = (("bound", 10), ("kept in", 8), ("95 %", 11), ("asked", 7), ("", -7))
    return section("Goals", columns, rows, name_width=30) if rows else None


def _goal_rows(row: GoalRow) -> Iterator[tuple[Cell, ...]]:
    unit = unit_of(row.measure)
    bound = number(row.bound * unit.scale, min(unit.finest, 1)) + unit.suffix
    asked = number(100 * row.probability, 0) + "\u00a0%"
    for name, state in (("now", row.before), ("planned", row.after)):
        if state is not None:
            first = f"{class_title(row.measure)}, {name}"
            share = (value_text(state.p_kept, SHARE), interval_text(state.p_kept, SHARE))
            yield (first, bound, *share, asked, state.verdict)


def _pieces(answer: PlanAnswer) -> RenderableType | None:
    rows = [
        (
            row.system,
            shortened(row.site, ROOM_FOR_PLACES),
            *_gain(row.worth),
            money(row.cost_eur),
        )
        for row in answer.pieces
    ]
    columns = (("where", -ROOM_FOR_PLACES), ("worth", 6), ("95 %", 10), ("cost", 9))
    return section("The plan", columns, rows) if rows else None


def _gain(worth: Estimate | None) -> tuple[str, str]:
    """Return worth and interval as two cells."""
    if worth is None:
        return "–", ""
    return value_text(worth, HARM), interval_text(worth, HARM) if worth.low != worth.high else ""


def _leaks(title: str, leaks: tuple[LeakRow, ...]) -> RenderableType | None:
    rows = [
        (
            class_title(row.name),
            *(value_text(row.before, COUNT), interval_text(row.before, COUNT)),
            *_after(row.after),
        )
        for row in leaks[:MOST_ROWS]
    ]
    columns = (("now", 8), ("95 %", 11), ("planned", 8), ("95 %", 11))
    return section(title, columns, rows) if rows else None


def _after(estimate: Estimate | None) -> tuple[str, str]:
    if estimate is None:
        return "–", ""
    return value_text(estimate, COUNT), interval_text(estimate, COUNT)


def _needs(answer: PlanAnswer) -> RenderableType | None:
    if not answer.needs:
        return None
    lines: list[RenderableType] = [Text(""), Text("What would do", style="bold")]
    return Group(*lines, *(_need(row) for row in answer.needs))


def _need(row: NeedRow) -> Text:
    return wrapped(need_sentence(row))


def _following(answer: PlanAnswer) -> RenderableType | None:
    rows = [
        (
            row.system,
            shortened(row.site, ROOM_FOR_PLACES),
            *_gain(row.gain),
            "–" if row.per_million_eur is None else number(100 * row.per_million_eur, 3),
        )
        for row in answer.following
    ]
    columns = (("where", -ROOM_FOR_PLACES), ("gain", 6), ("95 %", 10), ("% per M€", 9))
    return section("What next, if one", columns, rows) if rows else None


def _worth(answer: PlanAnswer) -> RenderableType | None:
    rows = [(row.name, *_gain(row.shared), *_gain(row.alone)) for row in answer.worth[:MOST_ROWS]]
    columns = (("shared", 8), ("95 %", 12), ("alone", 8), ("95 %", 12))
    return section(f"Worth of {len(answer.worth)} batteries", columns, rows) if rows else None


def _pledged(answer: PlanAnswer) -> RenderableType | None:
    rows = [(row.name, row.system, *_gain(row.gain)) for row in answer.pledged]
    columns = (("system", -ROOM_FOR_PLACES), ("gain", 8), ("95 %", 12))
    return section("Pledged, were it there", columns, rows) if rows else None


def _doubts(answer: PlanAnswer) -> RenderableType | None:
    rows = [
        (
            row.figure[-45:],
            number(row.rank_correlation, 2),
            f"{number(row.low, 2)} to {number(row.high, 2)}",
        )
        for row in answer.doubts
    ]
    columns = (("rank corr.", 10), ("95 %", 16))
    title = "What the choice hangs on"
    return section(title, columns, rows, name_width=45) if rows else None


def _closing(answer: PlanAnswer) -> Iterator[RenderableType]:
    """Yield what it rests on and how to repeat it."""
    run = answer.run
    yield Text("")
    yield wrapped(proof_sentence(answer))
    yield from (wrapped(f"! {note}") for note in answer.notes)
    yield wrapped("! A study of an illustrative defence with public or assumed figures.")
    line = (
        f"{number(run.replications, 0)} raids in {number(run.worlds, 0)} worlds, seed {run.seed}, "
        f"airshield {run.version}, scenario {run.scenario_digest[:12]}, "
        f"{number(run.elapsed_s, 1)} s"
    )
    yield Padding(wrapped(line, "dim"), (1, 0, 0, 0), expand=False)
    yield wrapped(f"Again: {run.command}", "dim")
