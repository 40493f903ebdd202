"""The share filter against integrals done another way, and against what must always hold."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import betabinom, norm

from airshield.evidence.arrays import Belief, Figures
from airshield.evidence.fitting import fit, log_posterior, make_room, spread_points, take_in
from airshield.evidence.kernels import forecast, look_ahead
from airshield.evidence.posterior import posterior_share
from airshield.evidence.shares import Design, knobs_of, make_design, start

from .raids import FIRST, raids, report


def begun(design: Design, **values: float) -> tuple[Figures, Belief]:
    """Return figures and belief at the priors' means but for some values."""
    knobs = knobs_of(design)
    at = knobs.mean.copy()
    for name, value in values.items():
        at[knobs.names.index(name)] = value
    return start(design, knobs, at[None, :])


def factors(figures: Figures, belief: Belief, n: int) -> list[tuple[float, float]]:
    """Return (probability, s) of each factor of s."""
    s = figures.precision[0] * n ** figures.precision_power[0]
    return [
        (float(w), float(f * s)) for w, f in zip(belief.steady[0], figures.steadiness, strict=True)
    ]


def test_one_report_moves_the_belief_as_integration_says() -> None:
    design = make_design([report(0, 7, 9), report(1, 2, 6)], "cruise-missile")
    figures, belief = begun(design)
    h = np.zeros(len(design.columns))
    for column, weight in zip(design.rows.column[0], design.rows.weight[0], strict=True):
        h[column] += weight
    m, v = float(h @ belief.mean[0]), float(h @ belief.cov[0] @ h)

    def likelihood(eta: float) -> float:
        p = expit(eta)
        return sum(
            w * betabinom.pmf(7, 9, p * s, (1 - p) * s) for w, s in factors(figures, belief, 9)
        )

    moments = [
        quad(lambda x, k=k: x**k * likelihood(x) * norm.pdf(x, m, v**0.5), m - 12, m + 12)[0]
        for k in range(3)
    ]
    scores = take_in(design, figures, belief, 0, 1)
    mean = moments[1] / moments[0]
    assert scores[0, 0] == pytest.approx(np.log(moments[0]), abs=0.01)
    assert float(h @ belief.mean[0]) == pytest.approx(mean, abs=0.01)
    variance = moments[2] / moments[0] - mean**2
    assert float(h @ belief.cov[0] @ h) == pytest.approx(variance, rel=0.03)


def test_a_forecast_is_a_distribution_and_the_log_score_is_its_logarithm() -> None:
    design = make_design(raids(lambda day: 0.7, 30), "cruise-missile")
    figures, belief = begun(design)
    take_in(design, figures, belief, 0, 20)
    pmf = np.empty((1, int(design.rows.launched[20]) + 1))
    look_ahead(figures, belief, float(design.rows.day[20]))
    forecast(design.rows, figures, belief, 20, make_room(design), pmf)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-9)
    told = take_in(design, figures, belief, 20, 21)[0, 0]
    assert told == pytest.approx(np.log(pmf[0, design.rows.destroyed[20]]), abs=1e-9)


def test_a_missing_number_launched_is_summed_out() -> None:
    known = [report(day, 2, n) for day, n in enumerate((3, 5, 1, 9))]
    design = make_design([*known, report(4, 2, None)], "cruise-missile")
    figures, belief = begun(design, power=0.4)
    told = take_in(design, figures, belief.copy(), 4, 5)[0, 0]
    each = []
    for n in (3, 5, 9):  # 1 was fewer than the 2 destroyed
        other = make_design([*known, report(4, 2, n)], "cruise-missile")
        # the size term stays as it is for a size not known
        rows = other.rows._replace(weight=design.rows.weight, column=design.rows.column)
        there = other._replace(rows=rows)
        each.append(np.exp(take_in(there, figures, belief.copy(), 4, 5)[0, 0]))
    assert told == pytest.approx(np.log(np.mean(each)), abs=1e-9)


def test_a_missing_number_destroyed_teaches_nothing() -> None:
    reports = raids(lambda day: 0.6, 10)
    more = [*reports, report(10, None, 8)]
    assert len(make_design(more, "cruise-missile").reports) == 10


def test_lumped_types_share_a_report_and_no_weight_is_lost() -> None:
    lumped = report(0, 4, 8, types=("kalibr", "x-101"), places=("Tarn", "Quay"))
    design = make_design([lumped], "cruise-missile")
    weights = {
        design.columns[column]: weight
        for column, weight in zip(design.rows.column[0], design.rows.weight[0], strict=True)
    }
    assert weights[("type", "kalibr")] == weights[("type", "x-101")] == 0.5
    assert weights[("region", "Tarn")] == weights[("region", "Quay")] == 0.5


@pytest.mark.parametrize("doubt", ["censored-type", "impossible-sum", "duplicate"])
def test_doubtful_reports_are_left_out(doubt: str) -> None:
    doubtful = dataclasses.replace(report(0, 4, 8), doubts=(doubt,))
    assert not make_design([doubtful], "cruise-missile").reports


def test_one_sided_reports_do_not_teach_the_share() -> None:
    """Regional reports that tell of kills alone leave the nationwide share where it was."""
    nationwide = raids(lambda day: 0.5, 60, threat_class="drone", size=80.0)
    regional = [
        report(day, 6, 6, threat_class="drone", types=("kalibr",), places=("Tarn",))
        for day in range(60)
    ]
    fitted = fit(make_design([*nationwide, *regional], "drone"), 120)
    group = fitted.design.groups.index(("", "regional"))
    ways = np.exp(fitted.log_weight) @ fitted.belief.ways[:, group, :]
    assert ways[1] > 2.0  # at most half a report before any
    share = posterior_share([*nationwide, *regional], "drone", FIRST + timedelta(days=61))
    assert share is not None
    assert share.mean[100] == pytest.approx(0.5, abs=0.05)


def test_the_filter_finds_the_static_share_that_a_grid_finds() -> None:
    """With drift, mood and size switched off only the level is left: one integral for all rows."""
    reports = raids(lambda day: 0.8, 25, size=6.0)
    design = make_design(reports, "cruise-missile")
    off = {"drift": -20.0, "mood": -20.0, "size": -20.0, "region": -20.0, "switching": -30.0}
    figures, belief = begun(design, **off)
    belief.steady[:] = (0.0, 1.0, 0.0)
    take_in(design, figures, belief, 0, 25)
    s = figures.precision[0]
    eta = np.linspace(-3.0, 6.0, 4001)
    p = expit(eta)
    logs = norm.logpdf(eta, 0.0, 1.5)
    for row in reports:
        logs += betabinom.logpmf(row.destroyed, row.launched, p * s, (1 - p) * s)
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    mean = float(weight @ eta)
    sd = float(weight @ (eta - mean) ** 2) ** 0.5
    level = design.columns.index(("level", ""))
    assert belief.mean[0, level] == pytest.approx(mean, abs=0.1 * sd)
    assert belief.cov[0, level, level] ** 0.5 == pytest.approx(sd, rel=0.05)


def test_covariances_stay_positive_definite() -> None:
    design = make_design(raids(lambda day: 0.02, 80, size=60.0), "cruise-missile")
    figures, belief = begun(design, precision=6.0)
    take_in(design, figures, belief, 0, 80)
    assert np.linalg.eigvalsh(belief.cov[0]).min() > -1e-9
    assert np.isfinite(belief.mean).all()


def test_a_fit_finds_the_maximum_and_says_when_it_has_not() -> None:
    design = make_design(raids(lambda day: 0.6, 60), "cruise-missile")
    fitted = fit(design, 60)
    assert fitted.converged
    assert np.exp(fitted.log_weight).sum() == pytest.approx(1.0)
    knobs = fitted.knobs
    best = log_posterior(fitted.design, knobs, fitted.best[None, :], 60)[0]
    around = fitted.best + 0.5 * np.sqrt(np.diag(fitted.cov)) * np.vstack(
        [np.eye(len(knobs.names)), -np.eye(len(knobs.names))]
    )
    assert (log_posterior(fitted.design, knobs, around, 60) < best + 1e-3).all()
    assert not fitted._replace(effective=3.0).converged
    assert not fitted._replace(slope=1.0).converged


def test_a_fit_has_the_same_bits_again() -> None:
    design = make_design(raids(lambda day: 0.6, 40), "cruise-missile")
    first, second = fit(design, 40), fit(design, 40)
    assert first.log_weight.tobytes() == second.log_weight.tobytes()
    assert first.belief.mean.tobytes() == second.belief.mean.tobytes()


def test_points_are_spread_evenly() -> None:
    points = spread_points(6, 8)
    assert points.shape == (64, 8)
    assert ((points > 0.0) & (points < 1.0)).all()
    for column in points.T:
        assert np.histogram(column, 8, (0.0, 1.0))[0] == pytest.approx([8] * 8)
