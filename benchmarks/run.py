"""The engine, the SimPy reference and a fixed-step stepper on the same raids, in one run.

    ./dev bench              about ten minutes
    ./dev bench --memory 1000000   peak memory of so many raids of the largest size
    ./dev bench --tracking         only the tracker with a country's load (tracking_scale.py)

Ratios are what counts: all three play on the same machine in the same minutes. Each is timed in
rounds that take turns; a ratio is the median, and the range, of those of single rounds. Two threads
are compared with one, and beside them two processes that share nothing: what the machine can give.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from stepper import Stepper  # noqa: E402

from airshield.files.scenario import read_scenario  # noqa: E402
from airshield.planning import assess  # noqa: E402
from airshield.planning.assessment import load_stage  # noqa: E402
from airshield.simulation.engine import plan_for, play_replications, run  # noqa: E402
from airshield.simulation.figures import central, figures_used  # noqa: E402
from airshield.simulation.world import make_world  # noqa: E402
from reference.naive import Reference  # noqa: E402

SIZES = {
    "first-look": ((4_000, 15), (20, 5), (4, 5)),
    "isthmus": ((2_000, 15), (10, 5), (1, 2)),
    "winter-night": ((200, 15), (5, 3), (1, 1)),
}
"""Replications of a round, and rounds, of engine, reference and stepper."""
SLICE_TICK = 61_440


class Row(NamedTuple):
    """What was measured at one size, fixed world, one thread."""

    size: str
    threats: int
    batteries: int
    events: float
    """What the engine handles in a raid: starts and happenings; decisions aside."""
    reference_events: float
    """The same of the reference, which leaves nothing out, from its few raids."""
    engine_us: list[float]
    reference_us: list[float]
    stepper_us: list[float]


def timed(work: Callable[[], Any], replications: int) -> float:
    """Return microseconds a replication."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) / replications * 1e6


def measure(size: str) -> Row:
    """Play one size on all three, in turns."""
    loaded = read_scenario(size)
    (engine_n, rounds), (reference_n, reference_rounds), (stepper_n, stepper_rounds) = SIZES[size]
    stage = load_stage(loaded)
    world, groups = make_world(stage, central(figures_used(loaded.scenario, loaded.catalogue)))
    numbers = np.arange(engine_n, dtype=np.int64)
    played, scratch = play_replications(stage, world, groups, 1, numbers, 0, SLICE_TICK)
    reference = Reference(loaded.scenario, loaded.catalogue)
    stepper = Stepper(loaded.scenario, loaded.catalogue)
    if size == "first-look":
        stepper.play(1, 1)  # compiles it
    # The first time works out the geometry, which the clock leaves out.
    handled = sum(reference.play(1, replication).events for replication in range(reference_n))
    few = numbers[:reference_n]
    same, _ = play_replications(stage, world, groups, 1, few, 0, SLICE_TICK, scratch)
    row = Row(
        size,
        stage.cast.threats.group.size,
        len(loaded.scenario.batteries),
        played.events / engine_n,
        played.events / engine_n * handled / same.events,
        [],
        [],
        [],
    )
    for turn in range(rounds):
        row.engine_us.append(
            timed(
                lambda: play_replications(stage, world, groups, 1, numbers, 0, SLICE_TICK, scratch),
                engine_n,
            )
        )
        if turn < reference_rounds:
            row.reference_us.append(
                timed(lambda: [reference.play(1, r) for r in range(reference_n)], reference_n)
            )
        if turn < stepper_rounds:
            row.stepper_us.append(timed(lambda: stepper.play(stepper_n, 1), stepper_n))
    return row


def ratio(top: list[float], bottom: list[float]) -> str:
    """Return the median and the range of the rounds' ratios."""
    rounds = [a / b for a, b in zip(top, bottom, strict=False)]
    return f"{statistics.median(rounds):,.0f} ({min(rounds):,.0f}–{max(rounds):,.0f})"


def together(work: Callable[[], Any]) -> float:
    """Return microseconds until two processes that share nothing have both done some work."""
    context = multiprocessing.get_context("fork")
    gate = context.Event()

    def begin() -> None:
        gate.wait()
        work()

    children = [context.Process(target=begin) for _ in range(2)]
    for child in children:
        child.start()

    def both() -> None:
        gate.set()
        for child in children:
            child.join()

    return timed(both, 1)


def scaling(size: str, replications: int, rounds: int = 7) -> tuple[list[float], list[float]]:
    """Return how much faster two threads are than one, and two processes, round by round."""
    stage = load_stage(read_scenario(size))
    plan = plan_for(replications, 16, 1)

    def play(threads: int) -> None:
        for _ in run(stage, plan, end=replications, threads=threads):
            pass

    play(1)
    threads, processes = [], []
    for _ in range(rounds):
        alone = timed(lambda: play(1), 1)
        threads.append(alone / timed(lambda: play(2), 1))
        processes.append(2.0 * alone / together(lambda: play(1)))
    return threads, processes


def spread(found: list[float]) -> str:
    """Return the median and the range."""
    return f"{statistics.median(found):.2f} ({min(found):.2f}–{max(found):.2f})"


def tell(row: Row) -> None:
    """Print what was measured at one size."""
    middle, least = statistics.median(row.engine_us), min(row.engine_us)
    print(f"{row.size}: {row.threats} threats × {row.batteries} batteries")
    print(f"  engine        {middle:,.1f} µs ({least:,.1f}) a raid")
    for whose, events in (("engine", row.events), ("reference", row.reference_events)):
        each = f"{middle / events * 1e3:.0f} ns ({least / events * 1e3:.0f})"
        print(f"  an event      {each} of the {events:,.0f} that the {whose} handles")
    print(f"  reference   × {ratio(row.reference_us, row.engine_us)}")
    print(f"  stepper     × {ratio(row.stepper_us, row.engine_us)}", flush=True)


def start_up() -> dict[str, float]:
    """Return seconds that fresh processes take, kernels compiled before."""
    program = [str(Path(sys.executable).with_name("airshield"))]
    found = {}
    for name, arguments in {
        "airshield --version": ["--version"],
        "airshield assess first-look -n 1": ["assess", "first-look", "-n", "1", "--worlds", "1"],
    }.items():
        times = [
            timed(
                lambda a=arguments: subprocess.run(
                    program + a, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                ),
                1,
            )
            / 1e6
            for _ in range(4)
        ]
        found[name] = statistics.median(times[1:])
    return found


def peak_memory(replications: int) -> float:
    """Return the peak memory, in MB, of a process that plays so many raids of the largest size."""
    if os.fork() == 0:
        assess("winter-night", replications=replications)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"memory  {replications:,} raids of winter-night: {peak:,.0f} MB at most", flush=True)
        os._exit(0)
    return float(os.wait()[1])


def tracking_scale() -> None:
    """Let the tracker carry a country's load, in a process of its own."""
    program = [sys.executable, str(ROOT / "benchmarks" / "tracking_scale.py")]
    subprocess.run([*program, "--out", str(ROOT / "out")], check=True)


def main() -> None:
    """Measure, print, and keep the numbers in out/bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=int, metavar="N", help="only the memory of N raids")
    parser.add_argument("--tracking", action="store_true", help="only the tracker's scale")
    wanted = parser.parse_args()
    if wanted.memory:
        peak_memory(wanted.memory)
        return
    if wanted.tracking:
        tracking_scale()
        return
    print("Medians, with the least, or for ratios the range; events that are no decisions.")
    rows = []
    for size in SIZES:
        row = measure(size)
        rows.append(row)
        tell(row)
    faster = {}
    for size, replications in (("isthmus", 6_400), ("winter-night", 1_600)):
        threads, processes = scaling(size, replications)
        faster[size] = {"threads": threads, "processes": processes}
        print(
            f"{size} with its worlds, against one thread\n  two threads   × {spread(threads)}\n"
            f"  processes     × {spread(processes)}, two that share nothing",
            flush=True,
        )
    starts = start_up()
    for name, seconds in starts.items():
        print(f"start    {name}: {seconds:.2f} s")
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    kept = {"rows": [row._asdict() for row in rows], "threads": faster, "start_s": starts}
    (out / "bench.json").write_text(json.dumps(kept, indent=1))
    tracking_scale()


if __name__ == "__main__":
    main()
