"""The same bits at any number of threads, in chunks of any size, cached or not, stopped or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb
import numpy as np
import pytest

from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.assessment import assess
from reference.drawn import draw_scenario
from unit.simulation.staging import loaded, play_all

pytestmark = pytest.mark.slow

REPLICATIONS = 600
SHARINGS = [(1, 1), (2, 7), (8, 256), (3, 1000)]
"""Threads and replications to a chunk, each held against one thread with chunks of 256."""

DRAWN = (2, 5, 11)
"""Seeds of drawn scenarios; between them they have patrols, carriers, jamming and networks."""


@cache
def scenario_of(name: str) -> Loaded:
    """Return a shipped scenario, or one drawn from a seed."""
    return loaded(*draw_scenario(int(name))) if name.isdigit() else read_scenario(name)


@cache
def played(name: str, threads: int, chunk: int) -> dict[str, np.ndarray]:
    """Play a scenario; return all it leaves behind, rows in the order of replications."""
    of = scenario_of(name)
    rows, parts = play_all(
        of.scenario,
        of.catalogue,
        REPLICATIONS,
        worlds=5,
        fixed=False,
        threads=threads,
        chunk=chunk,
    )
    sums = {"kills": sum(p.kills for p in parts), "timeline": sum(p.timeline for p in parts)}
    return rows._asdict() | sums


@pytest.mark.parametrize("name", ["first-look", "isthmus", *map(str, DRAWN)])
@pytest.mark.parametrize(("threads", "chunk"), SHARINGS)
def test_threads_and_chunks_change_no_bit(name, threads, chunk):
    once, again = played(name, 1, 256), played(name, threads, chunk)
    assert (again["replication"] == np.arange(REPLICATIONS)).all()
    for column, values in once.items():
        assert values.dtype == again[column].dtype
        assert np.array_equal(values, again[column]), column


def assessed(of: Loaded, folder: Path, **options) -> tuple[dict, dict[str, np.ndarray]]:
    """Assess a scenario; return its ``results.json`` and its rows in order."""
    rows = folder / "replications.parquet"
    folder.mkdir()
    result = assess(of, replications_file=rows, **options)
    result.write(folder)
    answer = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    answer["run"].pop("elapsed_s")
    fates = table(folder / "fates.parquet", "replication, threat")
    answer["fates"] = {name: repr(column.tolist()) for name, column in fates.items()}
    return answer, table(rows, "replication")


def table(path: Path, order: str) -> dict[str, np.ndarray]:
    """Read a Parquet file in some order."""
    rows = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY {order}")
    return {name: np.ma.getdata(column) for name, column in rows.fetchnumpy().items()}


def same_rows(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    """Return whether two tables are the same, bit by bit."""
    return one.keys() == other.keys() and all(
        np.array_equal(values, other[name]) for name, values in one.items()
    )


@pytest.mark.parametrize("name", ["first-look", "isthmus"])
def test_answers_and_files_are_the_same(name, tmp_path):
    of = scenario_of(name)
    how = {"replications": 200, "worlds": 4, "fates": 10}
    answer, rows = assessed(of, tmp_path / "one", threads=1, **how)
    assert rows["replication"].tolist() == list(range(200))
    for threads, chunk in ((2, 7), (8, 1000)):
        folder = tmp_path / f"{threads}-{chunk}"
        other, others = assessed(of, folder, threads=threads, chunk=chunk, **how)
        assert same_rows(rows, others)
        assert other == answer


def test_a_precision_plays_the_same_batches_at_any_number_of_threads(tmp_path):
    of = scenario_of("first-look")
    how = {"precision": 0.02, "worlds": 4, "fates": 0}
    answer, rows = assessed(of, tmp_path / "one", threads=1, **how)
    other, others = assessed(of, tmp_path / "two", threads=2, chunk=5, **how)
    assert answer == other
    assert same_rows(rows, others)
    assert len(rows["replication"]) > 4 * 32


class Stop:
    """Ctrl-C once so many replications are done."""

    def __init__(self, after: int) -> None:
        self.after = after

    def __call__(self, done: int, asked: int, leakage: object) -> None:
        if done >= self.after:
            raise KeyboardInterrupt


@pytest.mark.parametrize(("threads", "after"), [(1, 1), (2, 200)])
def test_replications_done_before_ctrl_c_are_those_of_a_full_run(threads, after, tmp_path):
    of = scenario_of("first-look")
    how = {"replications": 600, "worlds": 4, "chunk": 25, "threads": threads, "fates": 5}
    whole, rows = assessed(of, tmp_path / "whole", **how)
    cut, part = assessed(of, tmp_path / "cut", progress=Stop(after), **how)
    done = part["replication"]
    assert cut["run"]["interrupted"]
    assert cut["run"]["replications"] == done.size
    assert after <= done.size < 600
    assert same_rows({name: values[done] for name, values in rows.items()}, part)
    assert cut["weapons"]["mean"] == pytest.approx(part["weapons"].mean(), rel=1e-12)
    assert cut["leakers"]["mean"] == pytest.approx(part["weapons_arrived"].mean(), rel=1e-12)
    assert not whole["run"]["interrupted"]


DIGEST = """
import sys
sys.path.insert(0, sys.argv[1])
from determinism.test_same_bits import digest
print(digest())
"""


def digest() -> str:
    """Play two scenarios, and return what their rows hash to."""
    found = sha256()
    for of in (read_scenario("first-look"), loaded(*draw_scenario(DRAWN[0]))):
        rows, _ = play_all(of.scenario, of.catalogue, 16, worlds=2, fixed=False, threads=1)
        found.update(b"".join(column.tobytes() for column in rows))
    return found.hexdigest()


def begin_digest(environment: dict[str, str]) -> subprocess.Popen[str]:
    """Begin to play them in a fresh process."""
    tests = os.fspath(Path(__file__).parents[1])
    command = [sys.executable, "-W", "error", "-c", DIGEST, tests]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module", autouse=True)
def compiling(tmp_path_factory):
    """Compile every kernel anew in the background while the other tests run: most of a minute."""
    place = tmp_path_factory.mktemp("kernels")
    process = begin_digest(os.environ | {"NUMBA_CACHE_DIR": os.fspath(place)})
    yield process, place
    process.kill()
    with process:
        process.wait()


def test_python_plays_the_same_raids_as_compiled_kernels(clean_environment):
    process = begin_digest(clean_environment | {"NUMBA_DISABLE_JIT": "1"})
    assert process.communicate()[0].strip() == digest()


def test_freshly_compiled_kernels_play_the_same_raids_as_cached_ones(compiling):
    process, place = compiling
    assert process.communicate()[0].strip() == digest()
    assert any(place.rglob("*.nbc"))
