"""Measures of single raids: the same figures as an assessment, and rows that pair."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.assessment import assess
from airshield.planning.estimate import difference, ratio
from airshield.planning.fanout import Threads
from airshield.planning.measures import Measures, measure_of, measures_for, paired
from airshield.planning.measuring import measure
from airshield.simulation.engine import Plan, plan_for

PLAN: Plan = plan_for(96, 6, 5)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return read_scenario("first-look")


@pytest.fixture(scope="module")
def base(loaded: Loaded) -> Measures:
    return measure(loaded, PLAN, end=96)


def test_figures_are_those_of_the_assessment(loaded: Loaded, base: Measures) -> None:
    answer = assess(loaded, replications=96, worlds=6, seed=5).answer
    for name, expected in (
        ("leakage", answer.leakage),
        ("leakers", answer.leakers),
        ("rounds_cost_eur", answer.rounds_cost_eur),
    ):
        found = base.estimate(name)
        expected_ends = pytest.approx((expected.mean, expected.low, expected.high))
        assert (found.mean, found.low, found.high) == expected_ends
    # The ledger of an assessment counts whole people.
    assert base.estimate("people_exposed").mean == pytest.approx(answer.exposed.mean, abs=2)


@pytest.mark.slow
def test_power_is_that_of_the_assessment() -> None:
    loaded = read_scenario("isthmus")
    found = measure(loaded, plan_for(24, 2, 5), end=24)
    power = assess(loaded, replications=24, worlds=2, seed=5).answer.power
    worst = max(point.shed_mw.mean for point in power)
    assert found.values["shed_mw"].mean() >= worst
    assert found.values["shed_mw"].mean() == pytest.approx(worst, rel=0.2)


def test_the_same_bits_on_any_number_of_threads(loaded: Loaded, base: Measures) -> None:
    again = measure(loaded, PLAN, end=96, fanout=Threads(3))
    for name, column in base.values.items():
        assert np.array_equal(column, again.values[name]), name


def test_every_measure_of_the_scenario_is_there(loaded: Loaded, base: Measures) -> None:
    for name in measures_for(loaded):
        assert np.isfinite(base.estimate(name).mean), name
    assert "people_without_power" not in measures_for(loaded)
    assert measure_of("leakers.drone").title == "leakers, drone"


def test_leakers_by_class_add_up(base: Measures) -> None:
    classes = [column for name, column in base.values.items() if name.startswith("leakers.")]
    assert np.array_equal(sum(classes), base.values["leakers"])


def test_a_variant_pairs_with_itself(base: Measures) -> None:
    found = paired(base, base, "leakage")
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)


def test_other_raids_do_not_pair(loaded: Loaded, base: Measures) -> None:
    other = measure(loaded, plan_for(48, 6, 5), end=48)
    with pytest.raises(ValueError, match="same replications"):
        paired(base, other, "leakage")


def test_pairing_narrows_the_interval(loaded: Loaded, base: Measures) -> None:
    more = read_scenario("first-look", ["doctrine.fire.max_rounds=5"])
    variant = measure(more, PLAN, end=96)
    found = paired(variant, base, "leakage")
    apart = variant.estimate("leakage")
    assert found.high - found.low < apart.high - apart.low
    assert found.mean == pytest.approx(apart.mean - base.estimate("leakage").mean)


def test_share_of_raids_within_a_bound(base: Measures) -> None:
    leakage = base.values["leakage"] / base.values["weapons"]
    assert base.share("leakage", 0.2).mean == pytest.approx((leakage <= 0.2).mean())
    assert base.share("leakage", 1.0).mean == 1.0


def test_difference_of_ratios_is_linearised() -> None:
    draws = np.random.default_rng(3)
    bottom = draws.uniform(5, 9, 400)
    shared = draws.normal(0, 1, 400)
    one, two = 3 * bottom + shared, 2 * bottom + shared
    found = difference(one, bottom, two, bottom)
    assert found.mean == pytest.approx(1.0)
    assert found.high - found.low < 1e-9
    alone = ratio(one, bottom)
    assert alone.high - alone.low > 0.01


def test_tasks_can_be_sent_elsewhere(loaded: Loaded) -> None:
    again = pickle.loads(pickle.dumps(loaded))
    assert measure(again, PLAN, end=12).values["leakers"].size == 12
