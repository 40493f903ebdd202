"""Options against each other: reading them, ranking them, and saying why."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from airshield.apps.cli.entry import run
from airshield.errors import InputError
from airshield.files.option import read_option
from airshield.files.scenario import read_scenario
from airshield.files.shipped import shipped_options
from airshield.planning.comparison.answer import Comparison
from airshield.planning.comparison.compare import AS_IT_IS, compare
from airshield.planning.comparison.ranking import is_clear, p_best, ranked, worlds_best
from airshield.planning.fanout import Threads
from airshield.planning.measures import Measures
from airshield.report.comparison_page import comparison_page
from airshield.report.comparison_table import comparison_table
from airshield.report.comparison_words import headline, why

PLENTY = """airshield: 1
name: rounds in plenty
description: More than can be fired.
set: ["batteries.*.stock=100"]
"""
UNARMED = """airshield: 1
name: no rounds
doctrine: {fire: {max_rounds: 2}}
set: ["batteries.*.stock=0"]
"""


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("options")
    options = [written(folder, PLENTY, "plenty"), written(folder, UNARMED, "none")]
    return compare("first-look", options, replications=256, seed=4)


def measures(rows: dict[str, list[float]], worlds: int = 8) -> Measures:
    n = len(rows["leakers"])
    numbers = np.arange(n, dtype=np.int64)
    columns = {name: np.array(values, np.float64) for name, values in rows.items()}
    return Measures(numbers, numbers % worlds, columns)


# --- options -----------------------------------------------------------------------------------


def test_an_option_lays_keys_and_makes_assignments(tmp_path: Path) -> None:
    read = read_option(written(tmp_path, UNARMED, "none"))
    loaded = read_scenario("first-look", (), read)
    assert (read.name, read.description) == ("no rounds", "")
    assert loaded.scenario.name == "first-look"
    assert {battery.stock for battery in loaded.scenario.batteries.values()} == {0}
    assert loaded.scenario.doctrine.fire.max_rounds == 2


def test_assignments_of_the_user_come_last(tmp_path: Path) -> None:
    path = written(tmp_path, UNARMED, "none")
    loaded = read_scenario("first-look", ["batteries.*.stock=3"], read_option(path))
    assert {battery.stock for battery in loaded.scenario.batteries.values()} == {3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\n", "the format version is missing"),
        ("airshield: 1\nextends: first-look\n", "option.yaml:2:1: extends: an option is laid over"),
        ("airshield: 1\nname: [1]\n", "option.yaml:2:7: name: must be text"),
        ("airshield: 1\nset: batteries\n", "option.yaml:2:6: set: must be a list of assignments"),
        ("airshield: 1\nset: [3]\n", "option.yaml:2:7: expected an assignment such as"),
        ("airshield: 1\nset: [nonsense]\n", "expected an assignment such as"),
    ],
)
def test_wrong_options_are_told_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "option.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_option(path)
    assert message in str(caught.value)


def test_what_does_not_fit_the_scenario_is_told_in_the_option(tmp_path: Path) -> None:
    path = tmp_path / "option.yaml"
    path.write_text("airshield: 1\nbatteries: {new: {lat_deg: 95}}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scenario("first-look", (), read_option(path))
    assert "option.yaml:2:" in str(caught.value)
    assert "lat_deg" in str(caught.value)


@pytest.mark.parametrize("name", shipped_options())
def test_shipped_options_fit_isthmus(name: str) -> None:
    read = read_option(name)
    assert read.description
    assert read_scenario("isthmus", (), read).digest != read_scenario("isthmus").digest


# --- ranking -----------------------------------------------------------------------------------


def test_the_least_leakers_rank_first() -> None:
    few, many = measures({"leakers": [1, 2] * 32}), measures({"leakers": [3, 4] * 32})
    variants = {"many": many, "few": few}
    assert ranked(variants, "leakers") == ["few", "many"]
    assert is_clear(variants, "leakers", looks=4)
    assert p_best([many, few], "leakers", seed=1).tolist() == [0.0, 1.0]


def test_more_warning_ranks_first() -> None:
    short = measures({"leakers": [0] * 8, "warning_min": [5] * 8, "people_reached": [1] * 8})
    long = measures({"leakers": [0] * 8, "warning_min": [9] * 8, "people_reached": [1] * 8})
    assert ranked({"short": short, "long": long}, "warning_min") == ["long", "short"]


def test_a_tie_is_shared_and_clear() -> None:
    one = measures({"leakers": [1, 2, 3, 4] * 16})
    assert p_best([one, one], "leakers", seed=1).tolist() == [0.5, 0.5]
    assert worlds_best([one, one], "leakers").tolist() == [0.5, 0.5]
    assert is_clear({"one": one, "two": one}, "leakers", looks=3)


def test_what_chance_could_turn_is_not_clear() -> None:
    draws = np.random.default_rng(5)
    one = measures({"leakers": draws.poisson(6, 64).tolist()})
    two = measures({"leakers": draws.poisson(6, 64).tolist()})
    assert not is_clear({"one": one, "two": two}, "leakers", looks=3)
    chances = p_best([one, two], "leakers", seed=1)
    assert chances.sum() == pytest.approx(1.0)
    assert chances.min() > 0.0


def test_stopping_early_is_no_less_sure() -> None:
    """Of pairs that do not differ, one in twenty at most is called clear at any of four looks."""
    wrong = 0
    for trial in range(200):
        draws = np.random.default_rng(trial)
        one, two = draws.normal(0, 20, 256), draws.normal(0, 20, 256)
        wrong += any(
            is_clear(
                {
                    "one": measures({"leakers": one[:n].tolist()}, 32),
                    "two": measures({"leakers": two[:n].tolist()}, 32),
                },
                "leakers",
                looks=4,
            )
            for n in (64, 128, 192, 256)
        )
    assert wrong <= 18  # 10 expected at most; 18 has a chance of under 1 %


# --- comparing ---------------------------------------------------------------------------------


def test_no_rounds_is_worst_and_more_rounds_is_best(found: Comparison) -> None:
    assert found.by == "leakage"
    assert found.ranking[-1] == "no rounds"
    worst = found.variant("no rounds")
    assert worst.differences["leakage"].low > 0.0
    assert worst.values["rounds"].mean == 0.0
    assert worst.p_best["leakage"] == 0.0
    assert found.variant(AS_IT_IS).differences["leakage"].mean == 0.0
    assert sum(row.p_best["leakage"] for row in found.variants) == pytest.approx(1.0)
    assert sum(row.worlds_best["leakage"] for row in found.variants) == pytest.approx(1.0)


def test_the_same_bits_on_any_number_of_threads(tmp_path: Path) -> None:
    options = [written(tmp_path, UNARMED, "none")]
    answers = [
        compare("first-look", options, replications=64, fanout=Threads(threads)).variants
        for threads in (1, 3)
    ]
    assert answers[0] == answers[1]


def test_the_fixed_world_has_intervals_but_no_worlds(tmp_path: Path) -> None:
    options = [written(tmp_path, UNARMED, "none")]
    answer = compare("first-look", options, replications=128, fixed=True)
    assert answer.turning is None
    leakage = answer.variant(AS_IT_IS).values["leakage"]
    assert leakage.low < leakage.mean < leakage.high


def test_it_stops_early_when_clear(tmp_path: Path) -> None:
    options = [written(tmp_path, UNARMED, "none")]
    answer = compare("first-look", options, replications=4096)
    assert answer.run.clear
    assert answer.run.replications < 4096


def test_ctrl_c_keeps_whole_batches(tmp_path: Path) -> None:
    def stop(_: str, done: int, __: int) -> None:
        if done > 2 * 1024 + 64:
            raise KeyboardInterrupt

    options = [written(tmp_path, UNARMED, "none")]
    answer = compare("first-look", options, progress=stop, replications=4096, early=False)
    assert answer.run.interrupted
    assert answer.run.replications == 1024


def test_wrong_settings_are_told_together(tmp_path: Path) -> None:
    options = [written(tmp_path, UNARMED, "none")] * 2
    with pytest.raises(InputError) as caught:
        compare("first-look", options, replications=0, by="beauty")
    assert len(caught.value.problems) == 3


def test_assignments_make_options_too() -> None:
    options = {"plenty": ["batteries.*.stock=100"], "none": ["batteries.*.stock=0"]}
    answer = compare("first-look", options, replications=64)
    assert [row.name for row in answer.variants] == [AS_IT_IS, "plenty", "none"]
    assert answer.ranking[-1] == "none"
    assert "<td>" in answer._repr_html_()


def test_mistakes_of_all_options_are_told_together() -> None:
    options = {"one": ["batteries.x*.stock=1"], "two": ["nonsense"]}
    with pytest.raises(InputError) as caught:
        compare("first-look", options)
    assert len(caught.value.problems) == 2


@pytest.mark.slow
def test_a_no_fly_zone_cannot_reach_what_is_launched_from_outside() -> None:
    answer = compare("isthmus", ["no-fly-zone"], replications=32)
    zone = answer.variant("no-fly zone")
    reach = {(row.group, row.carriers): row for row in zone.reach}
    assert len(zone.added) == 6
    assert reach["drones from the north", False].share > 0.3
    for group in ("missiles from northern bombers", "glide bombs, north-east"):
        assert reach[group, True].share == 0.0
    assert reach["ballistic missiles from the east", False].share == 0.0
    told = " ".join(why(zone))
    assert "the aircraft of “missiles from northern bombers”, which release from outside" in told


# --- telling -----------------------------------------------------------------------------------


def test_the_table_fits_eighty_columns(found: Comparison) -> None:
    screen = io.StringIO()
    Console(file=screen, width=80, highlight=False).print(comparison_table(found))
    text = screen.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "no rounds" in text
    assert headline(found)[:20] in text


def test_the_page_tells_every_variant_and_how_to_make_it_again(found: Comparison) -> None:
    page = comparison_page(found)
    assert page == comparison_page(found)
    for row in found.variants:
        assert row.name in page
        assert row.digest in page
    assert "airshield compare" in page
    assert "<script" not in page


def test_the_command_writes_page_and_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, UNARMED, "none")
    arguments = ["compare", "first-look", "--option", str(tmp_path / "none.yaml"), "-n", "32"]
    assert run([*arguments, "--out", str(tmp_path / "out"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kept = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert told["ranking"] == kept["ranking"]
    assert (tmp_path / "out" / "comparison.html").is_file()


def test_without_an_option_the_shipped_ones_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "isthmus"]) == 2
    told = capsys.readouterr().err
    assert "no-fly-zone: " in told
    assert run(["compare", "isthmus", "--option", "no-fly-zon"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_records_are_plain(found: Comparison) -> None:
    assert json.dumps(asdict(found), allow_nan=False)


def test_the_call_that_makes_it_again_says_everything() -> None:
    options = {"none": ["batteries.*.stock=0"]}
    overrides = ["raid.groups.drones.count=9"]
    found = compare("first-look", options, overrides, replications=32, seed=3, fixed=True)
    call, said = found.run.command.split("(", 1)
    assert call == "airshield.planning.comparison.compare.compare"
    again = eval(f"compare({said}")
    assert again.variants == found.variants
