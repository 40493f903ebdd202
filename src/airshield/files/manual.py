"""The tables of the scenario-file reference, made from the records themselves.

``python -m airshield.files.manual docs/reference/scenario-file.md`` writes them into the page.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airshield.files.schema import Schema, plain_schema
from airshield.files.shapes import (
    arms,
    expected,
    fields_of,
    is_record,
    needed_of,
    records_at,
    records_in,
)
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import District, Scenario

BEGIN = "<!-- tables: written by python -m airshield.files.manual -->"
END = "<!-- end of tables -->"


def tables() -> str:
    """Return the tables of all records of a scenario file and of a catalogue file."""
    parts = [*_sections("The scenario", Scenario), *_sections("A catalogue file", Catalogue)]
    return "\n\n".join(parts)


def page_with_tables(page: str) -> str:
    """Return a page with the tables between its two marks renewed.

    Raises
    ------
    ValueError
        If a mark is missing.
    """
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"the page needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def _sections(title: str, top: type) -> Iterator[str]:
    schema = plain_schema(top)
    yield f"## {title}"
    for record in records_in(top):
        if record is District:
            continue
        described = schema if record is top else schema["$defs"][record.__name__]
        yield _section(record, described, top)


def _section(record: type, schema: Schema, top: type) -> str:
    name = "top level" if record is top else record.__name__
    rows = [
        f"| `{field.name}` | {_meaning(field.name, schema)} | {_takes(record, field.name)} "
        f"| {_default(record, field)} |"
        for field in dataclasses.fields(record)
    ]
    head = "| key | what it is | takes | default |\n|---|---|---|---|"
    return f"### {name}\n\n{schema['description']}\n\n{head}\n" + "\n".join(rows)


def _meaning(name: str, schema: Schema) -> str:
    text = schema["properties"][name]["description"]
    return " ".join(text.split()).replace("|", "\\|")


def _takes(record: type, name: str) -> str:
    if (record, name) == (Scenario, "districts"):
        return "name of a GeoJSON file"
    return _type(fields_of(record)[name]).replace("|", "\\|")


def _type(kind: Any) -> str:
    return " or ".join(dict.fromkeys(_arm(arm) for arm in arms(kind)))


def _arm(arm: Any) -> str:
    if is_record(arm):
        return f"[{arm.__name__}](#{arm.__name__.lower()})"
    inside = list(records_at(arm))
    if inside:
        each = f"[{inside[0].__name__}](#{inside[0].__name__.lower()})"
        return f"name: {each}" if getattr(arm, "__origin__", None) is dict else f"list of {each}"
    if getattr(arm, "__origin__", None) is dict:
        return f"name: {_type(arm.__args__[1])}"
    if getattr(arm, "__origin__", None) is tuple:
        return "list"
    return expected(arm).removeprefix("one of ").removeprefix("a ")


def _default(record: type, field: dataclasses.Field[Any]) -> str:
    if field.name in needed_of(record):
        return "**needed**"
    if field.default is dataclasses.MISSING:
        return "none"
    value: Any = field.default
    if value is None or value == "" or value == ():
        return "none"
    if is_record(type(value)):
        return (
            "its defaults"
            if not needed_of(value.__class__)
            else _written(dataclasses.asdict(value))
        )
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {part:g}" for key, part in value.items()) + "}`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{json.dumps(value)}`" if not isinstance(value, str) else f"`{value}`"


def main(path: Path) -> None:
    """Renew the tables in a page."""
    path.write_text(page_with_tables(path.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
