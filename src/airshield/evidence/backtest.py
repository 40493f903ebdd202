"""The back-test: forecast what came, knowing only what had been reported before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from airshield.evidence.arrays import Belief, Floats
from airshield.evidence.fitting import Fit, fit, make_room, take_in
from airshield.evidence.kernels import forecast, look_ahead
from airshield.evidence.rivals import RIVALS, beta_binomial
from airshield.evidence.scores import Score, score
from airshield.evidence.shares import RECIPES, Design, ended, make_design
from airshield.model.reports import Report, ReportClass

MODEL = "airshield"
NEXT, MONTH = "next report", "one month ahead"
HORIZONS = (NEXT, MONTH)
FEWEST = 20
"""A month is forecast once so many reports of its class came before it."""


class Forecast(NamedTuple):
    """One forecast of one report, with its score."""

    threat_class: ReportClass
    horizon: str
    forecaster: str
    report: Report
    expected: float
    low: int
    """Lower end of the central 90 % interval."""
    high: int
    """Upper end."""
    score: Score


class Backtest(NamedTuple):
    """All forecasts, and the fits that they came from."""

    forecasts: tuple[Forecast, ...]
    refused: tuple[str, ...]
    """Months whose fit had not converged, so that nothing was forecast."""
    months: int = 0
    """Months, class by class, that were gone through."""
    asked: int = 0
    """Months that there were; more only if it was interrupted."""

    def scores(self, threat_class: ReportClass, horizon: str, forecaster: str) -> list[Score]:
        """Return the scores of one forecaster, in the order of the reports."""
        return [
            row.score
            for row in self.forecasts
            if (row.threat_class, row.horizon, row.forecaster)
            == (threat_class, horizon, forecaster)
        ]


Progress = Callable[[str, int, int], None]
"""Called with what was forecast last, months done and months to do."""


def backtest(
    reports: Iterable[Report],
    begin: datetime,
    until: datetime,
    classes: Iterable[ReportClass] = tuple(RECIPES),
    progress: Progress | None = None,
) -> Backtest:
    """Forecast every report whose period ended in [begin, until), month by month.

    At the first of each month the model is fitted to what had been reported; through the month it
    takes in one report after another (`next report`) or none (`one month ahead`). The number
    launched is given, and so is what the report says of types and places. Ctrl-C ends it early and
    keeps the months done.

    Raises
    ------
    ValueError
        If a bound has no time zone.
    """
    reports = tuple(reports)
    plan = [
        (design, name, first, last)
        for name in classes
        for design in [make_design([r for r in reports if r.ends and r.ends < until], name)]
        for first, last in _months(design, begin)
    ]
    plan.sort(key=lambda month: ended(month[0].reports[month[2]]))
    found: list[Forecast] = []
    refused: list[str] = []
    earlier: dict[ReportClass, Fit] = {}
    done = 0
    with suppress(KeyboardInterrupt):
        for design, name, first, last in plan:
            fitted = fit(design, first, earlier.get(name))
            earlier[name] = fitted
            month = f"{name}, {ended(design.reports[first]):%Y-%m}"
            if fitted.converged:
                found += list(_month(fitted, name, first, last))
            else:
                refused.append(month)
            done += 1
            if progress is not None:
                progress(month, done, len(plan))
    return Backtest(tuple(found), tuple(refused), done, len(plan))


def _months(design: Design, begin: datetime) -> Iterator[tuple[int, int]]:
    """Yield the first and last (excluded) row of every month from a moment on."""
    moments = [ended(report).astimezone(UTC) for report in design.reports]
    month_of = [(moment.year, moment.month) for moment in moments]
    rows = [i for i, moment in enumerate(moments) if moment >= begin and i >= FEWEST]
    for month in dict.fromkeys(month_of[i] for i in rows):
        mine = [i for i in rows if month_of[i] == month]
        yield mine[0], mine[-1] + 1


def _month(fitted: Fit, name: ReportClass, first: int, last: int) -> Iterator[Forecast]:
    """Yield the forecasts of one month's rows."""
    moving, weight = fitted.belief.copy(), fitted.log_weight.copy()
    design = fitted.design
    then: dict[str, dict[str, tuple[float, float]]] = {}
    for i in range(first, last):
        if design.rows.launched[i] >= 0:
            era = design.reports[i].era
            if era not in then:
                then[era] = _rivals(design, era, first, first)
            model = {
                NEXT: mixture(fitted, moving, weight, i),
                MONTH: mixture(fitted, fitted.belief, fitted.log_weight, i),
            }
            yield from _scored(model[NEXT], _rivals(design, era, i, i), name, NEXT, design, i)
            yield from _scored(model[MONTH], then[era], name, MONTH, design, i)
        weight += take_in(design, fitted.figures, moving, i, i + 1)[:, 0]
        weight -= np.logaddexp.reduce(weight)


def mixture(fitted: Fit, belief: Belief, log_weight: Floats, row: int) -> Floats:
    """Return (launched + 1,) probabilities of the number destroyed in a row."""
    design = fitted.design
    pmf = np.empty((log_weight.size, int(design.rows.launched[row]) + 1))
    belief = belief.copy()
    look_ahead(fitted.figures, belief, float(design.rows.day[row]))
    forecast(design.rows, fitted.figures, belief, row, make_room(design), pmf)
    mixed: Floats = np.exp(log_weight) @ pmf
    mixed /= mixed.sum()
    return mixed


def _rivals(design: Design, era: str, known: int, row: int) -> dict[str, tuple[float, float]]:
    """Return each rival's a and b on the day of a row, from the rows of an era before `known`."""
    rows = design.rows
    same = [design.reports[i].era == era and rows.launched[i] >= 0 for i in range(known)]
    seen = np.flatnonzero(same)
    age_days = rows.day[row] - rows.day[seen]
    return {
        name: rival(rows.destroyed[seen], rows.launched[seen], age_days)
        for name, rival in RIVALS.items()
    }


def _scored(
    model: Floats,
    rivals: Mapping[str, tuple[float, float]],
    name: ReportClass,
    horizon: str,
    design: Design,
    row: int,
) -> Iterator[Forecast]:
    """Yield the model's and the rivals' forecasts of a row."""
    n = int(design.rows.launched[row])
    pmfs = {MODEL: model} | {rival: beta_binomial(n, *beta) for rival, beta in rivals.items()}
    for forecaster, pmf in pmfs.items():
        low, high = np.searchsorted(np.cumsum(pmf), (0.05, 0.95))
        yield Forecast(
            name,
            horizon,
            forecaster,
            design.reports[row],
            float(pmf @ np.arange(pmf.size)),
            int(low),
            min(int(high), n),
            score(pmf, int(design.rows.destroyed[row])),
        )
