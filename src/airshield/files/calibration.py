"""Calibration files: read strictly, all mistakes at once; written with what each key means."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import textwrap
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from airshield.errors import InputError
from airshield.files.opening import read_bytes
from airshield.files.output import write_text
from airshield.files.places import Mistakes
from airshield.files.schema import plain_schema
from airshield.files.shipped import find_calibration
from airshield.files.trees import FORMAT, check_version, read_mapping
from airshield.files.validation import adapter, validate
from airshield.model.calibration import Calibration
from airshield.model.figure import Spread

WIDTH = 98
_HEAD = """\
# A calibration: factors on the probabilities of a lay-down, found by playing its scenario until the
# simulated share of what is stopped matched the share that was learned from reports.
#
# Use it: airshield assess SCENARIO --calibration THIS-FILE
# It holds derived figures only, no row of the record it was learned from.
"""


class CalibrationFile(NamedTuple):
    """A calibration and the file that it was read from."""

    path: Path
    digest: str
    """SHA-256 of the file."""
    calibration: Calibration


def read_calibration(name: str | Path) -> CalibrationFile:
    """Read a calibration file, or a shipped calibration by its name.

    Raises
    ------
    InputError
        If it cannot be read, or holds any mistake: all of them, each with its place.
    """
    path = find_calibration(str(name))
    mistakes = Mistakes()
    tree = check_version(read_mapping(path), needed=True)
    checked: Any = validate(Calibration, tree, mistakes)
    mistakes.check()
    if checked.record is None:
        raise InputError([f"{path}: cannot be read"])
    digest = hashlib.sha256(read_bytes(path, str(path))).hexdigest()
    return CalibrationFile(path, digest, checked.record)


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write a calibration file, whole or not at all; the same calibration gives the same bytes.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_text(path, calibration_text(calibration))


def calibration_text(calibration: Calibration) -> str:
    """Return a calibration as YAML, each key explained where it first stands."""
    meanings = _meanings()
    lines = _record_lines(calibration, 0, meanings, set())
    return f"{_HEAD}airshield: {FORMAT}\n\n" + "\n".join(lines) + "\n"


def plain_calibration(calibration: Calibration) -> dict[str, Any]:
    """Return a calibration as plain values for JSON."""
    values: dict[str, Any] = adapter(Calibration).dump_python(calibration, mode="json")
    return values


def _meanings() -> dict[tuple[str, str], str]:
    """Return what each field of each record means, from the schema."""
    schema = plain_schema(Calibration)
    parts = {"Calibration": schema, **schema["$defs"]}
    return {
        (record, name): part["description"]
        for record, described in parts.items()
        for name, part in described.get("properties", {}).items()
        if "description" in part
    }


def _record_lines(
    value: Any, depth: int, meanings: dict[tuple[str, str], str], told: set[tuple[str, str]]
) -> Iterator[str]:
    """Yield the lines of a record; `told` collects what was explained already."""
    margin = "  " * depth
    for field in dataclasses.fields(value):
        key = (type(value).__name__, field.name)
        if key in meanings and key not in told:
            text = " ".join(meanings[key].split())
            yield from textwrap.wrap(text, WIDTH, **_comment(margin))
            told.add(key)
        part = getattr(value, field.name)
        if dataclasses.is_dataclass(part) and not isinstance(part, Spread):
            yield f"{margin}{field.name}:"
            yield from _record_lines(part, depth + 1, meanings, told)
        elif isinstance(part, dict) and any(map(dataclasses.is_dataclass, part.values())):
            yield f"{margin}{field.name}:"
            for name, item in part.items():
                yield f"{margin}  {name}:"
                yield from _record_lines(item, depth + 2, meanings, told)
        else:
            yield f"{margin}{field.name}: {_scalar(part)}"


def _comment(margin: str) -> dict[str, Any]:
    return {"initial_indent": f"{margin}# ", "subsequent_indent": f"{margin}# "}


def _scalar(value: Any) -> str:
    """Return a value on one line; a small mapping in braces."""
    if isinstance(value, Spread):
        value = dataclasses.asdict(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{_name(key)}: {_scalar(part)}" for key, part in value.items())
        return f"{{{inside}}}"
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _name(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() else json.dumps(key)
