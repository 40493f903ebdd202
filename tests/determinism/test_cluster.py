"""Work on a real Dask cluster: the same bits as on threads, whatever becomes of its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from airshield.apps.cli.entry import run
from airshield.errors import InputError
from airshield.files.scenario import read_scenario
from airshield.planning import cluster as clusters
from airshield.planning.cluster import Cluster, fanout_for
from airshield.planning.fanout import Threads
from airshield.planning.measuring import measure, measure_world, world_tasks
from airshield.planning.study.folder import StudyFolder
from airshield.planning.study.playing import Played, play_study
from airshield.planning.study.study import Study, make_study
from airshield.simulation.engine import plan_for

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

VARY = ["raid.groups.drones.count=5:60", "batteries.*.stock=8:40"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster("local:2") as found:
        yield found


@pytest.fixture(scope="module")
def study() -> Study:
    return make_study("first-look", VARY, points=8, replications=48, worlds=6, seed=2)


@pytest.fixture(scope="module")
def expected(study: Study) -> list[dict[str, bytes]]:
    return bits(play_study(study, fanout=Threads(1)))


def bits(played: Played) -> list[dict[str, bytes]]:
    return [{k: v.tobytes() for k, v in point.columns.items()} for point in played.points]


def test_its_workers_are_processes_of_their_own(cluster: Cluster) -> None:
    processes = set(cluster.workers().values())
    assert len(processes) == cluster.threads == 2
    assert os.getpid() not in processes


def test_a_measure_has_the_same_bits(cluster: Cluster) -> None:
    loaded, plan = read_scenario("isthmus"), plan_for(20, 5, 3)
    here = measure(loaded, plan, end=20, fanout=Threads(2))
    there = measure(loaded, plan, end=20, fanout=cluster)
    for name, column in here.values.items():
        assert np.array_equal(column, there.values[name]), name


def test_a_study_has_the_same_bits(
    cluster: Cluster, study: Study, expected: list[dict[str, bytes]]
) -> None:
    assert bits(play_study(study, fanout=cluster)) == expected


def test_a_worker_killed_in_mid_study_loses_nothing(
    cluster: Cluster, study: Study, expected: list[dict[str, bytes]], tmp_path: Path
) -> None:
    victims = list(cluster.workers().values())
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done == 2 and not killed:
            os.kill(victims[0], signal.SIGKILL)
            killed.append(victims[0])

    folder = StudyFolder(tmp_path, study.manifest())
    assert bits(play_study(study, folder, fanout=cluster, progress=kill)) == expected
    assert killed
    assert killed[0] not in cluster.workers().values()
    assert len(list((tmp_path / "points").iterdir())) == 8


def test_an_error_of_the_input_comes_back(cluster: Cluster, tmp_path: Path) -> None:
    loaded = read_scenario("first-look")._replace(terrain_path=tmp_path / "gone.tif")
    with pytest.raises(InputError, match="gone") as error:
        list(cluster.map(measure_world, world_tasks(loaded, plan_for(4, 2, 1), 4)))
    assert len(error.value.problems) == 1


def test_what_is_not_wanted_any_more_is_not_done(
    cluster: Cluster, study: Study, expected: list[dict[str, bytes]]
) -> None:
    tasks = world_tasks(study.variant(0), study.plan, study.end)
    results = cluster.map(measure_world, tasks)
    next(results)
    results.close()
    assert bits(play_study(study, fanout=cluster)) == expected


def test_a_scheduler_elsewhere(study: Study, expected: list[dict[str, bytes]]) -> None:
    with Cluster("local:1") as own:
        address = own._local.scheduler_address
        with fanout_for(address, None) as found:
            assert bits(play_study(study, fanout=found)) == expected


def test_a_scheduler_that_goes_away_is_told(study: Study, tmp_path: Path) -> None:
    with Cluster("local:1") as own, Cluster(own._local.scheduler_address) as found:

        def leave(done: int, total: int) -> None:
            if done == 2:
                own.close()

        folder = StudyFolder(tmp_path, study.manifest())
        with pytest.raises(InputError, match="the scheduler is gone"):
            play_study(study, folder, fanout=found, progress=leave)
    assert len(list((tmp_path / "points").iterdir())) >= 2


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("local:0", "local:N with N from 1"),
        ("local:two", "local:N with N from 1"),
        ("somewhere", "expected tcp://host:port or local:N"),
    ],
)
def test_what_is_no_cluster_is_refused(where: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Cluster(where)


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "WAIT_S", 1)
    with pytest.raises(InputError, match="no scheduler answers"):
        Cluster("tcp://127.0.0.1:1")


def test_workers_of_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "__version__", "9.9.9")
    with pytest.raises(InputError, match=r"its workers have airshield 0.*, this is 9.9.9"):
        Cluster("local:1")


def test_without_dask_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from airshield.apps.cli.entry import run\n"
        "sys.exit(run(['sweep', 'first-look', '--vary', 'doctrine.fire.salvo=1,2', '--points',"
        " '2', '--cluster', 'local:1']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'airshield[cluster]'" in done.stderr


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["sweep", "first-look", "--vary", VARY[0], "--points", "4", "-n", "16"]
    arguments += ["--worlds", "2", "--format", "json"]
    assert run([*arguments, "--threads", "2", "--cluster", "local:1"]) == 2
    assert "cannot be used together" in capsys.readouterr().err
    assert run(arguments) == 0
    here = capsys.readouterr().out
    assert run([*arguments, "--cluster", "local:2"]) == 0
    there = capsys.readouterr().out
    timed = [line for line in here.splitlines() if "elapsed_s" not in line]
    assert timed == [line for line in there.splitlines() if "elapsed_s" not in line]
