"""A tracker told nothing finds what is slow and what is fast, whatever its radar measures."""

import numpy as np
import pytest

from airshield.tracking.observing import observe_truth
from airshield.tracking.reality import Reality

from .flights import followed, radar, straight, watch

LENGTH_S = 80.0


def _shown(speed_m_s, measures, period_s, seed):
    """Return for each second how far from the target the picture's tracks are, metres."""
    course = np.array([np.sin(seed), np.cos(seed), 0.0])
    velocity = speed_m_s * course
    start = np.array([20e3, 60e3, 10e3]) - 0.5 * LENGTH_S * velocity
    turns = radar(
        height_m=20.0, range_m=200e3, period_s=period_s, p_detect=0.9, sigma_range_m=50.0,
        sigma_bearing_deg=0.1, false_plots=10.0,
    )  # fmt: skip
    surveillance, measured = watch(radar=turns), {"radar": Reality(measures=measures)}
    truth = straight(0, start, velocity, until_s=LENGTH_S)
    plots = observe_truth(truth, surveillance, seed, realities=measured)
    for moment, tracker in followed(surveillance, plots, LENGTH_S, 1.0):
        place = tracker.picture(moment).position_m[:, :2]
        yield np.hypot(*(place - (start + moment * velocity)[:2]).T)


@pytest.mark.parametrize("speed_m_s", [50.0, 250.0, 600.0, 1_000.0, 2_000.0])
@pytest.mark.parametrize(
    "measures", [(), ("height",), ("elevation",), ("height", "range_rate")], ids=str
)
def test_targets_of_any_speed_are_shown_from_a_few_turns_on(speed_m_s, measures):
    """A turn is 4 s, and one look in ten misses: shown in nine tenths of the time after 20 s."""
    shares = []
    for seed in range(5):
        away = list(_shown(speed_m_s, measures, 4.0, seed))[20:]
        shares.append(np.mean([bool((a < 2_000.0).any()) for a in away]))
    assert np.mean(shares) > 0.9


def test_a_slow_radar_finds_fast_targets_too():
    """Between two looks of 10 s a missile flies ten kilometres, half of what it is away."""
    shares = []
    for seed in range(5):
        away = list(_shown(1_000.0, ("height",), 10.0, seed))[45:]
        shares.append(np.mean([bool((a < 2_000.0).any()) for a in away]))
    assert np.mean(shares) > 0.9
