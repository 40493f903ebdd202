"""How every command of evidence is told what to read, and reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from airshield.evidence.record import Record
from airshield.files.attacks import read_record
from airshield.files.labels import read_breaks, read_labels

Zone = Annotated[str | None, Parameter(show_default=False)]
Labels = Annotated[Path | None, Parameter(show_default=False)]
Breaks = Annotated[Path | None, Parameter(show_default=False)]


def record_of(file: Path, zone: str | None, labels: Path | None, breaks: Path | None) -> Record:
    """Read a record as the options of a command say.

    Raises
    ------
    InputError
        If the record, the labels or the breaks cannot be read.
    """
    return read_record(
        file,
        zone=zone,
        labels=read_labels(labels),
        breaks=None if breaks is None else read_breaks(breaks),
    )
