"""A scenario file becomes a scenario, or every mistake in it is told at once with its place."""

import json
import time
from pathlib import Path

import pytest
import yaml

from airshield.errors import InputError
from airshield.files.scenario import read_scenario
from airshield.files.shipped import shipped_scenarios
from airshield.model.raid import Between
from unit.files.small import SMALL, changed, collection, square, write


def refusal(path: Path, *overrides: str) -> str:
    """Return what is said of a file that is refused."""
    with pytest.raises(InputError) as caught:
        read_scenario(path, overrides)
    return str(caught.value)


def test_a_scenario_is_read(tmp_path: Path) -> None:
    loaded = read_scenario(write(tmp_path))
    assert loaded.scenario.assets["plant"].lon_deg == 30.5
    assert loaded.scenario.raid.groups["cruise"].count == 4
    assert loaded.scenario.batteries["bat"].stock == 12
    assert "nasams" in loaded.catalogue.systems
    assert len(loaded.digest) == 64


def test_json_reads_the_same(tmp_path: Path) -> None:
    text = json.dumps(yaml.safe_load(SMALL), indent=1)
    from_json = read_scenario(write(tmp_path, text, "small.json"))
    assert from_json.digest == read_scenario(write(tmp_path)).digest


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_is_well_formed(name: str) -> None:
    assert read_scenario(name).scenario.name


MISTAKES = [
    (
        "nasams",
        "nasam",
        'batteries.bat.system: there is no system type "nasam" – did you mean "nasa',
    ),
    ("radar-surveillance", "radar", "sensors.tower.type: there is no sensor type"),
    ("cruise-missile-subsonic", "cruise", "raid.groups.cruise.threat: there is no threat type"),
    ("stock: 12", "stock: -12", "batteries.bat.stock: must lie in 0 … 1,000,000, got -12"),
    ("stock: 12", "stock: 1.5", "batteries.bat.stock: must be a whole number, got 1.5"),
    (
        "lon_deg: 30.1, network: north",
        "lon_deg: 30.1, network: [north, south]",
        "batteries.bat.network: must be one name: a battery belongs to one network",
    ),
    ("network: north, stock", "network: nort, stock", 'no network "nort" – did you mean "north"?'),
    ("targets: {city: 1, plant: 2}", "targets: {}", "targets: must name at least one asset"),
    ("      targets: {city: 1, plant: 2}\n", "", "raid.groups.cruise.targets: is missing"),
    ("targets: {city: 1", "targets: {citi: 1", 'there is no asset "citi" – did you mean "city"?'),
    ("targets: {city: 1, plant: 2}", "targets: {city: 0}", "must have a weight above 0"),
    ("city: {lat_deg: 50.0", "city: {lat_deg: 95", "assets.city.lat_deg: must lie in [-90, 90]"),
    ("city: {lat_deg: 50.0", "city: {lat_deg: .nan", ".nan is no number that can be used here"),
    ("city: {lat_deg: 50.0", "city: {lat_deg: 1e999", "1e999 is too large a number"),
    ("city: {lat_deg: 50.0", 'city: {lat_deg: "50"', 'got text "50"; write 50, without quotes'),
    ("city: {lat_deg: 50.0", "city: {lat_deg: 50 °N", "leave the unit out"),
    ("city: {lat_deg: 50.0", "city: {lat_degr: 50.0", 'unknown – did you mean "lat_deg"?'),
    ("kind: city", "kind: citty", '"citty" is not known here – did you mean "city"?'),
    ("count: 4", "count: 1000000000", "raid.groups.cruise.count: must lie in 1 … 20,000"),
    ("count: 4", "count: {low: 5, high: 2}", "raid.groups.cruise.count.high: must be at least low"),
    ("count: 4", "count: {mean: -1}", "raid.groups.cruise.count.mean: must lie in (0, 20,000]"),
    ("count: 4", "count: many", "must be a whole number or {low, high} or {mean}, got text"),
    (
        "bat: {system: nasams, lat_deg: 50.1",
        "bat: {system: nasams, lat_deg: -20",
        "outside the frame",
    ),
    (
        "origin: {lat_deg: 51.0",
        "origin: {lat_deg: -51.0",
        "raid.groups.cruise.origin: lies outside",
    ),
    ("airshield: 1\n", "", "the format version is missing; begin the file with airshield: 1"),
    (
        "airshield: 1",
        "airshield: 2",
        "airshield: must be 1, the format this airshield reads, got 2",
    ),
    ("airshield: 1", "airshield: true", "airshield: must be 1"),
    ("assets:", "asets:", 'asets: this key is unknown – did you mean "assets"?'),
    ("name: small", "name: no\nname: small", 'the key "name" is given twice'),
    ("name: small", "name: 5", "name: must be text, got 5"),
    (
        "  north: {}",
        "  north: {latency_s: 1e300}",
        "networks.north.latency_s: must be at most 10,000,000",
    ),
    ("count: 4", "count: 4\n      variants: 64\n      start: {until_s: .inf}", ".inf is no number"),
    ("name: small", "name: small\nh_hour: noon", "h_hour: must be a time with zone"),
    ("name: small", "name: small\nterrain: hills.tif", 'terrain: there is no file "hills.tif"'),
    ("name: small", "name: small\ndistricts: none.geojson", "districts: "),
    ("name: small", "name: small\ncatalogue: none.yaml", "catalogue: "),
    (
        "lon_deg: 30.1, network: north",
        "lon_deg: 30.1, from_s: 5, until_s: 4",
        "must be after from_s",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES, ids=[m[1][:30] for m in MISTAKES])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = changed((old, new))
    path = write(tmp_path, text)
    said = refusal(path)
    assert message in said
    place, caret = said.splitlines()[0], said.splitlines()[2]
    file, line, column = place.split(": ")[0].rsplit(":", 2)
    assert file == str(path)
    assert 1 <= int(line) <= len(text.splitlines())
    assert caret == " " * (4 + int(column) - 1) + "^"


def test_a_battery_that_can_never_see(tmp_path: Path) -> None:
    types = "systems:\n  blind: {sensor: null}\n  nasams: {sensor: null}\n"
    write(tmp_path, types.replace("  blind: {sensor: null}\n", ""), "types.yaml")
    text = changed(
        (", network: north, stock: 12", ""), ("name: small", "name: x\ncatalogue: types.yaml")
    )
    assert 'can never see: it is in no network and "nasams"' in refusal(write(tmp_path, text))


def test_a_soft_kill_needs_no_network_but_holds_no_rounds(tmp_path: Path) -> None:
    text = changed(
        ("system: nasams", "system: jamming-area"), ("network: north, stock: 12", "from_s: 0")
    )
    assert read_scenario(write(tmp_path, text)).scenario.batteries["bat"].network is None
    text = changed(("system: nasams", "system: jamming-area"))
    assert "stock: has no meaning for soft kill" in refusal(write(tmp_path, text))


def test_a_raid_from_too_far_away(tmp_path: Path) -> None:
    text = changed(("cruise-missile-subsonic", "glide-bomb"))
    said = refusal(write(tmp_path, text))
    assert "raid.groups.cruise.targets.city: is out of range (city)" in said
    assert "glide-bomb flies at most" in said
    assert "move the start nearer, or choose another target or type" in " ".join(said.split())


def test_carriers_are_aircraft_and_ballistic_missiles_have_none(tmp_path: Path) -> None:
    release = "{from_lat_deg: 50.2, from_lon_deg: 30.9, to_lat_deg: 50.1, to_lon_deg: 30.9}"
    carrier = f"count: 4\n      carrier: {{threat: glide-bomb, load: 2, release: {release}}}"
    said = refusal(write(tmp_path, changed(("count: 4", carrier))))
    assert "carrier.threat: must be an aircraft, and glide-bomb is a glide-bomb" in said
    carrier = carrier.replace("threat: glide-bomb", "threat: strike-aircraft")
    changes = (("count: 4", carrier), ("cruise-missile-subsonic", "ballistic-missile-short-range"))
    assert "a ballistic missile starts from the ground" in refusal(
        write(tmp_path, changed(*changes))
    )


def test_ballistic_missiles_take_no_waypoints(tmp_path: Path) -> None:
    waypoints = "count: 4\n      waypoints: [{lat_deg: 50.5, lon_deg: 31}]"
    changes = (
        ("count: 4", waypoints),
        ("cruise-missile-subsonic", "ballistic-missile-short-range"),
    )
    assert "waypoints: have no meaning" in refusal(write(tmp_path, changed(*changes)))


def test_names_in_doctrine_power_and_claims(tmp_path: Path) -> None:
    text = (
        SMALL
        + """\
doctrine:
  systems: {nasam: {salvo: 2}}
  reserves: {nasams: {cruise: 4}}
  withhold: {nasams: [drones]}
power:
  people_per_mw: {low: 500, value: 800, high: 1200}
  buses: {one: {lat_deg: 50, lon_deg: 30, asset: citty}}
  generators: {g: {bus: two, capacity_mw: 5}}
  lines: {l: {from_bus: one, to_bus: three, reactance_pu: 0.1}}
reported:
  c: {groups: [cruse], launched: 4, destroyed: 2, party: x, date: later, standing: claimed,
    source: y}
"""
    )
    said = refusal(write(tmp_path, text))
    for message in (
        'doctrine.systems.nasam: there is no system type "nasam" – did you mean "nasams"?',
        'doctrine.reserves.nasams.cruise: there is no threat class "cruise"',
        'doctrine.withhold.nasams[0]: there is no threat type or class "drones" – did you mean',
        'power.buses.one.asset: there is no asset "citty" – did you mean "city"?',
        'power.generators.g.bus: there is no bus "two"',
        'power.lines.l.to_bus: there is no bus "three"',
        'reported.c.groups[0]: there is no raid group "cruse" – did you mean "cruise"?',
        'reported.c.date: must be a date such as 2022-10-10, got "later"',
    ):
        assert message in said


def test_all_mistakes_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    text = changed(
        ("city: {lat_deg: 50.0, lon_deg: 30.0", "city: {lat_deg: 95, hieght_m: 3, lon_deg: 200"),
        ("stock: 12", "stock: -1, sytem: nasams"),
        ("system: nasams", "system: nasamz"),
        ("count: 4", "count: four"),
        ("targets: {city: 1", "targets: {town: 1"),
    )
    said = refusal(write(tmp_path, text))
    heads = [line for line in said.splitlines() if not line.startswith(" ")]
    lines = [int(head.split(":")[1]) for head in heads]
    assert lines == sorted(lines) == [4, 4, 4, 11, 11, 11, 16, 18]


def test_a_misspelt_table_is_read_all_the_same(tmp_path: Path) -> None:
    text = changed(("assets:", "asets:"), ("city: {lat_deg: 50.0", "city: {lat_deg: 95"))
    said = refusal(write(tmp_path, text))
    assert "asets: this key is unknown" in said
    assert "assets.city.lat_deg: must lie in" in said
    assert "no asset" not in said


def test_only_the_first_fifty_are_told(tmp_path: Path) -> None:
    assets = "".join(f"  a{i}: {{lat_deg: 95, lon_deg: 30}}\n" for i in range(70))
    said = refusal(write(tmp_path, changed(("networks:", f"{assets}networks:"))))
    assert said.count("must lie in") == 50
    assert said.endswith("and 20 more")


@pytest.mark.slow
@pytest.mark.parametrize("body", ["5", "{lat_deg: 95, lon_deg: 30}", "{lat_deg: 50, lon: 30}"])
def test_thousands_of_mistakes_take_seconds_not_hours(tmp_path: Path, body: str) -> None:
    assets = "".join(f"  a{i}: {body}\n" for i in range(5_000))
    start = time.perf_counter()
    said = refusal(write(tmp_path, changed(("networks:", f"{assets}networks:"))))
    assert time.perf_counter() - start < 30  # 1 s on a quiet machine
    assert " more" in said.splitlines()[-1]


# --- extends -----------------------------------------------------------------------------------


def extending(folder: Path, text: str, base: str = "small.yaml") -> Path:
    return write(folder, f"airshield: 1\nextends: {base}\n{text}", "child.yaml")


def test_extends_merges_mappings_replaces_lists_and_removes_nulls(tmp_path: Path) -> None:
    write(tmp_path)
    child = extending(
        tmp_path,
        "raid: {groups: {cruise: {count: {low: 1, high: 9}}}}\n"
        "assets: {plant: {value: 7}}\nbatteries: {bat: {stock: null}}\nsensors: {tower: null}\n",
    )
    scenario = read_scenario(child).scenario
    assert scenario.raid.groups["cruise"].count == Between(low=1, high=9)
    assert scenario.assets["plant"].value == 7
    assert scenario.assets["plant"].kind == "power-plant"
    assert scenario.batteries["bat"].stock is None
    assert scenario.sensors == {}


def test_a_mistake_is_told_in_the_file_that_makes_it(tmp_path: Path) -> None:
    write(tmp_path, changed(("city: {lat_deg: 50.0", "city: {lat_deg: 95")))
    said = refusal(extending(tmp_path, "raid: {groups: {cruise: {count: none}}}"))
    assert "small.yaml:4:19: assets.city.lat_deg" in said
    assert "child.yaml:3:33: raid.groups.cruise.count" in said


def test_extends_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, "airshield: 1\nextends: b.yaml\n", "a.yaml")
    write(tmp_path, "airshield: 1\nextends: a.yaml\n", "b.yaml")
    said = refusal(tmp_path / "a.yaml")
    assert (
        "b.yaml:2:10: extends: the files extend each other in a circle: a.yaml → b.yaml → a" in said
    )


def test_extends_itself(tmp_path: Path) -> None:
    said = refusal(extending(tmp_path, "", "child.yaml"))
    assert "in a circle: child.yaml → child.yaml" in said


def test_a_long_chain_of_extends(tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path, f"airshield: 1\nextends: f{number + 1}.yaml\n", f"f{number}.yaml")
    assert "more than 20 files extend each other" in refusal(tmp_path / "f0.yaml")


def test_extends_a_file_that_is_missing(tmp_path: Path) -> None:
    said = refusal(extending(tmp_path, "", "gone.yaml"))
    assert "child.yaml:2:10: extends: " in said
    assert "there is no such file" in said


def test_extends_a_shipped_scenario(tmp_path: Path) -> None:
    name = next(iter(shipped_scenarios()))
    child = extending(tmp_path, "name: mine\n", name)
    assert read_scenario(child).scenario.assets == read_scenario(name).scenario.assets


@pytest.mark.parametrize("key", ["extends", "catalogue", "districts", "terrain", "outline"])
@pytest.mark.parametrize(
    "name", ["../secret.yaml", "/etc/passwd", "sub/../../secret.yaml", "link/secret.yaml"]
)
def test_paths_may_not_leave_the_folder(tmp_path: Path, key: str, name: str) -> None:
    write(tmp_path, "airshield: 1\nname: secret\n", "secret.yaml")
    folder = tmp_path / "work"
    (folder / "sub").mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path)
    text = changed(("name: small", f"name: small\n{key}: {name}"))
    said = refusal(write(folder, text))
    assert f"{key}: " in said
    assert "leads out of the folder of the scenario" in said
    assert "secret\n" not in said


def test_a_base_in_a_folder_below_may_name_files_above_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path)
    write(tmp_path / "sub", "airshield: 1\nextends: ../small.yaml\n", "middle.yaml")
    child = extending(tmp_path, "name: child\n", "sub/middle.yaml")
    assert read_scenario(child).scenario.name == "child"


@pytest.mark.parametrize("value", ["5", "[a]", "{a: 1}", '""', '"a\\0b"', "null"])
def test_a_path_must_be_a_name(tmp_path: Path, value: str) -> None:
    said = refusal(write(tmp_path, f"airshield: 1\nextends: {value}\n"))
    assert "extends: must name a file" in said


# --- --set -------------------------------------------------------------------------------------


def test_overrides_replace_add_and_remove(tmp_path: Path) -> None:
    path = write(tmp_path)
    loaded = read_scenario(
        path,
        [
            "raid.groups.cruise.count=40",
            "raid.groups.cruise.targets={city: 1}",
            "raid.groups.cruise.targets.plant=3.5",
            "simulation.seed=7",
            "batteries.bat.stock=null",
            "assets.city.kind=port",
            'raid.groups."cruise".waypoints=[{lat_deg: 50.6, lon_deg: 32}]',
            "raid.groups.cruise.waypoints[0].lat_deg=50.7",
            "raid.groups.cruise.waypoints.0.lon_deg=32.5",
            "catalogue.systems.nasams.p_kill.drone.value=0.7",
        ],
    )
    group = loaded.scenario.raid.groups["cruise"]
    assert (group.count, group.targets) == (40, {"city": 1.0, "plant": 3.5})
    assert (group.waypoints[0].lat_deg, group.waypoints[0].lon_deg) == (50.7, 32.5)
    assert loaded.scenario.simulation.seed == 7
    assert loaded.scenario.batteries["bat"].stock is None
    assert loaded.catalogue.systems["nasams"].p_kill["drone"].value == 0.7
    assert loaded.digest != read_scenario(path).digest
    assert loaded.overrides[0] == "raid.groups.cruise.count=40"


def test_a_star_stands_for_any_names() -> None:
    plain = read_scenario("isthmus").scenario.batteries
    loaded = read_scenario("isthmus", ["batteries.nasams*.stock=7", "raid.groups.*.variants=1"])
    for name, battery in loaded.scenario.batteries.items():
        assert battery.stock == (7 if name.startswith("nasams") else plain[name].stock)
    assert {group.variants for group in loaded.scenario.raid.groups.values()} == {1}


def test_assignments_multiply_what_is_written() -> None:
    plain = read_scenario("isthmus")
    loaded = read_scenario(
        "isthmus",
        [
            "batteries.*.stock*=1.5",
            "assets.Junction*.hits_to_disable *= 3",
            "raid.groups.*.targets.**=2",
            "catalogue.systems.nasams.launcher.round_cost_eur*=2",
        ],
    )
    for name, battery in loaded.scenario.batteries.items():
        stock = plain.scenario.batteries[name].stock
        assert battery.stock == (None if stock is None else round(1.5 * stock))
    assert loaded.scenario.assets["Junction 1"].hits_to_disable == 6.0
    assert loaded.scenario.assets["Belumouth"].hits_to_disable == 20.0
    for name, group in loaded.scenario.raid.groups.items():
        weights = plain.scenario.raid.groups[name].targets
        assert group.targets == {asset: 2 * weight for asset, weight in weights.items()}
    launcher, once = (each.catalogue.systems["nasams"].launcher for each in (loaded, plain))
    assert launcher is not None
    assert once is not None
    assert launcher.round_cost_eur.high == 2 * once.round_cost_eur.high


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("batteries.b*t.stok=4", ":15: batteries.bat.stok: there is no such key"),
        ("batteries.x*.stock=4", ':11: batteries."x*": stands for no name in the file'),
        ("batteries.*.stok*=2", ":13: batteries.bat.stok: there is no such key"),
        ("batteries.*.until_s*=2", "batteries.bat.until_s: is not in the file"),
        ("batteries.bat.system*=2", "batteries.bat.system: holds no number to multiply"),
        ("batteries.bat.stock*=two", "expected a number to multiply with after *="),
        ("raid.groups.cruise.count=abc", ":26: raid.groups.cruise.count: must be a whole number"),
        (
            "raid.grups.cruise.count=4",
            ':6: raid.grups: there is no such key – did you mean "groups"',
        ),
        ("raid.groups.cruse.count=4", ":13: raid.groups.cruse: is not in the file – did you mean"),
        ("batteries.bat.stok=4", ":15: batteries.bat.stok: there is no such key – did you mean"),
        ("batteries.bat.stock.x=4", ":21: batteries.bat.stock.x: there is no such key"),
        ("raid.groups.cruise.waypoints[3].lat_deg=4", ": is not in the file"),
        ("catalogue.systems.nasam.p_ready.value=1", ': is not in the file – did you mean "nasams"'),
        ("catalogue.systms.nasams.p_ready.value=1", ":11: systms: there is no such key"),
        ("extends=other.yaml", ":1: extends: there is no such key"),
        ("simulation.seed", ":16: expected an assignment such as"),
        ("=4", ":1: expected an assignment such as"),
        ("", ":1: expected an assignment such as"),
        ("a..b=4", ":3: expected an assignment such as"),
        ("simulation.seed=[1", "not YAML"),
        ("simulation.seed=1e999", ":17: 1e999 is too large a number"),
        ("simulation.seed=" + "9" * 400, "(400 digits) is too large"),
        ("raid.groups.cruise.count=1000000000", "must lie in 1 … 20,000"),
        ("terrain=/etc/passwd", ':9: terrain: "/etc/passwd" leads out of the folder'),
        ("districts=/etc/passwd", "leads out of the folder"),
        ("simulation=\x1b[31m", "not YAML"),
    ],
)
def test_wrong_overrides_are_told_with_their_column(
    tmp_path: Path, override: str, message: str
) -> None:
    said = refusal(write(tmp_path), override)
    assert said.startswith("--set ")
    assert message in said
    assert "\x1b" not in said


# --- catalogue ---------------------------------------------------------------------------------


def test_a_users_catalogue_changes_one_figure(tmp_path: Path) -> None:
    write(tmp_path, "systems: {nasams: {p_kill: {drone: {value: 0.75}}}}\n", "types.yaml")
    path = write(tmp_path, changed(("name: small", "name: small\ncatalogue: types.yaml")))
    figure = read_scenario(path).catalogue.systems["nasams"].p_kill["drone"]
    assert figure.value == 0.75
    assert figure.high == 0.9


def test_catalogues_of_base_and_child_both_count(tmp_path: Path) -> None:
    write(tmp_path, "systems: {nasams: {title: One, mast_m: {value: 9}}}\n", "one.yaml")
    write(tmp_path, "systems: {nasams: {title: Two}}\n", "two.yaml")
    write(tmp_path, changed(("name: small", "name: small\ncatalogue: one.yaml")))
    child = extending(tmp_path, "catalogue: [two.yaml]\n")
    system = read_scenario(child).catalogue.systems["nasams"]
    assert (system.title, system.mast_m.value) == ("Two", 9)


def test_mistakes_in_a_users_catalogue(tmp_path: Path) -> None:
    types = """\
systems:
  nasams:
    sensor: radar-250
    p_kill: {dron: {low: 0, value: 1, high: 1, source: x, standing: assumed}}
    p_ready: {low: 0.9, value: 0.5, high: 1, source: y, standing: publisht}
    mast_m: {low: 1, value: 1, high: 1, source: y, standing: published}
"""
    write(tmp_path, types, "types.yaml")
    said = refusal(write(tmp_path, changed(("name: small", "name: small\ncatalogue: types.yaml"))))
    for message in (
        'types.yaml:3:13: systems.nasams.sensor: there is no sensor type "radar-250" – did',
        'types.yaml:4:14: systems.nasams.p_kill.dron: there is no threat type or class "dron"',
        'types.yaml:5:67: systems.nasams.p_ready.standing: "publisht" is not known here',
        "types.yaml:5:32: systems.nasams.p_ready.value: must lie between low and high",
        'types.yaml:6:49: systems.nasams.mast_m.source: there is no source "y"',
    ):
        assert message in said


def test_absurd_figures_are_refused(tmp_path: Path) -> None:
    types = "sensors: {radar-gun: {period_s: {low: 1.0e-9}}}\n"
    write(tmp_path, types, "types.yaml")
    said = refusal(write(tmp_path, changed(("name: small", "name: small\ncatalogue: types.yaml"))))
    assert "sensors.radar-gun.period_s: must be at least 0.25" in said


def test_a_raid_of_too_many_routes(tmp_path: Path) -> None:
    group = SMALL[SMALL.index("    cruise:") :]
    groups = "".join(
        group.replace("cruise:", f"g{i}:", 1) + "      variants: 64\n" for i in range(800)
    )
    text = SMALL[: SMALL.index("    cruise:")] + groups
    assert "must ask for at most 100,000 routes" in refusal(write(tmp_path, text))


# --- districts ---------------------------------------------------------------------------------


def with_districts(folder: Path, text: str) -> Path:
    write(folder, text, "d.geojson")
    return write(folder, changed(("name: small", "name: small\ndistricts: d.geojson")))


def test_districts_are_read(tmp_path: Path) -> None:
    text = collection(
        square(30, 50, name="West", people=5), square(31, 50, name="East", people=7.0)
    )
    districts = read_scenario(with_districts(tmp_path, text)).scenario.districts
    assert [d.people for d in districts.values()] == [5, 7]
    assert districts["West"].rings == (((30, 50), (31, 50), (31, 51), (30, 51)),)


def test_a_multipolygon_has_several_rings_and_holes_are_ignored(tmp_path: Path) -> None:
    feature = square(30, 50, name="Two", people=5)
    ring = feature["geometry"]["coordinates"][0]  # type: ignore[index]
    feature["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    districts = read_scenario(with_districts(tmp_path, collection(feature))).scenario.districts
    assert len(districts["Two"].rings) == 2


def test_an_asset_in_a_district_that_is_not_there(tmp_path: Path) -> None:
    path = with_districts(tmp_path, collection(square(30, 50, name="West", people=5)))
    path.write_text(path.read_text().replace("kind: city", "kind: city, district: Wst"))
    assert 'there is no district "Wst" – did you mean "West"?' in refusal(path)


BAD_DISTRICTS = [
    (
        collection(square(30, 50, people=5)),
        "features[0].properties.name: must be the district's name",
    ),
    (collection(square(30, 50, name="a")), "must be a whole number, got nothing"),
    (collection(square(30, 50, name="a", people=-5)), "people: must be at least 0 and finite"),
    (collection(square(30, 50, name="a", people="5")), 'must be a whole number, got text "5"'),
    (collection(square(30, 99, name="a", people=5)), "are not those of a Polygon in degrees"),
    (collection(5), "features[0]: must be a Feature, got 5"),
    (collection(*[square(30, 50, name="a", people=5)] * 2), '"a" is given twice'),
    (collection({"type": "Feature", "properties": {}, "geometry": None}), "got no geometry"),
    ("[]", "must be a GeoJSON FeatureCollection"),
    ('{"type": "FeatureCollection"', 'a "," or "}" is expected'),
    (collection(square(30, 50, name="a", people=10**400)), "is too large a number"),
    (
        collection(square(30, 50, name="a", people=5)).replace("51", "NaN"),
        "NaN is not a JSON value",
    ),
    ('{"type": "FeatureCollection", "features": ' + "[" * 90_000, "nested more than 40 levels"),
]


@pytest.mark.parametrize(("text", "message"), BAD_DISTRICTS)
def test_wrong_districts_are_told_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    said = refusal(with_districts(tmp_path, text))
    assert message in said
    assert "d.geojson:" in said


def test_the_digest_depends_on_what_is_played_and_nothing_else(tmp_path: Path) -> None:
    digest = read_scenario(write(tmp_path)).digest
    commented = read_scenario(write(tmp_path, f"# a comment\n{SMALL}")).digest
    written_out = read_scenario(write(tmp_path, changed(("{}", "{latency_s: 5.0}")))).digest
    other = read_scenario(write(tmp_path, changed(("count: 4", "count: 5")))).digest
    assert digest == commented == written_out != other


def test_neither_a_file_nor_shipped() -> None:
    with pytest.raises(InputError, match="neither a file nor a shipped scenario"):
        read_scenario("no-such-scenario")
    with pytest.raises(InputError, match="there is no such file"):
        read_scenario("no-such-scenario.yaml")
