"""Raid rates from a record: as many raids as launch what was reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.files.attacks import read_record
from airshield.files.labels import read_labels
from airshield.files.scenario import read_scenario
from airshield.planning.campaign.coming import raids_on
from airshield.planning.campaign.months import months_between
from airshield.planning.campaign.recorded import Recorded, recorded
from airshield.planning.campaign.theatre import resized
from airshield.planning.campaign.timeline import TimelineOptions, timeline

HEAD = "begins,ends,threat,launched,destroyed,party,source\n"
ROWS = (
    ("2031-01-01 01:00", "2031-01-01 03:00", "Shahed-136", 10),
    ("2031-01-20 22:00", "2031-01-21 03:00", "Kalibr", 14),
    ("2031-01-25 01:00", "2031-01-25 03:00", "Shahed-136", 24),
    ("2031-02-10 01:00", "2031-02-10 03:00", "KAB", 500),  # no class that the raid flies
    ("2031-03-05 01:00", "2031-03-05 03:00", "Shahed-136", 12),
    ("2031-03-31 01:00", "2031-03-31 03:00", "Iskander-M", 12),
    ("2031-04-02 01:00", "2031-04-02 03:00", "Shahed-136", 99),
)
FIRST_LOOK = 24
"""Threats of first-look."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "record.csv"
    rows = [f"{begins},{ends},{what},{n},0,staff,bulletin" for begins, ends, what, n in ROWS]
    path.write_text(HEAD + "\n".join(rows) + "\n")
    return path


def taken(file: Path, first: str, last: str, factor: float = 1.0) -> Recorded:
    loaded = read_scenario("first-look")
    record = read_record(file, labels=read_labels(None))
    scenario = resized(loaded.scenario, factor)
    return recorded(record, "0" * 64, scenario, loaded.catalogue, months_between(first, last))


def test_launched_by_month_over_the_size_of_the_raid(file):
    found = taken(file, "2031-01", "2031-03")
    assert found.launched == (48, 0, 24)
    assert found.rates == (48 / FIRST_LOOK, 0.0, 24 / FIRST_LOOK)
    assert taken(file, "2031-02", "2031-02").launched == (0,)


def test_larger_raids_are_fewer(file):
    assert taken(file, "2031-01", "2031-03", factor=2.0).rates == (1.0, 0.0, 0.5)


def test_months_that_the_record_does_not_reach_are_refused(file):
    with pytest.raises(InputError, match="not over all months from 2030-12 to 2031-03"):
        taken(file, "2030-12", "2031-03")
    with pytest.raises(InputError, match="choose --from and --to within"):
        taken(file, "2031-03", "2031-04")
    with pytest.raises(InputError, match="counts nothing before the end of 2030-02"):
        taken(file, "2030-01", "2030-02")


@pytest.mark.slow
def test_a_campaign_has_the_raids_of_the_record(file):
    record = read_record(file, labels=read_labels(None))
    options = TimelineOptions(64, worlds=4)
    found = timeline("first-look", "2031-01", "2031-03", record=record, options=options)
    months = found.answer.cases[0].months
    assert [month.raids.mean for month in months] == [
        pytest.approx(2.0, abs=0.7), 0.0, pytest.approx(1.0, abs=0.5)
    ]  # fmt: skip
    told = {row.figure: row for row in found.answer.assumptions}
    assert told["raids in 2031-01"].value == 2.0
    assert told["raids in 2031-01"].standing == "claimed"
    assert "campaign.raids_per_month" not in told
    assert f"--record {file} --zone UTC" in found.answer.run.command
    assert len(found.answer.run.record_digest) == 64


def test_given_rates_take_the_place_of_the_scenarios():
    months = months_between("2031-01", "2031-02")
    campaign = read_scenario("first-look").scenario.campaign
    assert raids_on(1, 1, months, campaign, (0.0, 0.0)) == ()
    assert {raid.month for raid in raids_on(1, 1, months, campaign, (0.0, 50.0))} == {1}
