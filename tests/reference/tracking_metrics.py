"""Tracking metrics the slow and obvious way, from their definitions, and scenes to try them on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from airshield.tracking.metrics.states import States

Table = dict[int, dict[int, NDArray[np.float64]]]
"""Number → step → position and velocity."""


def states(rows: list[tuple[int, int, list[float]]], velocity: float = 0.0) -> States:
    """Return states from rows of step, number and position."""
    step = np.array([row[0] for row in rows], np.int64)
    number = np.array([row[1] for row in rows], np.int64)
    axes = len(rows[0][2]) if rows else 2
    position = np.array([row[2] for row in rows], np.float64).reshape(-1, axes)
    return States(step, number, position, np.full(position.shape, velocity))


def drawn_scene(
    random: Generator, steps: int, objects: int, axes: int, box_m: float
) -> tuple[States, States]:
    """Return objects that come, pause and go, and tracks of them with every kind of mistake."""
    truth, estimates = [], []
    for number in range(objects):
        begin, end = sorted(random.integers(0, steps + 1, 2))
        place, speed = random.uniform(0, box_m, axes), random.normal(0, 30, axes)
        track = number
        for step in range(begin, end):
            place = place + speed
            speed = speed + random.normal(0, 2, axes)
            if random.random() < 0.07:
                track += objects  # the track is lost, another begins
            if random.random() < 0.95:
                truth.append((step, number, place, speed))
            for extra in range(random.choice([0, 1, 1, 1, 1, 2])):
                off = random.normal(0, 40, (2, axes))
                row = (step, 2 * track + extra, place + off[0], speed + off[1] / 10)
                estimates.append(row)
    for step in range(steps):
        for false in range(random.poisson(1.5)):
            off = random.uniform(0, box_m, axes), random.normal(0, 30, axes)
            estimates.append((step, 10**6 + 100 * step + false, *off))
    return _shuffled(random, truth, axes), _shuffled(random, estimates, axes)


def _shuffled(random: Generator, rows: list[Any], axes: int) -> States:
    rows = [rows[place] for place in random.permutation(len(rows))]
    step, number = (np.array([row[i] for row in rows], np.int64) for i in (0, 1))
    columns = (np.array([row[i] for row in rows], float).reshape(-1, axes) for i in (2, 3))
    return States(step, number, *columns)


def table(given: States) -> Table:
    """Return states as a table of tables."""
    found: Table = {}
    for step, number, position, velocity in zip(*given, strict=True):
        found.setdefault(int(number), {})[int(step)] = np.stack([position, velocity])
    return found


def at(given: Table, step: int) -> dict[int, NDArray[np.float64]]:
    """Return the positions of a step by number."""
    return {number: rows[step][0] for number, rows in given.items() if step in rows}


def cut_distances(
    one: list[NDArray[np.float64]], other: list[NDArray[np.float64]], cut_m: float
) -> NDArray[np.float64]:
    """Return every distance between two lists of places, none above the cut-off."""
    found = [[min(float(np.linalg.norm(a - b)), cut_m) for b in other] for a in one]
    return np.array(found).reshape(len(one), len(other))


def least_sum(distance: NDArray[np.float64], order: float) -> tuple[float, list[tuple[int, int]]]:
    """Return the least sum of powers over full matches of the smaller side, and the pairs."""
    cost = distance**order
    rows, columns = linear_sum_assignment(cost)
    return float(cost[rows, columns].sum()), list(zip(rows, columns, strict=True))


def naive_gospa(
    truth: Table, estimates: Table, step: int, cut_m: float, order: float, alpha: float
) -> float:
    """Return GOSPA of a step by its definition."""
    one, other = list(at(truth, step).values()), list(at(estimates, step).values())
    total, _ = least_sum(cut_distances(one, other, cut_m), order)
    return (total + cut_m**order / alpha * abs(len(one) - len(other))) ** (1 / order)


def naive_ospa(truth: Table, estimates: Table, step: int, cut_m: float, order: float) -> float:
    """Return OSPA of a step by its definition."""
    one, other = list(at(truth, step).values()), list(at(estimates, step).values())
    return of_distances(cut_distances(one, other, cut_m), cut_m, order)


def of_distances(distance: NDArray[np.float64], cut_m: float, order: float) -> float:
    """Return OSPA of two sets with these distances."""
    size = max(distance.shape)
    if size == 0:
        return 0.0
    total, _ = least_sum(distance, order)
    total += cut_m**order * abs(distance.shape[0] - distance.shape[1])
    return (total / size) ** (1 / order)


def naive_track_ospa(
    truth: Table, estimates: Table, window: range, cut_m: float, order: float
) -> float:
    """Return OSPA(2) of a window by its definition."""
    one, other = _within(truth, window), _within(estimates, window)
    distance = np.array([[_apart(a, b, cut_m) for b in other] for a in one])
    return of_distances(distance.reshape(len(one), len(other)), cut_m, order)


def _within(given: Table, window: range) -> list[dict[int, NDArray[np.float64]]]:
    cut = ({k: row[0] for k, row in rows.items() if k in window} for rows in given.values())
    return [rows for rows in cut if rows]


def _apart(
    one: dict[int, NDArray[np.float64]], other: dict[int, NDArray[np.float64]], cut_m: float
) -> float:
    steps = one.keys() | other.keys()
    both = one.keys() & other.keys()
    near = sum(min(float(np.linalg.norm(one[k] - other[k])), cut_m) for k in both)
    return (near + cut_m * (len(steps) - len(both))) / len(steps)


def naive_holders(
    truth: Table, estimates: Table, step: int, cut_m: float, order: float
) -> dict[int, int]:
    """Return the number of the track that each object is matched to."""
    one, other = at(truth, step), at(estimates, step)
    distance = cut_distances(list(one.values()), list(other.values()), cut_m)
    _, pairs = least_sum(distance, order)
    return {list(one)[i]: list(other)[j] for i, j in pairs if distance[i, j] < cut_m}


def naive_continuity(
    truth: Table, estimates: Table, time_s: NDArray[np.float64], cut_m: float, order: float
) -> dict[int, tuple[int, int, int, float]]:
    """Return switches, breaks, steps held and latency of each object."""
    holders = [naive_holders(truth, estimates, k, cut_m, order) for k in range(len(time_s))]
    found = {}
    for number, rows in truth.items():
        seen = [holders[step].get(number) for step in sorted(rows)]
        held = [track for track in seen if track is not None]
        switches = sum(a != b for a, b in pairwise(held))
        began = sum(b is not None and a is None for a, b in pairwise([None, *seen]))
        first = next((k for k in sorted(rows) if number in holders[k]), None)
        latency = np.nan if first is None else time_s[first] - time_s[min(rows)]
        found[number] = (switches, max(began - 1, 0), len(held), latency)
    return found


def naive_mismatches(
    truth: Table, estimates: Table, steps: int, cut_m: float, order: float
) -> dict[int, int]:
    """Return how often each object gets another track, where as many as can keep theirs."""
    last: dict[int, int] = {}
    found = dict.fromkeys(truth, 0)
    for step in range(steps):
        one, other = at(truth, step), at(estimates, step)
        distance = cut_distances(list(one.values()), list(other.values()), cut_m)
        cost = np.ones((len(one), len(other) + len(one)))  # an object without a track costs one
        for i, thing in enumerate(one):
            for j, track in enumerate(other):
                if distance[i, j] < cut_m:
                    cost[i, j] = (distance[i, j] / cut_m) ** order
                    cost[i, j] -= 1e6 * (last.get(thing) == track)
        for i, j in zip(*linear_sum_assignment(cost), strict=True):
            thing = list(one)[i]
            if j < len(other) and distance[i, j] < cut_m:
                track = list(other)[j]
                found[thing] += last.get(thing, track) != track
                last[thing] = track
    return found


def naive_segments(
    truth: Table, estimates: Table, steps: int, cut_m: float
) -> tuple[dict[int, list[tuple[int, int, int]]], list[tuple[int, int, int]]]:
    """Return each object's segments (track, first, last step), and who belongs to whom when."""
    belongs = []
    for step in range(steps):
        here = at(truth, step)
        for track, place in at(estimates, step).items():
            apart = {n: float(np.linalg.norm(place - there)) for n, there in here.items()}
            near = min(apart, key=lambda n: apart[n], default=None)
            if near is not None and apart[near] < cut_m:
                belongs.append((step, near, track))
    segments: dict[int, list[tuple[int, int, int]]] = {}
    for number, rows in truth.items():
        own = sorted(rows)
        for track in {t for _, n, t in belongs if n == number}:
            followed = [(k, number, track) in belongs for k in own]
            for begin, end in _runs(followed):
                segments.setdefault(number, []).append((track, own[begin], own[end]))
    return segments, belongs


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return first and last place of every run of true ones."""
    edge = np.flatnonzero(np.diff([0, *map(int, flags), 0]))
    return [(int(a), int(b) - 1) for a, b in zip(edge[::2], edge[1::2], strict=True)]


def naive_siap(
    truth: Table, estimates: Table, time_s: NDArray[np.float64], cut_m: float
) -> dict[str, float]:
    """Return the SIAP metrics over all steps."""
    segments, belongs = naive_segments(truth, estimates, len(time_s), cut_m)
    truths = sum(map(len, truth.values()))
    tracks = sum(map(len, estimates.values()))
    tracked = len({(step, number) for step, number, _ in belongs})
    errors = np.array([truth[n][k] - estimates[t][k] for k, n, t in belongs])
    lengths = np.linalg.norm(errors, axis=2) if belongs else np.zeros((0, 2))
    changes, followed, longest, life = 0, 0.0, 0.0, 0.0
    for number, rows in truth.items():
        own, parts = sorted(rows), segments.get(number, [])
        changes += max(_fewest(own, parts) - 1, 0)
        for a, b in pairwise(own):
            if any(first <= a and b <= last for _, first, last in parts):
                followed += time_s[b] - time_s[a]
        longest += max((time_s[last] - time_s[first] for _, first, last in parts), default=0.0)
        life += time_s[own[-1]] - time_s[own[0]]
    return {
        "completeness": tracked / truths if truths else 0.0,
        "ambiguity": len(belongs) / tracked if tracked else 1.0,
        "spuriousness": 1 - len(belongs) / tracks if tracks else 0.0,
        "position_error_m": lengths[:, 0].mean() if belongs else 0.0,
        "velocity_error_m_s": lengths[:, 1].mean() if belongs else 0.0,
        "number_changes_per_s": changes / followed if followed else 0.0,
        "longest_segment": longest / life if life else 0.0,
    }


def _fewest(own: list[int], parts: list[tuple[int, int, int]]) -> int:
    """Return how few segments cover all steps that any covers, the farthest taken first."""
    count, done = 0, -1
    for step in own:
        ends = [last for _, first, last in parts if first <= step <= last]
        if step > done and ends:
            count, done = count + 1, max(ends)
    return count
