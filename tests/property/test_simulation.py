"""Whatever raid is drawn: it plays, threats are conserved, and no battery does more than it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from airshield.earth.frame import LocalFrame
from airshield.model.catalogue import Catalogue
from airshield.model.checks import check_scenario
from airshield.model.raid import Area, Group, Raid
from airshield.model.scenario import Scenario
from airshield.simulation.engine import play_replications
from airshield.simulation.figures import central, figures_used
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.simulation.recording import Recorded, record
from airshield.simulation.world import World, make_world
from reference.building import CENTRE_LAT_DEG, CENTRE_LON_DEG, fire_system, one_city
from reference.drawn import draw_scenario
from unit.simulation.staging import outcome, stage_of

Made = tuple[Scenario, Catalogue]

WEAPON, DECOY, CARRIER = (ROLES.index(role) for role in ("weapon", "decoy", "carrier"))
KILLED, SUPPRESSED, ARRIVED, ABORTED, RETURNED = range(len(FATES))
REPLICATIONS = 6


# Ways to make a drawn scenario extreme, all of them valid.


def each_group(scenario: Scenario, change: Callable[[Group], Group]) -> Scenario:
    groups = {name: change(group) for name, group in scenario.raid.groups.items()}
    return replace(scenario, raid=Raid(groups=groups))


def moved_to(lat_deg: float, lon_deg: float) -> Callable[[Scenario], Scenario]:
    """Move everything so that the centre comes to lie at another place on Earth."""
    old, new = LocalFrame(CENTRE_LAT_DEG, CENTRE_LON_DEG), LocalFrame(lat_deg, lon_deg)

    def there(lat: float, lon: float) -> tuple[float, float]:
        return new.to_geodetic(*old.to_local(lat, lon))

    def place(item):
        lat, lon = there(item.lat_deg, item.lon_deg)
        return replace(item, lat_deg=lat, lon_deg=lon)

    def group(one: Group) -> Group:
        carrier = one.carrier
        if carrier is not None:
            line = carrier.release
            begin = there(line.from_lat_deg, line.from_lon_deg)
            end = there(line.to_lat_deg, line.to_lon_deg)
            line = type(line)(
                from_lat_deg=begin[0], from_lon_deg=begin[1], to_lat_deg=end[0], to_lon_deg=end[1]
            )
            carrier = replace(carrier, release=line)
        ways = tuple(map(place, one.waypoints))
        return replace(one, origin=place(one.origin), waypoints=ways, carrier=carrier)

    def move(scenario: Scenario) -> Scenario:
        tables = {
            name: {key: place(item) for key, item in getattr(scenario, name).items()}
            for name in ("assets", "sensors", "batteries")
        }
        frame = replace(scenario.frame, lat_deg=None, lon_deg=None)
        assets = tables["assets"].items()
        tables["assets"] = {name: replace(asset, district=None) for name, asset in assets}
        # Districts are polygons in degrees: they do not cross the antimeridian.
        return each_group(replace(scenario, frame=frame, districts={}, **tables), group)

    return move


def at_the_target(scenario: Scenario) -> Scenario:
    """Let every threat start where one of its targets is."""

    def group(one: Group) -> Group:
        asset = scenario.assets[next(iter(one.targets))]
        origin = Area(lat_deg=asset.lat_deg, lon_deg=asset.lon_deg)
        return replace(one, origin=origin, offset_m=0.0, waypoints=(), carrier=None)

    return each_group(scenario, group)


def without_rounds(scenario: Scenario) -> Scenario:
    batteries = {
        name: battery if battery.system == "jam" else replace(battery, stock=0)
        for name, battery in scenario.batteries.items()
    }
    return replace(scenario, batteries=batteries)


def worthless(scenario: Scenario) -> Scenario:
    assets = {name: replace(asset, value=0.0) for name, asset in scenario.assets.items()}
    return replace(scenario, assets=assets)


def blind(scenario: Scenario) -> Scenario:
    return replace(scenario, sensors={})


def one_threat(scenario: Scenario) -> Scenario:
    (name, group), *_ = scenario.raid.groups.items()
    return replace(scenario, raid=Raid(groups={name: replace(group, count=1)}))


TWISTS: dict[str, Callable[[Scenario], Scenario]] = {
    "as drawn": lambda scenario: scenario,
    "across the antimeridian": moved_to(50.0, 179.9),
    "at the pole": moved_to(89.0, 15.0),
    "at the other pole": moved_to(-89.0, -170.0),
    "on the equator": moved_to(0.0, 0.0),
    "at the target": at_the_target,
    "without batteries": lambda scenario: replace(scenario, batteries={}),
    "without sensors": blind,
    "without rounds": without_rounds,
    "worthless": worthless,
    "one threat": one_threat,
    "64 variants": lambda s: each_group(s, lambda group: replace(group, variants=64)),
    "wide offsets": lambda s: each_group(s, lambda group: replace(group, offset_m=2e7)),
    "in one moment": lambda s: each_group(
        s, lambda group: replace(group, start=replace(group.start, until_s=group.start.from_s))
    ),
}


def mended(scenario: Scenario, catalogue: Catalogue) -> Scenario:
    """Leave out what the drawn scenarios hold and a scenario file must not."""
    batteries = {
        name: battery
        for name, battery in scenario.batteries.items()
        if battery.network is not None
        or catalogue.systems[battery.system].sensor is not None
        or catalogue.systems[battery.system].launcher is None
    }

    def group(one: Group) -> Group:
        straight = catalogue.threats[one.threat].flight == "ballistic"
        return replace(one, waypoints=()) if straight else one

    return each_group(replace(scenario, batteries=batteries), group)


@st.composite
def scenarios(draw: st.DrawFn) -> Made:
    """Draw a whole scenario with its catalogue, perhaps an extreme one."""
    scenario, catalogue = draw_scenario(draw(st.integers(0, 100_000), label="seed"))
    for name in draw(st.lists(st.sampled_from(sorted(TWISTS)), max_size=2), label="twists"):
        scenario = TWISTS[name](scenario)
    scenario = mended(scenario, catalogue)
    assert not check_scenario(scenario, catalogue)
    return scenario, catalogue


# What holds in every replication.


def check_conservation(chunk: Chunk, scenario: Scenario) -> None:
    """Check that every threat ends as exactly one thing, and is counted wherever it belongs."""
    fates = chunk.fates[0]
    weapons = fates[:, WEAPON]
    assert fates.min() >= 0
    assert chunk.aimed[0].sum() == weapons.sum()
    assert chunk.arrived[0].sum() == weapons[:, ARRIVED].sum()
    assert (chunk.arrived[0] <= chunk.aimed[0]).all()
    assert chunk.stopped[0].sum() == fates[:, :, [KILLED, SUPPRESSED]].sum()
    assert not fates[:, [WEAPON, DECOY], RETURNED].any()
    assert not fates[:, CARRIER, [ARRIVED, ABORTED]].any()
    for group, table in zip(scenario.raid.groups.values(), fates, strict=True):
        assert table[[WEAPON, DECOY]].sum() <= group.most
        assert table[CARRIER].sum() <= group.most_carriers
        load = group.carrier.load if group.carrier else 1
        carriers = table[CARRIER].sum()
        assert group.carrier is None or carriers == -(-table[[WEAPON, DECOY]].sum() // load)
        assert table[[WEAPON, DECOY], ABORTED].sum() <= load * table[CARRIER, KILLED:ARRIVED].sum()


def check_outcomes(chunk: Chunk, world: World) -> None:
    """Check the rest of a replication's outcomes."""
    stock = world.battery[:, columns.STOCK]
    assert (chunk.rounds[0] >= 0).all()
    assert (chunk.rounds[0] <= stock).all()
    assert ((chunk.empty[0] == 1) == ((chunk.rounds[0] == stock) & (stock > 0))).all()
    assert (chunk.damage_milli >= 0).all()
    hit = chunk.first_hit_tick[0] >= 0
    assert not hit[chunk.arrived[0] == 0].any()
    assert not chunk.damage_milli[0][~hit].any()
    assert (chunk.lead_tick >= -1).all()


def check_threats(raid: Recorded, world: World) -> None:
    """Check each threat's life, and that the salvos at it add up."""
    fates, salvos = raid.fates, raid.salvos
    duration = world.route[raid.route, columns.DURATION]
    flew = fates.fate != ABORTED
    assert (fates.end_tick >= fates.start_tick).all()
    assert (fates.end_tick <= fates.start_tick + duration)[flew].all()
    full = np.isin(fates.fate, [ARRIVED, RETURNED])
    assert (fates.end_tick == fates.start_tick + duration)[full].all()
    seen = fates.track_tick >= 0
    assert (fates.track_tick >= fates.start_tick)[seen].all()
    assert (fates.track_tick <= fates.end_tick)[seen].all()
    assert (np.isin(fates.fate, [KILLED, SUPPRESSED]) == (fates.battery >= 0)).all()
    assert np.isfinite([fates.east_m, fates.north_m, fates.height_m]).all()
    at = Counter[int]()
    for salvo in salvos:
        at[int(salvo[columns.SALVO_THREAT])] += int(salvo[columns.SALVO_ROUNDS])
    assert [at[int(threat)] for threat in fates.threat] == fates.rounds.tolist()
    assert sum(at.values()) == raid.played.chunk.rounds.sum()


def check_salvos(raid: Recorded, world: World) -> None:
    """Check that every salvo was possible, and met its threat before it could arrive."""
    ends = dict(zip(raid.fates.threat.tolist(), raid.fates.end_tick.tolist(), strict=True))
    start = dict(zip(raid.fates.threat.tolist(), raid.fates.start_tick.tolist(), strict=True))
    route = dict(zip(raid.fates.threat.tolist(), raid.route.tolist(), strict=True))
    fired = Counter[tuple[int, int]]()
    for salvo in raid.salvos.tolist():
        threat, battery = salvo[columns.SALVO_THREAT], salvo[columns.SALVO_BATTERY]
        decided, meets = salvo[columns.SALVO_DECIDED], salvo[columns.SALVO_MEETS]
        here = world.battery[battery]
        arrival = start[threat] + world.route[route[threat], columns.DURATION]
        assert start[threat] <= decided < meets <= arrival
        assert decided <= ends[threat]
        assert raid.serving[battery]
        assert here[columns.FROM_TICK] <= decided <= here[columns.UNTIL_TICK]
        assert 1 <= salvo[columns.SALVO_ROUNDS] <= here[columns.SALVO]
        assert salvo[columns.SALVO_BEFORE] == fired[threat, battery]
        fired[threat, battery] += salvo[columns.SALVO_ROUNDS]
        assert fired[threat, battery] <= here[columns.MAX_ROUNDS]
        if salvo[columns.SALVO_KILLED]:
            assert meets == ends[threat]
    for number in range(len(world.battery)):
        check_channels(raid.salvos[raid.salvos[:, columns.SALVO_BATTERY] == number], world, number)


def check_channels(salvos: np.ndarray, world: World, battery: int) -> None:
    """Check that a battery never holds more engagements than it has channels."""
    hold = world.battery[battery, columns.HOLD_TICK]
    taken = salvos[:, columns.SALVO_DECIDED]
    freed = salvos[:, columns.SALVO_MEETS] if hold < 0 else taken + max(1, hold)
    for moment in taken:
        busy = ((taken <= moment) & (moment < freed)).sum()
        assert busy <= world.battery[battery, columns.CHANNELS]


@given(scenarios(), st.integers(0, 2**63 - 1))
@pytest.mark.slow
def test_every_raid_adds_up(made: Made, seed: int) -> None:
    scenario, catalogue = made
    stage = stage_of(scenario, catalogue)
    world, groups = make_world(stage, central(figures_used(scenario, catalogue)))
    for replication in range(REPLICATIONS):
        raid = record(stage, world, groups, seed, replication, 0)
        check_conservation(raid.played.chunk, scenario)
        check_outcomes(raid.played.chunk, world)
        check_threats(raid, world)
        check_salvos(raid, world)


@given(scenarios(), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_a_replication_is_the_same_alone_and_in_company(made: Made, random: Random) -> None:
    scenario, catalogue = made
    stage = stage_of(scenario, catalogue)
    world, groups = make_world(stage, central(figures_used(scenario, catalogue)))
    numbers = np.array(random.sample(range(10_000), 5), np.int64)
    together, _ = play_replications(stage, world, groups, 3, numbers, 0, 61_440)
    alone = record(stage, world, groups, 3, int(numbers[2]), 0).played.chunk
    for column, values in together.chunk._asdict().items():
        assert np.array_equal(values[2:3], getattr(alone, column)), column


@pytest.mark.slow
def test_five_thousand_threats_play() -> None:
    gun = fire_system(p_kill={"cruise-missile": 0.5}, launchers=1, rounds_per_launcher=3_000)
    made = one_city({"gun": gun}, count=5_000)
    chunk = outcome(*made, 3)
    assert chunk.fates.sum(axis=(1, 2, 3)).tolist() == [5_000] * 3
    assert (chunk.rounds[:, 0] <= 3_000).all()
    assert (chunk.stopped[:, 0] > 1_000).all()
    assert (chunk.arrived[:, 0] + chunk.stopped[:, 0] == 5_000).all()
