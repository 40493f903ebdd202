"""Factors of effectiveness: clipped at 1, no trace where absent, the same world with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from airshield.files.scenario import read_scenario
from airshield.model.calibration import APPLIES_TO, counted_in
from airshield.model.figure import Figure
from airshield.model.scenario import Network
from airshield.planning.assessment import load_stage
from airshield.simulation.engine import plan_for, run
from airshield.simulation.figures import central, draw_worlds, effective, figures_used
from airshield.simulation.trials import play_trials
from airshield.simulation.world import make_world, with_probabilities
from reference.building import fire_system, jammer, one_city, threat_type
from unit.simulation.staging import joined, outcome, stage_of

DRONE = "effectiveness.drone"


def factor(low: float, value: float | None = None, high: float | None = None) -> Figure:
    """Return a factor; of one number, a sure one."""
    middle = low if value is None else value
    top = middle if high is None else high
    return Figure(low=low, value=middle, high=top, source="for a test", standing="calibrated")


@pytest.mark.parametrize(
    ("p", "times", "product"), [(0.4, 0.5, 0.2), (0.4, 2.5, 1.0), (0.4, 9.0, 1.0), (0.4, 0.0, 0.0)]
)
def test_a_probability_times_its_factor_is_a_probability(p, times, product):
    assert effective(p, "drone", {DRONE: times}) == product


@pytest.mark.parametrize("values", [{}, {"effectiveness.cruise-missile": 0.5}])
def test_without_its_factor_a_probability_keeps_every_bit(values):
    p = np.nextafter(0.3, 1.0)
    assert effective(p, "drone", values) is p
    assert effective(p, "glide-bomb", {**values, DRONE: 0.5}) is p


def test_aeroballistic_missiles_follow_the_reports_ballistic_class():
    values = {"effectiveness.ballistic-missile": 0.5}
    assert effective(0.8, "aeroballistic-missile", values) == 0.4
    assert effective(0.8, "ballistic-missile", values) == 0.4
    assert counted_in("aircraft") is None
    kinds = [kind for several in APPLIES_TO.values() for kind in several]
    assert len(kinds) == len(set(kinds))


def test_factors_stand_among_the_figures_of_classes_that_are_flown():
    made = one_city({"gun": fire_system(p_kill={"cruise-missile": 0.5})})
    given = {"cruise-missile": factor(0.5), "drone": factor(0.5)}
    assert "effectiveness.cruise-missile" in figures_used(*made, given)
    assert DRONE not in figures_used(*made, given)
    assert figures_used(*made) == figures_used(*made, {"drone": factor(0.5)})


def test_the_median_of_a_wide_factor_is_its_value():
    drawn = draw_worlds({DRONE: factor(0.25, 0.5, 1.0)}, 1_001, seed=3, batch=0)[DRONE]
    assert np.median(drawn) == pytest.approx(0.5, rel=0.01)
    assert 0.25 < drawn.min() < 0.27
    assert 0.95 < drawn.max() < 1.0
    other = draw_worlds({"a": factor(0.25, 0.5, 1.0)}, 1_001, seed=3, batch=0)["a"]
    assert np.median(other) > 0.53  # an ordinary triangle leans to its long side
    assert (draw_worlds({DRONE: factor(0.5)}, 4, 1, 0)[DRONE] == 0.5).all()


def test_a_factor_acts_on_kills_and_on_suppression():
    jams = jammer(p_suppress={"drone": 0.6})
    made = one_city({"jam": jams}, count=400, threat=threat_type(threat_class="drone"))
    stage = stage_of(*made)._replace(effectiveness={"drone": factor(0.5)})
    rows = joined(p.chunk for p in run(stage, plan_for(20, 1, 1, fixed=True), end=20))
    share = rows.fates[:, 0, 0, 1].sum() / (20 * 400)
    assert share == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("name", ["first-look", "isthmus"])
@pytest.mark.slow
def test_other_probabilities_give_the_world_that_would_be_built(name):
    stage = load_stage(read_scenario(name))
    values = central(stage.figures)
    factors = {
        f"effectiveness.{of}": by for of, by in zip(APPLIES_TO, (0.3, 1.7, 4.0), strict=True)
    }
    built, _ = make_world(stage, values | factors)
    plain, _ = make_world(stage, values)
    changed = with_probabilities(stage, plain, values | factors)
    assert not np.array_equal(plain.p_kill, built.p_kill)
    for field, one in built._asdict().items():
        other = getattr(changed, field)
        if field != "piece":  # room beyond its rows is not initialised
            assert np.array_equal(one, other), field


@pytest.mark.slow
def test_a_trial_plays_the_raids_of_an_assessment_with_its_factors():
    stage = load_stage(read_scenario("first-look"))
    plan = plan_for(96, 4, 7)
    tried = {"drone": 0.4, "cruise-missile": 1.5, "ballistic-missile": 0.7}
    trials = sorted(play_trials(stage, plan, 90, [{}, tried], threads=2))
    for row, factors in enumerate(({}, tried)):
        fixed = {name: factor(value) for name, value in factors.items()}
        rows = joined(p.chunk for p in run(stage._replace(effectiveness=fixed), plan, end=90))
        played = sum(trial.fates[row] for trial in trials)
        assert np.array_equal(played, rows.fates.sum(axis=0))
    assert not np.array_equal(trials[0].fates[0], trials[0].fates[1])


def test_a_factor_of_one_changes_no_bit():
    made = one_city({"gun": fire_system(p_kill={"cruise-missile": 0.5})}, count=50)
    stage = stage_of(*made)._replace(effectiveness={"cruise-missile": factor(1.0)})
    rows = joined(p.chunk for p in run(stage, plan_for(20, 1, 1, fixed=True), end=20))
    for one, other in zip(rows, outcome(*made, 20), strict=True):
        assert np.array_equal(one, other)


def test_decisions_see_the_product():
    cheap = fire_system(p_kill={"cruise-missile": 0.8}, round_cost_eur=1.0)
    dear = fire_system(p_kill={"cruise-missile": 0.8}, round_cost_eur=9.0)
    made = one_city({"cheap": cheap, "dear": dear}, count=1)
    scenario, catalogue = made
    batteries = {
        name: replace(battery, network="all") for name, battery in scenario.batteries.items()
    }
    scenario = replace(scenario, batteries=batteries, networks={"all": Network()})
    stage = stage_of(scenario, catalogue)
    values = central(stage.figures)
    world, _ = make_world(stage, values)
    assert world.cheaper.size
    weak = with_probabilities(stage, world, values | {"effectiveness.cruise-missile": 0.5})
    assert not weak.cheaper.size  # 0.4 is no longer adequate, so nobody waits for the cheap one
