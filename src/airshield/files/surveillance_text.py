"""Surveillance files written: the sensors that plots count in."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from airshield.files.output import write_text
from airshield.files.trees import FORMAT
from airshield.model.surveillance import Surveillance


def write_surveillance(path: Path, surveillance: Surveillance, title: str = "") -> None:
    """Write a surveillance file that `surveillance.read_surveillance` reads as the same record.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_text(path, surveillance_text(surveillance, title))


def surveillance_text(surveillance: Surveillance, title: str = "") -> str:
    """Return the text of a surveillance file, a sensor a line; defaults are left out."""
    told = _told(surveillance)
    sensors, tracker = surveillance.sensors, _told(surveillance.tracker)
    lines = [f"# {line}" for line in title.splitlines()]
    lines.append(f"airshield: {FORMAT}")
    lines += [
        f"{key}: {_json(value)}" for key, value in told.items() if key not in ("sensors", "tracker")
    ]
    lines += ["sensors:"] if sensors else []
    lines += [f"  {_json(name)}: {_json(_told(sensor))}" for name, sensor in sensors.items()]
    lines += [f"tracker: {_json(tracker)}"] if tracker else []
    return "".join(f"{line}\n" for line in lines)


def _told(record: Any) -> dict[str, Any]:
    """Return the fields of a record that are not as they would be without a word."""
    found = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if value != default:
            found[field.name] = value
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
