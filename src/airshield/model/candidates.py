"""What may be added to the defence, and where: sites, system types, and their limits."""

from __future__ import annotations

import datetime
from dataclasses import field

from airshield.model.record import Rules, record


@record
class CandidateSite:
    """A place where a piece may stand: at coordinates, or at an asset."""

    lat_deg: float | None = None
    """Latitude, degrees north."""
    lon_deg: float | None = None
    """Longitude, degrees east."""
    at: str | None = None
    """The asset it stands at, in place of coordinates."""

    def __post_init__(self) -> None:
        rules = Rules(self).place()
        placed = self.lat_deg is not None and self.lon_deg is not None
        if (self.lat_deg is None) != (self.lon_deg is None):
            rules.refuse("lat_deg", "and lon_deg must be given together")
        elif placed == (self.at is not None):
            rules.refuse("at", "or lat_deg and lon_deg must say where it is, not both")
        rules.check()


@record
class CandidateSystem:
    """A system type that may be added."""

    at_most: int | None = None
    """Most pieces of it; without it, as many as pieces in all."""
    stock: int | None = None
    """Rounds of each piece; without it, as a battery of the type in the scenario, else full
    launchers."""
    cost_eur: float | None = None
    """Cost of one piece, euros; without it, plans by cost leave it out."""
    earliest: str | None = None
    """Earliest date at which it can be had (ISO 8601)."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("at_most", lambda n: 0 <= n <= 1_000, "lie in 0 … 1,000")
        rules.must("stock", lambda n: 0 <= n <= 1_000_000, "lie in 0 … 1,000,000")
        rules.must("cost_eur", lambda c: 0 < c <= 1e11, "lie in (0, 10¹¹]")
        rules.must("earliest", _is_date, "be a date such as 2026-03-01")
        rules.check()


@record
class Candidates:
    """What may be added; the batteries of the scenario stay where they are."""

    sites: dict[str, CandidateSite] = field(default_factory=dict)
    """Sites by name; without any, at assets and on a coarse grid between them."""
    systems: dict[str, CandidateSystem] = field(default_factory=dict)
    """System types (catalogue ids); without any, every one that can stop something of the raid,
    patrols aside."""
    pieces: int = 5
    """Most pieces in all."""
    budget_eur: float | None = None
    """Most they may cost together."""
    per_site: int = 2
    """Most pieces at one site."""
    network: str | None = None
    """Network that new pieces join; without it, that of the nearest battery in one."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("pieces", lambda n: 0 <= n <= 1_000, "lie in 0 … 1,000")
        rules.must("per_site", lambda n: 1 <= n <= 100, "lie in 1 … 100")
        rules.positive("budget_eur").check()


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
