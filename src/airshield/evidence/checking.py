"""A record under examination: how many rows are doubtful and why, and what leaves them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from airshield.evidence.doubts import DOUBTS, LEFT_OUT, MEANING, Analysis, left_out
from airshield.evidence.record import Record
from airshield.model.record import record
from airshield.model.reports import Doubt

MOST_EXAMPLES = 3
"""Examples given of each doubt."""


@record
class Example:
    """One doubtful row."""

    line: int
    """Line of the file."""
    label: str
    """What was reported."""
    why: str
    """What is doubtful."""


@record
class DoubtCount:
    """How often a doubt occurs."""

    doubt: Doubt
    """The doubt."""
    meaning: str
    """What it says of a row."""
    rows: int
    """Reports that have it."""
    examples: tuple[Example, ...]
    """The first ones, differing in their reason where they can."""


@record
class RuleCount:
    """How many reports an analysis leaves out for one reason."""

    doubt: Doubt
    """The doubt."""
    why: str
    """Why they are left out."""
    rows: int
    """Reports left out by this rule; a report counts under the first rule that it meets."""


@record
class Use:
    """What an analysis makes of a record."""

    analysis: Analysis
    """The analysis."""
    kept: int
    """Reports that it uses."""
    left_out: tuple[RuleCount, ...]
    """Those that it does not."""


@record
class Check:
    """What is found in a record."""

    path: str
    """The file."""
    format: str
    """Its layout."""
    zone: str
    """Zone of its local times."""
    rows: int
    """Rows of the file: reports and unreadable ones."""
    reports: int
    """Rows that became reports."""
    unreadable: tuple[Example, ...]
    """Every row that did not."""
    undoubted: int
    """Reports without any doubt."""
    ignored: tuple[str, ...]
    """Columns that are not known and were not read."""
    doubts: tuple[DoubtCount, ...]
    """Each doubt that occurs."""
    uses: tuple[Use, ...]
    """Each analysis."""


def check(read: Record) -> Check:
    """Return what is doubtful in a record, and what each analysis leaves out."""
    return Check(
        path=read.path,
        format=read.format,
        zone=read.zone,
        rows=read.rows,
        reports=len(read.reports),
        unreadable=tuple(
            Example(line=row.line, label=row.text[:80], why=row.why) for row in read.unreadable
        ),
        undoubted=sum(not report.doubts for report in read.reports),
        ignored=read.ignored,
        doubts=_doubts(read),
        uses=tuple(_use(read, analysis) for analysis in LEFT_OUT),
    )


def _doubts(read: Record) -> tuple[DoubtCount, ...]:
    """Count each doubt, with examples whose reasons differ as far as they can."""
    labels = {report.line: report.label for report in read.reports}
    by_doubt: dict[Doubt, dict[int, str]] = {doubt: {} for doubt in DOUBTS}
    for note in read.notes:
        told = by_doubt[note.doubt]
        told[note.line] = f"{told[note.line]}; {note.why}" if note.line in told else note.why
    return tuple(
        DoubtCount(
            doubt=doubt,
            meaning=MEANING[doubt],
            rows=len(told),
            examples=tuple(
                Example(line=line, label=labels[line], why=told[line]) for line in _different(told)
            ),
        )
        for doubt, told in by_doubt.items()
        if told
    )


def _different(told: Mapping[int, str]) -> list[int]:
    """Return a few lines: first of each reason, then further ones."""
    firsts = {why: line for line, why in reversed([*told.items()])}
    chosen = sorted(firsts.values())[:MOST_EXAMPLES]
    further = [line for line in told if line not in chosen]
    return chosen + further[: MOST_EXAMPLES - len(chosen)]


def _use(read: Record, analysis: Analysis) -> Use:
    found = [left_out(report, analysis) for report in read.reports]
    counts = Counter(found)
    return Use(
        analysis=analysis,
        kept=counts[None],
        left_out=tuple(
            RuleCount(doubt=rule.doubt, why=rule.why, rows=counts[rule])
            for rule in LEFT_OUT[analysis]
            if counts[rule]
        ),
    )
