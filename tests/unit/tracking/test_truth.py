"""Where targets are between the points of their trajectories."""

import numpy as np
import pytest

from airshield.tracking.kernels.trajectory import bound_paths
from airshield.tracking.truth import Truth, filled, ordered, points_at, states
from unit.tracking.flights import straight, together


def test_a_target_that_flies_straight_is_on_the_line() -> None:
    truth = straight(5, (100.0, -50.0, 1_000.0), (30.0, 40.0, -2.0), 10.0, 60.0)
    points = points_at(truth, 35.0)
    assert points.number.tolist() == [5]
    assert points.position_m[0] == pytest.approx([850.0, 950.0, 950.0])
    assert points.velocity_m_s[0] == pytest.approx([30.0, 40.0, -2.0])


@pytest.mark.parametrize("time_s", [9.999, 60.001])
def test_a_target_is_nowhere_before_its_first_point_and_after_its_last(time_s: float) -> None:
    assert points_at(straight(5, (0, 0, 0), (1, 0, 0), 10.0, 60.0), time_s).number.size == 0


def test_a_sudden_turn_is_two_points_at_one_time() -> None:
    before = straight(1, (0, 0, 0), (100, 0, 0), 0.0, 10.0)
    after = straight(1, (1_000, 0, 0), (0, 50, 0), 10.0, 20.0)
    truth = together(before, after)
    assert points_at(truth, 9.0).position_m[0] == pytest.approx([900.0, 0.0, 0.0])
    assert points_at(truth, 10.0).velocity_m_s[0] == pytest.approx([0.0, 50.0, 0.0])
    assert points_at(truth, 12.0).position_m[0] == pytest.approx([1_000.0, 100.0, 0.0])


def test_between_two_points_of_a_circle_the_cubic_keeps_to_it() -> None:
    """Hermite's cubic leaves an arc of 30° by a five-thousandth of its radius."""
    angle = np.radians([0.0, 30.0])
    radius, rate = 5_000.0, np.radians(3.0)
    place = radius * np.column_stack([np.sin(angle), np.cos(angle), 0 * angle])
    velocity = radius * rate * np.column_stack([np.cos(angle), -np.sin(angle), 0 * angle])
    truth = Truth(np.array([0.0, 10.0]), np.ones(2, np.int64), place, velocity)
    position, speed, there = states(truth, np.ones(9, np.int64), np.linspace(1.0, 9.0, 9))
    assert there.all()
    assert np.linalg.norm(position, axis=1) == pytest.approx(radius, abs=radius * 2e-4)
    assert np.linalg.norm(speed, axis=1) == pytest.approx(radius * rate, rel=2e-3)


def test_the_velocity_is_the_slope_of_the_place() -> None:
    truth = Truth(
        np.array([0.0, 8.0]),
        np.zeros(2, np.int64),
        np.array([[0.0, 0.0, 0.0], [500.0, 300.0, 100.0]]),
        np.array([[90.0, 10.0, 0.0], [20.0, 70.0, 30.0]]),
    )
    early, late = (points_at(truth, time_s).position_m[0] for time_s in (2.9999, 3.0001))
    slope = (late - early) / 0.0002
    assert points_at(truth, 3.0).velocity_m_s[0] == pytest.approx(slope, rel=1e-6)


def test_one_who_is_not_known_is_nowhere() -> None:
    position, velocity, there = states(
        straight(5, (0, 0, 0), (1, 0, 0)), np.array([4, 6, 5]), np.full(3, 1.0)
    )
    assert there.tolist() == [False, False, True]
    assert np.isnan(position[:2]).all()
    assert np.isnan(velocity[:2]).all()


def test_points_are_brought_into_order() -> None:
    mixed = together(straight(9, (0, 0, 0), (1, 0, 0)), straight(2, (0, 0, 0), (1, 0, 0)))
    backwards = Truth(*(column[::-1] for column in mixed))
    assert ordered(backwards).number.tolist() == [2, 2, 9, 9]
    assert ordered(backwards).time_s.tolist() == [0.0, 1_000.0, 0.0, 1_000.0]


def test_a_way_is_filled_with_points_on_it() -> None:
    two = together(straight(2, (0, 0, 0), (1, 0, 0)), straight(9, (5, 0, 0), (0, 2, 0)))
    full = filled(two, 300.0)
    assert full.number.tolist() == [2] * 5 + [9] * 5
    assert full.time_s[:5].tolist() == [0.0, 250.0, 500.0, 750.0, 1_000.0]
    assert full.position_m[:5, 0] == pytest.approx(full.time_s[:5])
    assert full.position_m[5:, 1] == pytest.approx(2.0 * full.time_s[5:])
    assert filled(two, 1_000.0).time_s.tolist() == two.time_s.tolist()


def test_no_way_leads_out_of_its_bounds_nor_goes_faster() -> None:
    draws = np.random.default_rng(1)
    for _ in range(20):
        times = np.cumsum(draws.uniform(0.1, 20.0, 6))
        truth = Truth(
            times,
            np.zeros(6, np.int64),
            draws.normal(0.0, 1_000.0, (6, 3)),
            draws.normal(0.0, 300.0, (6, 3)),
        )
        bound = np.zeros((1, 5))
        bound_paths(times, truth.position_m, truth.velocity_m_s, np.array([0, 6]), bound)
        moments = np.linspace(times[0], times[-1], 2_000)
        place, velocity, _ = states(truth, np.zeros(2_000, np.int64), moments)
        assert (place[:, :2] >= bound[0, :2]).all()
        assert (place[:, :2] <= bound[0, 2:4]).all()
        assert np.linalg.norm(velocity, axis=1).max() <= bound[0, 4]
