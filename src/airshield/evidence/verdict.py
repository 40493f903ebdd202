"""What a back-test comes to: each forecaster's summary, and by how much the model leads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from airshield.evidence.backtest import HORIZONS, MODEL, Backtest, Forecast
from airshield.evidence.rivals import RIVALS
from airshield.evidence.scores import Summary, summarise
from airshield.evidence.shares import RECIPES
from airshield.model.reports import ReportClass


class Line(NamedTuple):
    """One forecaster's summary for a class and a horizon."""

    threat_class: ReportClass
    horizon: str
    forecaster: str
    summary: Summary
    lead: float
    """By how much the model's mean log score is higher than this one's; 0 for the model."""
    lead_low: float
    """Lower end of its 95 % interval."""
    lead_high: float
    """Upper end."""


def lines(result: Backtest) -> tuple[Line, ...]:
    """Return the summaries of all forecasters, class by class and horizon by horizon."""
    found = []
    there = {row.threat_class for row in result.forecasts}
    for name in (name for name in RECIPES if name in there):
        for horizon in HORIZONS:
            rows = [r for r in result.forecasts if (r.threat_class, r.horizon) == (name, horizon)]
            model = [row for row in rows if row.forecaster == MODEL]
            for forecaster in (MODEL, *RIVALS):
                own = [row for row in rows if row.forecaster == forecaster]
                lead = _lead(model, own)
                summary = summarise([row.score for row in own])
                found.append(Line(name, horizon, forecaster, summary, *lead))
    return tuple(found)


def _lead(model: Sequence[Forecast], other: Sequence[Forecast]) -> tuple[float, float, float]:
    """Return the mean lead with its 95 % interval; reports of one day are one cluster."""
    gaps = np.array(
        [m.score.log_score - o.score.log_score for m, o in zip(model, other, strict=True)]
    )
    mean = float(gaps.mean())
    days = [row.report.ends.date() if row.report.ends else None for row in model]
    _, day = np.unique([str(d) for d in days], return_inverse=True)
    sums = np.bincount(day, gaps - mean)
    count = sums.size
    if count < 2:
        return mean, -math.inf, math.inf
    spread = math.sqrt(count / (count - 1.0) * float(sums @ sums)) / gaps.size
    half = float(stdtrit(count - 1.0, 0.975)) * spread
    return mean, mean - half, mean + half


class Verdict(NamedTuple):
    """How the model did against the best of its rivals for a class and a horizon."""

    threat_class: ReportClass
    horizon: str
    rival: str
    """The rival with the best mean log score."""
    lead: float
    low: float
    high: float
    held_90: float

    @property
    def leads(self) -> bool:
        """Return whether the model's mean log score is the best."""
        return self.lead > 0.0

    @property
    def calibrated(self) -> bool:
        """Return whether its 90 % intervals held 86 to 94 % of what came."""
        return 0.86 <= self.held_90 <= 0.94


def verdicts(summaries: Sequence[Line]) -> tuple[Verdict, ...]:
    """Return the verdict on each class and horizon."""
    found = []
    for model in (line for line in summaries if line.forecaster == MODEL):
        rivals = [line for line in summaries if line[:2] == model[:2] and line.forecaster != MODEL]
        best = max(rivals, key=lambda line: line.summary.log_score)
        found.append(
            Verdict(
                model.threat_class,
                model.horizon,
                best.forecaster,
                best.lead,
                best.lead_low,
                best.lead_high,
                model.summary.held_90,
            )
        )
    return tuple(found)
