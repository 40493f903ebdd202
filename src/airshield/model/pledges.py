"""Pledges: what donors promised, and what of it has arrived."""

from __future__ import annotations

import datetime
import re
from typing import Literal

from airshield.model.record import Rules, record

MOST_PLEDGED = 1_000_000
"""Most rounds of one pledge."""
MOST_BATTERIES = 100
"""Most batteries of one pledge."""

MONTH_OR_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def day_of(text: str) -> datetime.date:
    """Return the day that ``2022-10-11`` or ``2022-10`` (its first day) stands for.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if MONTH_OR_DAY.fullmatch(text) is None:
        raise ValueError(f'must be a day or month such as 2022-10-11 or 2022-10, got "{text}"')
    return datetime.date.fromisoformat(text if len(text) > 7 else f"{text}-01")


def is_day(text: str) -> bool:
    """Return whether a text is a day or a month."""
    try:
        day_of(text)
    except ValueError:
        return False
    return True


@record
class Site:
    """Where a pledged battery would stand."""

    lat_deg: float
    """Latitude, degrees north."""
    lon_deg: float
    """Longitude, degrees east."""
    network: str | None = None
    """The network it would join; without one it fights on its own sensor alone."""

    def __post_init__(self) -> None:
        Rules(self).place().check()


@record
class Delivery:
    """What has arrived of a pledge at one time."""

    number: int
    """How many."""
    date: str
    """When: a day, or a month (taken as its first day)."""

    def __post_init__(self) -> None:
        rules = Rules(self).must("number", lambda n: n >= 1, "be at least 1")
        rules.must("date", is_day, "be a day or month such as 2022-10-11 or 2022-10").check()


@record
class Pledge:
    """Batteries of a system type, or rounds for one, that somebody promised."""

    donor: str
    """Who promised them."""
    system: str
    """System type (catalogue id)."""
    what: Literal["batteries", "rounds"] = "batteries"
    """Whether whole batteries were promised, or rounds for those that stand."""
    number: int
    """How many."""
    promised: str
    """For when: a day, or a month (taken as its first day)."""
    delivered: tuple[Delivery, ...] = ()
    """What is known to have arrived."""
    sites: tuple[Site, ...] = ()
    """Where the batteries would stand, one each; without them, beside the assets of most value."""
    stock: int | None = None
    """Rounds each battery brings, those on its launchers included; without it, full launchers."""
    standing: Literal["claimed", "confirmed", "disputed"] = "claimed"
    """How far pledge and deliveries are established."""
    source: str
    """Where it is found: title and address; or, of a made-up pledge, that it is."""

    def __post_init__(self) -> None:
        rules = Rules(self)
        most = MOST_BATTERIES if self.what == "batteries" else MOST_PLEDGED
        rules.must("number", lambda n: 1 <= n <= most, f"lie in 1 … {most:,}")
        rules.must("promised", is_day, "be a day or month such as 2022-10-11 or 2022-10")
        rules.must("stock", lambda n: 0 <= n <= MOST_PLEDGED, f"lie in 0 … {MOST_PLEDGED:,}")
        rules.must("donor", lambda text: bool(text.strip()), "name somebody")
        rules.must("source", lambda text: bool(text.strip()), "say where it is found")
        arrived = sum(part.number for part in self.delivered)
        if arrived > self.number:
            rules.refuse(
                "delivered", f"must not exceed number ({self.number:,}), got {arrived:,} in all"
            )
        if self.what == "rounds" and (self.sites or self.stock is not None):
            rules.refuse("what", "is rounds: sites and stock have no meaning; remove them")
        if len(self.sites) > self.number:
            text = f"must be at most {self.number}, one a battery, got {len(self.sites)}"
            rules.refuse("sites", text)
        rules.check()
