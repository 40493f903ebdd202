from __future__ import annotations

import itertools
import sys

import numpy as np
import pytest

from airshield.earth.fictional_power import base_flows
from airshield.files.catalogue import read_catalogue
from airshield.files.scenario import Loaded, read_scenario
from airshield.files.shipped import scenarios_folder, shipped_scenarios
from airshield.model.figure import Figure
from airshield.simulation.cast import local_frame

NAMES = (
    "autumn-2022",
    "autumn-2022-pledges",
    "first-look",
    "isthmus",
    "isthmus-pledges",
    "winter-night",
)
FICTIONAL = ("isthmus", "winter-night")


@pytest.fixture(scope="module")
def loaded() -> dict[str, Loaded]:
    return {name: read_scenario(name) for name in NAMES}


def weapons(it: Loaded) -> int:
    return sum(group.most for group in it.scenario.raid.groups.values())


def figures(record: object) -> list[Figure]:
    """Return every figure below a record."""
    if isinstance(record, Figure):
        return [record]
    inner = record.values() if isinstance(record, dict) else [
        getattr(record, name) for name in getattr(record, "__slots__", ())
    ]  # fmt: skip
    return list(itertools.chain.from_iterable(figures(part) for part in inner))


def test_these_scenarios_are_shipped_and_no_others():
    assert tuple(shipped_scenarios()) == NAMES


@pytest.mark.parametrize(
    ("name", "threats", "batteries"),
    [("first-look", 24, 5), ("autumn-2022", 108, 55), ("isthmus", 108, 40),
     ("winter-night", 600, 200)],
)  # fmt: skip
def test_each_has_its_stated_size(loaded, name, threats, batteries):
    assert weapons(loaded[name]) == threats
    assert len(loaded[name].scenario.batteries) == batteries


def test_the_first_look_is_short():
    assert len((scenarios_folder() / "first-look.yaml").read_text().splitlines()) < 60


def test_autumn_2022_holds_what_was_reported(loaded):
    scenario = loaded["autumn-2022"].scenario
    told = {name: (claim.launched, claim.destroyed) for name, claim in scenario.reported.items()}
    assert told == {
        "cruise missiles": (84, 43),
        "Shahed drones": (13, 10),
        "other drones": (11, 3),
    }
    for claim in scenario.reported.values():
        assert sum(scenario.raid.groups[name].most for name in claim.groups) == claim.launched


def test_the_lay_down_of_autumn_2022_follows_its_rule_and_no_real_place(loaded):
    scenario = loaded["autumn-2022"].scenario
    cities = [name for name, asset in scenario.assets.items() if asset.kind == "city"]
    assert len(cities) == 15
    for name, battery in scenario.batteries.items():
        assert battery.lat_deg == round(battery.lat_deg, 1), name
        assert battery.lon_deg == round(battery.lon_deg, 1), name
    for city in cities:
        people = scenario.assets[city].people
        assert (f"{city} medium-range" in scenario.batteries) == (people > 250_000)
        assert (f"{city} long-range" in scenario.batteries) == (people > 700_000)
    assert all(group.origin.radius_m >= 20_000 for group in scenario.raid.groups.values())


def test_the_isthmus_raid_has_five_classes(loaded):
    it = loaded["isthmus"]
    groups = it.scenario.raid.groups.values()
    assert len({it.catalogue.threats[group.threat].threat_class for group in groups}) == 5
    assert len([a for a in it.scenario.assets.values() if a.kind == "city"]) == 12
    assert any(group.carrier for group in groups)


def test_winter_night_has_decoys(loaded):
    it = loaded["winter-night"]
    groups = it.scenario.raid.groups.values()
    assert sum(g.most for g in groups if it.catalogue.threats[g.threat].decoy) == 120
    assert any(group.decoy_share > 0 for group in groups)


@pytest.mark.parametrize("name", NAMES)
def test_every_place_lies_within_a_frame_that_stays_true(loaded, name):
    scenario = loaded[name].scenario
    groups = scenario.raid.groups.values()
    places = [*scenario.assets.values(), *scenario.batteries.values(), *scenario.sensors.values(),
              *(group.origin for group in groups)]  # fmt: skip
    lat = np.array([place.lat_deg for place in places])
    lon = np.array([place.lon_deg for place in places])
    east, north = local_frame(scenario).to_local(lat, lon)
    assert np.ptp(east) < 2_500e3
    assert np.ptp(north) < 2_500e3


@pytest.mark.parametrize("name", NAMES)
def test_no_weapon_is_sent_further_than_its_type_can_fly(loaded, name):
    it = loaded[name]
    frame = local_frame(it.scenario)
    for group_name, group in it.scenario.raid.groups.items():
        starts = [(group.origin.lat_deg, group.origin.lon_deg)]
        if group.carrier:
            line = group.carrier.release
            starts = [(line.from_lat_deg, line.from_lon_deg), (line.to_lat_deg, line.to_lon_deg)]
        spread = 0.0 if group.carrier else group.origin.radius_m
        reach = it.catalogue.threats[group.threat].range_m
        for target, start in itertools.product(group.targets, starts):
            asset = it.scenario.assets[target]
            a, b = frame.to_local(*start), frame.to_local(asset.lat_deg, asset.lon_deg)
            way = float(np.hypot(a[0] - b[0], a[1] - b[1])) + spread
            assert reach is None or way < reach.low, (group_name, target, way)


@pytest.mark.parametrize("name", FICTIONAL)
def test_the_undamaged_power_network_serves_all_within_its_ratings(loaded, name):
    power = loaded[name].scenario.power
    buses = list(power.buses)
    demand = np.array([bus.demand_mw for bus in power.buses.values()])
    capacity = np.zeros(len(buses))
    for plant in power.generators.values():
        capacity[buses.index(plant.bus)] += plant.capacity_mw
    assert capacity.sum() >= 1.1 * demand.sum()
    lines = power.lines.values()
    ends = np.array([(buses.index(e.from_bus), buses.index(e.to_bus)) for e in lines])
    flow = base_flows(
        capacity * demand.sum() / capacity.sum() - demand,
        ends,
        np.array([line.reactance_pu for line in lines]),
    )
    assert (np.abs(flow) < [line.rating_mw for line in lines]).all()


@pytest.mark.parametrize("name", FICTIONAL)
@pytest.mark.slow
def test_the_generator_writes_exactly_what_is_shipped(name, monkeypatch):
    monkeypatch.syspath_prepend(str(scenarios_folder()))
    import generate  # noqa: PLC0415

    plan = {"isthmus": generate.ISTHMUS, "winter-night": generate.WINTER_NIGHT}[name]
    for file, text in generate.build(plan).items():
        assert (scenarios_folder() / file).read_text(encoding="utf-8") == text, file
    sys.modules.pop("generate")


def test_every_catalogue_figure_says_where_it_comes_from():
    catalogue = read_catalogue()
    used = set()
    entries = {"t": catalogue.threats, "n": catalogue.sensors, "y": catalogue.systems}
    for figure in figures(entries):
        if figure.standing == "published":
            used.add(figure.source)
        else:
            assert len(figure.source.split()) >= 2
    assert used == set(catalogue.sources)
    assert all(source.address.startswith("http") for source in catalogue.sources.values())


def test_what_the_catalogue_must_hold():
    catalogue = read_catalogue()
    assert set(catalogue.threats) == {
        "one-way-attack-drone", "decoy-drone", "cruise-missile-subsonic",
        "cruise-missile-supersonic", "ballistic-missile-short-range", "aeroballistic-missile",
        "glide-bomb", "strike-aircraft", "bomber",
    }  # fmt: skip
    assert set(catalogue.systems) == {
        "iris-t-slm", "nasams", "gun-very-short-range", "mobile-fire-team", "missile-short-range",
        "missile-medium-range", "missile-long-range", "ballistic-missile-defence", "jamming-area",
        "fighter-patrol",
    }  # fmt: skip
    iris = catalogue.systems["iris-t-slm"]
    assert iris.envelope.range_max_m.value == 40_000
    assert iris.envelope.height_max_m.value == 20_000
    assert (iris.launcher.launchers.value, iris.launcher.rounds_per_launcher.value) == (3, 8)
    assert catalogue.sensors[iris.sensor].range_limit_m.value == 250_000
    assert catalogue.systems["nasams"].launcher.rounds_per_launcher.value == 6
    shahed = catalogue.threats["one-way-attack-drone"].speed_m_s
    assert (round(shahed.low * 3.6), round(shahed.high * 3.6)) == (120, 185)


def test_every_shooter_can_see_for_itself():
    for name, system in read_catalogue().systems.items():
        assert system.layer == "soft-kill" or system.sensor is not None, name
