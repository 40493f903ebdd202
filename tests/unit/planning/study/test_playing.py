"""A study played, stopped, and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.files.parquet_reader import read_parquet
from airshield.planning.fanout import Threads
from airshield.planning.measuring import measure
from airshield.planning.study.analysis import analyse
from airshield.planning.study.folder import StudyFolder
from airshield.planning.study.playing import Played, play_study
from airshield.planning.study.study import Study, make_study

VARY = ["raid.groups.drones.count=5:60", "batteries.*.stock=8:40", "doctrine.fire.salvo=1,2,3"]

pytestmark = pytest.mark.slow


def small(**changes) -> Study:
    options = {"points": 6, "replications": 24, "worlds": 3, "seed": 2}
    return make_study("first-look", VARY, **(options | changes))


@pytest.fixture(scope="module")
def played() -> Played:
    return play_study(small(), fanout=Threads(2))


def bits(played: Played) -> list[dict[str, bytes]]:
    return [{k: v.tobytes() for k, v in point.columns.items()} for point in played.points]


def test_a_point_is_what_the_variant_measures(played):
    study = played.study
    alone = measure(study.variant(4), study.plan, end=study.end)
    for name in ("leakage", "rounds_cost_eur", "warning_min", "leakers.drone"):
        assert played.points[4].estimate(name) == alone.estimate(name)


def test_points_differ_by_their_factors_only(played):
    again = make_study(played.study.variant(2), ["doctrine.last_chance_s=15,15.0000001"], points=2,
                       replications=24, worlds=3, seed=2)  # fmt: skip
    same = play_study(again).points
    assert np.array_equal(same[0].columns["leakage"], played.points[2].columns["leakage"])


def test_the_same_bits_on_one_thread(played):
    assert bits(play_study(small(), fanout=Threads(1))) == bits(played)


class Stopped(Threads):
    """Threads until so many tasks are done, then Ctrl-C."""

    def __init__(self, after: int) -> None:
        super().__init__(1)
        self.after = after

    def map(self, work, tasks):
        for number, result in enumerate(super().map(work, tasks)):
            if number == self.after:
                raise KeyboardInterrupt
            yield result


def test_what_is_done_is_kept_and_not_played_again(tmp_path, played):
    study = small()
    with pytest.raises(KeyboardInterrupt):
        play_study(study, StudyFolder(tmp_path, study.manifest()), fanout=Stopped(7))
    assert sorted(p.name for p in (tmp_path / "points").iterdir()) == [
        "000000.parquet",
        "000001.parquet",
    ]
    counted = Counted()
    folder = StudyFolder(tmp_path, study.manifest(), resume=True)
    again = play_study(study, folder, fanout=counted)
    assert (again.found, counted.tasks) == (2, 4 * 3)
    assert bits(again) == bits(played)


class Counted(Threads):
    """Threads that count their tasks."""

    tasks = 0

    def map(self, work, tasks):
        for result in super().map(work, tasks):
            self.tasks += 1
            yield result


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 3}, "its seed is 2, not 3"),
        ({"replications": 30}, "its replications is 24, not 30"),
        ({"overrides": ["doctrine.fire.assess_s=4"]}, "scenario_digest"),
    ],
)
def test_another_study_is_refused(tmp_path, change, said):
    StudyFolder(tmp_path, small().manifest())
    with pytest.raises(InputError, match="holds another study") as error:
        StudyFolder(tmp_path, small(**change).manifest())
    assert said in str(error.value)


def test_resume_needs_a_study(tmp_path):
    with pytest.raises(InputError, match="there is no study in"):
        StudyFolder(tmp_path / "none", small().manifest(), resume=True)
    assert not (tmp_path / "none").exists()


def test_a_broken_point_is_told(tmp_path):
    study = small()
    folder = StudyFolder(tmp_path, study.manifest())
    (tmp_path / "points" / "000003.parquet").write_text("not a table")
    with pytest.raises(InputError, match=r"000003.parquet: cannot be read as Parquet"):
        play_study(study, folder)


def test_a_point_that_cannot_be_played_is_named() -> None:
    # Each end holds together with the scenario's own other value, but not every pair does.
    vary = ["doctrine.fire.salvo=1,4", "doctrine.fire.max_rounds=2,9"]
    study = make_study("first-look", vary, design="grid", points=4)
    with pytest.raises(InputError, match="point 3 of the study cannot be played"):
        study.variant(2)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(InputError) as error:
        make_study("first-look", ["raid.groups.drone.count=1:2"], measures=["leekage"], seed=-1)
    told = str(error.value)
    for said in ('did you mean "drones"', 'did you mean "leakage"', "seed must lie in"):
        assert said in told


def test_the_analysis_has_a_row_a_point_and_plain_values(played):
    found = analyse(played)
    assert found.columns["point"].tolist() == [1, 2, 3, 4, 5, 6]
    first = played.points[0].estimate("leakers")
    assert found.columns["leakers.mean"][0] == first.mean
    assert found.columns["batteries.*.stock"][0] == played.study.design.points[0][1]
    assert json.loads(json.dumps(found.answer.manifest)) == played.study.manifest()
    assert {effect.factor for effect in found.answer.measures[0].effects} == {
        text.split("=")[0] for text in VARY
    }


def test_what_is_kept_is_read_back(tmp_path: Path, played):
    folder = StudyFolder(tmp_path, small().manifest())
    folder.keep(0, played.points[0])
    found = folder.find(0)
    assert found is not None
    assert {k: v.tobytes() for k, v in found.columns.items()} == bits(played)[0]
    assert set(read_parquet(tmp_path / "points" / "000000.parquet")) == set(found.columns)
