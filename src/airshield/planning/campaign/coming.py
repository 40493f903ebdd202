"""Which raids come on a path: the same whatever has been delivered."""

from __future__ import annotations

import hashlib
import math
from typing import NamedTuple

import numpy as np

from airshield.errors import InputError
from airshield.kernels.triangular import triangular
from airshield.model.campaign import Campaign
from airshield.model.figure import Spread
from airshield.planning.campaign.months import Month, edges_h

PATH_BITS = 20
"""A raid's replication is its number on the path times 2²⁰, plus the path."""
MOST_PATHS = 1 << PATH_BITS
MOST_RAIDS_ON_PATH = (1 << (32 - PATH_BITS)) - 1


class Coming(NamedTuple):
    """One raid of a path."""

    month: int
    """Index of its month."""
    at_h: float
    """Its H-hour, hours after the campaign begins."""
    replication: int
    """Number that keys every draw in it."""


Rates = tuple[float, ...]
"""Mean number of raids in each month."""


def raids_on(
    path: int,
    seed: int,
    months: tuple[Month, ...],
    campaign: Campaign,
    rates: Rates | None = None,
) -> tuple[Coming, ...]:
    """Return the raids of a path in order of time.

    Without given rates, the path's rate is drawn once. The number in a month is Poisson, the times
    are spread evenly over it. A month's draws are keyed by the calendar month and stay when others
    come and go.
    """
    if rates is None:
        first = _drawn(campaign.raids_per_month, _draws(seed, path, "rate").random())
        rates = rates_from(first, campaign, months)
    edges = edges_h(months)
    found: list[Coming] = []
    for index, month in enumerate(months):
        draws = _draws(seed, path, str(month))
        count = poisson_quantile(draws.random(), rates[index])
        length = edges[index + 1] - edges[index]
        times = np.sort(draws.random(count)) * length + edges[index]
        for at_h in times.tolist():
            found.append(Coming(index, at_h, len(found) << PATH_BITS | path))
    return tuple(found)


def delays_on(
    path: int, seed: int, pledges: tuple[str, ...], delay_months: Spread
) -> dict[str, float]:
    """Return how many months late each pledge comes on a path, drawn by its name."""
    return {
        name: _drawn(delay_months, _draws(seed, path, f"delay of {name}").random())
        for name in pledges
    }


def rates_from(first: float, campaign: Campaign, months: tuple[Month, ...]) -> Rates:
    """Return the mean number of raids in each month from that in the first."""
    return tuple(first * (1.0 + campaign.growth_per_month) ** k for k in range(len(months)))


def check_rates(campaign: Campaign, months: tuple[Month, ...], rates: Rates | None = None) -> None:
    """Refuse a campaign with more raids than can be told apart.

    Raises
    ------
    InputError
        If a path could hold too many.
    """
    rate = campaign.raids_per_month
    most = rate.high if isinstance(rate, Spread) else rate
    mean = sum(rates_from(most, campaign, months) if rates is None else rates)
    if not mean + 10.0 * math.sqrt(mean) <= MOST_RAIDS_ON_PATH:
        raise InputError(
            [
                f"campaign: {mean:,.0f} raids in {len(months)} months, of about "
                f"{MOST_RAIDS_ON_PATH - 640:,} at most; lower raids_per_month or growth_per_month"
            ]
        )


def poisson_quantile(u: float, mean: float) -> int:
    """Return the smallest count whose cumulative Poisson probability exceeds ``u`` in [0, 1)."""
    count, log_term = 0, -mean
    reached = math.exp(log_term)
    most = int(mean + 12.0 * math.sqrt(mean) + 24.0)
    while reached <= u and count < most:
        count += 1
        log_term += math.log(mean / count)
        reached += math.exp(log_term)
    return count


def _drawn(figure: float | Spread, u: float) -> float:
    if isinstance(figure, Spread):
        return float(triangular(u, figure.low, figure.value, figure.high))
    return float(figure)


def _draws(seed: int, path: int, what: str) -> np.random.Generator:
    """Return a stream keyed by seed, path and purpose."""
    digest = hashlib.blake2b(f"campaign:{path}:{what}".encode(), digest_size=8).digest()
    key = np.array([seed, int.from_bytes(digest, "little")], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))
