"""The answer is what plain sums over the raids say, and the assessment is run as asked."""

from __future__ import annotations

import shlex
from functools import cache
from itertools import pairwise

import duckdb
import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.scenario import read_scenario
from airshield.model.doctrine import Doctrine, FireRule
from airshield.planning.answer import Answer, Estimate, ThreatRow
from airshield.planning.assessment import Assessment, assess
from airshield.planning.ledger import LEAD_STEP_S, PEOPLE_STEPS, SHARE_STEPS
from airshield.simulation.engine import play_replications, slice_ticks
from airshield.simulation.figures import central, figures_used
from airshield.simulation.outcomes import FATES, ROLES, Chunk
from airshield.simulation.world import make_world
from airshield.units import TICKS_PER_S
from reference.building import fire_system, one_city
from unit.simulation.staging import loaded, play_all, stage_of

RAIDS, WORLDS = 320, 8

pytestmark = pytest.mark.slow


@cache
def isthmus() -> tuple[Assessment, Chunk, np.ndarray, np.ndarray]:
    """Assess the isthmus; return it with the rows, kills and timeline of the same raids."""
    of = read_scenario("isthmus")
    result = assess(of, replications=RAIDS, worlds=WORLDS, fates=4)
    ticks = slice_ticks(stage_of(of.scenario, of.catalogue))
    rows, parts = play_all(
        of.scenario,
        of.catalogue,
        RAIDS,
        of.scenario.simulation.seed,
        worlds=WORLDS,
        fixed=False,
        slice_tick=ticks,
    )
    return result, rows, sum(p.kills for p in parts), sum(p.timeline for p in parts)


def answer() -> Answer:
    return isthmus()[0].answer


def rows() -> Chunk:
    return isthmus()[1]


def holds(found: Estimate, values: np.ndarray) -> None:
    """Check a mean per raid and its interval over worlds."""
    assert found.mean == pytest.approx(values.mean(), rel=1e-9, abs=1e-12)
    by_world = np.array([values[world::WORLDS].mean() for world in range(WORLDS)])
    half = 2.3646242510102993 * by_world.std(ddof=1) / np.sqrt(WORLDS)
    # The half-width is kept, the lower end stays above 0, and shares stay below 1.
    assert found.high == pytest.approx(found.mean + half, rel=1e-9, abs=0.02)
    assert found.low == pytest.approx(max(0.0, found.mean - half), rel=1e-9, abs=0.02)


def check_threats(row: ThreatRow, fates: np.ndarray) -> None:
    """Check a row of threats against the fates of each raid: (raids, fates)."""
    for fate, counts in zip(FATES, fates.T, strict=True):
        holds(getattr(row, fate), counts)
    holds(row.launched, fates.sum(axis=1))
    assert row.leakage.mean == pytest.approx(fates[:, 2].sum() / fates.sum())


def test_groups_and_classes():
    of = read_scenario("isthmus")
    fates = rows().fates
    classes = {}
    for index, (name, group) in enumerate(of.scenario.raid.groups.items()):
        assert answer().groups[index].name == name
        check_threats(answer().groups[index], fates[:, index, :2].sum(axis=1))
        for role, suffix in zip(ROLES, ("", " (decoys)", " (carriers)"), strict=True):
            threat = group.threat if role != "carrier" else group.carrier and group.carrier.threat
            part = fates[:, index, ROLES.index(role)]
            if part.any():
                kind = of.catalogue.threats[threat].threat_class + suffix
                classes[kind] = classes.get(kind, 0) + part
    assert {row.name for row in answer().classes} == set(classes)
    for row in answer().classes:
        check_threats(row, classes[row.name])


def test_headline():
    leakers, weapons = rows().arrived.sum(axis=1), rows().fates[:, :, 0].sum(axis=(1, 2))
    found = answer()
    holds(found.weapons, weapons)
    holds(found.leakers, leakers)
    assert found.leakage.mean == pytest.approx(leakers.sum() / weapons.sum())
    assert found.p_no_leaker.mean == pytest.approx((leakers == 0).mean())
    assert found.leakers_histogram == tuple(np.bincount(leakers))
    for share, end in ((0.05, "p05"), (0.95, "p95")):
        expected = np.quantile(leakers, share, method="inverted_cdf")
        assert getattr(found.leakers, end) == expected
        expected = np.quantile(leakers / weapons, share, method="inverted_cdf")
        assert getattr(found.leakage, end) == pytest.approx(expected, abs=0.6 / SHARE_STEPS)


def test_assets():
    of = read_scenario("isthmus")
    for index, (row, asset) in enumerate(
        zip(answer().assets, of.scenario.assets.values(), strict=True)
    ):
        holds(row.aimed, rows().aimed[:, index])
        holds(row.arrived, rows().arrived[:, index])
        share = np.minimum(rows().damage_milli[:, index] / 1000.0 / asset.hits_to_disable, 1.0)
        assert row.damage.mean == pytest.approx(share.mean(), abs=0.001)
        assert row.p_disabled.mean == pytest.approx((share >= 1.0).mean())


def test_systems():
    of = read_scenario("isthmus")
    kills = isthmus()[2]
    batteries = list(of.scenario.batteries.values())
    cost = np.zeros(RAIDS)
    for row in answer().systems:
        mine = [index for index, battery in enumerate(batteries) if battery.system == row.name]
        launcher = of.catalogue.systems[row.name].launcher
        assert row.batteries == len(mine)
        holds(row.rounds, rows().rounds[:, mine].sum(axis=1))
        holds(row.kills, rows().stopped[:, mine].sum(axis=1))
        holds(row.empty, rows().empty[:, mine].sum(axis=1))
        assert sum(row.kills_by_class.values()) == pytest.approx(row.kills.mean)
        assert list(row.kills_by_class.values()) == pytest.approx(kills[mine].sum(axis=0) / RAIDS)
        if launcher is not None:
            spent = launcher.round_cost_eur.value * rows().rounds[:, mine].sum(axis=1)
            assert row.cost_eur.mean == pytest.approx(spent.mean())
            cost = cost + spent
    assert answer().rounds_cost_eur.mean == pytest.approx(cost.mean())
    empty = dict(answer().empty_batteries)
    for index, name in enumerate(of.scenario.batteries):
        assert empty.get(name, 0.0) == pytest.approx(rows().empty[:, index].mean())
    assert list(empty.values()) == sorted(empty.values(), reverse=True)


def test_districts():
    total = np.zeros(RAIDS)
    for index, row in enumerate(answer().districts):
        lead = rows().lead_tick[:, index]
        reached = lead >= 0
        assert row.p_reached.mean == pytest.approx(reached.mean())
        assert row.exposed_unwarned.mean == pytest.approx(row.people * reached.mean())
        assert row.exposed.mean <= row.exposed_unwarned.mean
        total = total + row.people * reached
        if reached.any():
            median = np.quantile(lead[reached] / TICKS_PER_S, 0.5, method="inverted_cdf")
            assert row.warning_s_median is not None
            assert 0.0 <= median - row.warning_s_median < LEAD_STEP_S
            assert row.p_unwarned.mean == pytest.approx((lead[reached] == 0).mean())
    assert answer().exposed_unwarned.mean == pytest.approx(total.mean())
    people = sum(row.people for row in answer().districts)
    p95 = np.quantile(total, 0.95, method="inverted_cdf")
    assert answer().exposed_unwarned.p95 == pytest.approx(p95, abs=0.6 * people / PEOPLE_STEPS)


def test_timeline():
    events = isthmus()[3]
    found = answer().timeline
    table = np.array([(p.started, p.tracked, p.killed, p.suppressed, p.arrived) for p in found])
    assert table == pytest.approx(events[: len(found)] / RAIDS)
    assert not events[len(found) :].any()
    assert table[:, 4].sum() == pytest.approx(answer().leakers.mean)
    assert len({b.time_s - a.time_s for a, b in pairwise(found)}) == 1


def test_variance_between_worlds():
    leakers = rows().arrived.sum(axis=1).reshape(-1, WORLDS)
    within = leakers.var(axis=0, ddof=1).mean()
    between = leakers.mean(axis=0).var(ddof=1) - within / (RAIDS // WORLDS)
    expected = max(0.0, between) / (max(0.0, between) + within)
    assert answer().between_worlds == pytest.approx(expected, rel=1e-9)


def test_the_figure_that_matters_has_the_most_influence():
    gun = fire_system(0.2, p_kill={"cruise-missile": 0.6})
    doctrine = Doctrine(fire=FireRule(max_rounds=1))
    made = loaded(*one_city({"gun": gun}, count=10, doctrine=doctrine))
    found = assess(made, replications=6_400, worlds=64, fates=0).answer
    strength = [abs(row.rank_correlation) for row in found.influences]
    assert strength == sorted(strength, reverse=True)
    assert all(row.low <= row.rank_correlation <= row.high for row in found.influences)
    first = found.influences[0]
    assert first.figure == "systems.gun.p_kill.cruise-missile"
    assert first.high < -0.5
    assert 0.0 < found.between_worlds < 1.0


def test_of_few_worlds_no_influence_is_told():
    assert answer().influences == ()


def test_assumptions_name_every_figure_used():
    of = read_scenario("isthmus")
    named = {row.figure: row for row in answer().assumptions}
    for path, figure in figures_used(of.scenario, of.catalogue).items():
        assert (named[path].low, named[path].value, named[path].high) == (
            figure.low,
            figure.value,
            figure.high,
        )
        assert named[path].source


def test_fates_are_those_of_the_first_raids(tmp_path):
    result = isthmus()[0]
    _, fates = result.write(tmp_path)
    counted = duckdb.sql(
        f"SELECT replication, fate, count(*) FROM '{fates}' WHERE role = 'weapon' GROUP BY ALL"
    ).fetchall()
    assert {row[0] for row in counted} == {0, 1, 2, 3}
    for replication, fate, number in counted:
        expected = rows().fates[replication, :, 0, FATES.index(fate)].sum()
        assert number == expected


def test_fixed_plays_the_central_figures():
    of = read_scenario("first-look")
    found = assess(of, replications=50, fixed=True, fates=0).answer
    stage = stage_of(of.scenario, of.catalogue)
    world, groups = make_world(stage, central(figures_used(of.scenario, of.catalogue)))
    seed = of.scenario.simulation.seed
    played, _ = play_replications(stage, world, groups, seed, np.arange(50), 0, 61_440)
    assert found.run.worlds == 1
    assert found.between_worlds == 0.0
    assert found.influences == ()
    assert found.leakers.mean == pytest.approx(played.chunk.arrived.sum() / 50)


def test_a_precision_is_reached_and_no_more_is_played():
    found = assess("first-look", precision=0.02, worlds=8, fates=0).answer
    assert 0.5 * (found.leakage.high - found.leakage.low) < 0.02
    assert found.run.replications % (8 * 32) == 0
    assert found.run.asked == found.run.replications
    worlds = found.run.worlds
    assert worlds == found.run.replications // 32
    less = assess("first-look", precision=0.02, worlds=8, fates=0, replications=worlds // 8 * 256)
    assert less.answer.leakage == found.leakage


def test_progress_is_told_after_every_chunk():
    told = []
    assess(
        "first-look",
        replications=100,
        worlds=4,
        chunk=10,
        fates=0,
        progress=lambda *what: told.append(what),
    )
    assert [done for done, _, _ in told][-1] == 100
    assert all(before < after for (before, *_), (after, *_) in pairwise(told))
    assert {(asked, leakage) for _, asked, leakage in told} == {(100, None)}


def test_the_command_repeats_the_run():
    of = read_scenario("first-look", ["raid.groups.drones.count=7"])
    run = assess(of, replications=40, worlds=4, seed=9, fates=0).answer.run
    words = shlex.split(run.command)
    assert words[:2] == ["airshield", "assess"]
    assert words[2:] == [
        *(str(of.path), "--seed", "9", "-n", "40", "--worlds", "4"),
        *("--set", "raid.groups.drones.count=7"),
    ]
    assert run.scenario_digest == of.digest


def test_an_assessment_shows_itself():
    result = isthmus()[0]
    assert "isthmus" in repr(result).lower()
    assert f"{RAIDS} raids" in repr(result)
    table = result._repr_html_()
    assert all(row.name in table for row in answer().classes)


@pytest.mark.parametrize(
    "option",
    [
        {"replications": 0},
        {"replications": -5},
        {"worlds": 0},
        {"worlds": 5_000},
        {"threads": 0},
        {"chunk": 0},
        {"seed": -1},
        {"seed": 2**63},
        {"fates": -1},
        {"precision": 0.0},
        {"precision": float("nan")},
    ],
)
def test_options_that_make_no_sense_are_refused(option):
    (name,) = option
    with pytest.raises(InputError, match=f"^{name} must lie in"):
        assess("first-look", **option)


def test_all_wrong_options_are_told_at_once():
    with pytest.raises(InputError) as caught:
        assess("first-look", worlds=0, chunk=-1)
    assert len(caught.value.problems) == 2


def test_stopped_before_the_first_chunk_there_is_no_answer():
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    # A chunk is played before progress is told: that one counts.
    found = assess("first-look", replications=100, fates=0, progress=stop).answer.run
    assert found.interrupted
    assert 0 < found.replications < 100
