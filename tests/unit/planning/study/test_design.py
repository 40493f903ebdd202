"""Factors, and the points in which a study plays them."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.study.design import make_design
from airshield.planning.study.factor import Factor
from airshield.planning.study.varying import read_factors, variant

RANGE = Factor("a", "a=", "2:10", low=2.0, high=10.0)
WHOLE = Factor("b", "b=", "1:40", low=1.0, high=40.0, whole=True)
LOG = Factor("c", "c=", "0.1:10:log", low=0.1, high=10.0, log=True)
LIST = Factor("d", "d=", "x,y,z", levels=("x", "y", "z"))
ALL = (RANGE, WHOLE, LOG, LIST)


@pytest.fixture(scope="module")
def base() -> Loaded:
    return read_scenario("first-look")


def column(design, number):
    return [row[number] for row in design.points]


def test_a_hypercube_has_every_slice_of_every_factor_once():
    design = make_design("lhs", ALL, 60, 3)
    for number, factor in enumerate(ALL[:3:2]):
        numbers = np.array(column(design, 2 * number))
        slices = np.floor((factor.coded(numbers) + 1) / 2 * 60).astype(int)
        assert sorted(slices) == list(range(60))
    assert all(column(design, 3).count(level) == 20 for level in "xyz")


def test_whole_numbers_stay_whole_and_each_is_as_likely():
    design = make_design("lhs", (WHOLE,), 400, 3)
    found = column(design, 0)
    assert all(type(value) is int for value in found)
    assert [found.count(value) for value in range(1, 41)] == [10] * 40


@pytest.mark.parametrize("kind", ["lhs", "random", "sobol"])
def test_the_seed_decides_the_points(kind):
    one, again, other = (make_design(kind, ALL, 16, seed) for seed in (1, 1, 2))
    assert one == again
    assert one.points != other.points


def test_a_hypercube_of_few_points_hardly_correlates():
    design = make_design("lhs", (RANGE, LOG), 20, 1)
    coded = [f.coded(np.array(column(design, i))) for i, f in enumerate((RANGE, LOG))]
    assert abs(np.corrcoef(coded)[0, 1]) < 0.05


def test_a_grid_has_every_combination_and_both_ends():
    design = make_design("grid", (RANGE, WHOLE, LIST), 80, 1)
    assert len(design.points) == len(set(design.points)) == 75
    assert [f.levels for f in design.factors[:2]] == [(2, 4, 6, 8, 10), (1, 11, 20, 30, 40)]


def test_a_logarithmic_grid_has_equal_ratios():
    levels = make_design("grid", (LOG,), 3, 1).factors[0].levels
    assert levels == pytest.approx((0.1, 1.0, 10.0))


@pytest.mark.parametrize(
    ("kind", "points", "said"),
    [
        ("lhs", 1, "--points must lie in 2"),
        ("grid", 20, "the smallest grid has 24 points, got 20"),
    ],
)
def test_impossible_designs_are_refused(kind, points, said):
    with pytest.raises(InputError, match=said):
        make_design(kind, ALL, points, 1)


def test_a_value_is_read_back_to_the_bit(base):
    path = "catalogue.systems.iris-t-slm.p_kill.drone"
    factors = read_factors(base, [f"{path}=0.3:0.9", "doctrine.adequate_p_kill=0.1:0.9"])
    value = 0.1 + 0.2
    found = variant(base, factors, (value, value))
    figure = found.catalogue.systems["iris-t-slm"].p_kill["drone"]
    assert (figure.low, figure.value, figure.high) == (value, value, value)
    assert found.scenario.doctrine.adequate_p_kill == value


def test_kinds_come_from_the_schema(base):
    whole, few, smooth, scaled, words = read_factors(
        base,
        [
            "batteries.*.stock=8:40",
            "doctrine.fire.salvo=1:3",
            "doctrine.adequate_p_kill=0:1",
            "raid.groups.*.count*=0.5:2:log",
            "doctrine.fire.look=shoot_look_shoot,shoot_shoot",
        ],
    )
    assert whole.whole
    assert not whole.levels
    assert few.levels == (1, 2, 3)
    assert not smooth.whole
    assert (scaled.whole, scaled.log) == (False, True)
    assert not words.numeric
    stocks = variant(base, (whole,), (9,)).scenario.batteries.values()
    assert {battery.stock for battery in stocks} == {9}


def test_all_mistakes_are_told_at_once(base):
    wrong = [
        "raid.groups.drone.count=5:60",
        "batteries.*.stock=8:",
        "nothing",
        "doctrine.fire.salvo=3:1",
        "doctrine.fire.max_rounds=2.5,5",
        "doctrine.adequate_p_kill=0.5:2",
        "doctrine.adequate_p_kill=0:1:log",
        "sensors.*.type=radar-surveillance",
        "doctrine.fire.assess_s=1,two",
    ]
    with pytest.raises(InputError) as error:
        read_factors(base, wrong)
    told = "\n".join(error.value.problems)
    for said in (
        'did you mean "drones"?',
        "--vary batteries.*.stock=8:: expected PATH=low:high",
        "--vary nothing: expected",
        "the first must be less than the second",
        "must be a whole number, got 2.5",
        "must lie in [0, 1], got 2",
        "must begin above 0",
        "takes one value only",
        "numbers and words cannot be mixed",
        "--vary doctrine.adequate_p_kill: is given more than once",
    ):
        assert said in told, said
    assert "--set" not in told
