"""Draws of uncertain figures: spread evenly, keyed by name, distributed as stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, triang

from airshield.files.scenario import read_scenario
from airshield.simulation.figures import (
    central,
    draw_worlds,
    figures_used,
    lookup,
)
from reference.building import figure, fire_system, one_city, threat_type

FIGURES = {"a": figure(10.0, 0.5), "b": figure(3.0, 0.1), "sure": figure(7.0)}


def test_each_equal_part_of_a_figure_is_drawn_once():
    worlds = 50
    drawn = draw_worlds(FIGURES, worlds, seed=1, batch=0)
    spread = triang(c=0.5, loc=5.0, scale=10.0)
    parts = np.floor(spread.cdf(drawn["a"]) * worlds).astype(int)
    assert sorted(parts) == list(range(worlds))
    assert (drawn["sure"] == 7.0).all()


def test_draws_of_two_figures_go_their_own_ways():
    drawn = draw_worlds(FIGURES, 1_000, seed=1, batch=0)
    assert abs(np.corrcoef(drawn["a"], drawn["b"])[0, 1]) < 3.29 / np.sqrt(1_000)


def test_a_figures_draws_do_not_change_when_others_come_and_go():
    alone = draw_worlds({"b": FIGURES["b"]}, 20, seed=1, batch=3)
    assert np.array_equal(alone["b"], draw_worlds(FIGURES, 20, seed=1, batch=3)["b"])


@pytest.mark.parametrize(("seed", "batch"), [(2, 0), (1, 1)])
def test_seeds_and_batches_have_draws_of_their_own(seed, batch):
    drawn = draw_worlds(FIGURES, 20, seed=1, batch=0)["a"]
    assert not np.array_equal(drawn, draw_worlds(FIGURES, 20, seed=seed, batch=batch)["a"])


def test_draws_over_many_batches_follow_the_distribution():
    parts = [draw_worlds(FIGURES, 8, seed=5, batch=batch)["a"] for batch in range(200)]
    spread = triang(c=0.5, loc=5.0, scale=10.0)
    assert kstest(np.concatenate(parts), spread.cdf).pvalue > 0.001


def test_a_type_stands_under_its_id_before_its_class():
    by_type = {"drone": FIGURES["a"], "shahed": FIGURES["b"]}
    assert lookup(by_type, "shahed", "drone") == "shahed"
    assert lookup(by_type, "other", "drone") == "drone"
    assert lookup(by_type, "other", "cruise-missile") is None


def test_figures_used_are_those_that_are_read():
    gun = fire_system(p_kill={"cruise-missile": 0.5, "drone": 0.9})
    missile = threat_type(flight="ballistic", threat_class="ballistic-missile", range_m=5e5)
    used = figures_used(*one_city({"gun": gun}, threat=missile))
    assert "threats.missile.cross_section_m2" in used
    assert "threats.missile.range_m" not in used
    assert "threats.missile.speed_m_s" not in used
    assert "systems.gun.launcher.speed_m_s" in used
    assert not any("p_kill" in path for path in used)
    assert "sensors.eye.range_m" in used


def test_central_figures_are_the_values():
    loaded = read_scenario("first-look")
    used = figures_used(loaded.scenario, loaded.catalogue)
    assert central(used) == {path: one.value for path, one in used.items()}
    assert all(one.low <= one.value <= one.high for one in used.values())
