"""The errors of tracks are what their covariances say, where the model is right; else, told."""

import numpy as np
import pytest
from scipy.stats import chi2

from unit.tracking.consistency import SETTLED, Case, measured

pytestmark = pytest.mark.slow
RUNS = 30
RIGHT = {
    "cartesian, two dimensions": Case(),
    "cartesian, three dimensions": Case(dimensions=3),
    "range and bearing": Case("radar"),
    "range, bearing and elevation": Case("radar", 3),
}


def bounds(freedom, count=RUNS):
    """Return between what the mean of so many squared distances lies in 95 of 100 cases."""
    return chi2.ppf([0.025, 0.975], freedom * count) / count


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_model_is_as_sure_as_it_is_right(name):
    case = RIGHT[name]
    nees, _, nis = measured(case, RUNS)
    assert np.isfinite(nees[:, SETTLED:]).all()
    assert np.isfinite(nis[:, SETTLED:]).all()
    # One look a run, so that all are independent of each other.
    low, high = bounds(2 * case.dimensions)
    assert low < nees[:, -1].mean() < high
    # Innovations of one filter are independent from look to look as well.
    low, high = bounds(case.dimensions, nis[:, SETTLED:].size)
    assert low < nis[:, SETTLED:].mean() < high


def test_a_model_of_turns_that_never_come_makes_the_tracker_modest():
    nees, _, _ = measured(Case(motion=("straight", "turn")), RUNS)
    low, _ = bounds(4)
    assert 2.5 < nees[:, SETTLED:].mean() < low


def test_noise_of_twice_what_is_stated_shows_fourfold():
    nees, _, nis = measured(Case(noise=2.0), RUNS)
    assert 11.5 < nees[:, SETTLED:].mean() < 14.5
    assert 7.5 < nis[:, SETTLED:].mean() < 9.0


def test_a_bias_that_nobody_states_stays_and_a_second_sensor_tells_of_it():
    alone, off2, nis = measured(Case("radar", shift_m=100.0), RUNS)
    assert alone[:, SETTLED:].mean() > 80.0
    assert np.sqrt(off2[:, SETTLED:].mean()) > 100.0
    # What one sensor gives agrees with itself: its NIS tells nothing.
    assert 1.9 < nis[:, SETTLED:].mean() < 2.2
    known, off2, _ = measured(Case("radar", shift_m=100.0, learns=True), RUNS)
    assert known[:, SETTLED:].mean() < 6.0
    assert np.sqrt(off2[:, SETTLED:].mean()) < 50.0


def test_a_turn_is_followed_by_the_mixture_within_four_plots():
    straight, off2, _ = measured(Case(turn_deg_s=3.0), RUNS)
    mixed, mixed_off2, _ = measured(Case(turn_deg_s=3.0, motion=("straight", "turn")), RUNS)
    assert straight[:, 21:35].mean() > 40.0
    assert mixed[:, 20:24].mean() > 8.0
    assert mixed[:, 25:35].mean() < 6.0
    assert mixed_off2[:, 21:35].mean() < 0.7 * off2[:, 21:35].mean()
    assert mixed[:, 45:].mean() < 5.0
