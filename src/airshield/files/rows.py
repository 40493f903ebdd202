"""Rows of a file of comma-separated values, one a line, none of them lost."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from airshield.errors import InputError
from airshield.evidence.record import Unreadable
from airshield.files.opening import read_bytes, read_source
from airshield.files.places import Mistake, Place, PlacedError, Source
from airshield.files.wording import nearest

MOST_ROWS = 200_000
"""Rows of one file."""
MOST_LINES = 2 * MOST_ROWS
"""Lines of one file, comments and blank ones too."""
_LARGEST_COUNT = 10**7
_COUNT = re.compile(r"\+?(\d{1,9})(?:\.0*)?", re.ASCII)
_EMPTY = {"", "nan"}
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Row(NamedTuple):
    """One row that has as many cells as there are columns."""

    line: int
    """Line of the file, from 1."""
    text: str
    """The row as it stands in the file."""
    cells: Mapping[str, str]
    """Its cells by column."""


class Sheet(NamedTuple):
    """A file of comma-separated values, its header read."""

    source: Source
    """The text."""
    columns: tuple[str, ...]
    """The header."""
    header_line: int
    """Line that the header stands in."""
    lines: tuple[tuple[int, str], ...]
    """The rows below it that are not blank, with their lines."""


def read_sheet(path: Path, sign_of_comments: str) -> Sheet:
    """Read a file and its header.

    Parameters
    ----------
    path
        The file.
    sign_of_comments
        If this is a column, lines that begin with # are comments and skipped.

    Raises
    ------
    InputError
        If it cannot be read, is no text or too large, or has no header.
    """
    if read_bytes(path, str(path)).count(b"\n") > MOST_LINES:
        raise InputError([f"{path}: more than {MOST_LINES:,} lines; split it, by year say"])
    source = read_source(path)
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    first = next((i for i, (_, line) in enumerate(lines) if not _is_comment(line)), None)
    if first is None:
        raise InputError([f"{path}: the file is empty; it needs a header and rows below it"])
    if len(lines) > MOST_ROWS:
        raise InputError([f"{path}: more than {MOST_ROWS:,} rows; split it, by year say"])
    number, header = lines[first]
    columns = _header(source, number, header)
    rows = lines[first + 1 :]
    if sign_of_comments in columns:
        rows = [(n, line) for n, line in rows if not _is_comment(line)]
    return Sheet(source, columns, number, tuple(rows))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _header(source: Source, number: int, header: str) -> tuple[str, ...]:
    cells, why = split_row(header)
    if cells is None:
        raise _at(source, number, f"the header cannot be read: {why}")
    columns = tuple(cell.strip() for cell in cells)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise _at(source, number, f"column {', '.join(twice)} stands twice; remove one")
    if len(columns) < 2:
        other = [word for sign, word in _OTHER_SEPARATORS.items() if sign in header]
        hint = f"cells seem to be separated by {other[0]}; " if other else ""
        raise _at(source, number, f"only one column: {hint}separate cells by commas")
    return columns


def check_columns(sheet: Sheet, needed: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are not known, which are not read.

    Raises
    ------
    InputError
        If a needed column is missing; all missing ones are told.
    """
    unknown = tuple(name for name in sheet.columns if name and name not in known)
    missing = [name for name in needed if name not in sheet.columns]
    if missing:
        told = "; ".join(_missing(name, unknown) for name in missing)
        raise _at(sheet.source, sheet.header_line, told)
    return unknown


def _missing(name: str, unknown: Sequence[str]) -> str:
    near = nearest(name, unknown)
    return f"column {name} is missing" + (f' – is "{near}" meant for it?' if near else "")


def rows_of(sheet: Sheet) -> Iterator[Row | Unreadable]:
    """Yield each row of a sheet: with its cells, or why it has none. None is left out."""
    width = len(sheet.columns)
    for number, text in sheet.lines:
        cells, why = split_row(text)
        if cells is not None and len(cells) != width:
            why = f"{len(cells)} cells where the header has {width}"
            cells = None
        if cells is None:
            yield Unreadable(line=number, text=text, why=why)
        else:
            yield Row(number, text, dict(zip(sheet.columns, cells, strict=True)))


def split_row(text: str) -> tuple[list[str] | None, str]:
    """Return the cells of one line, or None and why it has none."""
    if "\0" in text:
        return None, "it holds NUL bytes: the file is damaged"
    try:
        return next(csv.reader((text,), strict=True)), ""
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None, "a quoted cell is not closed on its line"
        return None, f"it is no row of comma-separated values ({error})"


def read_count(text: str) -> int | None:
    """Read a whole number such as ``12`` or ``12.0``; None where there is none.

    Raises
    ------
    ValueError
        If it is anything else; the message says what.
    """
    bare = text.strip()
    if bare.casefold() in _EMPTY:
        return None
    matched = _COUNT.fullmatch(bare)
    shown = f'"{bare if len(bare) <= 40 else bare[:39] + "…"}"'
    if matched is None:
        raise ValueError(f"{shown} is no whole number from 0 on")
    if int(matched.group(1)) > _LARGEST_COUNT:
        raise ValueError(f"{shown} is more than {_LARGEST_COUNT:,}")
    return int(matched.group(1))


def _at(source: Source, line: int, message: str) -> InputError:
    """Return the error for a mistake in one line."""
    return PlacedError([Mistake(Place(source, line, 1), (), message)])
