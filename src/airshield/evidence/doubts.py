"""What is doubtful in a record, and which analyses leave it out; nothing is repaired."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Literal, NamedTuple, get_args

from airshield.evidence.labels import Labels
from airshield.evidence.record import Note
from airshield.model.reports import Break, Doubt, Report

Analysis = Literal["share", "share-model", "raid-sizes", "hours"]
"""What is made of reports: summary of shares, model of shares, raid sizes, hours of the day."""
DOUBTS: tuple[Doubt, ...] = get_args(Doubt)

MEANING: dict[Doubt, str] = {
    "date-only": "begin or end is a date without a time: it counts as the whole day",
    "odd-time": "a time is written unusually, or falls in an hour that clocks repeat or skip",
    "lumped-types": "several types stand under one count",
    "unknown-label": "the label, or a part of it, is no known type",
    "censored-type": "of this type only the kills are reported, so launched says nothing",
    "missing-count": "launched or destroyed is not known",
    "impossible-sum": "destroyed and lost add up to more than launched",
    "unreadable": "a value of the row cannot be read and counts as missing",
    "duplicate": "the row says the same as an earlier one",
    "era-of-meaning": "the counts of this class changed their meaning: compare within an era only",
}
"""What each doubt says of a report."""

_said: Callable[[Report], tuple[object, ...]] = attrgetter(
    *(f.name for f in dataclasses.fields(Report) if f.name not in ("line", "era", "doubts"))
)
"""Everything a report says, but not where it stands."""


def _always(_: Report) -> bool:
    return True


def _spans_classes(report: Report) -> bool:
    return report.threat_class is None


def _no_destroyed(report: Report) -> bool:
    return report.destroyed is None


def _no_launched(report: Report) -> bool:
    return report.launched is None


def _no_begin(report: Report) -> bool:
    return report.begins is None or report.ends is None


class Rule(NamedTuple):
    """An analysis leaves out reports with a doubt."""

    doubt: Doubt
    """The doubt."""
    why: str
    """Why they are left out."""
    holds: Callable[[Report], bool] = _always
    """Which of the reports with this doubt are left out."""


_DUPLICATE = Rule("duplicate", "would count twice")
_UNKNOWN = Rule("unknown-label", "belongs to no class")
_SPANNING = Rule("lumped-types", "the lumped types are of different classes", _spans_classes)
_UNDATED = Rule("unreadable", "its time cannot be read", _no_begin)
_ENDLESS = Rule("odd-time", "its end lies before its begin", _no_begin)
_IMPOSSIBLE = Rule("impossible-sum", "one of the counts is wrong, and nobody knows which")
_CENSORED = Rule("censored-type", "only kills are reported: the share would be one by definition")
_CALENDAR = (_DUPLICATE, _UNKNOWN, _SPANNING, _UNDATED, _ENDLESS)

LEFT_OUT: dict[Analysis, tuple[Rule, ...]] = {
    "share": (
        *_CALENDAR,
        _CENSORED,
        _IMPOSSIBLE,
        Rule("missing-count", "a share needs both counts"),
    ),
    "share-model": (
        *_CALENDAR,
        _CENSORED,
        _IMPOSSIBLE,
        Rule("missing-count", "without destroyed there is nothing to learn", _no_destroyed),
    ),
    "raid-sizes": (
        *_CALENDAR,
        Rule("censored-type", "only kills are reported: launched is not the size of the raid"),
        _IMPOSSIBLE,
        Rule("missing-count", "launched is missing", _no_launched),
    ),
    "hours": (
        _DUPLICATE,
        Rule("date-only", "it says the day, not the hour"),
        _UNDATED,
        _ENDLESS,
    ),
}
"""Which reports each analysis leaves out, and why; a doubt not named here is no reason."""


def left_out(report: Report, analysis: Analysis) -> Rule | None:
    """Return the first rule by which an analysis leaves a report out, or None if it counts."""
    for rule in LEFT_OUT[analysis]:
        if rule.doubt in report.doubts and rule.holds(report):
            return rule
    return None


def usable(reports: Iterable[Report], analysis: Analysis) -> list[Report]:
    """Return the reports that an analysis may use."""
    return [report for report in reports if left_out(report, analysis) is None]


def doubted(
    reports: Sequence[Report], notes: Iterable[Note], labels: Labels, breaks: Sequence[Break]
) -> tuple[tuple[Report, ...], tuple[Note, ...]]:
    """Find every doubt of every report; fill in its era and its doubts.

    Parameters
    ----------
    reports
        Reports as they were read, in the order of the file.
    notes
        Doubts that only the reader could see, such as a time that is a date only.
    labels
        What the labels mean.
    breaks
        Where counts changed their meaning.

    Returns
    -------
    reports, notes
        The same reports, now with era and doubts; every doubt in words, line by line.
    """
    by_line: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        by_line[note.line].append(note)
    first_seen: dict[tuple[object, ...], int] = {}
    eras = Eras(breaks)
    found: list[Report] = []
    for report in reports:
        own = by_line[report.line]
        first = first_seen.setdefault(_said(report), report.line)
        era = eras.of(report)
        own += _notes(report, labels)
        if first != report.line:
            own.append(Note(line=report.line, doubt="duplicate", why=f"repeats line {first}"))
        if era is not None:
            why = f"era {era.era}: {era.meaning}"
            own.append(Note(line=report.line, doubt="era-of-meaning", why=why))
        kinds = {note.doubt for note in own}
        doubts = tuple(doubt for doubt in DOUBTS if doubt in kinds)
        name = "" if era is None else era.era
        found.append(dataclasses.replace(report, era=name, doubts=doubts) if doubts else report)
    return tuple(found), tuple(note for report in found for note in by_line[report.line])


class Eras:
    """Finds the era of meaning that a report's counts belong to."""

    def __init__(self, breaks: Iterable[Break]) -> None:
        self._breaks: dict[str, list[Break]] = defaultdict(list)
        for one in sorted(breaks, key=lambda b: b.begins, reverse=True):
            self._breaks[one.threat_class].append(one)

    def of(self, report: Report) -> Break | None:
        """Return the break that began the era in which a report was written, if there is one.

        A report is written after its period ends: the latest break before the end counts.
        """
        end = report.ends or report.begins
        if report.threat_class is None or end is None:
            return None
        return self.at(report.threat_class, end)

    def at(self, threat_class: str, end: datetime) -> Break | None:
        """Return the break that began the era of a class just before a moment."""
        known = self._breaks.get(threat_class, [])
        return next((one for one in known if one.begins < end), None)


def _notes(report: Report, labels: Labels) -> Iterator[Note]:
    """Yield the doubts that a report alone shows."""
    yield from _label_notes(report, labels)
    missing = [name for name in ("launched", "destroyed") if getattr(report, name) is None]
    if missing:
        why = f"no {' and no '.join(missing)}"
        yield Note(line=report.line, doubt="missing-count", why=why)
    if report.launched is not None:
        accounted = (report.destroyed or 0) + (report.lost or 0)
        if accounted > report.launched:
            why = f"destroyed {report.destroyed or 0} + lost {report.lost or 0} = {accounted} "
            why += f"of {report.launched} launched"
            yield Note(line=report.line, doubt="impossible-sum", why=why)


def _label_notes(report: Report, labels: Labels) -> Iterator[Note]:
    match = labels.match(report.label)
    if match.unknown:
        why = "not known: " + ", ".join(f'"{part}"' for part in match.unknown)
        yield Note(line=report.line, doubt="unknown-label", why=why)
    if len(match.types) + len(match.unknown) > 1:
        lumped = [*(kind.id for kind in match.types), *match.unknown]
        why = f"one count for {' and '.join(lumped)}"
        yield Note(line=report.line, doubt="lumped-types", why=why)
    censored = [kind.id for kind in match.types if kind.censored]
    if censored:
        why = f"only kills are reported of {' and '.join(censored)}"
        yield Note(line=report.line, doubt="censored-type", why=why)
