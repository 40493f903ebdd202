"""Single raids told: where threats are and who shot at them."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.raid import Carrier, Release
from airshield.simulation.figures import central, figures_used
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.recording import position
from airshield.simulation.world import make_world
from property.test_simulation import each_group
from reference.building import at, fire_system, one_city, threat_type
from unit.simulation.staging import recorded, stage_of


def world_of(made):
    stage = stage_of(*made)
    return make_world(stage, central(figures_used(*made)))[0]


def test_a_threat_is_where_its_route_leads():
    world = world_of(one_city({}))
    start, end = position(world, 0, 0.0), position(world, 0, 1e9)
    assert np.hypot(*start[:2]) == pytest.approx(100_000.0, rel=0.005)
    assert end[:2] == pytest.approx([0.0, 0.0], abs=1e-6)
    assert start[2] == end[2] == 1_000.0
    gone = position(world, 0, 100.0)
    assert np.linalg.norm(gone - start) == pytest.approx(25_000.0)
    assert np.array_equal(position(world, 0, -5.0), start)


def test_positions_follow_corners():
    scenario, catalogue = one_city({})
    bent = each_group(
        scenario,
        lambda group: type(group)(
            threat="missile",
            count=1,
            origin=group.origin,
            targets=group.targets,
            variants=2,
            offset_m=8_000.0,
        ),
    )
    world = world_of((bent, catalogue))
    duration = world.route[:-1, columns.DURATION] / 1024.0
    for route in (0, 1):
        moments = np.linspace(0.0, duration[route], 400)
        places = np.array([position(world, route, float(moment)) for moment in moments])
        steps = np.hypot(*np.diff(places[:, :2], axis=0).T)
        assert steps.sum() == pytest.approx(250.0 * duration[route], rel=1e-4)
        assert steps.max() <= 250.0 * moments[1] * (1.0 + 1e-9)


def test_a_killed_threat_ends_where_the_round_met_it():
    gun = fire_system(p_kill={"cruise-missile": 1.0}, speed_m_s=1_000.0)
    (raid,) = recorded(*one_city({"gun": gun}, doctrine=Doctrine(fire=FireRule(max_rounds=1))))
    (salvo,) = raid.salvos
    fates = raid.fates
    assert fates.fate.tolist() == [FATES.index("killed")]
    assert fates.battery.tolist() == [0]
    assert fates.end_tick.tolist() == [salvo[columns.SALVO_MEETS]]
    assert salvo[columns.SALVO_KILLED] == 1
    # At the edge of the envelope, 60 km from the gun on its mast of 10 m.
    slant = np.hypot(np.hypot(fates.east_m[0], fates.north_m[0]), fates.height_m[0] - 10.0)
    assert slant == pytest.approx(60_000.0, abs=0.5)
    flight_s = (salvo[columns.SALVO_MEETS] - salvo[columns.SALVO_DECIDED]) / 1024.0
    assert flight_s == pytest.approx(60.0, abs=0.01)


@pytest.mark.parametrize("p_kill", [0.0, 1.0])
def test_weapons_of_a_carrier_that_is_killed_are_aborted(p_kill):
    plane = threat_type(threat_class="aircraft", height_m=8_000.0)
    gun = fire_system(p_kill={"aircraft": max(p_kill, 1e-9)})
    scenario, catalogue = one_city({"gun": gun}, count=4)
    there = at(20_000.0, 0.0)
    line = Release(
        from_lat_deg=there["lat_deg"],
        from_lon_deg=there["lon_deg"],
        to_lat_deg=there["lat_deg"],
        to_lon_deg=there["lon_deg"],
    )
    carried = each_group(
        scenario,
        lambda group: type(group)(
            threat="missile",
            count=4,
            origin=group.origin,
            targets=group.targets,
            variants=1,
            carrier=Carrier(threat="plane", load=2, release=line),
        ),
    )
    threats = catalogue.threats | {"plane": plane}
    catalogue = type(catalogue)(
        sources={}, threats=threats, sensors=catalogue.sensors, systems=catalogue.systems
    )
    (raid,) = recorded(carried, catalogue)
    fates = raid.fates
    carriers = fates.role == ROLES.index("carrier")
    assert carriers.tolist() == [True, True, False, False, False, False]
    ends = ("killed", "aborted") if p_kill else ("returned", "arrived")
    assert {FATES[fate] for fate in fates.fate[carriers]} == {ends[0]}
    assert {FATES[fate] for fate in fates.fate[~carriers]} == {ends[1]}
    assert (fates.target[carriers] == -1).all()
    if p_kill:
        # An aborted weapon ends when and where its carrier was killed.
        assert fates.end_tick[2:].tolist() == fates.end_tick[[0, 0, 1, 1]].tolist()
    else:
        assert fates.start_tick[2:].tolist() == fates.end_tick[[0, 0, 1, 1]].tolist()
