"""A triangle solved by hand: plant at A, 60 MW at B, 30 MW at C, equal reactances."""

import dataclasses

import numpy as np
import pytest

from airshield.consequence import assemble_grid, settled, supply
from airshield.model.figure import Spread
from airshield.model.power import Bus, Generator, Line, PowerNetwork

ASSETS = ("city", "plant", "substation")
TICKS_PER_H = 3600 * 1024


def triangle(rating_ab=None, rating_ac=None, rating_bc=None, capacity_mw=180.0):
    return PowerNetwork(
        buses={
            "A": Bus(lat_deg=50.0, lon_deg=30.0),
            "B": Bus(lat_deg=51.0, lon_deg=30.0, demand_mw=60.0),
            "C": Bus(lat_deg=50.0, lon_deg=31.0, demand_mw=30.0, asset="substation"),
        },
        generators={"G": Generator(bus="A", capacity_mw=capacity_mw, asset="plant")},
        lines={
            "ab": Line(from_bus="A", to_bus="B", reactance_pu=0.1, rating_mw=rating_ab),
            "ac": Line(from_bus="A", to_bus="C", reactance_pu=0.1, rating_mw=rating_ac),
            "bc": Line(from_bus="B", to_bus="C", reactance_pu=0.1, rating_mw=rating_bc),
        },
        people_per_mw=Spread(low=400.0, value=500.0, high=600.0),
    )


def after(network, plant=0.0, substation=0.0):
    return settled(assemble_grid(network, ASSETS), [0.0, plant, substation])


def shed_mw(network, plant=0.0, substation=0.0):
    return 90.0 - after(network, plant, substation).served_mw.sum()


def test_flows_of_the_whole_triangle():
    flow = after(triangle())
    np.testing.assert_allclose(flow.flow_mw, [50.0, 40.0, -10.0], rtol=1e-12)
    np.testing.assert_allclose(flow.angle_rad, [0.0, -0.05, -0.04], rtol=1e-12)
    np.testing.assert_allclose(flow.generation_mw, [90.0, 0.0, 0.0])
    np.testing.assert_allclose(flow.served_mw, [0.0, 60.0, 30.0])
    assert flow.island.tolist() == [0, 0, 0]


def test_a_bus_out_takes_its_demand_and_lines():
    flow = after(triangle(), substation=1.0)
    np.testing.assert_allclose(flow.served_mw, [0.0, 60.0, 0.0])
    np.testing.assert_allclose(flow.flow_mw, [60.0, 0.0, 0.0])
    assert flow.line_live.tolist() == [1, 0, 0]


def test_a_damaged_substation_works_until_it_is_disabled():
    assert shed_mw(triangle(), substation=0.99) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("plant", "expected"), [(0.25, 0.0), (0.5, 0.0), (0.75, 45.0), (1.0, 90.0)]
)
def test_a_plant_loses_capacity_with_its_damage(plant, expected):
    assert shed_mw(triangle(), plant=plant) == pytest.approx(expected, abs=1e-12)


def test_a_shortage_is_shared_evenly():
    np.testing.assert_allclose(after(triangle(), plant=0.75).served_mw, [0.0, 30.0, 15.0])


def test_generators_share_demand_in_proportion_to_capacity():
    network = triangle()
    network.generators["H"] = Generator(bus="B", capacity_mw=90.0)
    flow = after(network)
    np.testing.assert_allclose(flow.generation_mw, [60.0, 30.0, 0.0])
    assert after(network, plant=0.5).generation_mw.tolist() == [45.0, 45.0, 0.0]


def test_an_island_without_generation_sheds_all():
    network = triangle()
    del network.lines["ab"]
    flow = after(network, substation=1.0)
    assert flow.served_mw.tolist() == [0.0, 0.0, 0.0]
    assert flow.island.tolist() == [0, 1, 2]


def test_a_line_at_its_rating_holds():
    assert after(triangle(rating_ab=50.0)).line_live.tolist() == [1, 1, 1]


def test_an_overloaded_line_trips_and_the_others_carry_on():
    flow = after(triangle(rating_ab=45.0, rating_ac=90.0))
    assert flow.line_live.tolist() == [0, 1, 1]
    np.testing.assert_allclose(flow.flow_mw, [0.0, 90.0, -60.0])


def test_tripping_lines_cascade():
    flow = after(triangle(rating_ab=45.0, rating_ac=80.0))
    assert flow.line_live.tolist() == [0, 0, 1]
    assert flow.served_mw.sum() == 0.0
    assert flow.island.tolist() == [0, 1, 1]


def test_cascade_in_supply_as_in_settled():
    network = triangle(rating_ab=45.0, rating_ac=80.0)
    none = np.zeros((1, 3))
    shed = supply(assemble_grid(network, ASSETS), none, none - 1, none, [0.0])
    assert shed.tolist() == [[90.0]]


def test_supply_falls_at_the_hit_and_returns_with_the_repair():
    share = np.array([[0.0, 0.75, 1.0]])
    first_hit = np.array([[-1, TICKS_PER_H, 3 * TICKS_PER_H]], dtype=np.int32)
    repair_h = np.array([[0.0, 10.0, 4.0]])
    times_h = [0.0, 0.999, 1.0, 2.999, 3.0, 6.999, 7.0, 10.999, 11.0]
    shed = supply(assemble_grid(triangle(), ASSETS), share, first_hit, repair_h, times_h)
    np.testing.assert_allclose(shed, [[0, 0, 45, 45, 45, 45, 45, 45, 0]], atol=1e-12)
    disabled = supply(assemble_grid(triangle(), ASSETS), share >= 1.0, first_hit, repair_h, times_h)
    np.testing.assert_allclose(disabled, [[0, 0, 0, 0, 30, 30, 0, 0, 0]], atol=1e-12)


def test_each_replication_stands_alone():
    rng = np.random.default_rng(5)
    share = rng.choice([0.0, 0.3, 0.75, 0.9, 1.0], size=(200, 3))
    first_hit = rng.integers(-1, 20 * TICKS_PER_H, size=(200, 3))
    repair_h = rng.uniform(0.0, 50.0, size=(200, 3))
    grid = assemble_grid(triangle(rating_ab=55.0), ASSETS)
    together = supply(grid, share, first_hit, repair_h, np.arange(0.0, 70.0, 7.0))
    for row in (0, 17, 199):
        one = slice(row, row + 1)
        alone = supply(grid, share[one], first_hit[one], repair_h[one], np.arange(0.0, 70.0, 7.0))
        assert np.array_equal(alone[0], together[row])
    np.testing.assert_allclose(np.unique(together), [0.0, 45.0, 72.0, 90.0], atol=1e-12)


def test_a_network_that_no_asset_touches_stands_whatever_is_hit():
    network = PowerNetwork(
        buses={"A": Bus(lat_deg=50.0, lon_deg=30.0, demand_mw=10.0)},
        generators={"G": Generator(bus="A", capacity_mw=4.0)},
        lines={},
        people_per_mw=Spread(low=1.0, value=1.0, high=1.0),
    )
    ones = np.ones((3, 3))
    shed = supply(assemble_grid(network, ASSETS), ones, ones, ones, [0.0, 1.0])
    assert shed.tolist() == [[6.0, 6.0]] * 3


def test_no_replications_give_no_rows():
    none = np.empty((0, 3))
    assert supply(assemble_grid(triangle(), ASSETS), none, none, none, [0.0, 1.0]).shape == (0, 2)


def test_a_line_to_an_unknown_bus_is_refused():
    network = triangle()
    stray = dataclasses.replace(network.lines["ab"], to_bus="Z")
    broken = dataclasses.replace(network, lines={"ab": stray})
    with pytest.raises(KeyError, match="Z"):
        assemble_grid(broken, ASSETS)
