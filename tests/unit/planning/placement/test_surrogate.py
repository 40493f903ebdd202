"""The surrogate against the simulation, where the two must agree."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from airshield.files.scenario import Loaded, read_scenario
from airshield.model.goal import Goal
from airshield.planning.measuring import measure
from airshield.planning.placement import kernels
from airshield.planning.placement.assembly import joined, surrogate_of
from airshield.planning.placement.options import choices_of, generated_sites, placed
from airshield.planning.placement.streams import streams_of
from airshield.planning.placement.worth import shapley_of_surrogate
from airshield.simulation.cast import make_cast
from airshield.simulation.engine import plan_for

LEAKERS = (Goal(measure="leakers", at_most=1),)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return read_scenario("first-look")


def expected_leakers(loaded: Loaded) -> float:
    """Return the weapons that the surrogate expects to arrive."""
    part = surrogate_of(loaded, choices_of(loaded, pieces=1), LEAKERS, 1)
    return float((part.streams.weapons * np.exp(-part.surrogate.given)).sum())


def played_leakers(loaded: Loaded) -> float:
    plan = plan_for(512, 1, 3, fixed=True)
    return measure(loaded, plan, end=512).estimate("leakers").mean


@pytest.mark.slow
@pytest.mark.parametrize(
    "kept", [(), ("city IRIS-T",), ("city PAC-3",), ("north fire group",), ("plant missiles",)]
)
def test_it_agrees_with_the_simulation_where_one_battery_is_not_overwhelmed(
    loaded: Loaded, kept: tuple[str, ...]
) -> None:
    batteries = {n: b for n, b in loaded.scenario.batteries.items() if n in kept}
    alone = loaded._replace(scenario=dataclasses.replace(loaded.scenario, batteries=batteries))
    assert expected_leakers(alone) == pytest.approx(played_leakers(alone), rel=0.12)


def test_with_no_battery_every_weapon_arrives(loaded: Loaded) -> None:
    bare = loaded._replace(scenario=dataclasses.replace(loaded.scenario, batteries={}))
    streams = streams_of(make_cast(bare.scenario, bare.catalogue))
    # 14 drones of which a fifth are decoys, 8 cruise missiles, 2 ballistic missiles.
    assert streams.weapons.sum() == pytest.approx(14 * 0.8 + 8 + 2)
    assert expected_leakers(bare) == pytest.approx(21.2)


def test_placing_nothing_leaves_all_the_harm_and_a_piece_never_adds_any(loaded: Loaded) -> None:
    choices = choices_of(loaded)
    surrogate = surrogate_of(loaded, choices, LEAKERS, 1).surrogate
    assert surrogate.harm(np.zeros(len(choices.options))) == pytest.approx(1.0)
    assert (surrogate.gain >= 0.0).all()
    assert surrogate.gain.max() > 0.1
    both = joined([surrogate, surrogate], [1.0, 3.0])
    plan = np.zeros(len(choices.options), np.int64)
    plan[[0, 9]] = 1
    assert both.harm(plan) == pytest.approx(surrogate.harm(plan))


def test_shapley_values_add_up_to_what_all_batteries_do(loaded: Loaded) -> None:
    part = surrogate_of(loaded, choices_of(loaded, pieces=1), LEAKERS, 1)
    surrogate = part.surrogate
    values = shapley_of_surrogate(surrogate, part.fixed, 1)
    bare = float((surrogate.weight * np.exp(-(surrogate.given - part.fixed.sum(axis=0)))).sum())
    assert sum(value.mean for value in values) == pytest.approx(bare - 1.0)
    assert all(value.low <= value.mean <= value.high for value in values)


def test_made_up_sites_keep_apart_and_lie_in_districts() -> None:
    scenario = read_scenario("isthmus").scenario
    sites = generated_sites(scenario)
    at = np.array([(site.lat_deg, site.lon_deg) for site in sites])
    away = np.linalg.norm((at[:, None] - at[None]) * (111.0, 90.0), axis=-1)
    assert 20 <= len(sites) <= 48
    assert away[~np.eye(len(sites), dtype=bool)].min() > 11.0
    assert any(site.name.startswith("grid") for site in sites)


def test_pieces_are_put_in_after_the_batteries_that_stand_there(loaded: Loaded) -> None:
    options = choices_of(loaded).options
    found = list(placed(loaded.scenario, options, (3, 3, 1)).batteries)
    assert found[:5] == list(loaded.scenario.batteries)
    assert len(set(found)) == 8


def test_kendalls_tau() -> None:
    up = np.arange(6.0)
    assert kernels.kendall_tau(up, up) == 1.0
    assert kernels.kendall_tau(up, -up) == -1.0
    assert kernels.kendall_tau(up, np.zeros(6)) == 0.0
    # One swapped pair of the fifteen.
    assert kernels.kendall_tau(up, np.array([1.0, 0, 2, 3, 4, 5])) == pytest.approx(13 / 15)
