"""The tracker's compiled motion and measurement agree with matrices and finite differences."""

from math import exp, radians

import numpy as np
import pytest

from airshield.model.surveillance import TrackerSettings
from airshield.tracking.plots import BEARING, CARTESIAN, PLACE, POLAR
from airshield.tracking.tables import filter_for, motions_of
from reference import tracking_filter as slow
from reference.filter_kernels import (
    apart,
    corrected,
    drifted,
    fallen,
    innovated,
    mixed,
    predicted,
    turned,
)

pytestmark = pytest.mark.slow
KINDS = [POLAR, CARTESIAN, BEARING, PLACE]


def drawn_state(draws, d, n):
    mean = np.concatenate(
        [draws.uniform(-2e4, 2e4, d), draws.normal(0, 150, d), draws.normal(0, 0.05, n - 2 * d)]
    )
    if d == 3:
        mean[2] = draws.uniform(100, 9e3)
    return mean, drawn_covariance(draws, d, n)


def drawn_covariance(draws, d, n):
    root = draws.normal(0, 1, (n, n)) * np.array([300.0] * d + [20.0] * d + [0.02] * (n - 2 * d))
    return np.ascontiguousarray(root.T @ root)


def close(found, wanted, scale):
    """Compare covariances component by component, in units of their scale."""
    unit = np.sqrt(np.diag(scale))
    np.testing.assert_allclose(
        found / np.outer(unit, unit), wanted / np.outer(unit, unit), atol=2e-5
    )


@pytest.mark.parametrize(("d", "n"), [(2, 4), (2, 5), (3, 6), (3, 7)])
@pytest.mark.parametrize("dt", [0.01, 1.0, 12.0])
def test_straight_flight(d, n, dt):
    mean, cov = drawn_state(np.random.default_rng(d + n), d, n)
    f = slow.slope_of(lambda x: slow.straight(x, dt, d), mean, slow.steps_for(d, n))
    wanted = f @ cov @ f.T + slow.white_noise(dt, 3.0, d, n)
    at = slow.straight(mean, dt, d)
    drifted(mean, cov, dt, 3.0, d)
    np.testing.assert_allclose(mean, at, rtol=1e-12)
    close(cov, wanted, wanted)
    assert np.array_equal(cov, cov.T)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("rate", [0.0, 1e-7, -1e-5, 0.03, -0.4])
@pytest.mark.parametrize("dt", [0.5, 8.0])
def test_turn(d, rate, dt):
    n = 2 * d + 1
    mean, cov = drawn_state(np.random.default_rng(n), d, n)
    mean[-1] = rate
    f = slow.slope_of(lambda x: slow.turning(x, dt, d), mean, slow.steps_for(d, n))
    wanted = f @ cov @ f.T + slow.white_noise(dt, 2.0, d, n)
    wanted[-1, -1] += 1e-4 * dt
    at = slow.turning(mean, dt, d)
    turned(mean, cov, dt, 2.0, 1e-4, d, filter_for(1, n))
    np.testing.assert_allclose(mean, at, rtol=1e-6, atol=1e-6)
    close(cov, wanted, wanted)
    assert np.array_equal(cov, cov.T)


def test_a_turn_all_round_comes_back():
    mean, cov = drawn_state(np.random.default_rng(4), 3, 7)
    mean[5] = 0.0
    mean[6] = radians(3.0)
    before = mean.copy()
    turned(mean, cov, 120.0, 0.0, 0.0, 3, filter_for(1, 7))
    np.testing.assert_allclose(mean, before, atol=1e-6)


@pytest.mark.parametrize("n", [6, 7])
@pytest.mark.parametrize("height", [500.0, 30e3])
def test_fall(n, height):
    mean, cov = drawn_state(np.random.default_rng(n), 3, n)
    mean[2:6] = height, 700.0, -300.0, -200.0
    drag = 1 / 3_000.0
    at, work = slow.falling(mean, 1.0, drag), filter_for(1, n)
    f = slow.slope_of(lambda x: slow.falling(x, 1.0, drag), mean, slow.steps_for(3, n))
    wanted = f @ cov @ f.T + slow.white_noise(1.0, 25.0, 3, n)
    brake = np.linalg.norm(slow.pull(mean, drag))
    fallen(mean, cov, 1.0, 25.0, drag, work)
    # A step of a second holds the drag as it was: off by its change in that time.
    slower = brake / np.linalg.norm(at[3:6])
    np.testing.assert_allclose(mean[:3], at[:3], atol=0.5 * slower * brake)
    np.testing.assert_allclose(mean[3:6], at[3:6], atol=slower * brake)
    unit = np.sqrt(np.diag(wanted))
    assert np.abs((cov - wanted) / np.outer(unit, unit)).max() < 0.1
    assert np.array_equal(cov, cov.T)


def test_long_falls_go_by_steps():
    mean, cov = drawn_state(np.random.default_rng(1), 3, 6)
    mean[2:6] = 40e3, 900.0, 0.0, 100.0
    at = slow.falling(mean, 30.5, 1 / 5_000.0, 5_000)
    fallen(mean, cov, 30.5, 25.0, 1 / 5_000.0, filter_for(1, 6))
    np.testing.assert_allclose(mean[:3], at[:3], rtol=2e-3)
    np.testing.assert_allclose(mean[3:], at[3:], rtol=2e-3, atol=3.0)


@pytest.mark.parametrize("models", [2, 3])
@pytest.mark.parametrize("n", [5, 7])
def test_mixing(models, n):
    draws = np.random.default_rng(models)
    states = [drawn_state(draws, n // 2, n) for _ in range(models)]
    mean, cov = (np.array([state[i] for state in states]) for i in (0, 1))
    mode = draws.dirichlet(np.ones(models))
    wanted = slow.mixing(mean, cov, mode, 0.9)
    mixed(mean, cov, mode, 0.9, filter_for(models, n))
    np.testing.assert_allclose(mean, wanted[0], rtol=1e-10)
    np.testing.assert_allclose(mode, wanted[2], rtol=1e-12)
    for found, right in zip(cov, wanted[1], strict=True):
        close(found, right, right)
    assert np.array_equal(cov, cov.transpose(0, 2, 1))


@pytest.mark.parametrize("d", [2, 3])
def test_the_whole_prediction(d):
    names = ("straight", "turn") if d == 2 else ("straight", "turn", "ballistic")
    settings = TrackerSettings(dimensions=d, motion=names)
    motions, n, draws = motions_of(settings), 2 * d + 1, np.random.default_rng(9)
    state = drawn_state(draws, d, n)
    mean, cov = (np.array([part] * len(names)) for part in state)
    mode = draws.dirichlet(np.ones(len(names)))
    alone = [part.copy() for part in (mean, cov, mode)]
    work = filter_for(len(names), n)
    predicted(mean, cov, mode, 0.8, motions, work)
    mixed(*alone, exp(-0.8 / settings.sojourn_s), work)
    drifted(alone[0][0], alone[1][0], 0.8, motions.q[0], d)
    turned(alone[0][1], alone[1][1], 0.8, motions.q[1], motions.q_turn, d, work)
    np.testing.assert_array_equal(mode, alone[2])
    np.testing.assert_array_equal(mean[1], alone[0][1])
    np.testing.assert_array_equal(cov[1], alone[1][1])
    np.testing.assert_array_equal(mean[0, : 2 * d], alone[0][0, : 2 * d])
    np.testing.assert_array_equal(cov[0, : 2 * d, : 2 * d], alone[1][0, : 2 * d, : 2 * d])
    assert mean[0, -1] == 0.0
    assert cov[0, -1, -1] == radians(settings.sigma_turn_rate_deg_s) ** 2
    assert not cov[0, -1, :-1].any()


def drawn_plot(draws, kind, mean, site, d):
    value = slow.measured(kind, mean, site, d) + draws.normal(0, 1, 6) * 0.01
    if kind == BEARING:
        value[[0, 3, 4]] = np.nan
    value[5] = np.nan if kind != CARTESIAN else value[5]
    return value, draws.uniform(0.01, 2.0, 6)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shift", [0.0, -0.4, 7.0])
@pytest.mark.parametrize("signal", [0.0, 1 / 340.0])
def test_innovations_and_slopes(d, kind, shift, signal):
    draws = np.random.default_rng(kind)
    site = np.array([1e3, -2e3, 50.0])
    for n in (2 * d, 2 * d + 1):
        mean, _ = drawn_state(draws, d, n)
        value, sigma = drawn_plot(draws, kind, mean, site, d)
        work = filter_for(1, n)
        delay = signal * np.linalg.norm(mean[:d] - site[:d])
        columns, off, slope = slow.innovation_of(kind, value, mean, site, shift, delay, d)
        k = innovated(kind, value, sigma, site, signal, shift, mean, d, work)
        assert k == len(columns)
        np.testing.assert_allclose(work.innovation[:k], off, rtol=1e-9, atol=1e-8)
        np.testing.assert_allclose(work.variance[:k], sigma[columns] ** 2, rtol=1e-14)
        rate = (columns == 3) & (kind == POLAR)
        np.testing.assert_allclose(work.slope[:k, :n][~rate], slope[~rate], rtol=2e-4, atol=2e-7)
        # The slope of the range rate leaves out how the curved Earth tilts the line of sight.
        tilt = 1e-3 if d == 3 else 1e-7
        np.testing.assert_allclose(work.slope[:k, :n][rate], slope[rate], rtol=2e-4, atol=tilt)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("kind", [POLAR, CARTESIAN])
def test_any_columns_may_be_missing(d, kind):
    draws = np.random.default_rng(kind)
    site = np.zeros(3)
    for _ in range(20):
        mean, _ = drawn_state(draws, d, 2 * d)
        value, sigma = drawn_plot(draws, kind, mean, site, d)
        value[2:][draws.random(4) < 0.5] = np.nan
        work = filter_for(1, 2 * d)
        columns, off, _ = slow.innovation_of(kind, value, mean, site, 0.0, 0.0, d)
        assert innovated(kind, value, sigma, site, 0.0, 0.0, mean, d, work) == len(columns)
        np.testing.assert_allclose(work.innovation[: len(columns)], off, rtol=1e-9, atol=1e-8)


def test_a_heading_says_nothing_of_what_hardly_moves():
    mean, work = np.array([0.0, 0.0, 5.0, -5.0]), filter_for(1, 4)
    value = np.array([1.0, 2.0, np.nan, 0.5, np.nan, np.nan])
    assert innovated(PLACE, value, np.ones(6), np.zeros(3), 0.0, 0.0, mean, 2, work) == 2


@pytest.mark.parametrize("south", [3.1, -3.1])
def test_bearings_wrap_round_the_south(south):
    mean, work = np.array([0.0, -1e4, 0.0, 0.0]), filter_for(1, 4)
    value = np.array([np.nan, south, np.nan, np.nan, np.nan, np.nan])
    innovated(BEARING, value, np.ones(6), np.zeros(3), 0.0, 0.0, mean, 2, work)
    assert work.innovation[0] == pytest.approx(np.copysign(np.pi - 3.1, -south))


@pytest.mark.parametrize(("d", "n"), [(2, 4), (2, 5), (3, 6), (3, 7)])
@pytest.mark.parametrize("kind", KINDS)
def test_distance_and_correction(d, n, kind):
    draws = np.random.default_rng(10 * n + kind)
    site, work = np.array([-3e3, 500.0, 20.0]), filter_for(1, n)
    for _ in range(20):
        mean, cov = drawn_state(draws, d, n)
        value, _ = drawn_plot(draws, kind, mean, site, d)
        sigma = np.array([40.0, 40.0, 40.0, 5.0, 5.0, 5.0])
        if kind != CARTESIAN:
            sigma[[1, 2, 3]] = 2e-3, 5e-3, 0.3
        k = innovated(kind, value, sigma, site, 0.0, 0.3, mean, d, work)
        work.innovation[:k] += draws.normal(0, 1, k) * np.sqrt(work.variance[:k])
        wanted = slow.kalman(mean, cov, work.innovation[:k], work.slope[:k, :n], work.variance[:k])
        squared, log_likelihood = apart(cov, k, 2 * d, work)
        assert squared == pytest.approx(wanted[2], rel=1e-9)
        assert log_likelihood == pytest.approx(wanted[3], rel=1e-9)
        before = np.sqrt(np.diag(cov))
        corrected(mean, cov, k, work)
        np.testing.assert_allclose((mean - wanted[0]) / before, 0.0, atol=1e-8)
        close(cov, wanted[1], wanted[1])
        assert np.array_equal(cov, cov.T)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("models", [("straight",), ("straight", "turn")])
@pytest.mark.parametrize("seed", [1, 2])
def test_covariances_stay_positive_definite(d, models, seed):
    """Noise of a millimetre and of a hundred kilometres, by turns, for two thousand plots."""
    draws = np.random.default_rng(seed)
    motions = motions_of(TrackerSettings(dimensions=d, motion=models))
    n = 2 * d + len(models) - 1
    state = drawn_state(draws, d, n)
    mean, cov = (np.array([part] * len(models)) for part in state)
    mode, work, site = (
        np.full(len(models), 1 / len(models)),
        filter_for(len(models), n),
        np.zeros(3),
    )
    for _ in range(2_000):
        predicted(mean, cov, mode, draws.choice([0.0, 1e-3, 1.0, 60.0]), motions, work)
        kind = draws.choice(KINDS)
        sigma = 10.0 ** draws.uniform(-3, 5, 6)
        if kind != CARTESIAN:
            sigma[1:4] = 10.0 ** draws.uniform(-6, 0, 3)
        for m in range(len(models)):
            value, _ = drawn_plot(draws, kind, mean[m], site, d)
            k = innovated(kind, value, sigma, site, 0.0, 0.0, mean[m], d, work)
            corrected(mean[m], cov[m], k, work)
            check_covariance(cov[m])
        mean[:, :d] = np.clip(mean[:, :d], -1e6, 1e6)
        mean[:, d : 2 * d] = np.clip(mean[:, d : 2 * d], -1e3, 1e3)


def check_covariance(cov):
    assert np.isfinite(cov).all()
    assert np.array_equal(cov, cov.T)
    unit = np.sqrt(np.diag(cov))
    assert (unit > 0).all()
    np.linalg.cholesky(cov / np.outer(unit, unit))
