"""Ctrl-C at the worst moment: what was played is kept whole."""

from __future__ import annotations

import signal
import sys
import threading

import duckdb
import pytest

from airshield.files.scenario import read_scenario
from airshield.planning.assessment import assess


class CtrlC:
    """Ctrl-C when a function is called for the third time, in whatever thread."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls = 0

    def __call__(self, frame, event, argument) -> None:
        if event == "call" and frame.f_code.co_name == self.name:
            self.calls += 1
            if self.calls == 3:
                signal.raise_signal(signal.SIGINT)

    def __enter__(self) -> None:
        threading.setprofile(self)
        sys.setprofile(self)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)


@pytest.mark.slow
@pytest.mark.parametrize("inside", ["_rows", "_spread", "_warn", "append", "_row_columns"])
def test_no_raid_is_counted_by_halves(inside, tmp_path):
    rows = tmp_path / "replications.parquet"
    loaded = read_scenario("first-look")
    with CtrlC(inside):
        found = assess(
            loaded, replications=4_000, replications_file=rows, fates=0, threads=2
        ).answer
    table = duckdb.sql(f"SELECT * FROM '{rows}'").fetchnumpy()
    assert found.run.interrupted
    assert 0 < found.run.replications < 4_000
    assert found.run.replications == table["replication"].size
    assert sum(found.leakers_histogram) == found.run.replications
    for name, column in (("weapons", found.weapons), ("weapons_arrived", found.leakers)):
        assert column.mean == pytest.approx(table[name].mean(), rel=1e-12)
