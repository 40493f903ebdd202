"""A campaign is what its raids, stocks and deliveries are, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest

from airshield.consequence import (
    assemble_grid,
    damage_share,
    queued_repair_hours,
    repair_hours,
    settled,
    supply,
)
from airshield.errors import InputError
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.assessment import load_stage
from airshield.planning.campaign.arriving import Arrivals, Case, arrivals, cases
from airshield.planning.campaign.coming import Coming, delays_on, raids_on
from airshield.planning.campaign.ground import Ground
from airshield.planning.campaign.ledger import CampaignLedger
from airshield.planning.campaign.months import months_between
from airshield.planning.campaign.outage import Outage, look_hours
from airshield.planning.campaign.playing import play
from airshield.planning.campaign.theatre import Theatre, pledged_batteries
from airshield.planning.campaign.timeline import (
    Timeline,
    TimelineOptions,
    campaign_setting,
    tasks_of,
    timeline,
)
from airshield.planning.campaign.walk import Walk
from airshield.planning.fanout import Threads
from airshield.planning.ledger import Ledger
from airshield.simulation.engine import SLICES, Played, plan_for, play_replications, run
from airshield.simulation.outcomes import Chunk
from airshield.simulation.world import Stage, make_world
from unit.simulation.staging import joined

pytestmark = pytest.mark.slow

POWER = (
    "power={people_per_mw: {low: 400, value: 500, high: 600}, "
    "buses: {plant: {lat_deg: 30.55, lon_deg: -45.15}, "
    "city: {lat_deg: 30.5, lon_deg: -45.0, demand_mw: 300}}, "
    "generators: {g: {bus: plant, capacity_mw: 320, asset: Power plant}}, "
    "lines: {l: {from_bus: plant, to_bus: city, reactance_pu: 0.1}}}"
)
PLEDGES = (
    "pledges={more missiles: {donor: donor A, system: iris-t-slm, number: 2, promised: 2022-11-10, "
    "delivered: [{number: 1, date: 2022-12-01}], source: made up}, "
    "rounds: {donor: donor B, system: missile-short-range, what: rounds, number: 60, "
    "promised: 2022-10-20, source: made up}}"
)
BIGGER_GRID = POWER.replace("demand_mw: 300}", "demand_mw: 300, asset: Harbour}")
PATHS, WORLDS = 24, 4
ROUNDS = (
    *("iris-t-slm", "ballistic-missile-defence", "gun-very-short-range", "missile-short-range"),
    "mobile-fire-team",
)
"""System types of first-look that fire rounds."""


def first_look(*changes: str) -> Loaded:
    return read_scenario("first-look", [POWER, *changes])


@cache
def played(*changes: str) -> Timeline:
    options = TimelineOptions(PATHS, worlds=WORLDS, threads=2)
    return timeline(first_look(PLEDGES, *changes), "2022-10", "2022-12", options=options)


def test_without_raids_nothing_changes():
    found = played("campaign.raids_per_month=0.0", "campaign.rounds_per_month={iris-t-slm: 5}")
    whole = found.answer.cases[0].whole
    assert whole.raids.mean == whole.leakers.mean == whole.exposed.mean == 0
    assert whole.out_of_action.mean == whole.shed_mw.high == 0
    assert not found.ledger.of_system("used").any()
    nothing = found.answer.cases[-1]
    missiles = next(row for row in nothing.stocks if row.system == "iris-t-slm")
    assert np.ptp([month.left.mean - 5 * i for i, month in enumerate(missiles.months)]) == 0
    assert all(row.p_first.mean == 0 == row.months[-1].p_short.mean for row in nothing.stocks)


def test_winter_demand_that_no_plant_covers_is_shed_without_any_raid():
    factors = "campaign.demand_factor=[1,1,1,1,1,1,1,1,1,1,1.2,0.5]"
    found = played("campaign.raids_per_month=0.0", factors)
    for month, expected in zip(found.answer.cases[0].months, (0.0, 40.0, 0.0), strict=True):
        assert month.shed_mw.mean == pytest.approx(expected)


@pytest.mark.parametrize("crews", [None, 1])
def test_one_raid_each_equals_the_assessment_of_the_same_raids_to_the_bit(crews):
    changes = [BIGGER_GRID] if crews is None else [BIGGER_GRID, f"power.repair_crews={crews}"]
    loaded = read_scenario("first-look", changes)
    seed, months = 5, months_between("2022-10", "2022-10")
    setting = campaign_setting(loaded, months, seed, WORLDS)
    stage = load_stage(loaded)
    chunk = joined(part.chunk for part in run(stage, plan_for(PATHS, WORLDS, seed), end=PATHS))
    rows = Ledger(loaded.scenario, stage.cast, WORLDS, by_world=True)
    rows.add(_as_played(chunk, stage))
    grid = assemble_grid(loaded.scenario.power, loaded.scenario.assets)
    assets = loaded.scenario.assets.values()
    share = damage_share(chunk.damage_milli, [asset.hits_to_disable for asset in assets])
    repair_h = repair_hours(share, [a.repair_h for a in assets], seed, chunk.replication)
    if crews is not None:
        worth = [asset.value for asset in assets]
        linked = np.isin(np.arange(len(worth)), grid.asset)
        repair_h = queued_repair_hours(repair_h * linked, chunk.first_hit_tick, worth, crews)
    shed_mw = supply(grid, share, chunk.first_hit_tick, repair_h, look_hours(months))
    counts = np.zeros((WORLDS, 5), np.int64)
    for path in range(PATHS):
        world = path % WORLDS
        ground = Ground(setting.theatre, world, seed)
        walked = Walk(setting, ground, Arrivals((), ())).along((Coming(0, 0.0, path),))
        counts[world] += walked.counts[0]
        used = walked.by_system[0, :, 0]
        for index, system in enumerate(setting.systems):
            mine = [b.system == system for b in loaded.scenario.batteries.values()]
            assert used[index] == chunk.rounds[path, mine].sum()
        outage = Outage(loaded.scenario, months, seed, world)
        outage.add(walked.losses)
        assert outage.found()[1][0, 0] == shed_mw[path].mean()
    for column, name in enumerate(("raids", None, "leakers", "exposed", "exposed_unwarned")):
        if name is not None:
            sums = rows.sums[name].reshape(WORLDS, -1).sum(axis=1)
            assert counts[:, column].tolist() == sums.tolist()
    assert shed_mw.any()


def _as_played(chunk: Chunk, stage: Stage) -> Played:
    """Return a chunk as the ledger takes it."""
    names = stage.cast.names
    kills = np.zeros((len(names.batteries), len(names.threat_classes)), np.int64)
    return Played(chunk, kills, np.zeros((SLICES, 5), np.int64), 0)


def test_each_case_is_played_as_if_it_were_alone():
    found = played("campaign.raids_per_month=4.0")
    setting = found.setting
    scenario = setting.theatre.scenario
    for path in range(3):
        raids = raids_on(path, setting.seed, setting.months, scenario.campaign)
        delays = delays_on(
            path, setting.seed, tuple(scenario.pledges), scenario.campaign.delay_months
        )
        for index, case in enumerate(setting.cases):
            ground = Ground(setting.theatre, path % WORLDS, setting.seed)
            coming_in = arrivals(case, scenario.pledges, setting.months, delays)
            alone = Walk(setting, ground, coming_in).along(raids)
            leakers = found.ledger.count("leakers")[path, index]
            assert alone.counts[:, 2].tolist() == leakers.tolist()
            used = found.ledger.of_system("used")[path, index]
            assert (alone.by_system[:, :, 0] == used).all()


def test_with_endless_depots_every_raid_is_met_as_the_first_would_be():
    depots = ", ".join(f"{system}: 100000" for system in ROUNDS)
    loaded = first_look(f"campaign.depot_rounds={{{depots}}}")
    setting = campaign_setting(loaded, months_between("2022-10", "2022-10"), 3, 1)
    numbers = np.arange(12)
    ground = Ground(setting.theatre, 0, 3)
    raids = tuple(Coming(0, float(hour), int(n)) for hour, n in enumerate(numbers))
    walked = Walk(setting, ground, Arrivals((), ())).along(raids)
    staged = setting.theatre.staged(())
    world, groups = make_world(staged.stage, staged.values(0))
    part, _ = play_replications(staged.stage, world, groups, 3, numbers, 0, 1024)
    systems = [battery.system for battery in loaded.scenario.batteries.values()]
    for index, system in enumerate(setting.systems):
        mine = [name == system for name in systems]
        assert walked.by_system[0, index, 0] == part.chunk.rounds[:, mine].sum()
    assert not walked.by_system[0, :, 3:].any()


def test_what_came_less_what_was_used_is_left_on_every_path():
    ledger = played("campaign.rounds_per_month={gun-very-short-range: 30}").ledger
    came = ledger.of_system("came").cumsum(axis=2)
    used = ledger.of_system("used").cumsum(axis=2)
    assert (came - used == ledger.of_system("left")).all()
    assert used.any()


def test_every_case_meets_the_same_raids():
    ledger = played().ledger
    for name in ("raids", "weapons"):
        counts = ledger.count(name)
        assert (counts == counts[:, :1]).all()
    assert len(np.unique(ledger.count("raids")[:, 0].sum(axis=1))) > 1


def test_cases_are_the_same_until_something_comes():
    found = played()
    leakers = found.ledger.count("leakers")
    case = [one.title for one in found.setting.cases]
    delivered, nothing = case.index("as delivered"), case.index("nothing delivered")
    assert (leakers[:, delivered, :2] == leakers[:, nothing, :2]).all()
    assert (leakers[:, delivered, 2] != leakers[:, nothing, 2]).any()


def test_a_pledge_beyond_the_last_month_is_one_never_delivered():
    ledger = played('pledges."more missiles".promised="2023-01"', "pledges.rounds=null").ledger
    promised, _, _, nothing, later = range(5)
    for case in (promised, later):
        for name in ("leakers", "exposed"):
            assert (ledger.count(name)[:, case] == ledger.count(name)[:, nothing]).all()
        for name in ("used", "left", "came"):
            assert (ledger.of_system(name)[:, case] == ledger.of_system(name)[:, nothing]).all()
        assert (ledger.people[:, case] == ledger.people[:, nothing]).all()


def test_the_more_is_delivered_the_less_gets_through_on_average():
    found = played()
    more = {row.name: row.more.leakers for row in found.answer.shortfalls}
    assert more["nothing"].low > 0
    assert 0 < more["delivered"].mean < more["nothing"].mean
    late = {row.name: row.month_later.leakers.mean for row in found.answer.pledges}
    assert late["more missiles"] > 0


def test_differences_are_of_the_same_paths():
    found = played()
    leakers = found.ledger.count("leakers").sum(axis=2)
    nothing = [case.title for case in found.setting.cases].index("nothing delivered")
    row = next(row for row in found.answer.shortfalls if row.name == "nothing")
    apart = leakers[:, nothing] - leakers[:, 0]
    assert row.more.leakers.mean == pytest.approx(apart.mean())
    by_world = [apart[found.ledger.cluster == world].mean() for world in range(WORLDS)]
    half = 3.182446305284263 * np.std(by_world, ddof=1) / np.sqrt(WORLDS)
    assert row.more.leakers.high == pytest.approx(apart.mean() + half)


def test_the_same_bits_on_any_number_of_threads_and_in_any_tasks():
    loaded = first_look(PLEDGES)
    months = months_between("2022-10", "2022-12")
    setting = campaign_setting(loaded, months, 1, WORLDS)
    tasks = tasks_of(PATHS, WORLDS)
    singles = [one._replace(paths=(path,)) for one in reversed(tasks) for path in one.paths]
    work = partial(play, setting)
    runs = [
        CampaignLedger(list(Threads(2).map(work, tasks)), WORLDS),
        CampaignLedger(list(Threads(1).map(work, singles)), WORLDS),
        CampaignLedger([pickle.loads(pickle.dumps(work))(task) for task in tasks], WORLDS),
    ]
    for other in runs[1:]:
        assert (other.path == runs[0].path).all()
        for name in ("leakers", "exposed", "weapons"):
            assert (other.count(name) == runs[0].count(name)).all()
        for name in ("used", "came", "left", "bare", "gone"):
            assert (other.of_system(name) == runs[0].of_system(name)).all()
        assert (other.people == runs[0].people).all()
        assert (other.out_of_action == runs[0].out_of_action).all()
    answers = [
        timeline(
            loaded, "2022-10", "2022-12", options=TimelineOptions(PATHS, worlds=WORLDS, threads=n)
        ).answer
        for n in (1, 2)
    ]
    one, two = (replace(answer, run=replace(answer.run, elapsed_s=0.0)) for answer in answers)
    assert one == two


def test_a_battery_that_has_not_arrived_changes_nothing_for_the_others():
    loaded = first_look(PLEDGES)
    numbers = np.arange(50)
    chunks = []
    for theatre, here in (
        (Theatre(first_look(), 1, 1), ()),
        (Theatre(loaded, 1, 1), (False, False)),
    ):
        staged = theatre.staged(here)
        world, groups = make_world(staged.stage, staged.values(0))
        part, _ = play_replications(staged.stage, world, groups, 1, numbers, 0, 1024)
        chunks.append(part.chunk)
    batteries = len(loaded.scenario.batteries)
    assert (chunks[0].fates == chunks[1].fates).all()
    assert (chunks[0].lead_tick == chunks[1].lead_tick).all()
    assert (chunks[0].rounds == chunks[1].rounds[:, :batteries]).all()
    assert not chunks[1].rounds[:, batteries:].any()


def test_pledged_batteries_stand_at_their_sites_else_beside_the_most_valuable_assets():
    site = 'pledges."more missiles".sites=[{lat_deg: 30.7, lon_deg: -44.9, network: island}]'
    first, second = pledged_batteries(first_look(PLEDGES, site).scenario).values()
    assert (first.lat_deg, first.lon_deg, first.network) == (30.7, -44.9, "island")
    assert (second.lat_deg, second.lon_deg) == (pytest.approx(30.52), -45.0)
    assert second.network == "island"


def test_what_arrives_when():
    pledges = first_look(PLEDGES).scenario.pledges
    months = months_between("2022-11", "2022-12")
    day = 24.0
    never = float("inf")
    expected = {
        "promised": ((9 * day, 9 * day), ((-12 * day, "missile-short-range", 60),)),
        "delivered": ((30 * day, never), ()),
        "delayed": ((9 * day + 730.5, 9 * day + 730.5), ((-12 * day, "missile-short-range", 60),)),
        "nothing": ((never, never), ()),
    }
    for rule, (hours, rounds) in expected.items():
        found = arrivals(Case(rule), pledges, months, {"more missiles": 1.0})
        assert (found.battery_h, found.rounds) == (hours, rounds)
    late = arrivals(Case("later", "rounds"), pledges, months, {})
    assert late.rounds == ((19 * day, "missile-short-range", 60),)
    assert late.battery_h == (9 * day, 9 * day)


def test_without_pledges_there_is_one_case():
    assert cases({}) == (Case("alone"),)
    options = TimelineOptions(4, worlds=2)
    answer = timeline(first_look(), "2022-10", "2022-10", options=options).answer
    assert [case.name for case in answer.cases] == ["alone"]
    assert answer.shortfalls == answer.pledges == ()


class Interrupted:
    """Ctrl-C after so many tasks."""

    def __init__(self, after: int) -> None:
        self._after = after

    def map(self, work, tasks) -> Iterator:
        for number, task in enumerate(tasks):
            if number == self._after:
                raise KeyboardInterrupt
            yield work(task)


def test_ctrl_c_keeps_the_paths_that_are_done():
    loaded, options = first_look(PLEDGES), TimelineOptions(PATHS, worlds=WORLDS)
    answer = timeline(loaded, "2022-10", "2022-11", options=options, fanout=Interrupted(2)).answer
    assert answer.run.interrupted
    assert (answer.run.paths, answer.run.worlds) == (2 * PATHS // WORLDS, 2)
    with pytest.raises(KeyboardInterrupt):
        timeline(loaded, "2022-10", "2022-11", options=options, fanout=Interrupted(0))


def test_all_mistakes_at_once():
    with pytest.raises(InputError) as error:
        timeline(first_look(), "2022", "2023", options=TimelineOptions(0, threads=0))
    assert len(error.value.problems) == 4


def test_no_more_stock_than_full_and_rounds_are_spent_before_they_are_gone():
    row = played("campaign.raids_per_month=6.0").answer.cases[-1].stocks
    for system in row:
        last = 0.0
        for month in system.months:
            assert last <= month.p_short.mean
            last = month.p_short.mean
    assert sum(system.p_first.mean for system in row) == pytest.approx(1.0)


def test_the_grid_is_settled_as_by_the_consequence_itself():
    loaded = first_look()
    grid = assemble_grid(loaded.scenario.power, loaded.scenario.assets)
    outage = Outage(loaded.scenario, months_between("2022-10", "2022-10"), 1, 0)
    outage.add([])
    flow = settled(grid, np.zeros(4))
    assert outage.found()[1][0, 0] == (grid.demand_mw - flow.served_mw).sum() == 0.0


def test_pledges_without_sites_do_not_pile_up():
    pledges = (
        "pledges={a: {donor: d, system: iris-t-slm, number: 1, promised: 2022-10, source: x}, "
        "b: {donor: d, system: iris-t-slm, number: 4, promised: 2022-10, source: x}}"
    )
    batteries = pledged_batteries(first_look(pledges).scenario)
    assert list(batteries) == ["a 1", "b 1", "b 2", "b 3", "b 4"]
    assert len({(one.lat_deg, one.lon_deg) for one in batteries.values()}) == 5
