"""Reports of generated raids, for tests of the share model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from airshield.model.reports import Report, ReportClass

FIRST = datetime(2031, 1, 1, 6, tzinfo=UTC)


def report(
    day: int,
    destroyed: int | None,
    launched: int | None,
    *,
    threat_class: ReportClass = "cruise-missile",
    types: Sequence[str] = ("kalibr",),
    places: Sequence[str] = (),
    era: str = "",
) -> Report:
    """Return a report of one raid, nationwide unless places are given."""
    ends = FIRST + timedelta(days=day)
    return Report(
        line=day + 1,
        begins=ends - timedelta(hours=8),
        ends=ends,
        label=" and ".join(types),
        types=tuple(types),
        threat_class=threat_class,
        launched=launched,
        destroyed=destroyed,
        lost=None,
        hits=None,
        places=tuple(places),
        nationwide=not places,
        origins=(),
        party="command",
        standing="claimed",
        source="bulletin",
        era=era,
    )


def raids(
    share: Callable[[int], float],
    days: int,
    *,
    seed: int = 1,
    scatter: float = 20.0,
    size: float = 15.0,
    threat_class: ReportClass = "cruise-missile",
) -> list[Report]:
    """Return one report a day; shares are beta distributed about that of the day."""
    chance = np.random.default_rng(seed)
    found = []
    for day in range(days):
        launched = int(1 + chance.poisson(size))
        p = chance.beta(share(day) * scatter, (1.0 - share(day)) * scatter)
        destroyed = int(chance.binomial(launched, p))
        found.append(report(day, destroyed, launched, threat_class=threat_class))
    return found
