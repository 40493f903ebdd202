"""Claims side by side: ranges by standing, never merged with each other."""

from __future__ import annotations

from collections.abc import Iterable

from airshield.model.record import record
from airshield.model.reports import Claim, ReportStanding

STANDINGS: tuple[ReportStanding, ...] = ("confirmed", "claimed", "disputed")
"""In the order in which they are shown."""


@record
class Span:
    """What the claims of one standing, taken together, leave open."""

    standing: ReportStanding
    """The standing."""
    low: float
    """Lowest value that anybody states."""
    high: float
    """Highest value that anybody states."""
    parties: tuple[str, ...]
    """Who states a value."""


@record
class Question:
    """Everything that is claimed of one thing in one period."""

    about: str
    """What it is."""
    period: str
    """When."""
    claims: tuple[Claim, ...]
    """Every claim, as it stands in the file."""
    spans: tuple[Span, ...]
    """The range of the values by standing; denials are in none of them."""
    deniers: tuple[str, ...]
    """Parties that deny that there was anything to count."""


def side_by_side(claims: Iterable[Claim]) -> tuple[Question, ...]:
    """Return the claims by what they are about and when, with their range by standing."""
    sorted_out: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        sorted_out.setdefault((claim.about, claim.period), []).append(claim)
    return tuple(
        Question(
            about=about,
            period=period,
            claims=tuple(found),
            spans=tuple(_spans(found)),
            deniers=tuple(dict.fromkeys(claim.party for claim in found if claim.denies)),
        )
        for (about, period), found in sorted_out.items()
    )


def _spans(claims: Iterable[Claim]) -> Iterable[Span]:
    stated = [claim for claim in claims if not claim.denies]
    for standing in STANDINGS:
        kin = [claim for claim in stated if claim.standing == standing]
        if kin:
            yield Span(
                standing=standing,
                low=min(claim.low for claim in kin),
                high=max(claim.high for claim in kin),
                parties=tuple(dict.fromkeys(claim.party for claim in kin)),
            )
