"""`airshield evidence check`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from airshield.apps.cli.evidence.reading import Breaks, Labels, Zone, record_of
from airshield.evidence.checking import check as check_record
from airshield.files.flagged import write_flagged
from airshield.files.output import make_folder
from airshield.report.check_table import checked


def check(
    file: Path,
    /,
    *,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    zone: Zone = None,
    labels: Labels = None,
    breaks: Breaks = None,
    format: Literal["table", "json"] = "table",
) -> None:
    """Say which rows of a record are doubtful, why, and which analyses leave them out.

    Nothing is repaired. With `--out DIR` every doubtful row goes into `flagged.csv`, with its
    original text, its doubts and the analyses that leave it out.

    **Examples**

        airshield evidence check missile_attacks_daily.csv
        airshield evidence check record.csv --zone Europe/Kyiv --breaks breaks.yaml
        airshield evidence check record.csv --out out --format json

    Parameters
    ----------
    file
        The public attack record, in either layout, or a record in the plain format.
    out
        Folder for the doubtful rows.
    zone
        Zone of the local times in it; without it, Europe/Kyiv for the public record, else UTC.
    labels
        File of further labels, laid upon the shipped ones.
    breaks
        File of breaks in meaning; without it, the shipped ones for the public record.
    format
        `table` for people, `json` for programs.
    """
    record = record_of(file, zone, labels, breaks)
    found = check_record(record)
    if format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        Console(highlight=False).print(checked(found))
    if out is not None:
        path = make_folder(out) / "flagged.csv"
        write_flagged(path, record)
        print(f"wrote {path}", file=sys.stderr)
