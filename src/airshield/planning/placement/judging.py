"""Whether a goal is kept in each raid, and how surely."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.goal import CLASS_PREFIX, Goal
from airshield.planning.estimate import ratio
from airshield.planning.measures import Measures, measure_of
from airshield.planning.placement.answer import GoalState
from airshield.planning.placement.surrogate import Floats
from airshield.planning.supply import TIMES_H, Unserved

DEFAULT_GOAL = Goal(measure="leakage", at_most="10 %", probability=0.9)
"""Stands where a scenario states no goal."""


class Judged(NamedTuple):
    """A goal with its bound in the unit of the column that it is judged by."""

    goal: Goal
    column: str
    """Measure that decides; shares of power are shares of demand."""
    bound: float
    """Bound on that column."""
    shown: float
    """Bound in the goal's own unit."""


def goals_of(loaded: Loaded) -> tuple[Goal, ...]:
    """Return the goals of a scenario, or the one that stands in for them."""
    return tuple(loaded.scenario.goals) or (DEFAULT_GOAL,)


def judged(goal: Goal, loaded: Loaded, weapons: float, people: float) -> Judged:
    """Return a goal with its bound as a number.

    Parameters
    ----------
    goal, loaded
        The goal and its scenario.
    weapons
        Weapons expected, of the goal's class if it has one.
    people
        People in all districts.
    """
    if not goal.relative or goal.measure == "leakage":
        return Judged(goal, goal.measure, goal.bound, goal.bound)
    scenario = loaded.scenario
    assets = scenario.assets.values()
    if goal.measure in ("people_without_power", "shed_mw", "energy_not_served_mwh"):
        assert scenario.power is not None
        demand = Unserved(scenario).demand_mw
        whole = {"shed_mw": demand, "energy_not_served_mwh": demand * float(TIMES_H[-1])}
        shown = whole.get(goal.measure, demand * scenario.power.people_per_mw.value)
        if goal.measure == "energy_not_served_mwh":
            return Judged(goal, goal.measure, goal.bound * shown, goal.bound * shown)
        # The share of people and the share of demand are the same in every world.
        return Judged(goal, "shed_mw", goal.bound * demand, goal.bound * shown)
    whole_of = {
        "assets_disabled": float(len(scenario.assets)),
        "value_lost": float(sum(asset.value for asset in assets)),
        "people_exposed": people,
        "people_exposed_unwarned": people,
    }
    bound = goal.bound * whole_of.get(goal.measure, weapons)
    return Judged(goal, goal.measure, bound, bound)


def counts_class(goal: Goal) -> str | None:
    """Return the threat class whose leakers a goal counts, if it counts one."""
    if goal.measure.startswith(CLASS_PREFIX):
        return goal.measure.removeprefix(CLASS_PREFIX)
    return None


def per_raid(measures: Measures, column: str) -> Floats:
    """Return a measure raid by raid, divided by what it is a share or mean of."""
    per = measure_of(column).per
    value = measures.values[column]
    if not per:
        return value
    below = measures.values[per]
    # A raid that reaches nobody leaves all the warning in the world.
    empty = np.inf if not measure_of(column).less_is_better else 0.0
    return np.where(below > 0.0, value / np.maximum(below, 1e-300), empty)


def kept(measures: Measures, goal: Judged) -> Floats:
    """Return 1 for each raid in which a goal's bound holds, else 0."""
    value = per_raid(measures, goal.column)
    slack = 1e-9 * max(1.0, abs(goal.bound))
    holds = value >= goal.bound - slack if goal.goal.rising else value <= goal.bound + slack
    return holds.astype(np.float64)


def state_of(measures: Measures, goal: Judged) -> GoalState:
    """Return how a goal fares in raids that were played."""
    worlds = int(measures.world.max(initial=-1)) + 1
    top = np.bincount(measures.world, kept(measures, goal), worlds)
    p_kept = ratio(top, np.bincount(measures.world, minlength=worlds), share=True)
    wanted = goal.goal.probability
    verdict = "open"
    if p_kept.low >= wanted:
        verdict = "met"
    elif p_kept.high < wanted:
        verdict = "missed"
    # The bound that holds in so many raids; of a goal from below, at the other end.
    value = np.sort(per_raid(measures, goal.column))
    rank = 1.0 - wanted if goal.goal.rising else wanted
    place = min(value.size - 1, max(0, int(np.ceil(rank * value.size)) - 1))
    scale = goal.shown / goal.bound if goal.bound > 0 else 1.0
    reached = float(min(value[place] * scale, 1e15))
    mean = measures.estimate(goal.goal.measure)
    return GoalState(p_kept=p_kept, mean=mean, reached=reached, verdict=verdict)
