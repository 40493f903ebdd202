"""`airshield catalogue`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from airshield.errors import InputError
from airshield.files.catalogue import plain_catalogue, read_catalogue
from airshield.files.wording import suggestion
from airshield.model.catalogue import Catalogue, SensorType, SystemType, ThreatType
from airshield.model.figure import Figure
from airshield.model.walking import leaves

Entry = ThreatType | SensorType | SystemType
_PLAIN: Any = {"box": SIMPLE, "padding": 0, "pad_edge": False, "title_justify": "left"}
_TABLES = ("threats", "sensors", "systems")


def catalogue(
    name: str | None = None,
    /,
    *,
    file: Annotated[
        tuple[Path, ...], Parameter(name="--file", negative="", show_default=False)
    ] = (),
    format: Literal["table", "json"] = "table",
) -> None:
    """Show the threat, sensor and system types, and where their figures come from.

    The table shows central values. For one entry, every figure is shown with its low and high,
    its standing (`published`, `assumed` or `calibrated`) and its source.

    **Examples**

        airshield catalogue
        airshield catalogue iris-t-slm
        airshield catalogue medium-range --file my-types.yaml

    Parameters
    ----------
    name
        An entry's id, or a threat class or layer to list.
    file
        Catalogue file to lay upon the shipped one; may be repeated.
    format
        `table` for people, `json` for programs.
    """
    shelf = read_catalogue(file)
    chosen = _chosen(shelf, name)
    if format == "json":
        print(json.dumps(_as_json(shelf, chosen, name), indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    whole = [found for table in chosen.values() for found in table.items() if found[0] == name]
    if whole:
        for key, entry in whole:
            _print_entry(console, shelf, key, entry)
    else:
        _print_tables(console, chosen)


def _chosen(shelf: Catalogue, name: str | None) -> dict[str, dict[str, Entry]]:
    """Return the entries asked for, by table.

    Raises
    ------
    InputError
        If there are none.
    """
    tables: dict[str, dict[str, Entry]] = {table: getattr(shelf, table) for table in _TABLES}
    if name is None:
        return tables
    exact = {
        table: {k: e for k, e in found.items() if k == name} for table, found in tables.items()
    }
    kin = {
        table: {k: e for k, e in found.items() if _kind(e) == name}
        for table, found in tables.items()
    }
    for chosen in (exact, kin):
        if any(chosen.values()):
            return chosen
    known = [key for found in tables.values() for key in found]
    kinds = dict.fromkeys(_kind(entry) for found in tables.values() for entry in found.values())
    raise InputError([f'the catalogue has no "{name}"{suggestion(name, [*known, *kinds])}'])


def _kind(entry: Entry) -> str:
    if isinstance(entry, ThreatType):
        return entry.threat_class
    return entry.kind if isinstance(entry, SensorType) else entry.layer


def _as_json(
    shelf: Catalogue, chosen: dict[str, dict[str, Entry]], name: str | None
) -> dict[str, Any]:
    plain = plain_catalogue(shelf)
    if name is None:
        return plain
    entries = {
        table: {key: plain[table][key] for key in found} for table, found in chosen.items() if found
    }
    cited = {
        leaf.source
        for found in chosen.values()
        for entry in found.values()
        for _, leaf in leaves(entry)
        if isinstance(leaf, Figure)
    }
    sources = {key: source for key, source in plain["sources"].items() if key in cited}
    return {"sources": sources, **entries}


def _print_tables(console: Console, chosen: dict[str, dict[str, Entry]]) -> None:
    for title, entries in chosen.items():
        if entries:
            rows = [_row(key, entry) for key, entry in entries.items()]
            table = Table(title=title, **_PLAIN)
            for number, column in enumerate(rows[0]):
                table.add_column(column, justify="left" if number < 2 else "right", overflow="fold")
            for row in rows:
                table.add_row(*(escape(cell) for cell in row.values()))
            console.print(table)
    console.print("Central values. airshield catalogue ID shows low, high, standing and source.")


def _row(key: str, entry: Entry) -> dict[str, str]:
    if isinstance(entry, ThreatType):
        return {
            "id": key,
            "class": entry.threat_class + (" (decoy)" if entry.decoy else ""),
            "speed\nm/s": _number(entry.speed_m_s),
            "range\nkm": _number(entry.range_m, 1000),
            "section\nm²": _number(entry.cross_section_m2),
            "p hit": _number(entry.p_hit),
        }
    if isinstance(entry, SensorType):
        return {
            "id": key,
            "kind": entry.kind,
            "range\nkm": _number(entry.range_m, 1000),
            "for\nm²": _number(entry.cross_section_m2),
            "limit\nkm": _number(entry.range_limit_m, 1000),
            "look\ns": _number(entry.period_s),
            "mast\nm": _number(entry.mast_m),
        }
    return _system_row(key, entry)


def _system_row(key: str, system: SystemType) -> dict[str, str]:
    launcher = system.launcher
    rounds = launcher.launchers.value * launcher.rounds_per_launcher.value if launcher else None
    return {
        "id": key,
        "layer": system.layer,
        "range\nkm": _number(system.envelope.range_max_m, 1000),
        "height\nkm": _number(system.envelope.height_max_m, 1000),
        "chan-\nnels": _number(launcher.channels) if launcher else "–",
        "rounds\nready": f"{rounds:,.0f}" if rounds is not None else "–",
    }


def _number(figure: Figure | None, per: float = 1.0) -> str:
    return "–" if figure is None else _short(figure.value / per)


def _short(value: float) -> str:
    """Return a number with four digits at most, without an exponent."""
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _print_entry(console: Console, shelf: Catalogue, key: str, entry: Entry) -> None:
    console.print(f"[bold]{escape(key)}[/bold]: {escape(entry.title)}")
    for path, leaf in leaves(entry):
        if not isinstance(leaf, Figure) and leaf is not None and path != ("title",):
            console.print(f"  {'.'.join(map(str, path))}: {escape(str(leaf))}")
    table = Table(**_PLAIN)
    table.add_column("figure", overflow="fold")
    for column in ("low", "value", "high"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("standing")
    table.add_column("note", justify="right")
    notes = list(_notes(shelf, entry))
    for path, leaf in leaves(entry):
        if isinstance(leaf, Figure):
            number = notes.index(_note(shelf, leaf)) + 1
            cells = (_short(leaf.low), _short(leaf.value), _short(leaf.high))
            table.add_row(".".join(map(str, path)), *cells, leaf.standing, str(number))
    console.print(table)
    for number, note in enumerate(notes, 1):
        console.print(f"{number:>3}  {escape(note)}", soft_wrap=True)
    console.print()


def _notes(shelf: Catalogue, entry: Entry) -> Iterator[str]:
    """Yield each source or reasoning once, in the order of the figures."""
    figures = (leaf for _, leaf in leaves(entry) if isinstance(leaf, Figure))
    yield from dict.fromkeys(_note(shelf, figure) for figure in figures)


def _note(shelf: Catalogue, figure: Figure) -> str:
    source = shelf.sources.get(figure.source)
    if source is None:
        return f"{figure.standing}: {figure.source}"
    return f"{source.title}, {source.address}"
