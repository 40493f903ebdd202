"""How long evidence takes on a record given by its path: reading, a fit, the whole back-test.

.venv/bin/python benchmarks/evidence.py RECORD
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from airshield.evidence.backtest import backtest
from airshield.evidence.checking import check
from airshield.evidence.fitting import fit
from airshield.evidence.shares import RECIPES, make_design
from airshield.files.attacks import read_record


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Print what some work took, in seconds of wall clock and of all processors; return it."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    print(f"{what:<44} {time.perf_counter() - wall:6.1f} s  {time.process_time() - cpu:6.1f} s CPU")
    return found


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1])
    timed("reading and checking, first time", lambda: check(read_record(path)))
    record = timed("reading, again", lambda: read_record(path))
    print(f"{record.rows:,} rows")
    designs = {name: make_design(record.reports, name) for name in RECIPES}
    small = designs["cruise-missile"]
    timed("compiling the filter, or loading it", lambda: fit(small, min(5, len(small.reports))))
    for name, design in designs.items():
        timed(
            f"fit: {name}, {len(design.reports)} reports", lambda d=design: fit(d, len(d.reports))
        )
    begin, until = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
    result = timed("the whole back-test", lambda: backtest(record.reports, begin, until))
    print(f"{len(result.forecasts):,} forecasts; not converged: {len(result.refused)}")


if __name__ == "__main__":
    main()
