"""What is doubtful in a record, on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from airshield.evidence.checking import Check, DoubtCount, Example, Use
from airshield.report.section import WIDTH, section
from airshield.report.wording import counted, one_line, shortened

MOST_UNREADABLE = 5
"""Unreadable rows shown; the file of flagged rows has them all."""
ANALYSES = {
    "share": "share destroyed, by month",
    "share-model": "model of the share over time",
    "raid-sizes": "raid sizes",
    "hours": "hours of the day",
}
"""What each analysis is called on screen."""


def checked(check: Check) -> RenderableType:
    """Return what is doubtful in a record, for a terminal."""
    parts: list[RenderableType] = list(_opening(check))
    if check.doubts:
        rows = [(d.doubt, f"{d.rows:,}", d.meaning) for d in check.doubts]
        parts.append(section("Doubts", (("rows", 6), ("meaning", -55)), rows, name_width=16))
        parts.append(Text("\nExamples", style="bold"))
        parts += [line for doubt in check.doubts for line in _examples(doubt)]
    if check.unreadable:
        parts.append(Text("\nRows of which no report could be made", style="bold"))
        parts += [_example(row) for row in check.unreadable[:MOST_UNREADABLE]]
    parts.append(Text("\nWhat is left out of which analysis, and why", style="bold"))
    parts += [line for use in check.uses for line in _use(use)]
    return Group(*parts)


def _opening(check: Check) -> Iterator[RenderableType]:
    yield Text(shortened(f"{check.path}: {check.format}", WIDTH), style="dim")
    text = f"{counted(check.rows, 'row')}: {counted(check.reports, 'report')} "
    text += f"({check.undoubted:,} without doubt), {len(check.unreadable):,} unreadable. "
    text += f"Local times are {check.zone}; the reports are in UTC. Nothing was repaired."
    yield Text(one_line(text))
    if check.ignored:
        yield Text(one_line("Columns not known and not read: " + ", ".join(check.ignored)))


def _examples(doubt: DoubtCount) -> Iterator[RenderableType]:
    yield Text(f"{doubt.doubt}")
    yield from (_example(example) for example in doubt.examples)


def _example(example: Example) -> RenderableType:
    text = f"line {example.line}: {shortened(example.label, 30)} – {shortened(example.why, 200)}"
    return Padding(Text(one_line(text)), (0, 0, 0, 2), expand=False)


def _use(use: Use) -> Iterator[RenderableType]:
    yield Text(f"{ANALYSES[use.analysis]}: {use.kept:,} reports kept")
    for rule in use.left_out:
        text = Text(f"{rule.rows:,} {rule.doubt}: {rule.why}")
        yield Padding(text, (0, 0, 0, 2), expand=False)
