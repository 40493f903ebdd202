"""`airshield evidence raid`: the block it writes, what it says, and what it refuses."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from airshield import __version__
from airshield.apps.cli.entry import run
from airshield.evidence.nights import nights_before
from airshield.files.attacks import read_record
from airshield.files.example_record import example_record
from airshield.files.scenario import Loaded, read_scenario
from unit.evidence.written import plain
from unit.files.small import changed, write

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "data" / "attacks" / "missile_attacks_daily.csv"
MONTH = ("--month", "2032-06")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.csv"
    path.write_text(example_record(seed=1), encoding="utf-8")
    return path


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs the command and returns what it printed."""

    def call(*arguments: object, code: int = 0) -> str:
        assert run(["evidence", "raid", *map(str, arguments)]) == code
        out, err = capsys.readouterr()
        return out if code == 0 else err

    return call


def counts(loaded: Loaded) -> dict[str, object]:
    return {name: group.count for name, group in loaded.scenario.raid.groups.items()}


def test_without_a_scenario_it_says_what_the_record_knows(
    record: Path, said: Callable[..., str]
) -> None:
    block = said(record, *MONTH, "--seed", 7)
    assert "threat: one-way-attack-drone" in block
    assert "# origin: {lat_deg: …, lon_deg: …, radius_m: …} # to fill in" in block
    for origin in ("record: record.csv, SHA-256 ", "seed: 7;", "month: 2032-06", __version__):
        assert origin in block
    assert "percentile: 95" in block
    assert "claims" in block
    total = re.search(r"total: (\d+)", block)
    assert total is not None
    assert sum(map(int, re.findall(r"count: (\d+)", block))) == int(total[1])


def test_the_same_seed_gives_the_same_bytes(record: Path, said: Callable[..., str]) -> None:
    first, again, other = (said(record, *MONTH, "--seed", seed) for seed in (1, 1, 2))
    assert first == again != other


def test_json_and_table_tell_the_same_night(record: Path, said: Callable[..., str]) -> None:
    found = json.loads(said(record, *MONTH, "--format", "json"))
    night = found["night"]
    assert night["total"]["value"] == sum(row["value"] for row in night["classes"].values())
    asked = [row["percentile"] for row in found["percentiles"] if row["of"] == "drone"]
    assert asked == [50.0, 90.0, 95.0, 99.0]
    assert {row["of"] for row in found["month_totals"]} == {*night["classes"], "all"}
    table = said(record, *MONTH, "--format", "table")
    assert "The night at percentile 95 of all nights" in table
    assert f"{night['classes']['drone']['value']:,}" in table
    assert max(map(len, table.splitlines())) <= 80


def test_without_a_month_it_is_the_first_after_the_record(
    record: Path, said: Callable[..., str]
) -> None:
    assert json.loads(said(record, "--format", "json"))["month"] == "2032-07"


def test_what_came_later_changes_nothing(
    tmp_path: Path, record: Path, said: Callable[..., str]
) -> None:
    shorter = tmp_path / "shorter.csv"
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    shorter.write_text("".join(line for line in lines if line[:7] != "2032-06"), encoding="utf-8")
    nights = [json.loads(said(path, *MONTH, "--format", "json")) for path in (record, shorter)]
    assert nights[0]["night"] == nights[1]["night"]
    assert nights[0]["left_out"] != nights[1]["left_out"]


def test_a_scenarios_groups_share_the_counts(
    tmp_path: Path, record: Path, said: Callable[..., str]
) -> None:
    out = tmp_path / "large.yaml"
    found = json.loads(
        said(record, *MONTH, "--scenario", "autumn-2022", "--out", out, "--format", "json")
    )
    before, after = counts(read_scenario("autumn-2022")), counts(read_scenario(out))
    classes = {name: row["value"] for name, row in found["night"]["classes"].items()}
    missiles = ["cruise missiles from the air", "cruise missiles from the sea"]
    drones = [name for name in before if name not in missiles]
    assert sum(after.get(name, 0) for name in drones) == classes["drone"]
    assert sum(after.get(name, 0) for name in missiles) == classes["cruise-missile"]
    for name in drones:
        assert after[name] == pytest.approx(before[name] * classes["drone"] / 24, abs=1)


def test_its_scenario_can_be_played(
    tmp_path: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "night.yaml"
    arguments = ["--percentile", "60", "--scenario", "first-look", "--out", str(out)]
    assert run(["evidence", "raid", str(record), *MONTH, *arguments]) == 0
    out_said, err = capsys.readouterr()
    assert "The whole month" in out_said
    assert f"wrote {out}" in err
    assert run(["assess", str(out), "-n", "64", "--worlds", "2"]) == 0


def test_a_class_without_a_group_is_left_out_and_said(
    tmp_path: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = write(tmp_path, name="own.yaml")
    groups = read_scenario(scenario).scenario.raid.groups
    assert {group.threat for group in groups.values()} == {"cruise-missile-subsonic"}
    out = tmp_path / "night.yaml"
    arguments = ["--percentile", "99", "--scenario", str(scenario), "--out", str(out)]
    assert run(["evidence", "raid", str(record), *MONTH, *arguments]) == 0
    err = capsys.readouterr().err
    assert "of class drone" in err
    assert "the scenario has no group of it" in err
    text = out.read_text(encoding="utf-8")
    assert "# Left out: " in text
    assert "extends: own.yaml" in text.replace('"', "")
    read_scenario(out)


def test_a_group_of_a_class_that_the_record_does_not_know_stays(
    tmp_path: Path, said: Callable[..., str]
) -> None:
    rows = [
        f"2031-{month:02}-{day:02},,Kalibr,9,1,Air Staff,bulletin"
        for month in (1, 2, 3)
        for day in range(1, 29)
    ]
    block = said(plain(tmp_path, *rows), "--scenario", "first-look")
    assert "# As in the scenario, the record knows nothing of it: drones\n" in block
    assert "cruise missiles: {count: " in block
    assert "ballistic missiles: {" not in block


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--month", "2032-13"), '--month "2032-13": is no month; write it as 2026-01'),
        (("--month", "June"), '--month "June": is no month'),
        (("--percentile", "100"), "--percentile 100: must lie between 0 and 100"),
        (("--percentile", "nan"), "--percentile nan: must lie between 0 and 100"),
        (("--seed", "-1"), "--seed -1: must lie in 0 … "),
        (("--month", "2031-02"), "the first count is of 2031-01-02; ask for 2031-04 or later"),
        (("--month", "2044-02"), "more than a year before 2044-02"),
        (("--percentile", "0.1"), "nothing comes in that night; ask for a higher percentile"),
        (("--scenario", "isthmsu"), 'did you mean "isthmus"?'),
    ],
)
def test_what_it_refuses(
    record: Path, said: Callable[..., str], arguments: tuple[str, ...], message: str
) -> None:
    assert message in said(record, *arguments, code=2)


def test_all_mistakes_of_a_call_at_once(record: Path, said: Callable[..., str]) -> None:
    err = said(record, "--percentile", "0", "--month", "x", "--seed", "-2", code=2)
    assert all(option in err for option in ("--percentile 0", '--month "x"', "--seed -2"))


def test_the_first_month_that_it_names_can_be_asked_for(
    record: Path, said: Callable[..., str]
) -> None:
    assert "month: 2031-04" in said(record, "--month", "2031-04")


def test_a_record_that_is_too_short(tmp_path: Path, said: Callable[..., str]) -> None:
    short = plain(tmp_path, "2031-03-01,,Shahed,9,1,Air Staff,bulletin")
    assert "the record holds 1" in said(short, code=2)
    empty = plain(tmp_path, "2031-03-01,,Shahed,,1,Air Staff,bulletin")
    assert "no number launched that can be counted" in said(empty, code=2)


def test_a_file_that_could_not_find_its_scenario_is_not_written(
    tmp_path: Path, record: Path, said: Callable[..., str]
) -> None:
    scenario = write(tmp_path, name="own.yaml")
    (tmp_path / "below").mkdir()
    out = tmp_path / "below" / "night.yaml"
    message = said(record, *MONTH, "--scenario", scenario, "--out", out, code=2)
    assert f"write it to {tmp_path}" in message
    assert not out.exists()


def test_a_raid_that_is_too_large_is_refused(tmp_path: Path, said: Callable[..., str]) -> None:
    scenario = write(tmp_path, changed(("count: 4", "count: 5")), "own.yaml")
    rows = [
        f"2031-{month:02}-{day:02},,Kalibr,90000,1,Air Staff,bulletin"
        for month in (1, 2, 3)
        for day in range(1, 29)
    ]
    err = said(plain(tmp_path, *rows), "--scenario", scenario, code=2)
    assert "own.yaml: with the counts of that night its raid cannot be played: count must" in err


@pytest.mark.parametrize("name", ["no", "1e3", 'a: "b" # c', "шахед 1", " spaced "])
def test_any_name_of_a_group_is_read_back(
    tmp_path: Path, record: Path, said: Callable[..., str], name: str
) -> None:
    text = changed(("    cruise:", f"    {json.dumps(name)}:"))
    scenario = write(tmp_path, text, "odd: name #1.yaml")
    out = tmp_path / "night.yaml"
    said(record, *MONTH, "--percentile", 99, "--scenario", scenario, "--out", out)
    assert list(read_scenario(out).scenario.raid.groups) == [name]
    assert read_scenario(out).scenario.raid.groups[name].count != 4


def test_a_file_above_its_scenario_finds_it(
    tmp_path: Path, record: Path, said: Callable[..., str]
) -> None:
    (tmp_path / "below").mkdir()
    scenario = write(tmp_path / "below", name="own.yaml")
    out = tmp_path / "night.yaml"
    said(record, *MONTH, "--percentile", 99, "--scenario", scenario, "--out", out)
    assert 'extends: "below/own.yaml"' in out.read_text(encoding="utf-8")
    read_scenario(out)


def test_groups_that_get_none_are_removed(tmp_path: Path, said: Callable[..., str]) -> None:
    rows = [
        f"2031-{month:02}-{day:02},,{label},{n},0,Air Staff,bulletin {label}"
        for month in (1, 2, 3)
        for day in range(1, 29)
        for label, n in (("Shahed", 30), ("Kalibr", 0), ("Iskander-M", 0))
    ]
    out = tmp_path / "night.yaml"
    said(plain(tmp_path, *rows), "--scenario", "first-look", "--out", out)
    assert "cruise missiles: null" in out.read_text(encoding="utf-8")
    assert list(read_scenario(out).scenario.raid.groups) == ["drones"]


@pytest.mark.skipif(not REAL.is_file(), reason=f"the public attack record is not at {REAL}")
def test_the_public_record(tmp_path: Path, said: Callable[..., str]) -> None:
    found = json.loads(said(REAL, "--month", "2026-01", "--format", "json"))
    assert found["nights"]["last"] == "2025-12-31"
    assert {"drone", "cruise-missile", "ballistic-missile"} <= set(found["night"]["classes"])
    month = {row["of"]: row["spread"] for row in found["month_totals"]}
    record = read_record(REAL)
    january = nights_before(record, date(2026, 2, 1))
    assert january is not None
    for threat_class in ("drone", "cruise-missile", "ballistic-missile"):
        columns = [i for i, kind in enumerate(january.kinds) if kind.threat_class == threat_class]
        came = january.counts[-31:, columns].sum()
        assert month[threat_class]["low"] <= came <= month[threat_class]["high"]
    out = tmp_path / "night.yaml"
    said(REAL, "--month", "2026-01", "--scenario", "winter-night", "--out", out)
    assert read_scenario(out).scenario.name == read_scenario("winter-night").scenario.name
