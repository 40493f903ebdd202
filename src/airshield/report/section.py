"""A titled table on a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Literal

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from airshield.report.wording import one_line

WIDTH = 80
"""Columns that are enough."""
NAME_WIDTH = 27
"""Most characters of a name, unless a table says otherwise."""

Cell = str | Text


def section(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
    name_width: int = NAME_WIDTH,
) -> RenderableType:
    """Return a titled table: names left, figures right, never over 80 columns.

    Parameters
    ----------
    title
        What the first column lists.
    columns
        Heading and width of each further column; a negative width aligns left.
    rows
        Cells, the name first; nothing in them is read as markup.
    name_width
        Most characters of a name.
    """
    room = WIDTH - sum(abs(width) + 1 for _, width in columns)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column(Text(title, style="bold not dim"), width=min(room, name_width), no_wrap=True)
    for heading, width in columns:
        justify: Literal["left", "right"] = "left" if width < 0 else "right"
        table.add_column(heading, width=abs(width), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(c if isinstance(c, Text) else Text(one_line(c)) for c in row))
    return Padding(table, (1, 0, 0, 0), expand=False)


def wrapped(text: str, style: str = "") -> Text:
    """Return plain text folded at 80 columns, never parsed as markup."""
    return Text(textwrap.fill(one_line(text), WIDTH, break_on_hyphens=False), style=style)
