"""The doubtful rows of a record as a file, each with its original text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from airshield.evidence.doubts import LEFT_OUT, left_out
from airshield.evidence.record import Record
from airshield.files.output import write_text

COLUMNS = ("line", "doubts", "why", "left_out_of", "text")


def flagged_rows(record: Record) -> str:
    """Return the doubtful and the unreadable rows as comma-separated values, line by line."""
    why: dict[int, list[str]] = {}
    for note in record.notes:
        why.setdefault(note.line, []).append(note.why)
    rows = [
        (
            report.line,
            " ".join(report.doubts),
            "; ".join(why[report.line]),
            " ".join(name for name in LEFT_OUT if left_out(report, name) is not None),
            record.texts[report.line],
        )
        for report in record.reports
        if report.doubts
    ]
    rows += [(u.line, "no report", u.why, " ".join(LEFT_OUT), u.text) for u in record.unreadable]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(sorted(rows))
    return out.getvalue()


def write_flagged(path: Path, record: Record) -> None:
    """Write the doubtful and the unreadable rows, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_text(path, flagged_rows(record))
