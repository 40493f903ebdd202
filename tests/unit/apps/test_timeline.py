"""`airshield timeline`: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import json
import re
import shlex

import duckdb
import pytest

from airshield.apps.cli.entry import REFUSED, run
from airshield.files.scenario import read_scenario
from airshield.files.shipped import shipped_scenarios

PLEDGES = (
    "pledges={a <b>late</b> one: {donor: 'donor <A> [bold]', system: iris-t-slm, number: 1, "
    "promised: 2022-11-05, delivered: [{number: 1, date: 2022-12-20}], "
    "source: 'made up, https://example.org/<x>'}}"
)
COMMAND = ["timeline", "first-look", "--from", "2022-10", "--to", "2022-12", "-n", "12"]
COMMAND += ["--worlds", "4", "--set", PLEDGES]


@pytest.mark.slow
def test_a_table_of_80_columns_and_everything_in_a_folder(tmp_path, capsys):
    assert run([*COMMAND, "--out", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert max(map(len, told.out.splitlines())) <= 80
    for heading in ("Gets through", "Rounds, as delivered", "Pledges", "A month late costs"):
        assert heading in told.out
    assert "donor <A> [bo" in told.out
    assert "Only 12 paths were played" in told.out
    page = (tmp_path / "timeline.html").read_text()
    assert page.count("<svg") >= 4
    assert "<b>late</b>" not in page
    assert re.search(r"<script|<img|<link|src=", page) is None
    answer = json.loads((tmp_path / "timeline.json").read_text())
    assert answer["months"] == ["2022-10", "2022-11", "2022-12"]
    rows = duckdb.sql(f"SELECT * FROM '{tmp_path}/timeline.parquet'").fetchnumpy()
    assert rows["path"].size == 12 * 5 * 3
    assert sorted(set(rows["case"])) == sorted(
        ["as promised", "as delivered", "with delays", "nothing delivered",
         "a <b>late</b> one: a month later"]
    )  # fmt: skip
    promised = rows["case"] == "as promised"
    whole = answer["cases"][0]["whole"]
    assert rows["leakers"][promised].sum() / 12 == pytest.approx(whole["leakers"]["mean"])


@pytest.mark.slow
def test_json_is_the_answer_and_its_command_makes_it_again(capsys):
    assert run([*COMMAND, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    command = shlex.split(answer["run"]["command"])
    assert run([*command[1:], "--format", "json", "--threads", "1"]) == 0
    again = json.loads(capsys.readouterr().out)
    for one in (answer, again):
        del one["run"]["elapsed_s"]
    assert again == answer


@pytest.mark.slow
def test_without_pledges_it_plays_on(capsys):
    command = ["timeline", "first-look", "--from", "2022-10", "--to", "2022-10", "-n", "4"]
    assert run(command) == 0
    told = capsys.readouterr().out
    assert "nothing is pledged" in " ".join(told.split())
    assert "A month late costs" not in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "2022", "--to", "next"], ['--from must be a month such as 2022-10, got "2022"',
                                              '--to must be a month such as 2022-10, got "next"']),
        (["--from", "2022-10", "--to", "2022-09", "-n", "0"],
         ["--to must not come before --from", "paths must lie in"]),
        (["--from", "2022-10", "--to", "2022-12", "--set", "campaign.demand_factor=[1]",
          "--set", "campaign.raids_per_month=-2", "--set", "campaign.depot_rounds={nasam: 3}"],
         ["demand_factor: must hold 12 numbers", "raids_per_month: must lie in 0 … 100",
          'did you mean "nasams"?']),
    ],
)  # fmt: skip
def test_mistakes_are_told_all_at_once(arguments, words, capsys):
    assert run(["timeline", "first-look", *arguments]) == REFUSED
    told = capsys.readouterr().err
    for part in words:
        assert part in told


def test_pledges_that_cannot_be(capsys):
    wrong = (
        "pledges={a: {donor: ' ', system: iris-t-slm, number: 1, promised: 2022-02-30, "
        "delivered: [{number: 2, date: soon}], source: x}, "
        "b: {donor: d, system: jamming-area, what: rounds, number: 5, promised: 2022-10, "
        "source: x, stock: 3}, "
        "c: {donor: d, system: nasams, what: rounds, number: 5, promised: 2022-10, source: x}, "
        "d: {donor: d, system: iris-t-slm, number: 1, promised: 2022-10, source: x, "
        "sites: [{lat_deg: 80, lon_deg: 0, network: iland}, {lat_deg: 30.5, lon_deg: -45}]}}"
    )
    assert run(["validate", "first-look", "--set", wrong]) == REFUSED
    told = capsys.readouterr().err
    for part in (
        "donor: must name somebody",
        "promised: must be a day or month such as 2022-10-11 or 2022-10, got 2022-02-30",
        "delivered[0].date: must be a day or month",
        "what: is rounds: sites and stock have no meaning",
        "sites: must be at most 1, one a battery, got 2",
    ):
        assert part in told, part


def test_names_in_pledges_must_exist(capsys):
    wrong = (
        "pledges={b: {donor: d, system: jamming-area, what: rounds, number: 5, promised: 2022-10, "
        "source: x}, "
        "c: {donor: d, system: nasams, what: rounds, number: 5, promised: 2022-10, source: x}, "
        "d: {donor: d, system: iris-t-slm, number: 1, promised: 2022-10, source: x, "
        "sites: [{lat_deg: 30.5, lon_deg: -45.0, network: iland}]}, "
        "e: {donor: d, system: missile-long-range, number: 1, promised: 2022-10, source: x, "
        "sites: [{lat_deg: 80.0, lon_deg: 0.0, network: island}]}}"
    )
    assert run(["validate", "first-look", "--set", wrong]) == REFUSED
    told = capsys.readouterr().err
    for part in (
        '"jamming-area" jams and fires no rounds',
        'no battery fires the rounds of "nasams"; pledge or place one',
        'did you mean "island"?',
        "pledges.e.sites[0]: lies outside the frame",
    ):
        assert part in told, part


def test_the_shipped_pledges_say_where_they_come_from():
    names = [name for name in shipped_scenarios() if name.endswith("-pledges")]
    assert names
    for name in names:
        for pledge in read_scenario(name).scenario.pledges.values():
            assert "made up" in pledge.source or "https://" in pledge.source


def test_more_batteries_than_can_stand_are_refused(capsys):
    one = "donor: d, system: iris-t-slm, number: 100, promised: 2022-10, source: x"
    many = ", ".join(f"p{i}: {{{one}}}" for i in range(20))
    assert run(["validate", "first-look", "--set", f"pledges={{{many}}}"]) == REFUSED
    assert "must hold at most 2,000 together, got 2,000 pledged" in capsys.readouterr().err
