"""The shipped list of reported types, and where counts changed their meaning; or a user's own."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from airshield.errors import InputError
from airshield.evidence.labels import Labels
from airshield.files.places import Mistakes
from airshield.files.trees import check_version, read_mapping
from airshield.files.validation import validate
from airshield.model.record import record
from airshield.model.reports import Break, ReportedType

_HERE = Path(__file__).resolve().parent
SHIPPED_LABELS = _HERE / "labels.yaml"
SHIPPED_BREAKS = _HERE / "breaks.yaml"
"""The breaks of the public attack record."""


@record
class _Types:
    """A file of reported types."""

    types: tuple[ReportedType, ...]
    """The reported types."""


@record
class _Breaks:
    """A file of breaks."""

    breaks: tuple[Break, ...]
    """Where counts changed their meaning."""


def read_labels(path: Path | None = None) -> Labels:
    """Read reported types with their labels: the shipped ones, and a user's own, which go first.

    Raises
    ------
    InputError
        If the file cannot be read or holds any mistake.
    """
    shipped = _shipped_labels()
    if path is None:
        return shipped
    own: _Types = _read(_Types, path)
    return Labels((*shipped.types, *own.types))


def read_breaks(path: Path = SHIPPED_BREAKS) -> tuple[Break, ...]:
    """Read where counts changed their meaning.

    Raises
    ------
    InputError
        If the file cannot be read or holds any mistake.
    """
    found: _Breaks = _read(_Breaks, path)
    return found.breaks


@functools.cache
def _shipped_labels() -> Labels:
    types: _Types = _read(_Types, SHIPPED_LABELS)
    return Labels(types.types)


def _read(kind: type, path: Path) -> Any:
    """Read one file of records.

    Raises
    ------
    InputError
        If it cannot be read or holds any mistake.
    """
    mistakes = Mistakes()
    checked = validate(kind, check_version(read_mapping(path), needed=True), mistakes)
    mistakes.check()
    if checked.record is None:
        raise InputError([f"{path}: cannot be read"])
    return checked.record
