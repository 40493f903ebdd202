"""Records of raids: the public attack record, or the plain format that anyone can write.

The text columns of the public record that hold dictionaries, some with a bare ``NaN``, are not
read: nothing here needs them, and they are never evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from airshield.evidence.doubts import doubted
from airshield.evidence.labels import Labels
from airshield.evidence.record import Note, Record, Unreadable
from airshield.files import plain_record, public_record
from airshield.files.labels import read_breaks, read_labels
from airshield.files.moments import named_zone, read_moment
from airshield.files.rows import Row, Sheet, check_columns, read_count, read_sheet, rows_of
from airshield.files.spelling import Spelling
from airshield.model.reports import Break, Doubt, Report


class Layout(NamedTuple):
    """A format of records."""

    name: str
    """What it is called."""
    sign: str
    """A column that only this format has."""
    needed: Sequence[str]
    """Columns without which it cannot be read."""
    known: Sequence[str]
    """Every column that it may have."""
    zone: str
    """Zone of its local times, where nothing else says it."""
    spelt: Callable[[Row], Spelling]
    """Finds what a row says, still as text."""


PUBLIC = Layout(
    "public attack record",
    "time_start",
    public_record.NEEDED,
    public_record.KNOWN,
    "Europe/Kyiv",
    public_record.spelt,
)
PLAIN = Layout(
    "plain record",
    "begins",
    plain_record.NEEDED,
    plain_record.KNOWN,
    "UTC",
    plain_record.spelt,
)


def read_record(
    path: Path,
    *,
    zone: str | None = None,
    labels: Labels | None = None,
    breaks: Sequence[Break] | None = None,
) -> Record:
    """Read a record of raids; every row becomes a report or is kept as unreadable.

    Parameters
    ----------
    path
        A file of comma-separated values: the public attack record, in either of its column
        layouts, or the plain format of ``airshield evidence template``.
    zone
        Zone of its local times; without it, Europe/Kyiv for the public record and UTC for the
        plain format.
    labels
        What its labels mean; without them, the shipped list.
    breaks
        Where its counts changed their meaning; without them, the shipped list for the public
        record and none for the plain format.

    Raises
    ------
    InputError
        If it cannot be read at all: missing, no text, too large, no header, columns missing.
    """
    layout, sheet, ignored = _opened(path)
    name = layout.zone if zone is None else zone
    known = read_labels() if labels is None else labels
    shipped = read_breaks() if layout is PUBLIC else ()
    parted = shipped if breaks is None else tuple(breaks)
    reader = _Reader(layout, named_zone(name), known)
    for row in rows_of(sheet):
        reader.take(row)
    reports, notes = doubted(reader.reports, reader.notes, known, parted)
    return Record(
        path=str(path),
        format=layout.name,
        zone=name,
        reports=reports,
        unreadable=tuple(reader.unreadable),
        notes=notes,
        texts=reader.texts,
        types=known.types,
        breaks=parted,
        ignored=ignored,
    )


def _opened(path: Path) -> tuple[Layout, Sheet, tuple[str, ...]]:
    """Return the format of a file, its rows, and the columns that are not read."""
    sheet = read_sheet(path, PLAIN.sign)
    alike = [len({*sheet.columns} & {*layout.known}) for layout in (PUBLIC, PLAIN)]
    public = PLAIN.sign not in sheet.columns and alike[0] >= alike[1]
    layout = PUBLIC if public or PUBLIC.sign in sheet.columns else PLAIN
    return layout, sheet, check_columns(sheet, layout.needed, layout.known)


class _Reader:
    """Makes reports of rows, and notes what is doubtful in their text."""

    def __init__(self, layout: Layout, zone: ZoneInfo, labels: Labels) -> None:
        self._layout = layout
        self._zone = zone
        self._labels = labels
        self.reports: list[Report] = []
        self.unreadable: list[Unreadable] = []
        self.notes: list[Note] = []
        self.texts: dict[int, str] = {}

    def take(self, row: Row | Unreadable) -> None:
        """Make a report of a row, or keep it as unreadable."""
        self.texts[row.line] = row.text
        if isinstance(row, Unreadable):
            self.unreadable.append(row)
            return
        self.reports.append(self._report(row.line, self._layout.spelt(row)))

    def _report(self, line: int, said: Spelling) -> Report:
        match = self._labels.match(said.label)
        begins, ends = self._period(line, said)
        for why in said.doubtful:
            self._note(line, "unreadable", why)
        return Report(
            line=line,
            begins=begins,
            ends=ends,
            label=said.label,
            types=tuple(kind.id for kind in match.types),
            threat_class=match.threat_class,
            launched=self._count(line, "launched", said.launched),
            destroyed=self._count(line, "destroyed", said.destroyed),
            lost=self._count(line, "lost", said.lost),
            hits=self._count(line, "hits", said.hits),
            places=said.places,
            nationwide=said.nationwide,
            origins=said.origins,
            party=said.party,
            standing=said.standing,
            source=said.source,
        )

    def _period(self, line: int, said: Spelling) -> tuple[datetime | None, datetime | None]:
        zone = self._zone_of(line, said)
        if zone is None:
            return None, None
        begins = self._moment(line, "begin", said.begins, zone, ends=False)
        ends = self._moment(line, "end", said.ends or said.begins, zone, ends=True)
        if begins is not None and ends is not None and ends < begins:
            self._note(line, "odd-time", f'it ends "{said.ends}" before it begins "{said.begins}"')
            return begins, None
        return begins, ends

    def _zone_of(self, line: int, said: Spelling) -> ZoneInfo | None:
        if not said.zone:
            return self._zone
        try:
            return named_zone(said.zone)
        except ValueError as error:
            self._note(line, "unreadable", f"zone: {error}")
            return None

    def _moment(
        self, line: int, what: str, text: str, zone: ZoneInfo, *, ends: bool
    ) -> datetime | None:
        try:
            moment = read_moment(text, zone, ends=ends)
        except ValueError as error:
            self._note(line, "unreadable", f"{what}: {error}")
            return None
        for doubt, why in moment.doubts:
            self._note(line, doubt, f"{what}: {why}")
        return moment.utc

    def _count(self, line: int, what: str, text: str) -> int | None:
        try:
            return read_count(text)
        except ValueError as error:
            self._note(line, "unreadable", f"{what}: {error}")
            return None

    def _note(self, line: int, doubt: Doubt, why: str) -> None:
        self.notes.append(Note(line=line, doubt=doubt, why=why))
