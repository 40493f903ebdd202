from __future__ import annotations

import numpy as np
import pytest
from shapely import Point, Polygon, union_all

from airshield.earth import fiction, fictional_power

CORNERS_M = np.array([(-200e3, -120e3), (180e3, -150e3), (220e3, 90e3), (-160e3, 140e3)])


def country(seed: int):
    rng = np.random.default_rng(seed)
    coast = fiction.draw_coast(CORNERS_M, rng)
    cities = fiction.settle(coast, 10, rng, spacing_m=40e3, inland_m=6e3)
    people = fiction.share_people(5_000_000, 10)
    grid = fictional_power.build_grid(coast, cities, people, rng, plants=6, junctions=5)
    return coast, cities, people, grid


def test_the_same_seed_gives_the_same_country():
    for one, other in zip(country(7), country(7), strict=True):
        if isinstance(one, fictional_power.Grid):
            assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        else:
            assert np.array_equal(one, other)


def test_another_seed_gives_another_country():
    assert not np.array_equal(country(7)[1], country(8)[1])


@pytest.mark.parametrize("seed", range(5))
def test_the_coast_does_not_cross_itself(seed):
    coast = fiction.draw_coast(CORNERS_M, np.random.default_rng(seed))
    assert Polygon(coast).is_valid
    assert Polygon(coast).area == pytest.approx(Polygon(CORNERS_M).area, rel=0.3)


def test_cities_lie_on_land_and_apart():
    coast, cities, _, _ = country(3)
    inland = Polygon(coast).buffer(-6e3)
    assert all(inland.contains(Point(city)) for city in cities)
    gaps = np.linalg.norm(cities[:, None] - cities[None], axis=2)[np.triu_indices(10, 1)]
    assert gaps.min() >= 40e3


def test_no_room_is_said():
    coast = fiction.draw_coast(CORNERS_M, np.random.default_rng(1))
    with pytest.raises(ValueError, match="no room for 3 places"):
        fiction.settle(coast, 3, np.random.default_rng(1), spacing_m=1e6)


def test_people_fall_with_rank():
    people = fiction.share_people(6_000_000, 12)
    assert people[0] / people[1] == pytest.approx(2.0, rel=0.001)
    assert people.sum() == pytest.approx(6_000_000, abs=12_000)
    assert (np.diff(people) <= 0).all()


def test_districts_cover_the_land_once_and_hold_their_seeds():
    coast, cities, _, _ = country(5)
    shapes = [
        union_all([Polygon(r) for r in rings]) for rings in fiction.divide_land(coast, cities)
    ]
    assert all(shape.covers(Point(city)) for shape, city in zip(shapes, cities, strict=True))
    assert union_all(shapes).area == pytest.approx(Polygon(coast).area, rel=1e-6)
    assert sum(shape.area for shape in shapes) == pytest.approx(Polygon(coast).area, rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_network_is_connected(seed):
    grid = country(seed)[3]
    reached = {0}
    for _ in range(len(grid.bus_m)):
        for a, b in grid.line_bus:
            if a in reached or b in reached:
                reached |= {int(a), int(b)}
    assert reached == set(range(len(grid.bus_m)))


@pytest.mark.parametrize("seed", range(3))
def test_the_undamaged_network_is_balanced_and_within_its_ratings(seed):
    grid = country(seed)[3]
    demand = grid.demand_mw.sum()
    assert 1.2 * demand <= grid.capacity_mw.sum() <= 1.25 * demand
    assert (np.abs(grid.flow_mw) * 1.5 < grid.rating_mw).all()
    into = np.zeros(len(grid.bus_m))
    np.add.at(into, grid.line_bus[:, 1], grid.flow_mw)
    np.add.at(into, grid.line_bus[:, 0], -grid.flow_mw)
    into[grid.plant_bus] += grid.capacity_mw * demand / grid.capacity_mw.sum()
    np.testing.assert_allclose(into, grid.demand_mw, atol=1e-6)


def test_flow_splits_by_reactance():
    lines = np.array([(0, 1), (0, 2), (2, 1)])
    flow = fictional_power.base_flows(
        np.array([90.0, -90.0, 0.0]), lines, np.array([0.1, 0.1, 0.1])
    )
    np.testing.assert_allclose(flow, [60.0, 30.0, 30.0])


def test_long_lines_stay_only_where_the_tree_needs_them():
    places = np.array([(0.0, 0.0), (9.9, 0.0), (-0.1, 1.1), (10.0, 1.0)])
    tree = [(0, 1), (0, 2), (1, 3)]
    assert fictional_power.connect(places, longest_m=5.0).tolist() == [list(e) for e in tree]
    assert fictional_power.connect(places, longest_m=20.0).tolist() == [
        list(e) for e in [*tree, (2, 3)]
    ]


def test_names_differ():
    names = fiction.name_places(200, np.random.default_rng(0))
    assert len(set(names)) == 200
    with pytest.raises(ValueError, match="names"):
        fiction.name_places(10**6, np.random.default_rng(0))
