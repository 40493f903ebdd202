"""Factors found by playing: a known one comes back, one out of reach is said to be."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.evidence.posterior import PosteriorShare, UsualRaid
from airshield.files.attacks import read_record
from airshield.files.calibration import calibration_text, read_calibration, write_calibration
from airshield.files.example_record import example_record
from airshield.files.labels import read_breaks
from airshield.files.scenario import Loaded, read_scenario
from airshield.model.calibration import Calibration
from airshield.planning import assess, effectiveness
from airshield.planning.effectiveness import calibrate, counts_of, learn
from airshield.planning.matching import GRID, Matcher
from airshield.planning.options import Options
from airshield.planning.replay import replay
from airshield.report.headline import caveats
from airshield.simulation.outcomes import FATES
from airshield.simulation.trials import play_trials
from reference.building import fire_system, jammer, one_city, threat_type
from unit.simulation.staging import loaded as made_loaded

ROOT = Path(__file__).resolve().parents[3]
REAL = ROOT.parent / "shared" / "data" / "attacks" / "missile_attacks_daily.csv"
HOW = {"replications": 256, "worlds": 8}
BREAKS = ROOT / "src/airshield/files/templates/breaks.yaml"
UNTIL = datetime(2031, 12, 1, tzinfo=UTC)

pytestmark = pytest.mark.slow


def quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


@cache
def record(folder: Path):
    path = folder / "record.csv"
    path.write_text(example_record(5), encoding="utf-8")
    return read_record(path, breaks=read_breaks(BREAKS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("calibration")


@pytest.fixture(scope="module")
def found(folder) -> Calibration:
    return calibrate(record(folder), "first-look", until=UNTIL, **HOW)


def share(fates: np.ndarray, groups: list[int], fate: str) -> float:
    ends = fates[groups, :2].sum(axis=(0, 1))
    return float(ends[FATES.index(fate)] / (ends.sum() - ends[FATES.index("aborted")]))


@pytest.mark.parametrize("known", [0.15, 0.6, 1.0, 1.7])
def test_a_known_factor_comes_back(known):
    of = read_scenario("first-look")
    matcher = Matcher(of, Options(replications=512, worlds=8), quiet)
    truth = {"drone": known, "cruise-missile": 0.5}
    played = play_trials(matcher.stage, matcher.plan, matcher.asked, [truth], 2)
    fates = sum(trial.fates[0] for trial in played)
    targets = {
        name: (0.8 * middle, middle, min(1.05 * middle, 0.999))
        for name, middle in (
            ("drone", share(fates, [0], "killed")),
            ("cruise-missile", share(fates, [1], "killed")),
        )
    }
    matches = matcher.match(targets, {"drone": "killed", "cruise-missile": "killed"})
    for name, factor in truth.items():
        low, value, high = matches[name].factor
        assert low < factor < high
        if factor <= 1.0:  # beyond, the share of first-look hardly rises
            assert value == pytest.approx(factor, rel=0.06)
        assert matches[name].reached[1] == pytest.approx(targets[name][1], abs=0.004)
        assert matches[name].reached[0] == pytest.approx(targets[name][0], abs=0.01)


def test_a_share_out_of_reach_has_no_factor():
    gun = fire_system(p_kill={"cruise-missile": 0.3}, launchers=5)  # five rounds for ten
    of = made_loaded(*one_city({"gun": gun}, count=10))
    matcher = Matcher(of, Options(replications=64, worlds=1), quiet)
    (match,) = matcher.match(
        {"cruise-missile": (0.3, 0.8, 0.9)}, {"cruise-missile": "killed"}
    ).values()
    assert match.factor is None
    assert match.reached is None
    assert "reaches 0.500 at most" in match.note
    assert "0.800 (0.300 to 0.900)" in match.note
    assert match.launched == 10


def test_a_high_end_out_of_reach_is_open():
    gun = fire_system(p_kill={"cruise-missile": 0.3}, launchers=5)
    of = made_loaded(*one_city({"gun": gun}, count=10))
    matcher = Matcher(of, Options(replications=64, worlds=1), quiet)
    (match,) = matcher.match(
        {"cruise-missile": (0.1, 0.25, 0.9)}, {"cruise-missile": "killed"}
    ).values()
    low, value, high = match.factor
    assert low == pytest.approx(0.1 / 0.5 / 0.3, rel=0.1)
    assert value == pytest.approx(0.25 / 0.5 / 0.3, rel=0.1)
    assert 2.8 < high <= 4.0  # where every round kills, 1 / 0.3, between two factors tried
    assert "open above" in match.note


def test_suppressed_drones_count_where_reports_count_them():
    both = {
        "gun": fire_system(p_kill={"drone": 0.2}),
        "jam": jammer(p_suppress={"drone": 0.2}),
    }
    of = made_loaded(*one_city(both, count=50, threat=threat_type(threat_class="drone")))
    matcher = Matcher(of, Options(replications=64, worlds=1), quiet)
    target = {"drone": (0.25, 0.3, 0.4)}
    alone = matcher.match(target, {"drone": "killed"})["drone"]
    together = matcher.match(target, {"drone": "killed or suppressed"})["drone"]
    assert together.share_at_1 > alone.share_at_1 + 0.05
    assert together.factor[1] < alone.factor[1]


@pytest.mark.parametrize(
    ("era", "counts"),
    [
        ("destroyed-or-suppressed", "killed or suppressed"),
        ("destroyed-only", "killed"),
        ("lost-beside", "killed"),
        ("", "killed"),
    ],
)
def test_what_is_counted_follows_the_era(era, counts, folder):
    assert counts_of(posterior(era=era)) == counts


@pytest.mark.parametrize(
    ("types", "note"),
    [
        ((("shahed", 0.9), ("s-300", 0.1)), ""),
        ((("s-300", 0.7), ("iskander-m", 0.3)), "70 % of the usual raid are s-300, which the cat"),
    ],
)
def test_a_share_of_something_else_is_noted(types, note, folder):
    mixed = posterior()._replace(raid=UsualRaid(10.0, types, "", 5))
    told = effectiveness.strangers(mixed, record(folder))
    assert told.startswith(note)
    assert bool(told) == bool(note)


def posterior(*, era: str = "", converged: bool = True) -> PosteriorShare:
    values = np.linspace(0.3, 0.7, 200)
    raid = UsualRaid(10.0, (("shahed", 1.0),), era, 5)
    return PosteriorShare("drone", UNTIL, raid, values, values, 40, 3.4, 0.31, converged)


def test_a_model_that_has_not_converged_is_not_reported(folder, monkeypatch):
    monkeypatch.setattr(effectiveness, "posterior_share", lambda *_: posterior(converged=False))
    with pytest.raises(InputError) as caught:
        calibrate(record(folder), "first-look", **HOW)
    assert "drone: the share model has not converged (3.4 effective draws" in str(caught.value)
    assert len(caught.value.problems) == 3


def test_a_generated_record(found, folder):
    assert set(found.classes) == {"drone", "cruise-missile", "ballistic-missile"}
    drone = found.classes["drone"]
    assert drone.era == "lost-beside"
    assert drone.counts == "killed"
    for of in found.classes.values():
        assert of.share.low < of.share.value < of.share.high
        assert of.single_raid.low < of.share.value < of.single_raid.high
        if of.effectiveness is not None:
            assert of.effectiveness.standing == "calibrated"
            assert (
                of.effectiveness.low <= of.effectiveness.value <= of.effectiveness.high <= GRID[-1]
            )
            assert of.simulated.value == pytest.approx(of.share.value, abs=0.02)
    assert found.learned_from.rows == record(folder).rows
    assert found.learned_from.until == UNTIL
    assert "lay-down" in found.warning


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_bytes_at_any_number_of_threads(threads, found, folder):
    again = calibrate(record(folder), "first-look", until=UNTIL, threads=threads, **HOW)
    assert calibration_text(again) == calibration_text(found)


def test_another_seed_is_told(found, folder):
    other = calibrate(record(folder), "first-look", until=UNTIL, seed=9, **HOW)
    assert other.belongs_to.seed == 9
    assert other.classes["drone"].share == found.classes["drone"].share
    assert calibration_text(other) != calibration_text(found)


def test_progress_ends_where_it_said(folder):
    told = []
    calibrate(
        record(folder),
        "first-look",
        until=UNTIL,
        progress=lambda *now: told.append(now),
        replications=8,
        worlds=2,
    )
    assert told[0] == ("learning the share of drone", 0, 3)
    playing = [now for now in told if now[0] == "playing raids"]
    assert [done for _, done, _ in playing[:-1]] == list(range(1, len(playing)))
    assert playing[-1][1] == playing[-1][2]


def test_no_report_no_calibration(folder):
    with pytest.raises(InputError, match="no report before 2030-01-01"):
        calibrate(record(folder), "first-look", until=datetime(2030, 1, 1), **HOW)
    bomb = threat_type(threat_class="glide-bomb", flight="glide")
    gun = fire_system(p_kill={"glide-bomb": 0.3})
    with pytest.raises(InputError, match="flies no class that reports teach"):
        calibrate(record(folder), made_loaded(*one_city({"gun": gun}, threat=bomb)), **HOW)
    with pytest.raises(InputError, match="replications must lie in"):
        calibrate(record(folder), "first-look", replications=0)


def test_a_class_without_reports_is_left_out(folder):
    path = folder / "drones.csv"
    rows = [row for row in example_record(5).splitlines() if "Kalibr" not in row]
    path.write_text("\n".join(row for row in rows if "Iskander" not in row) + "\n")
    learned = learn(read_record(path), read_scenario("first-look"))
    assert set(learned.shares) == {"drone"}
    assert set(learned.left_out) == {"cruise-missile", "ballistic-missile"}


@pytest.fixture(scope="module")
def file(found, folder) -> Path:
    path = folder / "first-look-calibration.yaml"
    write_calibration(path, found)
    return path


def test_an_assessment_with_a_calibration_says_so(file, found):
    answer = assess("first-look", calibration=file, replications=64, worlds=8, fates=0).answer
    rows = [row for row in answer.assumptions if row.figure.startswith("effectiveness.")]
    assert {row.figure for row in rows} == {f"effectiveness.{name}" for name in found.effectiveness}
    assert {row.standing for row in rows} == {"calibrated"}
    assert all("first-look" not in row.source and "record.csv" in row.source for row in rows)
    assert "--calibration" in shlex.split(answer.run.command)
    assert answer.run.calibration_digest == read_calibration(file).digest
    assert answer.calibration.warnings == (found.warning,)
    said = " ".join(caveats(answer))
    assert "Calibrated: kill and suppression probabilities times" in said
    assert found.warning in said
    plain = assess("first-look", replications=64, worlds=8, fates=0).answer
    assert plain.calibration is None
    assert plain.run.calibration_file is None
    assert plain.leakers != answer.leakers


def test_the_uncertainty_of_a_factor_enters_the_interval(file):
    of = read_scenario("first-look")
    wide = assess(of, calibration=file, replications=512, worlds=16, fates=0).answer
    sure = assess(of, replications=512, worlds=16, fates=0).answer
    moved = {row.figure for row in wide.influences}
    assert "effectiveness.drone" in moved
    assert wide.between_worlds > sure.between_worlds


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("doctrine.adequate_p_kill=0.7", "belongs to another lay-down, that of first-look"),
        ("raid.groups.drones.count=20", "found with the same lay-down"),
    ],
)
def test_a_calibration_of_something_else_is_told(change, words, file):
    how = {"calibration": file, "replications": 8, "worlds": 2, "fates": 0}
    answer = assess("first-look", [change], **how).answer
    assert any(words in warning for warning in answer.calibration.warnings)
    assert any(words in caveat for caveat in caveats(answer))


def test_a_replay_with_the_calibration_tells_the_same_fates(file):
    how = {"replications": 24, "worlds": 4, "seed": 3}
    fates = assess("first-look", calibration=file, fates=24, **how).fates
    for number in (0, 9, 23):
        told = replay("first-look", number, calibration=file, **how)
        mine = fates["replication"] == number
        assert [threat.fate for threat in told.threats] == fates["fate"][mine].tolist()
        assert "--calibration" in told.run.command
    other = [threat.fate for threat in replay("first-look", 9, **how).threats]
    assert other != fates["fate"][fates["replication"] == 9].tolist()


def test_a_calibration_that_is_read_with_the_scenario_is_not_played_twice(found, file):
    of = read_scenario("first-look")._replace(calibration=read_calibration(file))
    again = calibrate_loaded(of)
    assert again == calibrate_loaded(of._replace(calibration=None))


def calibrate_loaded(of: Loaded):
    matcher = Matcher(of, Options(replications=16, worlds=2), quiet)
    return matcher.match({"drone": (0.2, 0.3, 0.4)}, {"drone": "killed"})


@pytest.mark.skipif(not REAL.exists(), reason=f"needs the public attack record at {REAL}")
def test_the_shipped_calibration_says_what_the_record_teaches():
    made = read_calibration("autumn-2022-calibration").calibration
    of = read_scenario("autumn-2022")
    learned = learn(read_record(REAL), of, made.learned_from.until)
    assert set(learned.shares) == set(made.classes)
    for name, share_of in learned.shares.items():
        kept = made.classes[name]
        assert kept.reports == share_of.reports
        assert kept.share.value == pytest.approx(float(np.median(share_of.mean)), abs=1e-3)
    assert replace(made.learned_from, rows=read_record(REAL).rows) == made.learned_from
