"""A plan on a terminal, as a page, and from the command line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from airshield.apps.cli.entry import run
from airshield.files.scenario import read_scenario
from airshield.planning.answer import Estimate
from airshield.planning.placement.answer import (
    Doubt,
    GoalRow,
    GoalState,
    LeakRow,
    NeedRow,
    PlanAnswer,
    PledgedRow,
    WorthRow,
)
from airshield.planning.placement.plan import make_plan
from airshield.planning.placement.planner import Made
from airshield.report.plan_page import plan_page
from airshield.report.plan_table import plan_summary
from airshield.report.plan_wording import goal_sentence, headline, need_sentence

pytestmark = pytest.mark.slow
HOSTILE = '</title><script src="https://example.org/x.js">alert(1)</script>" onload="x'


def about(mean: float, half: float = 0.02) -> Estimate:
    return Estimate(mean=mean, low=mean - half, high=mean + half)


def state(share: float, verdict: str, reached: float) -> GoalState:
    return GoalState(p_kept=about(share), mean=about(0.2), reached=reached, verdict=verdict)


def goal(after: GoalState | None) -> GoalRow:
    return GoalRow(
        text="leakage at most 10 % with probability 0.9",
        measure="leakage",
        raid="first-look",
        bound=0.1,
        probability=0.9,
        given=True,
        before=state(0.3, "missed", 0.31),
        after=after,
    )


@pytest.fixture(scope="module")
def made() -> Made:
    return make_plan(read_scenario("first-look", ["candidates.pieces=2"]), quick=True)


@pytest.fixture(scope="module")
def full(made: Made) -> PlanAnswer:
    """Return an answer with something in every part."""
    return replace(
        made.answer,
        run=replace(made.answer.run, quick=False),
        goals=(goal(state(0.95, "met", 0.08)),),
        harm=about(0.4),
        over_greedy=about(0.01),
        classes=(LeakRow(name="cruise-missile", before=about(5.0), after=about(2.0)),),
        regions=(LeakRow(name="Quay City", before=about(5.0), after=about(2.0)),),
        needs=(
            NeedRow(
                by="count",
                met=True,
                pieces=("nasams grid 1", "nasams grid 1"),
                cost_eur=2.2e8,
                date="2027-09-01",
                p_kept=(0.93,),
                note="the least found up to 2 pieces",
            ),
            NeedRow(
                by="date",
                met=False,
                pieces=(),
                cost_eur=None,
                date=None,
                p_kept=(0.5,),
                note="none found by 2027-01-01",
            ),
        ),
        worth=(
            WorthRow(
                name="city IRIS-T",
                system="iris-t-slm",
                alone=about(0.3),
                shared=about(0.5),
            ),
        ),
        pledged=(PledgedRow(name="donor one", system="nasams", gain=about(0.2)),),
        doubts=(Doubt(figure="systems.nasams.p_ready", rank_correlation=0.5, low=0.1, high=0.8),),
    )


def printed(answer: PlanAnswer) -> str:
    out = io.StringIO()
    Console(file=out, width=80).print(plan_summary(answer))
    return out.getvalue()


def test_no_line_is_over_80_columns(made: Made, full: PlanAnswer) -> None:
    long = replace(
        full,
        pieces=tuple(replace(row, site="x" * 200, name="y" * 200) for row in full.pieces),
        worth=tuple(replace(row, name="z" * 200) for row in full.worth),
    )
    for answer in (made.answer, full, long):
        lines = printed(answer).splitlines()
        assert max(map(len, lines)) <= 80
        assert len(lines) > 15


def test_the_table_tells_goals_pieces_needs_and_worth(full: PlanAnswer) -> None:
    said = " ".join(printed(full).split())
    assert "The goal is met with 2 pieces" in said
    assert "Fewest: 2 pieces, 220 M€, by 2027-09-01: 2 × nasams grid 1." in said
    assert "Soonest: none found by 2027-01-01 meets the goals (kept in 50 % of raids)." in said
    assert "city IRIS-T" in said
    assert "donor one" in said
    assert "systems.nasams.p_ready" in said


def test_headlines(full: PlanAnswer) -> None:
    missed = replace(full, goals=(goal(state(0.5, "missed", 0.2)),))
    assert headline(missed) == "Even with 2 pieces the goal is not surely met."
    kept = replace(full, goals=(replace(goal(None), before=state(0.95, "met", 0.05)),))
    assert headline(kept) == "The goal is met as things stand."
    assert "at most 31.0" in goal_sentence(goal(None))
    nothing = replace(full.needs[0], pieces=())
    assert need_sentence(nothing) == "Fewest: nothing; the goals are met as things stand."


def test_the_page_is_well_formed_and_needs_nothing(made: Made, full: PlanAnswer) -> None:
    planned = made.planned
    for answer in (made.answer, full):
        page = plan_page(answer, planned.scenario, planned.catalogue)
        tree = ElementTree.fromstring(page)
        assert tree.attrib["lang"] == "en"
        assert "<script" not in page
        assert "://" not in page
    assert page.count('role="img"') == 5


def test_what_a_scenario_says_is_only_ever_text(made: Made, full: PlanAnswer) -> None:
    hostile = replace(
        full,
        run=replace(full.run, scenario_name=HOSTILE),
        pieces=tuple(replace(row, site=HOSTILE) for row in full.pieces),
        worth=tuple(replace(row, name=HOSTILE) for row in full.worth),
        notes=(HOSTILE,),
    )
    page = plan_page(hostile, made.planned.scenario, made.planned.catalogue)
    assert "<script" not in page
    ElementTree.fromstring(page)


def test_the_command_writes_what_it_promises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    line = ["plan", "first-look", "--quick", "--pieces", "2", "--out", str(out)]
    assert run([*line, "--format", "json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == json.loads((out / "plan.json").read_text())
    names = {path.name for path in out.iterdir()}
    assert names == {"plan.html", "plan.json", "plan-laydown.yaml"}
    again = read_scenario(out / "plan-laydown.yaml").scenario
    assert len(again.batteries) == 7


def test_a_wrong_raid_file_is_told_without_a_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["plan", "first-look", "--raid", "isthmus", "--quick"]) == 2
    said = capfd.readouterr().err
    assert "--raid isthmus: raid.groups" in said
    assert "Traceback" not in said
