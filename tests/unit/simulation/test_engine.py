"""Plans, chunks, threads, and room that grows."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from airshield.errors import InputError, InternalError
from airshield.files.scenario import read_scenario
from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.raid import Waypoint
from airshield.simulation.engine import (
    SLICES,
    Plan,
    make_scratch,
    plan_for,
    play_replications,
    run,
    slice_ticks,
)
from airshield.simulation.figures import central, figures_used
from airshield.simulation.world import make_world
from airshield.units import TICKS_PER_S
from property.test_simulation import each_group
from reference.building import at, fire_system, one_city, threat_type
from unit.simulation.staging import joined, outcome, play_all, stage_of


def defended(count: int = 4, **given):
    gun = fire_system(p_kill={"cruise-missile": 0.7})
    return one_city({"gun": gun}, count=count, **given)


@pytest.mark.parametrize(
    ("replications", "worlds", "per_world"),
    [(100, 64, 2), (10, 64, 1), (64, 64, 1), (1_000, 8, 125)],
)
def test_replications_are_shared_out_among_worlds(replications, worlds, per_world):
    plan = plan_for(replications, worlds, 1)
    assert plan.per_world == per_world
    assert plan.worlds == min(worlds, replications)
    shares = [plan.replications(0, world, replications) for world in range(plan.worlds)]
    assert sorted(np.concatenate(shares).tolist()) == list(range(replications))
    assert all((share % plan.worlds == world).all() for world, share in enumerate(shares))


def test_batches_follow_one_another():
    plan = Plan(seed=1, worlds=4, per_world=8)
    shares = [plan.replications(batch, world, 70) for batch in range(3) for world in range(4)]
    assert sorted(np.concatenate(shares).tolist()) == list(range(70))


def test_a_fixed_plan_has_one_world():
    assert plan_for(100, 64, 1, fixed=True) == Plan(1, 1, 100, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("replications", "worlds"), [(1, 1), (255, 1), (257, 1), (4_352, 1), (4_353, 1), (9_001, 2)]
)
def test_every_replication_is_played_once(replications, worlds):
    rows, _ = play_all(*defended(), replications, worlds=worlds, fixed=False, threads=2, chunk=999)
    assert rows.replication.tolist() == list(range(replications))
    assert (rows.world == rows.replication % worlds).all()


def test_worlds_of_later_batches_have_numbers_of_their_own():
    plan = Plan(seed=1, worlds=3, per_world=2)
    parts = run(stage_of(*defended()), plan, end=100, batch=2)
    rows = joined(part.chunk for part in parts)
    assert rows.replication.tolist() == list(range(12, 18))
    assert rows.world.tolist() == [6, 7, 8, 6, 7, 8]


@pytest.mark.slow
def test_a_queue_too_small_grows_and_the_raid_is_the_same():
    # Salvos of one round at threats hit by none of them: far more than the room at first.
    gun = fire_system(
        p_kill={"cruise-missile": 1e-9}, launchers=100, rounds_per_launcher=1_000, channels=2_000
    )
    doctrine = Doctrine(fire=FireRule(max_rounds=250, look="shoot_shoot"))
    made = one_city({"gun": gun}, count=20, doctrine=doctrine)
    stage = stage_of(*made)
    world, groups = make_world(stage, central(figures_used(*made)))
    numbers = np.arange(3)
    small, _ = play_replications(stage, world, groups, 1, numbers, 0, 61_440)
    large = make_scratch(stage, world, room=64)
    again, kept = play_replications(stage, world, groups, 1, numbers, 0, 61_440, large)
    assert kept is large
    assert (small.chunk.rounds == 5_000).all()
    for one, other in zip(small.chunk, again.chunk, strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(small.timeline, again.timeline)


@pytest.mark.slow
def test_a_raid_too_large_for_its_lay_down_is_refused():
    # Keys of the event queue have room for 2²⁷ pairs of a threat and a window.
    guns = {f"gun{n}": fire_system(p_kill={"cruise-missile": 0.5}) for n in range(70)}
    stage = stage_of(*one_city(guns, count=20_000))
    world, _ = make_world(stage, central(figures_used(stage.scenario, stage.catalogue)))
    make_scratch(stage, world._replace(most=70))
    with pytest.raises(InputError, match="use fewer threats or batteries"):
        make_scratch(stage, world._replace(most=7_000))


def test_an_error_in_a_thread_comes_out():
    class TellingError(RuntimeError):
        pass

    def tell(*_: object) -> tuple[object, ...]:
        raise TellingError

    with pytest.raises(TellingError):
        list(run(stage_of(*defended()), plan_for(10, 2, 1), end=10, tell=tell))


def test_closing_stops_the_threads():
    before = threading.active_count()
    chunks = run(stage_of(*defended()), plan_for(100_000, 4, 1), end=100_000, threads=2, chunk=10)
    next(chunks)
    chunks.close()
    assert threading.active_count() == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first-look", "autumn-2022"])
def test_slices_hold_the_whole_raid(name):
    loaded = read_scenario(name)
    stage = stage_of(loaded.scenario, loaded.catalogue)
    ticks = slice_ticks(stage)
    assert ticks % (60 * TICKS_PER_S) == 0
    world, _ = make_world(stage, central(figures_used(loaded.scenario, loaded.catalogue)))
    last_s = max(group.start.until_s for group in loaded.scenario.raid.groups.values())
    longest = int(world.route[:-1, 2].max())
    assert SLICES * ticks >= longest + last_s * TICKS_PER_S


def test_a_raid_of_weeks_is_refused():
    scenario, catalogue = defended(threat=threat_type(speed_m_s=10.0))
    there_and_back = tuple(Waypoint(**at(1e6 * (-1) ** n, 0.0)) for n in range(20))
    endless = each_group(
        scenario,
        lambda group: type(group)(
            threat=group.threat,
            count=1,
            origin=group.origin,
            targets=group.targets,
            waypoints=there_and_back,
        ),
    )
    with pytest.raises(InputError, match=r"raid: may take 4\d days, of 24 at most"):
        outcome(endless, catalogue, 1)
    with pytest.raises(InputError, match="days"):
        slice_ticks(stage_of(endless, catalogue))


@pytest.mark.slow
def test_a_table_of_another_width_is_refused():
    stage = stage_of(*defended())
    world, groups = make_world(stage, central(figures_used(stage.scenario, stage.catalogue)))
    wider = np.ascontiguousarray(np.pad(world.battery, ((0, 0), (0, 1))))
    with pytest.raises(InternalError, match="not as wide"):
        play_replications(stage, world._replace(battery=wider), groups, 1, np.arange(2), 0, 61_440)
