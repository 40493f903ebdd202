"""Kept runs on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from airshield.files.store.kept import Head, KeptRun
from airshield.planning.answer import Estimate
from airshield.planning.runs import Compared, Difference
from airshield.report.section import section, wrapped
from airshield.report.wording import (
    COUNT,
    PEOPLE,
    SHARE,
    Unit,
    counted,
    euro,
    interval_text,
    one_line,
    shortened,
    value_text,
)

MOST_ROWS = 30
"""Figures shown of one run."""
WHOLE = ("leakage", "leakers", "p_no_leaker", "rounds_cost_eur", "exposed", "exposed_unwarned")
"""Figures of the whole raid."""
NAME_WIDTH = 31


def runs_table(heads: Sequence[Head], place: str) -> RenderableType:
    """Return the list of runs."""
    if not heads:
        return Text(
            f"No run is kept in {one_line(place)}: `airshield assess FILE --keep` keeps one."
        )
    rows = [
        (
            head.id,
            head.kind,
            f"{head.kept_at[:10]} {head.kept_at[11:16]}",
            f"{head.raids:,}",
            str(head.seed),
            head.scenario_digest[:8],
            shortened(head.name, 16),
        )
        for head in heads
    ]
    columns = (
        *(("what", -6), ("kept (UTC)", -16), ("raids", 9), ("seed", 6)),
        *(("digest", -8), ("scenario", -16)),
    )
    table = section("Run", columns, rows, name_width=12)
    return Group(table, Text(f"\n{counted(len(heads), 'run')} in {one_line(place)}", style="dim"))


def run_table(run: KeptRun) -> RenderableType:
    """Return what a run was and found."""
    figures = [f for f in run.figures if _first_seen(f.name, run.head.kind)] or list(run.figures)
    rows = []
    for figure in figures[:MOST_ROWS]:
        estimate = Estimate(mean=figure.mean, low=figure.low, high=figure.high)
        unit = _unit(figure.name, estimate)
        rows.append(
            (_tail(figure.name, 44), value_text(estimate, unit), interval_text(estimate, unit))
        )
    left = len(run.figures) - len(rows)
    more = f" {left:,} more figures: --format json, or `airshield runs export`." if left else ""
    return Group(
        *_told(run.head),
        section("Figure", (("mean", 14), ("95 % interval", 19)), rows, name_width=44),
        Text(f"\nAgain: {one_line(run.head.command)}", style="dim"),
        Text(more.strip(), style="dim"),
    )


def _told(head: Head) -> list[Text]:
    """Return what a run was, in two lines."""
    first = f"{head.id}  {head.kind}  {shortened(head.name, 40)}"
    second = (
        f"{head.raids:,} raids in {counted(head.worlds, 'world')}, seed {head.seed}, airshield "
        f"{head.version}, scenario {head.scenario_digest[:12]}, kept {head.kept_at}"
    )
    return [Text(first, style="bold"), wrapped(second, "dim")]


def compared_table(found: Compared, *, every: bool = False) -> RenderableType:
    """Return two runs side by side."""
    kind = found.first.kind
    shown = [row for row in found.differences if every or _first_seen(row.name, kind)]
    columns = (("first", 9), ("second", 9), ("change", 9), ("95 %", 18))
    parts: list[RenderableType] = [*_told(found.first), *_told(found.second), Text("")]
    parts += [wrapped(f"! {note}") for note in found.notes]
    if shown:
        rows = [_row(row) for row in shown]
        parts.append(section("Figure", columns, rows, name_width=NAME_WIDTH))
    left = len(found.differences) - len(shown)
    text = f"{counted(left, 'more figure')} with --all. " if left else ""
    only = found.only_first + found.only_second
    text += f"{counted(only, 'figure')} only one of them has." if only else ""
    parts.append(wrapped(text, "dim"))
    return Group(*parts)


def _row(row: Difference) -> tuple[str, ...]:
    largest = max((row.first, row.second), key=lambda estimate: abs(estimate.mean))
    unit = _unit(row.name, largest)
    return (
        _tail(row.name, NAME_WIDTH),
        value_text(row.first, unit),
        value_text(row.second, unit),
        value_text(row.change, unit),
        interval_text(row.change, unit),
    )


def _first_seen(name: str, kind: str) -> bool:
    """Whether a figure is among those shown first."""
    if kind == "sweep":
        return name.endswith((".change", ".total"))
    return name in WHOLE or (name.startswith("classes.") and name.endswith(".leakage"))


def _unit(name: str, estimate: Estimate) -> Unit:
    """Return how a figure is written, by the last word of its path."""
    last = name.rsplit(".", 1)[-1]
    if last in ("leakage", "first_order", "total", "damage") or last.startswith("p_"):
        return SHARE
    if ".leakage.effects." in f".{name}":
        return SHARE
    if "cost" in name:
        return euro(estimate)
    return PEOPLE if last in ("people", "exposed", "exposed_unwarned") else COUNT


def _tail(text: str, width: int) -> str:
    """Keep the end of a path that is too long: paths differ there."""
    return text if len(text) <= width else "…" + text[len(text) - width + 1 :]
