"""What must hold of association probabilities whatever the weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from airshield.tracking.kernels.joint import make_joint_scratch
from reference.association import Floats, Probabilities
from reference.test_joint_agrees import difference, joint_probabilities

ROOMS = {0: make_joint_scratch(8, 8, 64, 0), 1000: make_joint_scratch(8, 8, 64)}
Drawn = tuple[Floats, Floats]


@st.composite
def tables(draw: st.DrawFn, widest: float = 1e3) -> Drawn:
    """Draw weights of a few tracks and plots, over many orders of magnitude."""
    weights = st.one_of(st.just(0.0), st.floats(1.0 / widest, widest))
    shape = (draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    misses = arrays(np.float64, shape[0], elements=st.floats(10.0 / widest, 1.0))
    return draw(arrays(np.float64, shape, elements=weights)), draw(misses)


@pytest.mark.parametrize("hypotheses", [0, 1000])
@example((np.array([[7.8125e-3, 46.0], [7.8125e-3, 412.0]]), np.full(2, 0.125)), False)
@given(drawn=tables(), prune=st.booleans())
def test_they_are_probabilities_that_add_up(hypotheses: int, drawn: Drawn, prune: bool) -> None:
    found = joint_probabilities(*drawn, ROOMS[hypotheses], prune)
    for part in found:
        assert (part >= 0.0).all()
        assert (part <= 1.0 + 1e-12).all()
    assert np.allclose(found.pair.sum(axis=1) + found.miss, 1.0, atol=1e-12)
    # Messages that have not quite settled leave what they tolerate.
    assert np.allclose(found.pair.sum(axis=0) + found.new, 1.0, atol=1e-5)


@pytest.mark.parametrize("hypotheses", [0, 1000])
@given(drawn=tables(), random=st.randoms(use_true_random=False))
def test_the_order_of_tracks_and_plots_does_not_matter(
    hypotheses: int, drawn: Drawn, random
) -> None:
    weight, miss_weight = drawn
    rows, columns = (random.sample(range(n), n) for n in weight.shape)
    moved = weight[rows][:, columns], miss_weight[rows]
    straight = joint_probabilities(*drawn, ROOMS[hypotheses])
    expected = Probabilities(
        straight.pair[rows][:, columns], straight.miss[rows], straight.new[columns]
    )
    assert difference(joint_probabilities(*moved, ROOMS[hypotheses]), expected) < 1e-5


@given(drawn=tables(1e9), factor=st.floats(1e-3, 1e3))
def test_a_factor_on_all_weights_of_a_track_changes_nothing(drawn: Drawn, factor: float) -> None:
    weight, miss_weight = drawn
    scaled = weight.copy(), miss_weight.copy()
    scaled[0][0] *= factor
    scaled[1][0] *= factor
    plain = joint_probabilities(*drawn, ROOMS[1000])
    assert difference(joint_probabilities(*scaled, ROOMS[1000]), plain) < 1e-5
