"""What must hold for every network and every damage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airshield.consequence import assemble_grid, exposed, settled, supply
from airshield.earth.fiction import draw_coast, settle, share_people
from airshield.earth.fictional_power import build_grid
from airshield.model.figure import Spread
from airshield.model.power import Bus, Generator, Line, PowerNetwork
from airshield.model.scenario import Alerting

PEOPLE = Spread(low=500.0, value=800.0, high=1200.0)
SHARES = st.sampled_from([0.0, 0.0, 0.2, 0.5, 0.9, 1.0])
briefly = settings(deadline=None, max_examples=60)


def asset_of(index):
    return f"asset {index}"


@st.composite
def networks(draw, rated=True):
    """Draw a network of up to eight buses, whole numbers of MW, one asset to a bus or plant."""
    buses = draw(st.integers(1, 8))
    demand = draw(st.lists(st.integers(0, 100), min_size=buses, max_size=buses))
    plants = draw(st.lists(st.tuples(st.integers(0, buses - 1), st.integers(1, 300)), max_size=4))
    pairs = st.tuples(st.integers(0, buses - 1), st.integers(0, buses - 1))
    ends = draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), max_size=14)) if buses > 1 else []
    ratings = st.one_of(st.none(), st.integers(1, 150)) if rated else st.none()
    return PowerNetwork(
        buses={
            f"bus {i}": Bus(lat_deg=0.0, lon_deg=0.0, demand_mw=float(mw), asset=asset_of(i))
            for i, mw in enumerate(demand)
        },
        generators={
            f"plant {i}": Generator(
                bus=f"bus {bus}", capacity_mw=float(mw), asset=asset_of(buses + i)
            )
            for i, (bus, mw) in enumerate(plants)
        },
        lines={
            f"line {i}": Line(
                from_bus=f"bus {a}",
                to_bus=f"bus {b}",
                reactance_pu=draw(st.integers(1, 100)) / 100.0,
                rating_mw=draw(ratings),
            )
            for i, (a, b) in enumerate(ends)
        },
        people_per_mw=PEOPLE,
    )


def asset_names(network):
    return [asset_of(i) for i in range(len(network.buses) + len(network.generators))]


@st.composite
def damaged(draw, rated=True):
    network = draw(networks(rated))
    size = len(asset_names(network))
    return network, np.array(draw(st.lists(SHARES, min_size=size, max_size=size)))


def settle_network(network, share):
    grid = assemble_grid(network, asset_names(network))
    return grid, settled(grid, share)


def shed_mw(network, share):
    grid, flow = settle_network(network, share)
    return grid.demand_mw.sum() - flow.served_mw.sum()


def naive_shed_mw(network, share):
    """Work out the demand shed with sets, a pseudo-inverse and no kernel."""
    lost = dict(zip(asset_names(network), share, strict=True))
    live = {name for name, bus in network.buses.items() if lost[bus.asset] < 1.0}
    lines = [x for x in network.lines.values() if {x.from_bus, x.to_bus} <= live]
    while True:
        served, injection = 0.0, dict.fromkeys(live, 0.0)
        for island in naive_islands(live, lines):
            plants = [g for g in network.generators.values() if g.bus in island]
            capacity = {g.bus: 0.0 for g in plants}
            for g in plants:
                capacity[g.bus] += g.capacity_mw * (1.0 - lost[g.asset])
            demand = sum(network.buses[bus].demand_mw for bus in island)
            total = sum(capacity.values())
            given_mw = min(demand, total)
            served += given_mw
            for bus in island if given_mw else ():
                injection[bus] += capacity.get(bus, 0.0) * given_mw / total
                injection[bus] -= network.buses[bus].demand_mw * given_mw / demand
        flows = naive_flows(sorted(live), lines, injection, network.base_mva)
        kept = [
            x
            for x, flow in zip(lines, flows, strict=True)
            if x.rating_mw is None or abs(flow) <= x.rating_mw * (1.0 + 1e-9)
        ]
        if len(kept) == len(lines):
            return sum(bus.demand_mw for bus in network.buses.values()) - served
        lines = kept


def naive_islands(live, lines):
    islands = [{bus} for bus in live]
    for line in lines:
        joined = [i for i in islands if line.from_bus in i or line.to_bus in i]
        islands = [i for i in islands if i not in joined] + [set().union(*joined)]
    return islands


def naive_flows(buses, lines, injection, base_mva):
    incidence = np.array(
        [[(x.from_bus == bus) - (x.to_bus == bus) for bus in buses] for x in lines], dtype=float
    ).reshape(len(lines), len(buses))
    weight = np.array([base_mva / x.reactance_pu for x in lines])
    laplacian = incidence.T @ (weight[:, None] * incidence)
    angle = np.linalg.pinv(laplacian, hermitian=True) @ [injection[bus] for bus in buses]
    return weight * (incidence @ angle)


@pytest.mark.slow
@briefly
@given(damaged())
def test_as_a_naive_cascade(case):
    network, share = case
    assert shed_mw(network, share) == pytest.approx(naive_shed_mw(network, share), abs=1e-7)


@pytest.mark.slow
@briefly
@given(damaged())
def test_shed_lies_between_nothing_and_the_demand(case):
    network, share = case
    grid = assemble_grid(network, asset_names(network))
    demand = grid.demand_mw.sum()
    row = share[None, :]
    shed = supply(grid, row, np.zeros(row.shape), np.ones(row.shape), [0.0])[0, 0]
    assert -1e-9 <= shed <= demand * (1 + 1e-12)
    assert shed == pytest.approx(shed_mw(network, share), abs=1e-9)


@briefly
@given(networks(rated=False))
def test_no_damage_no_shed_when_one_island_has_capacity(network):
    grid, flow = settle_network(network, np.zeros(len(asset_names(network))))
    if np.all(flow.island == 0) and grid.generator_mw.sum() >= grid.demand_mw.sum():
        np.testing.assert_allclose(flow.served_mw, grid.demand_mw, rtol=1e-12)
    else:
        short = [
            max(
                0.0,
                grid.demand_mw[flow.island == i].sum() - flow.capacity_mw[flow.island == i].sum(),
            )
            for i in np.unique(flow.island)
        ]
        assert sum(grid.demand_mw - flow.served_mw) == pytest.approx(sum(short), abs=1e-9)


@briefly
@given(damaged(rated=False), st.data())
def test_without_ratings_more_damage_never_sheds_less(case, data):
    network, share = case
    more = np.maximum(share, data.draw(st.lists(SHARES, min_size=share.size, max_size=share.size)))
    assert shed_mw(network, more) >= shed_mw(network, share) - 1e-9


def test_with_ratings_more_damage_may_shed_less():
    """Half of the only plant left: its line then holds, and half of the demand is served."""
    network = PowerNetwork(
        buses={
            name: Bus(lat_deg=0.0, lon_deg=0.0, demand_mw=mw)
            for name, mw in (("west", 0.0), ("town", 100.0), ("east", 0.0))
        },
        generators={
            side: Generator(bus=side, capacity_mw=100.0, asset=side) for side in ("west", "east")
        },
        lines={
            side: Line(from_bus=side, to_bus="town", reactance_pu=0.1, rating_mw=60.0)
            for side in ("west", "east")
        },
        people_per_mw=PEOPLE,
    )
    grid = assemble_grid(network, ["west", "east"])
    shed = [
        grid.demand_mw.sum() - settled(grid, share).served_mw.sum()
        for share in ([0.0, 0.0], [1.0, 0.0], [1.0, 0.5])
    ]
    assert shed == pytest.approx([0.0, 100.0, 50.0])


@briefly
@given(damaged())
def test_every_island_balances(case):
    _, flow = settle_network(*case)
    for island in np.unique(flow.island):
        inside = flow.island == island
        assert flow.generation_mw[inside].sum() == pytest.approx(
            flow.served_mw[inside].sum(), abs=1e-9
        )
    assert np.all(flow.generation_mw <= flow.capacity_mw * (1 + 1e-12))


@briefly
@given(damaged())
def test_flows_obey_kirchhoff_and_ratings(case):
    grid, flow = settle_network(*case)
    leaving = np.zeros(grid.demand_mw.size)
    np.add.at(leaving, grid.line_from, flow.flow_mw)
    np.subtract.at(leaving, grid.line_to, flow.flow_mw)
    np.testing.assert_allclose(leaving, flow.generation_mw - flow.served_mw, atol=1e-8)
    apart = flow.angle_rad[grid.line_from] - flow.angle_rad[grid.line_to]
    expected = np.where(flow.line_live, grid.line_mw_per_rad * apart, 0.0)
    np.testing.assert_allclose(flow.flow_mw, expected, atol=1e-9)
    assert np.all(np.abs(flow.flow_mw) <= grid.line_rating_mw * (1 + 1e-9))


@pytest.mark.slow
@briefly
@given(damaged(), st.randoms(use_true_random=False))
def test_order_of_buses_plants_and_lines_changes_nothing(case, rnd):
    network, share = case

    def shuffled(parts):
        return dict(rnd.sample(list(parts.items()), len(parts)))

    other = PowerNetwork(
        buses=shuffled(network.buses),
        generators=shuffled(network.generators),
        lines=shuffled(network.lines),
        people_per_mw=PEOPLE,
    )
    assert shed_mw(other, share) == pytest.approx(shed_mw(network, share), abs=1e-8)


@pytest.mark.slow
@briefly
@given(networks(), st.integers(0, 2**32 - 1))
def test_order_of_replications_changes_no_bit(network, seed):
    rng = np.random.default_rng(seed)
    shape = 20, len(asset_names(network))
    share = rng.choice([0.0, 0.5, 1.0], size=shape)
    tick = rng.integers(-1, 4, size=shape) * 3600 * 1024
    repair_h = share * rng.integers(1, 9, size=shape)
    grid, times_h = assemble_grid(network, asset_names(network)), np.arange(10.0)
    order = rng.permutation(20)
    straight = supply(grid, share, tick, repair_h, times_h)
    mixed = supply(grid, share[order], tick[order], repair_h[order], times_h)
    assert np.array_equal(straight[order], mixed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fictional_network_holds_until_it_is_damaged(seed):
    rng = np.random.default_rng(seed)
    coast_m = draw_coast(250_000.0 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]), rng)
    cities_m = settle(coast_m, 12, rng, spacing_m=40_000.0, inland_m=5_000.0)
    fiction = build_grid(coast_m, cities_m, share_people(6_000_000, 12), rng, plants=8, junctions=8)
    network = PowerNetwork(
        buses={
            str(i): Bus(lat_deg=0.0, lon_deg=0.0, demand_mw=float(mw))
            for i, mw in enumerate(fiction.demand_mw)
        },
        generators={
            str(i): Generator(bus=str(bus), capacity_mw=float(mw))
            for i, (bus, mw) in enumerate(zip(fiction.plant_bus, fiction.capacity_mw, strict=True))
        },
        lines={
            str(i): Line(from_bus=str(a), to_bus=str(b), reactance_pu=float(x), rating_mw=float(mw))
            for i, ((a, b), x, mw) in enumerate(
                zip(fiction.line_bus, fiction.reactance_pu, fiction.rating_mw, strict=True)
            )
        },
        people_per_mw=PEOPLE,
    )
    flow = settled(assemble_grid(network, []), [])
    np.testing.assert_allclose(flow.flow_mw, fiction.flow_mw, atol=1e-6)
    np.testing.assert_allclose(flow.served_mw, fiction.demand_mw, rtol=1e-12)


@briefly
@given(
    st.lists(st.integers(-1, 2**30), min_size=1, max_size=6),
    st.integers(0, 600),
    st.integers(0, 2**20),
)
def test_warning_never_exposes_more_and_more_of_it_exposes_fewer(lead, delay_s, later):
    alerting = Alerting(delay_s=float(delay_s))
    people = np.arange(1, len(lead) + 1) * 1000
    ticks = np.array([lead])
    answer = exposed(ticks, people, alerting)
    longer = exposed(np.where(ticks < 0, ticks, ticks + later), people, alerting)
    assert np.all(answer.district_exposed >= 0.0)
    assert np.all(answer.district_exposed <= answer.district_unwarned)
    assert np.all(longer.district_exposed <= answer.district_exposed)
    assert np.array_equal(answer.district_unwarned[0], np.where(ticks[0] < 0, 0, people))
