"""What is learnt of sensors: small cases, and two biased radars over crossing targets."""

from __future__ import annotations

from math import nan, radians

import numpy as np
import pytest
from numpy.random import default_rng

from airshield.model.surveillance import SensorModel
from airshield.tracking.kernels.biases import (
    CLOCK,
    FADE_S,
    MEMORY_S,
    RANGE,
    Registration,
    correction,
    fade,
)
from airshield.tracking.kernels.registering import bias_variance, lies, noise_factor, register
from airshield.tracking.kernels.support import (
    PLACES,
    Support,
    forget_support,
    make_support,
    note_support,
    own_share,
)
from airshield.tracking.observing import observe_truth
from airshield.tracking.plots import POLAR
from airshield.tracking.reality import Reality
from airshield.tracking.registration import make_registration, sensor_health
from airshield.tracking.tracker import Tracker
from reference.biased_radars import Radar, drawn_plots, watched
from unit.tracking.flights import radar, straight, together, watch

RADAR = SensorModel(
    kind="radar",
    sigma_bias_range_m=100.0,
    sigma_bias_bearing_deg=0.2,
    sigma_clock_offset_s=0.3,
)
STATED = SensorModel(kind="cooperative")
TRACK = (20_000.0, 30_000.0, 100.0, -150.0)
SIDES = {"right": 40e3, "left": -20e3}
HEIGHTS = Reality(measures=("height",))
BIAS, TURN, LEAD = 200.0, radians(0.3), 0.5


def two(first: SensorModel = RADAR) -> tuple[Registration, Support]:
    """Return a sensor at the origin and one without biases, and room for one track."""
    places = np.array([[0.0, 0.0], [nan, nan]])
    return make_registration([first, STATED], places), make_support(1)


def hold(registration: Registration, support: Support, pair: tuple[float, float], times: int = 1):
    """Hold plots of the first sensor, corrected, against a well-known target."""
    for _ in range(times):
        off = [correction(registration, 0, which) for which in range(3)]
        left = pair[0] - off[0], pair[1] - off[1]
        register(registration, support, 0, 0, 0.0, TRACK, left, (1.0, 1e-9), (2500.0, 4e-6), True)


def test_what_a_sensor_states_as_known_is_not_learnt() -> None:
    registration, support = two(SensorModel(kind="radar"))
    hold(registration, support, (80.0, 0.001), 50)
    assert registration.state.size == 0
    assert correction(registration, 0, RANGE) == 0.0
    assert bias_variance(registration, 0, RANGE, TRACK, True) == 0.0
    assert registration.pairs.tolist() == [50, 0]


def test_a_range_bias_is_found_where_only_the_range_may_be_biased() -> None:
    registration, support = two(SensorModel(kind="radar", sigma_bias_range_m=100.0))
    hold(registration, support, (60.0, 0.0), 400)
    assert registration.state[0] == pytest.approx(60.0, rel=0.01)
    assert registration.state[1:].tolist() == [0.0, 0.0]
    # Whatever was learnt: 1 / (1/100² + 400 / (50² + 1))
    assert registration.covariance[0, 0] == pytest.approx(1 / (1e-4 + 400 / 2501), rel=0.2)


def test_a_lead_of_the_clock_shows_against_the_motion() -> None:
    registration, support = two(SensorModel(kind="radar", sigma_clock_offset_s=0.5))
    east, north, *rates = TRACK
    rate = (east * rates[0] + north * rates[1]) / np.hypot(east, north)
    for _ in range(2000):
        left = -rate * (0.4 - correction(registration, 0, CLOCK))
        measured, noise = (float(left), nan), (2500.0, 4e-6)
        register(registration, support, 0, 0, 0.0, TRACK, measured, (1.0, 1e-9), noise, True)
    assert registration.state[CLOCK] == pytest.approx(0.4, rel=0.05)


def test_a_track_of_its_own_tells_a_sensor_nothing_of_its_bias() -> None:
    registration, support = two()
    note_support(support, registration, 0, 0, 1.0)
    hold(registration, support, (60.0, 0.001), 50)
    assert not registration.state.any()
    assert (np.diag(registration.covariance) == registration.prior).all()


def test_a_plot_far_away_says_nothing_of_the_bias() -> None:
    registration, support = two()
    hold(registration, support, (5_000.0, nan))
    assert not registration.state.any()


def test_what_is_known_fades_to_what_was_stated() -> None:
    registration, support = two()
    hold(registration, support, (60.0, 0.001), 100)
    learnt = registration.covariance.copy()
    fade(registration, 0.5 * FADE_S)
    assert (registration.covariance == learnt).all()
    fade(registration, 20.0 * MEMORY_S)
    assert np.allclose(np.diag(registration.covariance), registration.prior, rtol=1e-6)
    assert np.allclose(registration.state / np.sqrt(registration.prior), 0.0, atol=1e-6)


def test_support_remembers_the_largest_shares() -> None:
    registration = make_registration([STATED] * 6, np.full((6, 2), nan))
    support = make_support(2)
    for sensor in range(6):
        note_support(support, registration, 0, sensor, 0.3)
    assert own_share(support, 0, 5) == pytest.approx(0.3)
    assert own_share(support, 0, 4) == pytest.approx(0.21)
    assert own_share(support, 0, 0) == 0.0
    assert sorted(support.sensor[0].tolist()) == [2, 3, 4, 5][-PLACES:]
    assert (support.sensor[1] == -1).all()
    forget_support(support, 0)
    assert own_share(support, 0, 5) == 0.0


def test_uncertain_biases_widen_a_measure() -> None:
    registration, _ = two()
    assert bias_variance(registration, 0, RANGE, TRACK, True) > 100.0**2
    still = (20_000.0, 30_000.0, 0.0, 0.0)
    assert bias_variance(registration, 0, RANGE, still, True) == pytest.approx(100.0**2)
    assert bias_variance(registration, 0, 1, still, True) == pytest.approx(radians(0.2) ** 2)


def test_a_bias_far_beyond_what_is_stated_is_a_lie() -> None:
    registration, _ = two()
    assert not lies(registration, 0)
    registration.state[0] = 401.0
    assert lies(registration, 0)
    assert not lies(registration, 1)


def test_no_more_than_the_most_are_estimated() -> None:
    registration = make_registration([STATED, RADAR, RADAR, RADAR], np.zeros((4, 2)), most=2)
    assert registration.slot.tolist() == [-1, 0, 1, -1]
    health = sensor_health(registration)
    assert health.sigma[:, 0].tolist() == [0.0, 100.0, 100.0, 0.0]
    assert make_registration([], np.zeros((0, 2))).slot.size == 0


def radars(*sigma: tuple[float, float]) -> list[Radar]:
    """Return two radars with the biases of the issue, of either sign."""
    first, second = sigma
    bias = (BIAS, TURN, LEAD)
    return [
        Radar((-40e3, -10e3), bias, first),
        Radar((35e3, 20e3), (-BIAS, -TURN, -LEAD), second),
    ]


HONEST = (50.0, 0.002)
TRUE = np.array([[BIAS, TURN, LEAD], [-BIAS, -TURN, -LEAD]])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_two_biased_radars_and_a_few_cooperative_targets(seed: int) -> None:
    """Every bias within three standard deviations, of a tenth of what it was at first."""
    plots = drawn_plots(default_rng(seed), radars(HONEST, HONEST), 30, 6, 200.0)
    registration = watched(radars(HONEST, HONEST), plots)
    health = sensor_health(registration)
    assert (np.abs(health.bias[:2] - TRUE) < 3.0 * health.sigma[:2]).all()
    assert (health.sigma[:2] < [20.0, radians(0.04), 0.08]).all()
    error = registration.state - TRUE.ravel()
    squared = error @ np.linalg.solve(registration.covariance, error)
    assert squared < 16.8, "99 of 100 lie below, of a chi-squared with six degrees of freedom"
    assert not health.lies.any()
    assert (health.noise_factor == 1.0).all()
    assert np.abs(health.nis - 1.0).max() < 0.25


@pytest.mark.slow
def test_without_an_absolute_clock_only_their_difference_is_claimed() -> None:
    plots = drawn_plots(default_rng(3), radars(HONEST, HONEST), 30, 0, 200.0)
    registration = watched(radars(HONEST, HONEST), plots)
    health = sensor_health(registration)
    assert (np.abs(health.bias[:2] - TRUE) < 3.0 * health.sigma[:2]).all()
    assert np.allclose(health.sigma[:2, CLOCK], 0.5 / np.sqrt(2.0), rtol=0.05)
    difference = np.array([0.0, 0.0, 1.0, 0.0, 0.0, -1.0])
    assert difference @ registration.covariance @ difference < 0.15**2


@pytest.mark.slow
def test_a_sensor_that_lies_is_found_and_weighed_down() -> None:
    """Five times the error that it states: its variance is multiplied by about 25."""
    there = radars(HONEST, (250.0, 0.01))
    registration = watched(there, drawn_plots(default_rng(4), there, 30, 6, 200.0))
    health = sensor_health(registration)
    assert health.lies.tolist() == [False, True, False]
    assert np.allclose(health.noise_factor[1, :2], 25.0, rtol=0.35)
    assert (health.noise_factor[[0, 2]] < 1.5).all()
    assert noise_factor(registration, 1, RANGE) == health.noise_factor[1, 0]


@pytest.mark.slow
def test_heights_worse_than_stated_are_found_and_weighed_down() -> None:
    """Four times the error stated, of heights alone: they make no second track of a target."""
    truth = together(
        *(
            straight(k, (9e3 * k, 5e3 * k, 6e3 + 500.0 * k), (150.0, 60.0 - 30.0 * k, 0.0))
            for k in range(5)
        )
    )
    radars = {name: radar(east_m=east, north_m=-30e3, p_detect=0.9) for name, east in SIDES.items()}
    plots = observe_truth(
        truth, watch(**radars), 6, realities=dict.fromkeys(SIDES, HEIGHTS), span_s=(0.0, 400.0)
    )
    worse = (plots.sensor == 1) & (plots.kind == POLAR)
    stated = radars["left"].sigma_height_m
    plots.value[worse, 4] += default_rng(7).normal(0.0, np.sqrt(15.0) * stated, worse.sum())
    tracker = Tracker(watch(**radars))
    tracker.push(plots)
    tracker.finish()
    factor, told = tracker.sensors.noise_factor, tracker.sensors.lies
    assert np.allclose(factor[1, 3], 16.0, rtol=0.35)
    assert (factor[1, :3] < 1.5).all()
    assert (factor[0] < 1.5).all()
    assert told.tolist() == [False, True]
    assert len(tracker.picture().number) == 5
