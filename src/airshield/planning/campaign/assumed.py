"""What a campaign assumes, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from airshield.model.figure import Spread
from airshield.model.scenario import Scenario
from airshield.planning.answer import Assumption
from airshield.planning.campaign.months import Month
from airshield.planning.campaign.recorded import Recorded


def campaign_assumptions(
    scenario: Scenario, months: tuple[Month, ...], found: Recorded | None = None
) -> tuple[Assumption, ...]:
    """Return every assumption of the campaign; raid rates are a record's where there is one."""
    return _recorded(found, months) + tuple(
        Assumption(
            figure=f"campaign.{figure}",
            low=low,
            value=value,
            high=high,
            standing="assumed",
            source="stated by the scenario, or its default",
        )
        for figure, low, value, high in _figures(scenario, months)
        if found is None or figure not in ("raids_per_month", "growth_per_month")
    )


def _recorded(found: Recorded | None, months: tuple[Month, ...]) -> tuple[Assumption, ...]:
    """Return the rates of a record."""
    if found is None:
        return ()
    return tuple(
        Assumption(
            figure=f"raids in {month}",
            low=rate,
            value=rate,
            high=rate,
            standing="claimed",
            source=f"{found.file}: {launched:,} reported launched, of classes that the raid flies, "
            f"over {found.per_raid:g} in one raid of the scenario",
        )
        for month, rate, launched in zip(months, found.rates, found.launched, strict=True)
    )


def _figures(
    scenario: Scenario, months: tuple[Month, ...]
) -> Iterator[tuple[str, float, float, float]]:
    campaign = scenario.campaign
    for name in ("raids_per_month", "growth_per_month", "size_factor", "delay_months"):
        if name != "delay_months" or scenario.pledges:
            yield name, *_ends(getattr(campaign, name))
    for name in ("depot_rounds", "rounds_per_month"):
        for system, rounds in getattr(campaign, name).items():
            yield f"{name}.{system}", *_ends(float(rounds))
    if scenario.power is not None:
        for month in dict.fromkeys(month.month for month in months):
            yield f"demand_factor[{month - 1}]", *_ends(campaign.demand_factor[month - 1])


def _ends(figure: float | Spread) -> tuple[float, float, float]:
    if isinstance(figure, Spread):
        return figure.low, figure.value, figure.high
    return figure, figure, figure
