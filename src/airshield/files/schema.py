"""JSON Schema of scenario and catalogue files, for editors that complete and check."""

from __future__ import annotations

import copy
from typing import Any

from airshield.files.field_texts import field_texts
from airshield.files.shapes import records_in
from airshield.files.trees import FORMAT
from airshield.files.validation import adapter
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION: Schema = {
    "const": FORMAT,
    "description": "Version of the file format; always the first key.",
}
_EXTENDS: Schema = {
    "type": "string",
    "description": "Scenario file, or name of a shipped scenario, that this one changes: mappings "
    "merge, null removes a key, anything else replaces.",
}
_CATALOGUE: Schema = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "description": "Catalogue file, or a list of them, that add to the shipped one or change it.",
}
_GOALS: Schema = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Goal"}]},
        },
    ],
    "default": [],
}
_DISTRICTS: Schema = {
    "type": "string",
    "description": "GeoJSON FeatureCollection of polygons with the properties name and people.",
}


def scenario_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario file."""
    full = plain_schema(Scenario)
    full["properties"] = {
        "airshield": VERSION,
        "extends": _EXTENDS,
        "catalogue": _CATALOGUE,
        **full["properties"],
        "goals": {**_GOALS, "description": full["properties"]["goals"]["description"]},
        "districts": _DISTRICTS,
    }
    definitions = full.pop("$defs")
    definitions.pop("District", None)
    part = _partial(full)
    shared = {**definitions, **{_changed(k): _partial(v) for k, v in definitions.items()}}
    # A file that extends another need only say what it changes.
    return {
        "$schema": DIALECT,
        "title": "airshield scenario",
        "description": full.pop("description"),
        "type": "object",
        "required": ["airshield"],
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/ScenarioChange"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**shared, "Scenario": full, "ScenarioChange": part},
    }


def catalogue_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a catalogue file.

    Nothing is required in it, because a file may change single figures of the shipped catalogue.
    """
    full = plain_schema(Catalogue)
    full["properties"] = {"airshield": VERSION, **full["properties"]}
    definitions = full.pop("$defs")
    changed = {_changed(name): _partial(part) for name, part in definitions.items()}
    return {
        "$schema": DIALECT,
        **_partial(full),
        "title": "airshield catalogue",
        "$defs": changed,
    }


def plain_schema(kind: type) -> Schema:
    """Return the JSON Schema of a record type as it is, without titles."""
    schema: Schema = _tidied(adapter(kind).json_schema())
    for record in records_in(kind):
        part = schema if record is kind else schema["$defs"][record.__name__]
        for name, text in field_texts(record).items():
            part["properties"][name]["description"] = text
    return schema


def _tidied(part: Any, *, names: bool = False) -> Any:
    """Return a schema without the titles that only repeat the names of keys."""
    if isinstance(part, dict):
        return {
            key: _tidied(value, names=key in ("properties", "$defs") and not names)
            for key, value in part.items()
            if names or key != "title" or not isinstance(value, str)
        }
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    return part


def _changed(name: str) -> str:
    return f"{name}Change"


def _partial(schema: Schema) -> Schema:
    """Return a schema in which nothing is required and null removes a key."""
    schema = copy.deepcopy(schema)
    schema.pop("required", None)
    for key, part in schema.get("properties", {}).items():
        if key != "airshield":
            schema["properties"][key] = _removable(_referring(part))
    return schema


def _removable(part: Schema) -> Schema:
    """Return a schema of a value that may also be null, its own keys likewise."""
    if isinstance(part.get("additionalProperties"), dict):
        part = {**part, "additionalProperties": _removable(part["additionalProperties"])}
    description = part.pop("description", None)
    part.pop("default", None)
    wide: Schema = {"anyOf": [part, {"type": "null"}]}
    return wide if description is None else {**wide, "description": description}


def _referring(part: Any) -> Any:
    """Return a schema that refers to the changeable forms of records."""
    if isinstance(part, dict):
        return {
            key: f"{value}Change" if key == "$ref" else _referring(value)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_referring(item) for item in part]
    return part
