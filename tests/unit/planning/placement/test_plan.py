"""Plans from end to end: never worse than greedy's, the same again, honest when stopped."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.laydown import write_laydown
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.placement import agreement
from airshield.planning.placement.answer import PlanAnswer
from airshield.planning.placement.asking import raid_and_weight
from airshield.planning.placement.options import choices_of
from airshield.planning.placement.plan import make_plan
from airshield.planning.placement.planner import Made
from airshield.planning.placement.playing import Level, Player


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan")
    (path / "small.yaml").write_text(
        "airshield: 1\nextends: first-look\n"
        "goals: [leakage at most 12 % with probability 0.8]\n"
        "candidates:\n  pieces: 2\n  systems:\n"
        "    missile-short-range: {cost_eur: 3.0e+7, earliest: 2026-03-01}\n"
        "    gun-very-short-range: {cost_eur: 8.0e+6, earliest: 2026-01-01}\n"
        "    iris-t-slm: {cost_eur: 1.4e+8, earliest: 2026-09-01}\n"
        "pledges:\n  a friend: {donor: made up, system: nasams, number: 1, promised: 2026-02, "
        "source: made up, sites: [{lat_deg: 30.8, lon_deg: -44.8, network: island}]}\n"
    )
    return path


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Loaded:
    return read_scenario(folder / "small.yaml")


@pytest.fixture(scope="module")
def made(loaded: Loaded) -> Made:
    return make_plan(loaded, replications=256, threads=2)


def alike(answer: PlanAnswer) -> PlanAnswer:
    """Return an answer without the times that it took."""
    return dataclasses.replace(
        answer,
        run=dataclasses.replace(answer.run, elapsed_s=0.0),
        proof=dataclasses.replace(answer.proof, elapsed_s=0.0),
    )


@pytest.mark.slow
def test_it_answers_every_question(made: Made) -> None:
    answer = made.answer
    (goal,) = answer.goals
    assert goal.given
    assert goal.before.verdict == "missed"
    assert goal.after is not None
    assert goal.after.p_kept.mean > goal.before.p_kept.mean
    assert len(answer.pieces) == 2
    assert answer.harm is not None
    assert answer.harm.high < 1.0
    assert {row.by for row in answer.needs} == {"count", "cost", "date"}
    assert len(answer.worth) == 5
    assert answer.shapley_by == "simulation"
    (pledged,) = answer.pledged
    assert pledged.system == "nasams"
    assert pledged.gain.low > 0.0
    assert not any("pledge" in row.site or "friend" in row.site for row in answer.pieces)
    assert [row.gain.mean for row in answer.following] == sorted(
        (row.gain.mean for row in answer.following), reverse=True
    )
    assert answer.proof.bound <= answer.proof.harm <= answer.proof.greedy + 1e-12
    assert answer.proof.gap <= 0.01
    assert answer.proof.tau_plans == agreement.PLANS
    assert answer.proof.tau is not None
    assert answer.proof.tau > 0.5


@pytest.mark.slow
def test_it_is_never_worse_than_greedy_choice_in_the_same_raids(made: Made) -> None:
    assert made.answer.over_greedy is not None
    assert made.answer.over_greedy.mean >= 0.0


@pytest.mark.slow
def test_shapley_values_add_up_to_what_the_batteries_do_in_the_raids_played(made: Made) -> None:
    choices = made.choices
    level = Level(8, 192)
    player = Player(
        [made.loaded], choices.options, made.loaded.scenario.goals, seed=1, weights=[1.0]
    )
    silent, now = (
        player.index(raids, level) for raids in player.holding_fire((), level, [range(5), ()])
    )
    total = sum(row.shared.mean for row in made.answer.worth)
    assert now.mean == pytest.approx(1.0)
    assert total == pytest.approx(silent.mean - now.mean)


@pytest.mark.slow
def test_the_same_plan_on_any_number_of_threads(made: Made, loaded: Loaded) -> None:
    again = make_plan(loaded, replications=256, threads=1)
    assert alike(again.answer) == alike(made.answer)


@pytest.mark.slow
def test_the_needs_found_meet_the_goals_or_say_that_none_does(made: Made) -> None:
    for row in made.answer.needs:
        assert row.met == bool(row.pieces)
        assert row.met == (row.p_kept[0] >= 0.8)
    counts = {row.by: row for row in made.answer.needs}
    if counts["cost"].met:
        assert counts["cost"].cost_eur is not None
        assert counts["cost"].cost_eur <= (made.answer.cost_eur or 0.0)


@pytest.mark.slow
def test_a_goal_out_of_reach_is_said_to_be(loaded: Loaded) -> None:
    goals = (dataclasses.replace(loaded.scenario.goals[0], at_most=0.0, probability=0.99),)
    scenario = dataclasses.replace(loaded.scenario, goals=goals)
    answer = make_plan(loaded._replace(scenario=scenario), replications=64).answer
    assert answer.goals[0].after is not None
    assert answer.goals[0].after.verdict == "missed"
    assert not any(row.met for row in answer.needs)


@pytest.mark.slow
def test_quick_plays_nothing_and_says_so(loaded: Loaded) -> None:
    answer = make_plan(loaded, quick=True).answer
    assert answer.goals == ()
    assert answer.harm is None
    assert answer.run.replications == 0
    assert any("nothing was played" in note for note in answer.notes)
    assert answer.pieces
    assert not answer.following[0].played


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far(loaded: Loaded) -> None:
    def stop(what: str, done: int, _: int) -> None:
        if what == "playing plans" and done == 3:
            raise KeyboardInterrupt

    answer = make_plan(loaded, progress=stop, replications=64).answer
    assert answer.run.interrupted
    assert len(answer.pieces) == 2
    assert answer.proof.gap <= 0.01
    assert answer.goals == ()


@pytest.mark.slow
def test_the_laydown_puts_the_pieces_into_the_scenario(made: Made, folder: Path) -> None:
    planned = made.planned.scenario.batteries
    added = dict(list(planned.items())[5:])
    write_laydown(folder / "plan-laydown.yaml", made.loaded, added, "a plan")
    again = read_scenario(folder / "plan-laydown.yaml").scenario.batteries
    assert list(again) == list(planned)
    for name, battery in added.items():
        assert again[name].system == battery.system
        assert again[name].lat_deg == pytest.approx(battery.lat_deg, abs=1e-5)


@pytest.mark.slow
def test_several_raids_weighted_or_the_worst(loaded: Loaded, folder: Path) -> None:
    other = folder / "ballistic.yaml"
    other.write_text(
        "airshield: 1\nextends: first-look\nraid:\n  groups:\n    drones: null\n"
        "    ballistic missiles: {count: 8}\n"
    )
    both = make_plan(loaded, raids=(str(other),), replications=64, quick=False)
    assert [row.raid for row in both.answer.goals] == ["first-look", str(other)]
    worst = make_plan(loaded, raids=(str(other),), worst_case=True, replications=64)
    player = Player(
        [loaded, loaded],
        choices_of(loaded).options,
        loaded.scenario.goals,
        seed=1,
        weights=None,
    )
    assert player.score((), Level(2, 8)) == pytest.approx(1.0)
    assert "--worst-case" in worst.answer.run.command


def test_a_raid_that_does_not_fit_is_refused(loaded: Loaded) -> None:
    with pytest.raises(InputError, match="there is no asset"):
        make_plan(loaded, raids=("isthmus",))


def test_options_that_make_no_sense_are_refused_all_at_once(loaded: Loaded) -> None:
    with pytest.raises(InputError) as caught:
        make_plan(loaded, pieces=-1, replications=3)
    assert len(caught.value.problems) == 2


def test_a_budget_needs_costs() -> None:
    with pytest.raises(InputError, match="cost_eur"):
        make_plan("first-look", budget_eur=1e8)


def test_random_plans_keep_the_limits(loaded: Loaded) -> None:
    choices = choices_of(loaded)
    for slots in agreement.random_plans(choices.limits, 10, 3):
        counts = np.bincount(np.array(slots), minlength=len(choices.options))
        assert choices.limits.allows(counts)
        assert counts.sum() == 2


def test_a_raid_may_have_a_weight() -> None:
    assert raid_and_weight("other.yaml") == ("other.yaml", 1.0)
    assert raid_and_weight("other.yaml=0.5") == ("other.yaml", 0.5)
    for wrong in ("other.yaml=0", "other.yaml=much", "other.yaml=nan"):
        with pytest.raises(InputError, match="the weight must be above 0"):
            raid_and_weight(wrong)
