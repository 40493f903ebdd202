"""The compiled association probabilities against every hypothesis written down."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from airshield.tracking.kernels.joint import JointScratch, joint, make_joint_scratch
from reference.association import Floats, Probabilities, exact_probabilities, plain_messages

EXACT = 1e-12
WORST_OF_MESSAGES, USUAL_OF_MESSAGES = 0.3, 0.02
"""Stated bounds of the error of messages in loops: of any probability drawn here, and the mean over
clusters of the largest in each."""


def joint_probabilities(
    weight: Floats, miss_weight: Floats, scratch: JointScratch, prune: bool = False
) -> Probabilities:
    """Return what the kernel finds, as a table."""
    start = np.concatenate([[0], np.cumsum((weight > 0).sum(axis=1))]).astype(np.int32)
    column = np.nonzero(weight > 0)[1].astype(np.int32)
    tracks, plots = weight.shape
    found = Probabilities(np.zeros_like(weight), np.full(tracks, 9.0), np.full(plots, 9.0))
    pair = np.full(len(column), 9.0)
    listed = weight[weight > 0]
    cut_off = joint(
        start, column, listed, miss_weight, plots, scratch, prune, pair, found.miss, found.new
    )
    assert cut_off == 0
    found.pair[weight > 0] = pair
    return found


def drawn_weights(random: Generator, spread: float = 3.0) -> tuple[Floats, Floats]:
    """Return weights of up to five tracks and plots over many orders of magnitude."""
    tracks, plots = random.integers(1, 6, 2)
    weight = np.exp(random.normal(0.0, spread, (tracks, plots)))
    weight *= random.random((tracks, plots)) < random.random()
    return weight, random.uniform(0.05, 1.0, tracks)


def drawn_tree(random: Generator) -> tuple[Floats, Floats]:
    """Return weights of tracks and plots whose links form no loop, and of plots of their own."""
    tracks, plots = random.integers(2, 6), 0
    weight = np.zeros((tracks, 2 * tracks))
    for track in range(1, tracks):
        weight[[track, random.integers(track)], plots] = np.exp(random.normal(0.0, 3.0, 2))
        plots += 1
    weight[range(tracks), range(plots, plots + tracks)] = random.uniform(0.0, 5.0, tracks)
    return weight, random.uniform(0.05, 1.0, tracks)


def difference(one: Probabilities, other: Probabilities) -> float:
    """Return the largest difference of any probability."""
    return max(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("prune", [False, True])
def test_small_clusters_are_exact(prune: bool) -> None:
    random, scratch = default_rng(1), make_joint_scratch(5, 5, 25, 10_000)
    for _ in range(100):
        weight, miss_weight = drawn_weights(random)
        found = joint_probabilities(weight, miss_weight, scratch, prune)
        assert difference(found, exact_probabilities(weight, miss_weight, prune)) < EXACT


@pytest.mark.parametrize("hypotheses", [0, 10_000])
def test_trees_are_exact_either_way(hypotheses: int) -> None:
    random, scratch = default_rng(2), make_joint_scratch(5, 10, 50, hypotheses)
    for _ in range(80):
        weight, miss_weight = drawn_tree(random)
        found = joint_probabilities(weight, miss_weight, scratch, prune=True)
        assert difference(found, exact_probabilities(weight, miss_weight)) < EXACT


def test_messages_in_loops_keep_their_stated_bounds() -> None:
    random, scratch = default_rng(3), make_joint_scratch(5, 5, 25, 0)
    errors = []
    for _ in range(200):
        weight, miss_weight = drawn_weights(random)
        found = joint_probabilities(weight, miss_weight, scratch)
        errors.append(difference(found, exact_probabilities(weight, miss_weight)))
    assert max(errors) < WORST_OF_MESSAGES
    assert np.mean(errors) < USUAL_OF_MESSAGES
    assert max(errors) > 1e-3, "these were all without loops"


def test_balanced_messages_end_where_plain_ones_do() -> None:
    random, scratch = default_rng(4), make_joint_scratch(5, 5, 25, 0)
    for _ in range(400):
        weight, miss_weight = drawn_weights(random)
        found = joint_probabilities(weight, miss_weight, scratch)
        assert np.allclose(found.pair, plain_messages(weight, miss_weight), atol=2e-6)


@pytest.mark.parametrize("size", [10, 40])
def test_as_many_plots_as_tracks_that_are_sure_to_be_seen(size: int) -> None:
    """The slow case: plain messages need thousands of rounds, balanced ones a few."""
    weight = 1e4 * np.exp(default_rng(5).normal(0.0, 0.3, (size, size)))
    miss_weight = np.full(size, 0.1)
    found = joint_probabilities(weight, miss_weight, make_joint_scratch(size, size, size * size, 0))
    assert np.allclose(found.pair, plain_messages(weight, miss_weight), atol=2e-5)
