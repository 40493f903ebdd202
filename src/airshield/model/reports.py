"""What was reported: rows of a record of raids, claims, alarms; each with its origin."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from airshield.model.record import Rules, record

ReportStanding = Literal["claimed", "confirmed", "disputed"]
ReportClass = Literal[
    "drone",
    "cruise-missile",
    "ballistic-missile",
    "converted-missile",
    "reconnaissance-drone",
    "loitering-munition",
    "unidentified-drone",
    "glide-bomb",
]
"""What reports tell apart: coarser than the catalogue's threat classes."""

Doubt = Literal[
    "date-only",
    "odd-time",
    "lumped-types",
    "unknown-label",
    "censored-type",
    "missing-count",
    "impossible-sum",
    "unreadable",
    "duplicate",
    "era-of-meaning",
]
"""Reasons to doubt a report."""


@record
class ReportedType:
    """A type that reports name, under the labels they use for it."""

    id: str
    """Short name, such as `kalibr`."""
    threat_class: ReportClass
    """The class that it is counted in."""
    threat: str | None
    """The catalogue's threat type that stands for it, if there is one."""
    labels: tuple[str, ...]
    """Labels under which it is reported."""
    joins: ReportClass | None = None
    """The class that it is counted in where a report lumps it with a type of that class."""
    censored: bool = False
    """Whether launches are known only by the kills, so that no share can be learned from them."""


@record
class Report:
    """One row of a record: what a party says of one kind of threat in one period."""

    line: int
    """Line of the file that it stands in, from 1."""
    begins: datetime | None
    """Begin of the period, UTC; None if it cannot be read."""
    ends: datetime | None
    """End of the period, UTC; None if it cannot be read."""
    label: str
    """What was reported, in the record's own words."""
    types: tuple[str, ...]
    """Ids of the reported types that the label lumps together; empty if it is unknown."""
    threat_class: ReportClass | None
    """The class of all its types; None if they differ or are unknown."""
    launched: int | None
    """How many came; None if it was not reported."""
    destroyed: int | None
    """How many were reported destroyed."""
    lost: int | None
    """How many were reported lost or suppressed, not destroyed."""
    hits: int | None
    """How many places were reported hit."""
    places: tuple[str, ...]
    """Regions or towns that it was aimed at, as reported."""
    nationwide: bool
    """Whether it speaks of the whole country."""
    origins: tuple[str, ...]
    """Where it was launched, as reported."""
    party: str
    """Who says so."""
    standing: ReportStanding
    """How far that can be trusted."""
    source: str
    """Where it was published."""
    era: str = ""
    """The era of meaning that its counts belong to: across a break they cannot be compared."""
    doubts: tuple[Doubt, ...] = ()
    """Why it is doubtful."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("launched", "destroyed", "lost", "hits")
        if self.begins is not None and self.ends is not None and self.ends < self.begins:
            rules.refuse("ends", f"must not lie before begins, got {self.ends} < {self.begins}")
        rules.check()


@record
class Break:
    """A day on which the meaning of a class's counts changed."""

    threat_class: ReportClass
    """Class whose counts changed their meaning."""
    begins: datetime
    """First moment of the new meaning, UTC."""
    era: str
    """Name of the era that begins."""
    meaning: str
    """What its counts mean."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("era", lambda text: bool(text.strip()), "not be empty")
        zoned = self.begins.tzinfo is not None
        (rules if zoned else rules.refuse("begins", "must say its offset from UTC")).check()


@record
class Claim:
    """A value that a party states for a thing."""

    about: str
    """What it is a value of, such as `aircraft lost`."""
    period: str
    """When it is said to have been so."""
    party: str
    """Who says so."""
    date: str
    """When they said so: a date, or as much of one as is known."""
    standing: ReportStanding
    """How far it can be trusted."""
    low: float
    """Lowest value stated."""
    high: float
    """Highest value stated; the same if one value was stated."""
    source: str
    """Where it was published."""
    denies: bool = False
    """Whether the party denies that there was anything to count."""
    note: str = ""
    """What else they said of it."""

    def __post_init__(self) -> None:
        rules = Rules(self).not_negative("low", "high")
        if not self.low <= self.high:
            rules.refuse("high", f"must be at least low, got {self.low} and {self.high}")
        for field in ("about", "party", "source"):
            rules.must(field, lambda text: bool(text.strip()), "not be empty")
        rules.check()


@record
class Alarm:
    """One period under alert of one region, as recorded."""

    line: int
    """Line of the file that it stands in, from 1."""
    region: str
    """Region, as spelt in the record."""
    begins: datetime
    """When it began, UTC."""
    ends: datetime
    """When it ended, UTC."""

    def __post_init__(self) -> None:
        if self.ends < self.begins:
            Rules(self).refuse("ends", f"lies before begins: {self.ends} < {self.begins}").check()
