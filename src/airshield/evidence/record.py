"""A record of raids as it was read: its reports, what is doubtful in them, what is unreadable."""

from __future__ import annotations

from collections.abc import Mapping

from airshield.model.record import record
from airshield.model.reports import Break, Doubt, Report, ReportedType


@record
class Note:
    """Why one report is doubtful."""

    line: int
    """Line of the file, from 1."""
    doubt: Doubt
    """Kind of doubt."""
    why: str
    """What is doubtful, in words."""


@record
class Unreadable:
    """A row of the file of which no report could be made."""

    line: int
    """Line of the file, from 1."""
    text: str
    """The row as it stands in the file."""
    why: str
    """Why it cannot be read."""


@record
class Record:
    """Every row of a file: each is one report or one unreadable row."""

    path: str
    """File that it was read from."""
    format: str
    """Layout of the file, in words."""
    zone: str
    """Zone of the local times in it; every time in the reports is UTC."""
    reports: tuple[Report, ...]
    """What was reported, in the order of the file."""
    unreadable: tuple[Unreadable, ...] = ()
    """Rows of which no report could be made."""
    notes: tuple[Note, ...] = ()
    """Why reports are doubtful, line by line."""
    texts: Mapping[int, str]
    """The original text of each row, by its line."""
    types: tuple[ReportedType, ...] = ()
    """The reported types that the labels were matched with."""
    breaks: tuple[Break, ...] = ()
    """Where counts changed their meaning."""
    ignored: tuple[str, ...] = ()
    """Columns that are not known and were not read."""

    @property
    def rows(self) -> int:
        """How many rows the file has: reports and unreadable ones."""
        return len(self.reports) + len(self.unreadable)
