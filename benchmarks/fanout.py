"""What fanning out costs: threads against Dask's processes, on this machine.

.venv/bin/python benchmarks/fanout.py [ROUNDS]
"""

from __future__ import annotations

import pickle
import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import psutil

from airshield.files.scenario import read_scenario
from airshield.planning import cluster as clusters
from airshield.planning.cluster import Cluster
from airshield.planning.fanout import Fanout, Threads
from airshield.planning.measuring import Ready, measure_world, world_tasks
from airshield.planning.study.playing import play_study
from airshield.planning.study.study import Study, make_study
from airshield.planning.study.sums import sum_world
from airshield.simulation.engine import plan_for, world_of

SCENARIOS = ("first-look", "autumn-2022", "isthmus", "winter-night")
PER_WORLD = 32
WORLDS = 16
NOTHINGS = 512
VARY = {
    "first-look": ["raid.groups.drones.count=5:60", "batteries.*.stock=8:40"],
    "isthmus": ["batteries.*.stock*=0.5:2", "raid.groups.*.count*=0.5:1"],
}


def nothing(number: int) -> int:
    """Do nothing, somewhere."""
    return number


def least_ms(
    work: Callable[[], Any], rounds: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the least time of some work, milliseconds; of this processor unless told."""
    found = []
    for _ in range(rounds):
        begun = clock()
        work()
        found.append(1e3 * (clock() - begun))
    return min(found)


def parts(name: str, rounds: int) -> None:
    """Print what each part of a task costs, in one thread."""
    loaded, plan = read_scenario(name), plan_for(PER_WORLD * WORLDS, WORLDS, 1)
    tasks = list(world_tasks(loaded, plan, PER_WORLD * WORLDS))
    ready = Ready(loaded)
    drawn = ready.drawn(plan, 0)
    sum_world(tasks[0])
    numbers = iter(range(10**6))
    one = pickle.dumps(sum_world(tasks[0]))
    lot = pickle.dumps((sum_world, tasks))
    rows = len(pickle.dumps(measure_world(tasks[0])))
    row = (
        least_ms(lambda: read_scenario(name), rounds),
        least_ms(lambda: next(world_tasks(loaded, plan, 10**6)), rounds),
        least_ms(lambda: Ready(loaded), rounds),
        least_ms(lambda: world_of(ready.stage, plan, 0, next(numbers) % WORLDS, drawn), 2 * rounds),
        least_ms(lambda: sum_world(tasks[next(numbers) % WORLDS]), 2 * rounds),
    )
    times = " ".join(f"{value:8.1f}" for value in row)
    print(
        f"{name:14}{times} {len(tasks[0].packed) / 1e3:8.0f} {len(lot) / 1e3:8.0f} "
        f"{len(one) / 1e3:8.1f} {rows / 1e3:8.1f}"
    )


def overhead(fanout: Fanout, rounds: int) -> str:
    """Return what a task that does nothing costs: wall clock, and time of this processor's."""
    cpu = time.process_time()
    wall = least_ms(lambda: list(fanout.map(nothing, range(NOTHINGS))), rounds, time.perf_counter)
    wall /= NOTHINGS
    cpu = 1e3 * (time.process_time() - cpu) / (rounds * NOTHINGS)
    return f"{wall:.2f} ms a task, {cpu:.2f} ms of this process (client and scheduler)"


def played(study: Study, fanout: Fanout) -> tuple[float, float]:
    """Return the tasks a second that a study gets through, and a task's processor time, ms."""
    begun, cpu = time.perf_counter(), processors_s()
    play_study(study, fanout=fanout)
    tasks = len(study.design.points) * study.plan.worlds
    return tasks / (time.perf_counter() - begun), 1e3 * (processors_s() - cpu) / tasks


def processors_s() -> float:
    """Return the processor time of this process and those below it, seconds."""
    below = psutil.Process().children(recursive=True)
    times = [psutil.Process().cpu_times(), *(process.cpu_times() for process in below)]
    return sum(found.user + found.system for found in times)


def throughput(name: str, points: int, fanouts: dict[str, Fanout], rounds: int) -> None:
    """Print what a study gets through, fan-out by fan-out, in rounds that take turns."""
    raids = PER_WORLD * WORLDS
    study = make_study(name, VARY[name], points=points, replications=raids, worlds=WORLDS)
    rates: dict[str, list[tuple[float, float]]] = {key: [] for key in fanouts}
    for _ in range(rounds):
        for key, fanout in fanouts.items():
            rates[key].append(played(study, fanout))
    for key, found in rates.items():
        rate, cpu = ([row[i] for row in found] for i in (0, 1))
        middle, least = statistics.median(rate), min(cpu)
        print(
            f"{name:14} {key:22} {middle:7.1f} ({min(rate):.1f}–{max(rate):.1f}) tasks/s, "
            f"{statistics.median(cpu):.1f} (least {least:.1f}) ms of processors a task"
        )


def main() -> None:
    """Measure and print."""
    rounds = int(next(islice(sys.argv, 1, None), 5))
    print("processor ms, least: read a variant, pack it, make it ready, build a world, a task;")
    print("kB: a variant packed, a lot of 16 tasks, a task's sums, a task's 32 rows")
    for name in SCENARIOS:
        parts(name, rounds)
    with Cluster("local:1") as one, Cluster("local:2") as two:
        for largest in (1, 4, 16):
            clusters.LARGEST_LOT = largest
            for key, fanout in (("local:1", one), ("local:2", two)):
                print(f"nothing, lots of {largest:2} {key}: {overhead(fanout, rounds)}")
        print(f"nothing, 2 threads: {overhead(Threads(2), rounds)}")
        fanouts = {
            "1 thread": Threads(1),
            "2 threads": Threads(2),
            "Dask, 1 process": one,
            "Dask, 2 processes": two,
        }
        for name, points in (("first-look", 12), ("isthmus", 4)):
            throughput(name, points, fanouts, rounds)


if __name__ == "__main__":
    main()
