"""What was reported, as one self-contained page."""

from __future__ import annotations

from pathlib import Path

from airshield import __version__
from airshield.evidence.alarms import AlertHours
from airshield.evidence.summary import Summary
from airshield.files.output import write_text
from airshield.report.figures import reports
from airshield.report.page import environment, trusted
from airshield.report.summary_table import region_rows


def write_evidence_page(path: Path, summary: Summary, alerts: AlertHours | None) -> None:
    """Write the page of a record.

    Parameters
    ----------
    path
        The HTML file to write; it appears whole or not at all.
    summary
        What was reported.
    alerts
        Hours under alert, if there is a siren record.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, evidence_page(summary, alerts))


def evidence_page(summary: Summary, alerts: AlertHours | None) -> str:
    """Return the page as HTML; the same record gives the same bytes."""
    return (
        environment()
        .get_template("evidence.html.j2")
        .render(
            version=__version__,
            summary=summary,
            classes=list(dict.fromkeys(row.threat_class for row in summary.months)),
            alerts=alerts,
            regions=[] if alerts is None else region_rows(alerts),
            counts=trusted(reports.counts(summary)),
            shares=trusted(reports.shares(summary)),
            hours=None if alerts is None else trusted(reports.hours(alerts)),
        )
    )
