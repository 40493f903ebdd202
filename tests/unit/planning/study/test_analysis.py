"""Surfaces and main effects on functions whose variance shares are known."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.planning.study.design import draws_for, make_design
from airshield.planning.study.effects import Points, main_effect
from airshield.planning.study.factor import Factor
from airshield.planning.study.surface import fit_surface

A = Factor("a", "a=", "-1:1", low=-1.0, high=1.0)
B = Factor("b", "b=", "0:10", low=0.0, high=10.0)
C = Factor("c", "c=", "1:100:log", low=1.0, high=100.0, log=True)
WORDS = Factor("w", "w=", "x,y,z", levels=("x", "y", "z"))


def numbers_of(factors, points=80, seed=1, kind="lhs"):
    design = make_design(kind, factors, points, seed)
    return np.array(
        [[f.number(v) for f, v in zip(factors, row, strict=True)] for row in design.points]
    )


def test_shares_of_a_quadratic_are_those_of_the_closed_form():
    factors = (A, B, C)
    numbers = numbers_of(factors)
    a, b, c = (f.coded(numbers[:, i]) for i, f in enumerate(factors))
    surface = fit_surface(factors, numbers, 3 + 2 * a + a * a + b + 3 * b * c, 1)
    # Over −1 … 1, x has variance 1/3, x² 4/45, a product of two 1/9.
    parts = {"a": 4 / 3 + 4 / 45, "b": 1 / 3, "bc": 9 / 9}
    whole = sum(parts.values())
    assert surface.kind == "quadratic with interactions"
    assert surface.predicts == pytest.approx(1.0)
    for which, alone, in_all in (
        (0, parts["a"], parts["a"]),
        (1, parts["b"], parts["b"] + parts["bc"]),
        (2, 0.0, parts["bc"]),
    ):
        first, total = surface.shares(which)
        assert first.mean == pytest.approx(alone / whole, abs=1e-9)
        assert total.mean == pytest.approx(in_all / whole, abs=1e-9)
    assert surface.coefficients[0] == pytest.approx(3 + 1 / 3)


def test_what_is_averaged_over_may_be_anything():
    factors = (A, C)
    numbers = numbers_of(factors)
    surface = fit_surface(factors, numbers, numbers[:, 0] + np.log(numbers[:, 1]), 1)
    found = surface.predict(np.array([[0.5, 0.0], [0.5, np.nan]]), [0])
    assert found == pytest.approx(0.5 + np.log(10))


def test_words_have_effects_of_their_own():
    factors = (A, WORDS)
    numbers = numbers_of(factors)
    values = np.array([0.0, 5.0, 1.0])[numbers[:, 1].astype(int)] + 0 * numbers[:, 0]
    surface = fit_surface(factors, numbers, values, 1)
    assert surface.shares(1)[0].mean == pytest.approx(1.0)
    points = Points(values, np.zeros((80, 2)), False)
    along, change = main_effect(surface, 1, numbers, points)
    assert [point.mean.mean for point in along] == pytest.approx([0, 5, 1])
    assert change.mean == pytest.approx(1)


def test_chance_alone_explains_nothing():
    factors = (A, B)
    values = draws_for(4, "test").standard_normal(80)
    surface = fit_surface(factors, numbers_of(factors), values, 1)
    assert surface.predicts <= 0.1
    flat = fit_surface(factors, numbers_of(factors), np.full(80, 3.0), 1)
    assert flat.kind == "constant"
    assert flat.shares(0)[0].mean == 0.0
    assert flat.predict(np.zeros((1, 2))) == pytest.approx(3.0)


def test_prediction_is_of_points_not_seen():
    factors = (A,)
    numbers = numbers_of(factors)
    values = np.sin(20 * numbers[:, 0])
    assert fit_surface(factors, numbers, values, 1).predicts < 0.2


@pytest.mark.slow
def test_intervals_of_main_effects_hold_what_they_should():
    factors = (A, B)
    held = []
    for seed in range(150):
        numbers = numbers_of(factors, 60, seed, "random")
        noise = 0.3 * draws_for(seed, "noise").standard_normal(60)
        values = numbers[:, 0] + 0.2 * numbers[:, 1] + noise
        surface = fit_surface(factors, numbers, values, 1)
        points = Points(values, np.zeros((60, 2)), False)
        along, _ = main_effect(surface, 1, numbers, points)
        # The others evened out: 0.2 × the middle of the part, where the points lie.
        for number, point in enumerate(along):
            low, high = 10 * number / 6, 10 * (number + 1) / 6
            chosen = (numbers[:, 1] >= low) & (numbers[:, 1] < high)
            truth = 0.2 * numbers[chosen, 1].mean()
            held.append(point.mean.low <= truth <= point.mean.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_worlds_widen_the_interval_of_the_mean_but_not_of_a_change_they_share():
    factors = (A,)
    numbers = numbers_of(factors)
    surface = fit_surface(factors, numbers, numbers[:, 0], 1)
    moved = np.tile([0.3, -0.1, -0.2], (80, 1))
    along, change = main_effect(surface, 0, numbers, Points(numbers[:, 0], moved, False))
    assert along[0].mean.high - along[0].mean.low > 1.0
    assert change.high - change.low < 1e-6


def test_a_complete_grid_leaves_no_other_factor_to_chance():
    factors = make_design("grid", (A, B), 16, 1).factors
    numbers = numbers_of(factors, 16, 1, "grid")
    values = numbers[:, 0] * 2 + numbers[:, 1] ** 3
    surface = fit_surface(factors, numbers, values, 1)
    along, change = main_effect(surface, 0, numbers, Points(values, np.zeros((16, 2)), True))
    assert change.mean == pytest.approx(4.0)
    assert change.high == pytest.approx(change.low)
    assert [point.points for point in along] == [4, 4, 4, 4]
