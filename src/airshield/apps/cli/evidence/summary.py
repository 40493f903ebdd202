"""`airshield evidence summary`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.evidence.reading import Breaks, Labels, Zone, record_of
from airshield.evidence.alarms import AlertHours, alert_hours
from airshield.evidence.claims import Question, side_by_side
from airshield.evidence.summary import Summary
from airshield.evidence.summary import summarised as summarised_record
from airshield.files.claims import read_claims
from airshield.files.moments import named_zone
from airshield.files.output import make_folder, write_json
from airshield.files.sirens import read_alarms
from airshield.report.claims_table import claimed
from airshield.report.summary_table import summarised


def summary(
    file: Path,
    /,
    *,
    sirens: Annotated[Path | None, Parameter(show_default=False)] = None,
    claims: Annotated[Path | None, Parameter(show_default=False)] = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    months: int = 12,
    zone: Zone = None,
    labels: Labels = None,
    breaks: Breaks = None,
    format: Literal["table", "json"] = "table",
) -> None:
    """Sum up a record: what was reported by month and class, with intervals and breaks.

    The share destroyed has a 95 % interval that knows that the fates of threats in one raid are
    alike. Counts on the two sides of a break in meaning are kept apart. With `--out DIR` also
    writes `evidence.html` (figures and tables) and `summary.json`.

    **Examples**

        airshield evidence summary record.csv
        airshield evidence summary record.csv --sirens alerts.parquet --out out
        airshield evidence summary record.csv --claims claims.yaml --out out
        airshield evidence summary record.csv --months 36 --format json

    Parameters
    ----------
    file
        The public attack record, in either layout, or a record in the plain format.
    sirens
        Siren record, Parquet or CSV with region, started_at and finished_at: adds the hours under
        alert by region and month.
    claims
        File of claims: adds what parties state of one thing, side by side.
    out
        Folder for the page and the data.
    months
        Last months to show in the table; the files have all.
    zone
        Zone of the local times, in which days and months begin; without it, Europe/Kyiv for the
        public record, else UTC.
    labels
        File of further labels, laid upon the shipped ones.
    breaks
        File of breaks in meaning; without it, the shipped ones for the public record.
    format
        `table` for people, `json` for programs.
    """
    record = record_of(file, zone, labels, breaks)
    found = summarised_record(record, named_zone(record.zone))
    alerts = None
    if sirens is not None:
        alerts = alert_hours(read_alarms(sirens), named_zone(record.zone), record.zone)
    questions = () if claims is None else side_by_side(read_claims(claims))
    if format == "json":
        print(json.dumps(_plain(found, alerts, questions), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False).print(summarised(found, alerts, max(months, 1)))
        if questions:
            Console(highlight=False).print(claimed(questions))
    if out is not None:
        _write(make_folder(out), found, alerts, questions)


def _plain(
    found: Summary, alerts: AlertHours | None, questions: Sequence[Question]
) -> dict[str, Any]:
    """Return everything as plain values."""
    values = asdict(found)
    for one in values["breaks"]:
        one["begins"] = one["begins"].isoformat()
    return {
        "reports": values,
        "alerts": None if alerts is None else asdict(alerts),
        "claims": [asdict(question) for question in questions],
    }


def _write(
    folder: Path, found: Summary, alerts: AlertHours | None, questions: Sequence[Question]
) -> None:
    """Write everything that `--out` promises."""
    from airshield.report.evidence_page import (  # noqa: PLC0415 - loads matplotlib, a second
        write_evidence_page,
    )

    write_evidence_page(folder / "evidence.html", found, alerts, questions)
    write_json(folder / "summary.json", _plain(found, alerts, questions))
    for name in ("evidence.html", "summary.json"):
        print(f"wrote {folder / name}", file=sys.stderr)
