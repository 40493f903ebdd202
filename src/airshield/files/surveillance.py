"""Surveillance files: the sensors that a tracker listens to, and how it works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airshield.errors import InputError
from airshield.files.places import Mistakes, printable
from airshield.files.schema import DIALECT, VERSION, Schema, plain_schema
from airshield.files.trees import check_version, read_mapping
from airshield.files.validation import validate
from airshield.model.surveillance import Surveillance


def read_surveillance(path: Path) -> Surveillance:
    """Read a surveillance file, YAML or JSON.

    Raises
    ------
    InputError
        If it cannot be read, or holds any mistake: all of them, each with its place.
    """
    mistakes = Mistakes()
    tree = check_version(read_mapping(path), needed=True)
    checked = validate(Surveillance, tree, mistakes)
    mistakes.check()
    if checked.record is None:
        raise InputError([f"{printable(str(path))}: cannot be read"])
    found: Surveillance = checked.record
    return found


def surveillance_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a surveillance file."""
    full = plain_schema(Surveillance)
    properties: dict[str, Any] = {"airshield": VERSION, **full["properties"]}
    return {
        "$schema": DIALECT,
        "title": "airshield surveillance",
        **full,
        "properties": properties,
        "required": ["airshield", *full.get("required", [])],
    }
