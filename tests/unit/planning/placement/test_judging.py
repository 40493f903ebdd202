"""Whether goals are kept, raid by raid."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.files.scenario import read_scenario
from airshield.model.goal import Goal
from airshield.planning.measures import Measures
from airshield.planning.placement.judging import Judged, judged, kept, state_of


def raids(values: list[float], **others: list[float]) -> Measures:
    columns = {"leakers": values, "weapons": [10.0] * len(values), "leakage": values, **others}
    world = np.arange(len(values)) % 4
    return Measures(
        np.arange(len(values)), world, {name: np.array(c, float) for name, c in columns.items()}
    )


def of(goal: Goal, column: str | None = None) -> Judged:
    return Judged(goal, column or goal.measure, goal.bound, goal.bound)


def test_a_bound_from_above_holds_up_to_and_with_the_bound() -> None:
    goal = of(Goal(measure="leakers", at_most=2.0, probability=0.5))
    assert kept(raids([0, 1, 2, 3]), goal).tolist() == [1, 1, 1, 0]


def test_leakage_is_judged_raid_by_raid_as_a_share() -> None:
    goal = of(Goal(measure="leakage", at_most="10 %"))
    assert kept(raids([0, 1, 2, 5]), goal).tolist() == [1, 1, 0, 0]


def test_warning_is_judged_from_below_and_a_raid_that_reaches_nobody_keeps_it() -> None:
    goal = of(Goal(measure="warning_min", at_least=5))
    measures = raids([0] * 3, warning_min=[600, 400, 0], people_reached=[100, 100, 0])
    assert kept(measures, goal).tolist() == [1, 0, 1]


def test_the_verdict_needs_the_whole_interval_on_one_side() -> None:
    goal = of(Goal(measure="leakers", at_most=2.0, probability=0.5))
    assert state_of(raids([1.0] * 400), goal).verdict == "met"
    assert state_of(raids([3.0] * 400), goal).verdict == "missed"
    mixed = raids([1.0, 3.0, 3.0, 1.0, 1.0, 3.0, 1.0, 3.0] * 2)
    assert state_of(mixed, goal).verdict == "open"


def test_the_bound_reached_is_the_quantile_asked_for() -> None:
    goal = of(Goal(measure="leakers", at_most=2.0, probability=0.9))
    assert state_of(raids(list(range(10))), goal).reached == 8.0


def test_shares_of_power_are_shares_of_demand() -> None:
    loaded = read_scenario("isthmus")
    goal = Goal(measure="people_without_power", at_most="10 %")
    found = judged(goal, loaded, 0.0, 0.0)
    assert found.column == "shed_mw"
    assert found.bound == pytest.approx(888.8)
    assert found.shown == pytest.approx(888.8 * 900.0)
    assets = judged(Goal(measure="assets_disabled", at_most="5 %"), loaded, 0.0, 0.0)
    assert assets.bound == pytest.approx(2.0)
    leakers = judged(Goal(measure="leakers", at_most="5 %"), loaded, 100.0, 0.0)
    assert leakers.bound == pytest.approx(5.0)
