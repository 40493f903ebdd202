"""Tracks scored against the truth: what fits, what is false, what is missed, holes and guesses."""

import numpy as np
import pytest

from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import CLASSES
from airshield.tracking.scoring import MOST_STEPS, score, whole
from airshield.tracking.truth import Truth

pytestmark = pytest.mark.slow
EAST = np.array([[100.0, 0.0, np.nan]])


def truth(times: list[float], numbers: list[int], east: list[float]) -> Truth:
    place = np.column_stack([east, np.zeros(len(east)), np.full(len(east), np.nan)])
    return Truth(np.array(times), np.array(numbers), place, np.full(place.shape, np.nan))


def tracks(times: list[float], numbers: list[int], east: list[float], off_m: float) -> TrackPoints:
    size = len(times)
    place = np.column_stack([east, np.full(size, off_m), np.full(size, np.nan)])
    return TrackPoints(
        time_s=np.array(times),
        number=np.array(numbers),
        position_m=place,
        velocity_m_s=np.repeat(EAST, size, axis=0),
        covariance=np.zeros((size, 6, 6)),
        existence=np.ones(size),
        motion=np.ones((size, 1)),
        class_probability=np.full((size, len(CLASSES)), 1 / len(CLASSES)),
        identity=np.full(size, -1),
        plot=np.zeros(size, np.int64),
    )


def test_one_target_held_by_one_track_is_off_by_what_it_is_off() -> None:
    found = score(
        truth([0, 10], [4, 4], [0, 1000]), tracks([0, 5, 10], [1, 1, 1], [0, 500, 1000], 30)
    )
    assert found is not None
    assert (found.targets, found.steps, found.switches, found.never_held) == (1, 2, 0, 0)
    assert found.gospa_m == pytest.approx(30.0)
    assert found.position_error_m == pytest.approx(30.0)
    assert (found.completeness, found.ambiguity, found.spuriousness) == (1.0, 1.0, 0.0)
    assert found.latency_s == 0.0


def test_false_tracks_missed_targets_and_late_ones_count() -> None:
    there = truth([0, 10, 0, 10], [1, 1, 2, 2], [0, 1000, 50_000, 51_000])
    found = score(there, tracks([10, 10], [1, 2], [1000, 90_000], 0))
    assert found is not None
    assert (found.completeness, found.spuriousness, found.never_held) == (0.25, 0.5, 1)
    assert found.latency_s == 10.0


def test_a_hole_makes_another_target_of_it_and_nothing_is_there_within() -> None:
    found = whole(truth([0, 10, 200, 210], [3, 3, 3, 3], [0, 1000, 5000, 6000]))
    assert found.number.tolist() == [1, 1, 2, 2]
    assert found.velocity_m_s[:, 0].tolist() == [100.0] * 4
    assert found.position_m[:, 2].tolist() == [0.0] * 4


def test_velocities_are_guessed_from_steps_only_where_unknown() -> None:
    told = truth([0, 10, 20, 0], [1, 1, 1, 2], [0, 1000, 3000, 7])
    velocity = told.velocity_m_s.copy()
    velocity[1] = [140.0, 1.0, 0.0]
    found = whole(told._replace(velocity_m_s=velocity))
    assert found.velocity_m_s[:, 0].tolist() == [100.0, 140.0, 200.0, 0.0]


def test_rows_without_a_place_are_left_out_and_nothing_scores_nothing() -> None:
    assert score(truth([0.0], [1], [np.nan]), tracks([0], [1], [0], 0)) is None
    one = score(truth([0.0], [1], [5.0]), tracks([], [], [], 0))
    assert one is not None
    assert (one.never_held, one.latency_s) == (1, None)


def test_long_truths_are_compared_at_a_bounded_number_of_times() -> None:
    times = np.arange(1000.0).tolist()
    found = score(truth(times, [1] * 1000, times), tracks(times, [1] * 1000, times, 0))
    assert found is not None
    assert found.steps == MOST_STEPS
