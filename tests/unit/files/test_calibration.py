"""Calibration files: what is written is read again, and every mistake is told with its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from airshield.errors import InputError, OutputError, RecordError
from airshield.files.calibration import calibration_text, read_calibration, write_calibration
from airshield.files.scenario import laydown_digest, read_scenario
from airshield.files.shipped import shipped_calibrations, shipped_scenarios
from airshield.model.calibration import (
    Calibration,
    ClassCalibration,
    UsedRecord,
    UsedScenario,
    UsualRaid,
)
from airshield.model.figure import Figure, Spread

RECORD = UsedRecord(
    file="record.csv",
    sha256="a" * 64,
    rows=540,
    begins=datetime(2031, 1, 1, 18, 30, tzinfo=UTC),
    until=datetime(2032, 1, 1, tzinfo=UTC),
)
SCENARIO = UsedScenario(
    name="made: up #1",
    digest="b" * 64,
    laydown_digest="c" * 64,
    seed=7,
    replications=100,
    worlds=4,
)
DRONE = ClassCalibration(
    reports=43,
    era="lost-beside",
    counts="killed",
    usual_raid=UsualRaid(launched=31.0, types={"shahed": 0.75, "who: knows": 0.25}),
    raid_launched=20.0,
    effective_draws=41.5,
    slope=0.01,
    single_raid=Spread(low=0.2, value=0.5, high=0.9),
    share=Spread(low=0.4, value=0.5, high=0.6),
    share_at_1=0.7,
    simulated=Spread(low=0.41, value=0.5, high=0.59),
    share_error=0.01,
    effectiveness=Figure(
        low=0.3, value=0.45, high=0.8, source='matched to 43 "reports"', standing="calibrated"
    ),
)
BALLISTIC = replace(DRONE, era="", effectiveness=None, simulated=None, note="out of reach: 0.31")
MADE = Calibration(
    made_by="airshield 0",
    warning="Belongs to its lay-down.",
    learned_from=RECORD,
    belongs_to=SCENARIO,
    classes={"drone": DRONE, "ballistic-missile": BALLISTIC},
    left_out={"cruise-missile": "no report"},
)


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the calibration with texts replaced, each of which must be there."""
    text = calibration_text(MADE)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "made.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def place(text: str, of: str) -> str:
    """Return line and column at which a text stands in the file."""
    line = next(n for n, row in enumerate(text.splitlines(), 1) if of in row)
    return f":{line}:{text.splitlines()[line - 1].index(of) + 1}:"


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "made.yaml"
    write_calibration(path, MADE)
    found = read_calibration(path)
    assert found.calibration == MADE
    assert found.path == path
    again = tmp_path / "again.yaml"
    write_calibration(again, found.calibration)
    assert again.read_bytes() == path.read_bytes()
    assert set(MADE.effectiveness) == {"drone"}


def test_every_key_is_explained_once(tmp_path):
    lines = calibration_text(MADE).splitlines()
    assert max(map(len, lines)) < 200
    keys = [i for i, line in enumerate(lines) if line.strip().startswith("slope:")]
    assert lines[keys[0] - 1].strip().startswith("# Largest remaining slope")
    assert not lines[keys[1] - 1].strip().startswith("#")


def test_all_mistakes_are_told_at_once(tmp_path):
    path = written(
        tmp_path,
        ("reports: 43", "reports: many"),
        ("    slope: 0.01", "    slop: 0.01"),
        ("share_at_1: 0.7", "share_at_1: 1.7"),
        ("rows: 540", "rows: -1"),
        ("seed: 7", "seed: 7\n  hurry: yes"),
    )
    text = path.read_text()
    with pytest.raises(InputError) as caught:
        read_calibration(path)
    said = str(caught.value)
    for where, what in (
        (place(text, "many"), "classes.drone.reports: must be a whole number"),
        (place(text, "slop: "), 'classes.drone.slop: this key is unknown – did you mean "slope"?'),
        (place(text, "1.7"), "classes.drone.share_at_1: must lie in [0, 1], got 1.7"),
        (place(text, "-1"), "learned_from.rows: must be at least 0"),
        (place(text, "hurry"), "belongs_to.hurry: this key is unknown"),
    ):
        assert f"{path}{where} {what}" in said, what


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("airshield: 1\n", ""), "the format version is missing"),
        (("airshield: 1\n", "airshield: 2\n"), "install a newer airshield"),
        (("low: 0.3\n", "low: 0\n"), "must be above 0, with its low, or 0 throughout"),
        (("low: 0.3\n", "low: 3\n"), "must lie between low and high"),
        (("  drone:", "  dron:"), "dron"),
        (('note: "out of reach: 0.31"', 'note: ""'), "must say why there is no factor"),
        (('counts: "killed"', 'counts: "shot"'), '"shot" is not known here'),
        (('"' + "a" * 64 + '"', '"aa"'), "must be 64 hex digits"),
        (("2032-01-01T00:00:00+00:00", "soon"), "learned_from.until"),
    ],
)
def test_a_wrong_file_is_refused(change, message, tmp_path):
    path = written(tmp_path, change)
    with pytest.raises(InputError) as caught:
        read_calibration(path)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["", "a: [", "\x00", "- 1\n", "airshield: 1\n"])
def test_what_is_no_calibration_is_refused(text, tmp_path):
    path = tmp_path / "made.yaml"
    path.write_text(text)
    with pytest.raises(InputError):
        read_calibration(path)


def test_a_name_that_is_not_shipped(tmp_path):
    with pytest.raises(InputError, match="neither a file nor a shipped calibration"):
        read_calibration("autumn-2021-calibration")
    with pytest.raises(InputError, match="there is no such file"):
        read_calibration(tmp_path / "gone.yaml")
    with pytest.raises(OutputError):
        write_calibration(tmp_path / "gone" / "made.yaml", MADE)


def test_a_factor_and_what_it_gives_belong_together():
    with pytest.raises(RecordError, match="give both or neither"):
        replace(DRONE, simulated=None)
    with pytest.raises(RecordError, match="at least one class"):
        replace(MADE, classes={})


def test_calibrations_lie_beside_the_scenarios_and_are_none():
    assert set(shipped_calibrations()) == {"autumn-2022-calibration"}
    assert not any("calibration" in name for name in shipped_scenarios())


def test_the_shipped_calibration_belongs_to_the_shipped_scenario():
    loaded = read_scenario("autumn-2022")
    made = read_calibration("autumn-2022-calibration").calibration
    assert made.belongs_to.digest == loaded.digest
    assert made.belongs_to.laydown_digest == laydown_digest(loaded)
    assert made.learned_from.until == datetime(2023, 1, 1, tzinfo=UTC)
    path = shipped_calibrations()["autumn-2022-calibration"]
    assert path.read_text(encoding="utf-8") == calibration_text(made)


def test_a_lay_down_is_what_stands_there():
    plain = read_scenario("first-look")
    digest = laydown_digest(plain)
    assert laydown_digest(read_scenario("first-look", ["simulation.seed=99"])) == digest
    assert laydown_digest(read_scenario("first-look", ["raid.groups.drones.count=40"])) == digest
    unused = "catalogue.systems.missile-medium-range.p_ready.value=0.7"
    assert laydown_digest(read_scenario("first-look", [unused])) == digest
    for change in (
        "doctrine.adequate_p_kill=0.6",
        "catalogue.systems.missile-short-range.p_ready.value=0.7",
        "networks.island.latency_s=1",
    ):
        assert laydown_digest(read_scenario("first-look", [change])) != digest
