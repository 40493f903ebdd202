"""A campaign: raids month after month, rounds that come in, repair, and demand in winter."""

from __future__ import annotations

from dataclasses import field

from airshield.model.figure import Spread
from airshield.model.record import Rules, record

MOST_RAIDS = 100.0
"""Most raids a month."""
MOST_ROUNDS = 1_000_000
"""Most rounds of a system type in the depot, or that come in a month."""


@record
class Campaign:
    """What is assumed of the months that `airshield timeline` plays."""

    raids_per_month: float | Spread = Spread(low=1.0, value=2.0, high=4.0)
    """Raids a month in the first month: one number, or `{low, value, high}` drawn once a path."""
    growth_per_month: float = 0.0
    """Growth of that rate from month to month; 0.1 is a tenth more each month."""
    size_factor: float = 1.0
    """Factor on the number of threats in every group of the raid."""
    depot_rounds: dict[str, int] = field(default_factory=dict)
    """Rounds behind the batteries on the first day, by system type."""
    rounds_per_month: dict[str, int] = field(default_factory=dict)
    """Rounds that come to the depot on the first day of every later month, by system type."""
    demand_factor: tuple[float, ...] = (1.0,) * 12
    """Factor on the demand for power by calendar month, January first."""
    delay_months: Spread = Spread(low=0.0, value=2.0, high=6.0)
    """How late a pledge comes, months, drawn once a path and pledge."""

    def __post_init__(self) -> None:
        rules = Rules(self)
        rules.must("raids_per_month", _rate, f"lie in 0 … {MOST_RAIDS:g}")
        rules.must("growth_per_month", lambda g: -1 <= g <= 10, "lie in [−1, 10]")
        rules.must("size_factor", lambda f: 0.01 <= f <= 100, "lie in [0.01, 100]")
        for name in ("depot_rounds", "rounds_per_month"):
            rules.must(name, _rounds, f"hold numbers in 0 … {MOST_ROUNDS:,}")
        rules.must("demand_factor", lambda d: len(d) == 12, "hold 12 numbers, January first")
        rules.must(
            "demand_factor",
            lambda d: all(0 <= factor <= 100 for factor in d),
            "hold numbers in [0, 100]",
        )
        rules.must("delay_months", lambda d: d.high <= 1_200, "be at most 1,200 months").check()


def _rate(rate: float | Spread) -> bool:
    low, high = (rate.low, rate.high) if isinstance(rate, Spread) else (rate, rate)
    return 0 <= low <= high <= MOST_RAIDS


def _rounds(table: dict[str, int]) -> bool:
    return all(0 <= number <= MOST_ROUNDS for number in table.values())
