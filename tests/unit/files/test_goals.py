"""Goals and candidates in a scenario file: records and sentences, and every mistake told."""

from __future__ import annotations

from pathlib import Path

import pytest

from airshield.errors import InputError
from airshield.files.scenario import read_scenario
from airshield.model.goal import Goal
from unit.files.small import SMALL, write


def read_goals(folder: Path, text: str) -> tuple[Goal, ...]:
    return read_scenario(write(folder, SMALL + text)).scenario.goals


@pytest.mark.parametrize(
    ("written", "goal"),
    [
        (
            "leakage at most 10 % with probability 0.8",
            Goal(measure="leakage", at_most="10 %", probability=0.8),
        ),
        ("leakers at most 3", Goal(measure="leakers", at_most=3.0)),
        (
            "warning_min at least 5 with probability 75 %",
            Goal(measure="warning_min", at_least=5.0, probability=0.75),
        ),
        ("leakers.cruise-missile at most 2", Goal(measure="leakers.cruise-missile", at_most=2.0)),
    ],
)
def test_sentences_are_read_as_records(tmp_path: Path, written: str, goal: Goal) -> None:
    assert read_goals(tmp_path, f"goals: [{written}]\n") == (goal,)
    assert read_goals(tmp_path, f"goals: {written}\n") == (goal,)


def test_records_and_sentences_mix(tmp_path: Path) -> None:
    text = "goals:\n- leakers at most 3\n- {measure: leakage, at_most: 10 %, probability: 0.5}\n"
    first, second = read_goals(tmp_path, text)
    assert first.bound == 3.0
    assert (second.bound, second.relative) == (0.1, True)
    assert second.text == "leakage at most 10 % with probability 0.5"


def test_a_sentence_may_be_set_on_the_command_line(tmp_path: Path) -> None:
    path = write(tmp_path)
    loaded = read_scenario(path, ["goals=leakage at most 5 %"])
    assert loaded.scenario.goals[0].bound == 0.05


WRONG = """\
goals:
  - leakage at moost 10 %
  - {measure: people_without_power, at_most: 10 %}
  - {measure: leakers, at_most: 2, probability: 1.5}
  - {measure: warning_min, at_most: 2}
  - {measure: leekage, at_most: 1}
  - {measure: leakers.drone, at_most: 1}
  - {measure: rounds, at_most: 5 %}
  - {measure: leakage, at_most: 110 %}
"""


def test_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_goals(tmp_path, WRONG)
    told = str(caught.value)
    first = SMALL.count("\n") + 2
    for line, text in (
        (first, 'goals[0]: "leakage at moost 10 %" is no goal'),
        (first + 1, "goals[1].measure: people_without_power needs a power network"),
        (first + 2, "goals[2].probability: must lie between 0 and 1"),
        (first + 3, "goals[3].at_least: is needed"),
        (first + 4, "goals[4].measure: must be one of leakage, leakers"),
        (first + 5, 'goals[5].measure: there is no threat class in the raid "drone"'),
        (first + 6, "goals[6].at_most: must be a number: rounds is no share"),
        (first + 7, "goals[7].at_most: must be a number from 0 on"),
    ):
        assert f"small.yaml:{line}:" in told
        assert text in told


CANDIDATES = """\
candidates:
  pieces: -1
  network: south
  sites: {a: {at: citty}, b: {lat_deg: 3}, c: {}, d: {lat_deg: 3, lon_deg: 4, at: city}}
  systems:
    nasam: {at_most: 2}
    nasams: {earliest: soon, cost_eur: 0}
    jamming-area: {stock: 3}
"""


def test_every_mistake_about_candidates_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_goals(tmp_path, CANDIDATES)
    told = str(caught.value)
    for text in (
        "candidates.pieces: must lie in 0 … 1,000",
        'candidates.network: there is no network "south"',
        'candidates.sites.a.at: there is no asset "citty" – did you mean "city"?',
        "candidates.sites.b.lat_deg: lat_deg and lon_deg must be given together",
        "candidates.sites.c.at: or lat_deg and lon_deg must say where it is",
        "candidates.sites.d.at: or lat_deg and lon_deg must say where it is, not both",
        'candidates.systems.nasam: there is no system type "nasam" – did you mean "nasams"?',
        "candidates.systems.nasams.earliest: must be a date",
        "candidates.systems.nasams.cost_eur: must lie in (0, 10¹¹]",
        "candidates.systems.jamming-area.stock: has no meaning for soft kill",
    ):
        assert text in told, text
