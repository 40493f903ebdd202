"""Association probabilities: cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from airshield.tracking.kernels.joint import TOO_SMALL, joint, make_joint_scratch
from reference.test_joint_agrees import joint_probabilities

ROOM = make_joint_scratch(200, 200, 40_000)


def test_a_track_alone_has_its_closed_form() -> None:
    found = joint_probabilities(np.array([[6.0, 3.0]]), np.array([1.0]), ROOM)
    assert_allclose(found.pair, [[0.6, 0.3]])
    assert_allclose(found.miss, [0.1])
    assert_allclose(found.new, [0.4, 0.7])


def test_two_tracks_on_one_plot_have_three_hypotheses() -> None:
    found = joint_probabilities(np.array([[4.0], [3.0]]), np.array([1.0, 2.0]), ROOM)
    assert_allclose(found.pair, [[8 / 13], [3 / 13]])
    assert_allclose(found.miss, [5 / 13, 10 / 13])
    assert_allclose(found.new, [2 / 13])


def test_nobody_and_nothing() -> None:
    found = joint_probabilities(np.zeros((2, 3)), np.array([0.5, 1.0]), ROOM)
    assert found.miss.tolist() == [1.0, 1.0]
    assert found.new.tolist() == [1.0, 1.0, 1.0]
    assert joint_probabilities(np.zeros((0, 2)), np.zeros(0), ROOM).new.tolist() == [1.0, 1.0]


def test_pruning_keeps_two_that_fly_together_apart() -> None:
    """Of two ways to share two plots the better one alone counts: neither track takes the mean."""
    weight, miss_weight = np.array([[55.0, 45.0], [45.0, 55.0]]), np.array([0.1, 0.1])
    plain = joint_probabilities(weight, miss_weight, ROOM)
    sharp = joint_probabilities(weight, miss_weight, ROOM, prune=True)
    assert plain.pair[0, 0] < 0.61
    assert sharp.pair[0, 0] > 0.98
    assert sharp.pair[1, 1] > 0.98


def test_pruning_leaves_what_cannot_be_swapped() -> None:
    weight, miss_weight = np.array([[5.0, 4.0, 0.0], [0.0, 4.0, 5.0]]), np.array([0.3, 0.3])
    plain = joint_probabilities(weight, miss_weight, ROOM)
    assert_allclose(joint_probabilities(weight, miss_weight, ROOM, prune=True).pair, plain.pair)


def test_clusters_do_not_touch_each_other() -> None:
    one = np.array([[5.0, 4.0], [2.0, 7.0]])
    two = np.block([[one, np.zeros((2, 2))], [np.zeros((2, 2)), one[::-1]]])
    alone = joint_probabilities(one, np.array([0.5, 0.2]), ROOM)
    both = joint_probabilities(two, np.array([0.5, 0.2, 0.2, 0.5]), ROOM)
    assert (both.pair[:2, :2] == alone.pair).all()
    assert_allclose(both.pair[2:, 2:], alone.pair[::-1], rtol=1e-14)


@pytest.mark.parametrize("factor", [1e-200, 1e-12, 1e12, 1e60])
def test_extreme_weights_stay_probabilities(factor: float) -> None:
    weight = factor * np.random.default_rng(1).uniform(0.5, 2.0, (9, 9))
    found = joint_probabilities(weight, np.full(9, 0.1), ROOM)
    assert np.isfinite(found.pair).all()
    assert_allclose(found.pair.sum(axis=1) + found.miss, 1.0, rtol=1e-9)


def test_tracks_that_must_be_seen_and_share_one_plot_have_an_answer() -> None:
    found = joint_probabilities(np.array([[1.0], [1.0]]), np.zeros(2), ROOM)
    assert_allclose(found.pair[:, 0], [0.5, 0.5])


def test_weights_that_are_no_numbers_are_out() -> None:
    start, column = np.array([0, 2, 3], np.int32), np.array([0, 1, 0], np.int32)
    weight = np.array([np.nan, 3.0, -1.0])
    p, p_miss, p_new = np.full(3, 9.0), np.full(2, 9.0), np.full(2, 9.0)
    joint(start, column, weight, np.array([1.0, 1.0]), 2, ROOM, False, p, p_miss, p_new)
    assert p.tolist() == [0.0, 0.75, 0.0]
    assert p_miss.tolist() == [0.25, 1.0]
    assert p_new.tolist() == [1.0, 0.25]


def test_a_crowd_settles() -> None:
    """A hundred tracks and plots, all linked with all: messages settle well before the limit."""
    weight = np.exp(np.random.default_rng(2).normal(0.0, 3.0, (100, 100)))
    found = joint_probabilities(weight, np.full(100, 0.1), ROOM)
    assert_allclose(found.pair.sum(axis=0) + found.new, 1.0, atol=1e-5)


@pytest.mark.parametrize("room", [(1, 2, 4), (2, 1, 4), (2, 2, 3)])
def test_too_small_a_scratch_is_told_and_nothing_written(room: tuple[int, int, int]) -> None:
    p, p_miss, p_new = np.full(4, 9.0), np.full(2, 9.0), np.full(2, 9.0)
    pairs = (
        np.array([0, 2, 4], np.int32),
        np.array([0, 1, 0, 1], np.int32),
        np.ones(4),
        np.ones(2),
        2,
    )
    assert joint(*pairs, make_joint_scratch(*room), False, p, p_miss, p_new) == TOO_SMALL
    assert (p == 9.0).all()
    assert (p_new == 9.0).all()
