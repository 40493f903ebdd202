"""The compiled metrics of tracking agree with the slow and obvious ones."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa, ospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.tracks import track_ospa
from reference.tracking_metrics import (
    drawn_scene,
    naive_continuity,
    naive_gospa,
    naive_mismatches,
    naive_ospa,
    naive_siap,
    naive_track_ospa,
    table,
)

STEPS = 12
CASES = [(seed, axes, order) for seed in (1, 2, 3) for axes in (2, 3) for order in (1.0, 2.0, 3.5)]


def scene(seed: int, axes: int, objects: int = 9, box_m: float = 900.0):
    return drawn_scene(default_rng(seed), STEPS, objects, axes, box_m)


@pytest.mark.parametrize(("seed", "axes", "order"), CASES)
def test_gospa(seed: int, axes: int, order: float) -> None:
    truth, estimates = scene(seed, axes)
    compared = compare(truth, estimates, 150.0, order, STEPS)
    for alpha in (0.7, 1.0, 2.0):
        expected = [
            naive_gospa(table(truth), table(estimates), step, 150.0, order, alpha)
            for step in range(STEPS)
        ]
        assert gospa(compared, alpha).distance_m == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("seed", "axes", "order"), CASES)
def test_ospa_and_ospa_of_tracks(seed: int, axes: int, order: float) -> None:
    truth, estimates = scene(seed, axes)
    compared = compare(truth, estimates, 150.0, order, STEPS)
    one, other = table(truth), table(estimates)
    expected = [naive_ospa(one, other, step, 150.0, order) for step in range(STEPS)]
    assert ospa(compared).distance_m == pytest.approx(expected, rel=1e-12)
    for window in (1, 4, STEPS):
        expected = [
            naive_track_ospa(one, other, range(step - window + 1, step + 1), 150.0, order)
            for step in range(STEPS)
        ]
        assert track_ospa(compared, window).distance_m == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_continuity(seed: int) -> None:
    truth, estimates = scene(seed, 2)
    time_s = np.cumsum(default_rng(seed).uniform(0.5, 3.0, STEPS))
    found = continuity(compare(truth, estimates, 150.0, 2.0, STEPS), time_s)
    expected = naive_continuity(table(truth), table(estimates), time_s, 150.0, 2.0)
    assert list(found.number) == sorted(expected)
    for row, number in enumerate(found.number):
        switches, breaks, held, latency = expected[int(number)]
        assert (found.switches[row], found.breaks[row]) == (switches, breaks)
        assert found.steps_held[row] == held
        assert found.latency_s[row] == pytest.approx(latency, nan_ok=True)
    expected_mismatches = naive_mismatches(table(truth), table(estimates), STEPS, 150.0, 2.0)
    assert dict(zip(found.number, found.mismatches, strict=True)) == expected_mismatches


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("axes", [2, 3])
def test_siap(seed: int, axes: int) -> None:
    truth, estimates = scene(seed, axes)
    time_s = np.cumsum(default_rng(seed).uniform(0.5, 3.0, STEPS))
    found = siap(compare(truth, estimates, 150.0, 2.0, STEPS), time_s)
    expected = naive_siap(table(truth), table(estimates), time_s, 150.0)
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected)


def test_a_crowd_spread_wide() -> None:
    truth, estimates = drawn_scene(default_rng(5), 4, 300, 2, 20_000.0)
    compared = compare(truth, estimates, 500.0, 2.0, 4)
    one, other = table(truth), table(estimates)
    expected = [naive_gospa(one, other, step, 500.0, 2.0, 2.0) for step in range(4)]
    assert gospa(compared).distance_m == pytest.approx(expected, rel=1e-12)
