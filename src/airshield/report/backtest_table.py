"""A back-test on a terminal of 80 columns, and as a file of all its forecasts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from airshield.evidence.backtest import MODEL, Backtest
from airshield.evidence.verdict import Line, Verdict
from airshield.report.section import section
from airshield.report.wording import class_title, one_line

COLUMNS = (("reports", 8), ("log score", 10), ("CRPS", 6), ("50 %", 6), ("90 %", 6), ("lead", 12))
HEADER = (
    *("threat_class", "horizon", "forecaster", "line", "ends", "launched", "destroyed"),
    *("expected", "low_90", "high_90", "log_score", "crps", "p_below", "p_up_to"),
)
INTRODUCTION = (
    "How well the number destroyed was forecast from what had been reported before, given the "
    "number launched. Log score: the higher, the better. CRPS is over the number launched: the "
    "lower, the better. 50 %, 90 %: share of outcomes that these intervals held (a count across "
    "an interval's end counts in part). Lead: of airshield's log score, with its 95 % interval."
)


class Origin(NamedTuple):
    """What a back-test was made from."""

    record: str
    """Name of the record's file."""
    sha256: str
    """SHA-256 of its bytes."""
    begins: str
    """First day that was forecast."""
    until: str
    """First day that was not."""
    version: str
    """Version of airshield."""
    command: str
    """What makes it again."""


def backtest_table(
    lines: Sequence[Line], verdicts: Sequence[Verdict], origin: Origin
) -> RenderableType:
    """Return a back-test for a terminal."""
    parts: list[RenderableType] = [Text(INTRODUCTION)]
    for name, horizon in dict.fromkeys((line.threat_class, line.horizon) for line in lines):
        rows = [
            _cells(line) for line in lines if (line.threat_class, line.horizon) == (name, horizon)
        ]
        parts.append(section(f"{class_title(name)}: {horizon}", COLUMNS, rows, name_width=33))
    parts += [Text(""), *(Text(one_line(sentence)) for sentence in sentences(verdicts))]
    made = f"{origin.record}, SHA-256 {origin.sha256[:12]}, {origin.begins} to {origin.until}"
    parts.append(Text(f"\n{made}, airshield {origin.version}", style="dim"))
    parts.append(Text(f"Again: {origin.command}", style="dim"))
    return Group(*parts)


def _cells(line: Line) -> list[str]:
    summary = line.summary
    lead = f"{line.lead:.2f} ±{line.lead_high - line.lead:.2f}"
    return [
        line.forecaster,
        f"{summary.forecasts:,}",
        f"{summary.log_score:.3f}",
        f"{summary.crps:.3f}",
        f"{100 * summary.held_50:.0f} %",
        f"{100 * summary.held_90:.0f} %",
        "" if line.forecaster == MODEL else lead,
    ]


def sentences(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield a sentence on each class and horizon: who was best, and whether intervals held."""
    for verdict in verdicts:
        title = f"{class_title(verdict.threat_class)}, {verdict.horizon}"
        by = f"{abs(verdict.lead):.2f} a report (95 %: {verdict.low:.2f} to {verdict.high:.2f})"
        if not verdict.leads:
            text = f"{verdict.rival} was better than airshield, by {by}"
        elif verdict.low > 0.0:
            text = f"airshield was best, before {verdict.rival} by {by}"
        else:
            text = f"airshield was best, but not beyond chance before {verdict.rival}: {by}"
        held = f"its 90 % intervals held {100 * verdict.held_90:.0f} %"
        yield f"{title}: {text}; {held}{'' if verdict.calibrated else ', outside 86–94 %'}."


def forecasts_csv(result: Backtest) -> str:
    """Return every forecast as a row of CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    for row in result.forecasts:
        report = row.report
        ends = "" if report.ends is None else report.ends.isoformat()
        told = (report.line, ends, report.launched, report.destroyed)
        scores = (f"{value:.6f}" for value in row.score)
        interval = (f"{row.expected:.4f}", row.low, row.high)
        who = (row.threat_class, row.horizon, row.forecaster)
        writer.writerow((*who, *told, *interval, *scores))
    return buffer.getvalue()
