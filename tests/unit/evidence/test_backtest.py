"""The back-test: no peeking, honest intervals, and a model that follows what moves."""

from __future__ import annotations

import dataclasses
import math
from datetime import timedelta

import numpy as np
import pytest

from airshield.evidence.backtest import HORIZONS, MODEL, NEXT, backtest
from airshield.evidence.posterior import posterior_share, quantiles
from airshield.evidence.rivals import RIVALS
from airshield.evidence.scores import summarise
from airshield.evidence.verdict import lines, verdicts

from .raids import FIRST, raids

CLASS = "cruise-missile"


def wandering(day: int) -> float:
    """Return a share that swings between 0.35 and 0.85 over 200 days."""
    return 0.6 + 0.25 * math.sin(day / 32.0)


@pytest.fixture(scope="module")
def wandered():
    reports = raids(wandering, 300, scatter=30.0, size=25.0)
    return reports, backtest(reports, FIRST + timedelta(days=60), FIRST + timedelta(days=301))


def test_every_report_is_forecast_by_everybody_at_every_horizon(wandered) -> None:
    reports, result = wandered
    assert not result.refused
    for horizon in HORIZONS:
        for name in (MODEL, *RIVALS):
            mine = [
                row for row in result.forecasts if (row.horizon, row.forecaster) == (horizon, name)
            ]
            assert [row.report.line for row in mine] == [r.line for r in reports[60:]]


def test_intervals_hold_what_they_say(wandered) -> None:
    summary = summarise(wandered[1].scores(CLASS, NEXT, MODEL))
    assert 0.85 <= summary.held_90 <= 0.95
    assert 0.40 <= summary.held_50 <= 0.60


def test_the_model_follows_what_moves_better_than_all_history(wandered) -> None:
    found = {(line.horizon, line.forecaster): line for line in lines(wandered[1])}
    pooled = found[NEXT, "all history pooled"]
    assert pooled.lead_low > 0.0
    assert found[NEXT, MODEL].lead == 0.0
    assert all(verdict.leads for verdict in verdicts(tuple(found.values())))


def test_nothing_of_what_comes_later_is_known(wandered) -> None:
    """Other outcomes after day 200 change no forecast up to then."""
    reports, result = wandered
    changed = [
        report
        if report.line <= 200
        else dataclasses.replace(report, destroyed=(report.launched or 0) - (report.destroyed or 0))
        for report in reports
    ]
    other = backtest(changed, FIRST + timedelta(days=60), FIRST + timedelta(days=301))
    before = [row for row in result.forecasts if row.report.line <= 200]
    again = [row for row in other.forecasts if row.report.line <= 200]
    assert [row.score for row in before] == [row.score for row in again]
    assert result.forecasts[-1].score != other.forecasts[-1].score


def test_a_month_ahead_does_not_know_the_month(wandered) -> None:
    """Forecasts of the last month, a month ahead, are the same whatever comes in it."""
    reports, _ = wandered
    first = next(
        i for i, r in enumerate(reports) if r.ends and (r.ends.year, r.ends.month) == (2031, 10)
    )
    changed = [*reports[:first], *(dataclasses.replace(r, destroyed=0) for r in reports[first:])]
    begin, until = FIRST + timedelta(days=272), FIRST + timedelta(days=301)
    expected = [
        [row.expected for row in backtest(some, begin, until).forecasts if row.horizon != NEXT]
        for some in (reports, changed)
    ]
    assert expected[0]
    assert expected[0] == expected[1]


def test_progress_is_told_and_the_same_record_gives_the_same_bits(wandered) -> None:
    reports, _ = wandered
    told: list[tuple[str, int, int]] = []
    begin, until = FIRST + timedelta(days=272), FIRST + timedelta(days=301)
    some = backtest(reports, begin, until, progress=lambda *at: told.append(at))
    assert told == [(f"{CLASS}, 2031-09", 1, 2), (f"{CLASS}, 2031-10", 2, 2)]
    assert some == backtest(reports, begin, until)


def test_too_few_reports_are_not_forecast() -> None:
    assert not backtest(raids(wandering, 15), FIRST, FIRST + timedelta(days=30)).forecasts


def test_the_share_of_a_usual_raid_is_found() -> None:
    reports = raids(lambda day: 0.7, 150, scatter=25.0)
    found = posterior_share(reports, CLASS, FIRST + timedelta(days=151))
    assert found is not None
    assert found.converged
    assert found.mean[5] < 0.7 < found.mean[-6]
    assert found.mean[-6] - found.mean[5] < 0.25
    assert found.single[-6] - found.single[5] > found.mean[-6] - found.mean[5]
    assert found.raid.types == (("kalibr", pytest.approx(1.0)),)
    assert np.all(np.diff(found.mean) >= 0.0)


def test_without_reports_there_is_no_share() -> None:
    assert posterior_share([], CLASS, FIRST) is None


def test_quantiles_of_equal_weights_are_those_of_numpy() -> None:
    values = np.random.default_rng(3).normal(size=(50, 40))
    found = quantiles(values, np.full(values.shape, 1.0 / values.size), (0.1, 0.5, 0.9))
    assert found == pytest.approx(np.quantile(values, (0.1, 0.5, 0.9)), abs=0.01)


def test_an_interrupted_back_test_keeps_the_months_done(wandered) -> None:
    reports, whole = wandered

    def stop(month: str, done: int, expected: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    begin, until = FIRST + timedelta(days=60), FIRST + timedelta(days=301)
    some = backtest(reports, begin, until, progress=stop)
    assert (some.months, some.asked) == (2, whole.months)
    assert some.forecasts == whole.forecasts[: len(some.forecasts)]
    assert some.forecasts
