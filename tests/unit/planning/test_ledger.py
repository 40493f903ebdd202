"""Ledgers: the same whole numbers in whatever order chunks come, and never larger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from airshield.files.scenario import read_scenario
from airshield.planning.estimate import CLUSTERS
from airshield.planning.ledger import LEAD_STEPS, Ledger
from airshield.planning.supply import REPLICATIONS, PowerLedger
from airshield.simulation.engine import Played
from airshield.units import TICKS_PER_S
from unit.simulation.staging import play_all, stage_of

WORLDS = 4


@cache
def played(name: str, replications: int) -> list[Played]:
    """Play a shipped scenario in a few worlds, and return its chunks."""
    of = read_scenario(name)
    return play_all(of.scenario, of.catalogue, replications, worlds=WORLDS, fixed=False, chunk=50)[
        1
    ]


def ledger_of(name: str, chunks: list[Played], *, by_world: bool = True) -> Ledger:
    of = read_scenario(name)
    ledger = Ledger(
        of.scenario, stage_of(of.scenario, of.catalogue).cast, WORLDS, by_world=by_world
    )
    for chunk in chunks:
        ledger.add(chunk)
    return ledger


def tables(value: Any, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Yield every array that a ledger holds."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from tables(item, f"{name}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from tables(item, f"{name}[{index}]")
    elif isinstance(value, Ledger | PowerLedger):
        yield from tables(vars(value))


@pytest.mark.slow
@pytest.mark.parametrize("by_world", [True, False])
def test_the_order_of_chunks_does_not_matter(by_world):
    chunks = played("first-look", 600)
    one = dict(tables(ledger_of("first-look", chunks, by_world=by_world)))
    other = dict(tables(ledger_of("first-look", chunks[::-1], by_world=by_world)))
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert np.array_equal(values, other[name]), name
        assert values.dtype.kind in "iuf"


@pytest.mark.slow
def test_sums_are_kept_by_world_or_by_every_64th_replication():
    chunks = played("first-look", 600)
    by_world = ledger_of("first-look", chunks)
    by_number = ledger_of("first-look", chunks, by_world=False)
    assert by_world.sums["raids"].tolist() == [150] * WORLDS
    assert by_number.sums["raids"].tolist() == [
        600 // CLUSTERS + (n < 600 % CLUSTERS) for n in range(CLUSTERS)
    ]
    for name, values in by_world.sums.items():
        assert np.array_equal(values.sum(axis=0), by_number.sums[name].sum(axis=0)), name


@pytest.mark.slow
def test_a_ledger_grows_by_worlds_and_keeps_what_it_has():
    ledger = ledger_of("first-look", played("first-look", 600))
    before = {name: values.copy() for name, values in ledger.sums.items()}
    ledger.grow(3 * WORLDS)
    later = played("first-look", 600)[0]
    chunk = later.chunk._replace(world=later.chunk.world + 2 * WORLDS)
    ledger.add(later._replace(chunk=chunk))
    for name, values in before.items():
        assert np.array_equal(ledger.sums[name][:WORLDS], values)
    assert ledger.sums["raids"][2 * WORLDS :].sum() == chunk.replication.size


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first-look", "isthmus"])
def test_memory_does_not_grow_with_the_raids(name):
    chunks = played(name, 1_200)
    few, many = ledger_of(name, chunks[: len(chunks) // 3]), ledger_of(name, chunks)
    assert many.raids > 2.5 * few.raids
    sizes = {table: values.nbytes for table, values in tables(few)}
    for table, values in tables(many):
        # A histogram ends at the most rounds seen: it may have a few more places.
        slack = 8 * 64 if values.ndim == 1 else 0
        assert sizes[table] <= values.nbytes <= sizes[table] + slack, table


@pytest.mark.slow
def test_power_is_kept_for_the_first_raids_only():
    of = read_scenario("isthmus")
    ledger = PowerLedger(of.scenario, 1, fixed=False)
    for part in played("isthmus", 1_200):
        ledger.add(part.chunk)
        late = part.chunk.replication + REPLICATIONS
        ledger.add(part.chunk._replace(replication=late))
    assert ledger.replications == 1_200
    demand = ledger.demand_mw
    assert demand is not None
    for point in ledger.points():
        assert 0.0 <= point.shed_mw.low <= point.shed_mw.mean <= point.shed_mw.high
        assert point.shed_mw.p05 <= point.shed_mw.p95 <= demand
    # Nothing is hit before the raid begins, and in two weeks most is repaired.
    shed = [point.shed_mw.mean for point in ledger.points()]
    assert 0.0 <= shed[-1] < 0.5 * max(shed)


def test_without_a_network_there_is_no_power():
    of = read_scenario("isthmus")
    ledger = PowerLedger(replace(of.scenario, power=None), 1, fixed=False)
    ledger.add(played("isthmus", 1_200)[0].chunk)
    assert ledger.points() == ()
    assert ledger.demand_mw is None
    assert ledger.replications == 0


@pytest.mark.slow
def test_warnings_longer_than_four_hours_count_as_four():
    first = played("first-look", 600)[0]
    long = np.full_like(first.chunk.lead_tick, 5 * 3600 * TICKS_PER_S)
    ledger = ledger_of("first-look", [first._replace(chunk=first.chunk._replace(lead_tick=long))])
    assert ledger.leads[:, LEAD_STEPS - 1].tolist() == [first.chunk.replication.size] * len(long[0])
    assert ledger.leads.sum() == long.size
