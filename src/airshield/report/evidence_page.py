"""What was reported, as one self-contained page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from airshield import __version__
from airshield.evidence.alarms import AlertHours
from airshield.evidence.claims import Question
from airshield.evidence.summary import Summary
from airshield.files.output import write_text
from airshield.report.claims_table import range_of
from airshield.report.figures import reports
from airshield.report.page import environment, trusted
from airshield.report.summary_table import region_rows


def write_evidence_page(
    path: Path,
    summary: Summary,
    alerts: AlertHours | None,
    questions: Sequence[Question] = (),
) -> None:
    """Write the page of a record.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    summary
        What was reported.
    alerts
        Hours under alert, if there is a siren record.
    questions
        What parties claim of one thing, side by side.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, evidence_page(summary, alerts, questions))


def evidence_page(
    summary: Summary, alerts: AlertHours | None, questions: Sequence[Question] = ()
) -> str:
    """Return the page as HTML; the same record gives the same bytes."""
    return (
        environment()
        .get_template("evidence.html.j2")
        .render(
            version=__version__,
            summary=summary,
            classes=list(dict.fromkeys(row.threat_class for row in summary.months)),
            alerts=alerts,
            questions=questions,
            range_of=range_of,
            regions=[] if alerts is None else region_rows(alerts),
            counts=trusted(reports.counts(summary)),
            shares=trusted(reports.shares(summary)),
            hours=None if alerts is None else trusted(reports.hours(alerts)),
        )
    )
