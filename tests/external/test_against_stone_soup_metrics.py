"""Distances and picture metrics against those of Stone Soup, on the same truth and tracks."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.sets import gospa, ospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.states import States
from reference.tracking_metrics import drawn_scene

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of parts of it that are not used here
    pytest.importorskip("stonesoup", reason="needs Stone Soup: pip install 'airshield[peers]'")
    from stonesoup.measures import Euclidean
    from stonesoup.metricgenerator.manager import MultiManager
    from stonesoup.metricgenerator.ospametric import GOSPAMetric, OSPAMetric
    from stonesoup.metricgenerator.tracktotruthmetrics import SIAPMetrics
    from stonesoup.types.association import AssociationSet, TimeRangeAssociation
    from stonesoup.types.groundtruth import GroundTruthPath, GroundTruthState
    from stonesoup.types.state import State
    from stonesoup.types.time import TimeRange
    from stonesoup.types.track import Track

pytestmark = pytest.mark.slow
BEGIN = datetime(2026, 1, 1)
STEPS = 15
TIME_S = np.cumsum(default_rng(9).integers(1, 5, STEPS)).astype(float)


def at(step: int) -> datetime:
    return BEGIN + timedelta(seconds=TIME_S[step])


def objects(states: States, kind: type, state: type) -> dict[int, Any]:
    """Return states as Stone Soup has them, by number; axes and their speeds in turn."""
    found: dict[int, Any] = {}
    for row in np.lexsort((states.step, states.number)):
        vector = np.stack([states.position_m[row], states.velocity_m_s[row]], axis=1).ravel()
        made = state(vector, timestamp=at(states.step[row]))
        found.setdefault(int(states.number[row]), kind([])).append(made)
    return found


def distances(metric: Any, truth: States, estimates: States) -> list[Any]:
    """Return what a metric of Stone Soup says of each step at which there is anything."""
    manager = MultiManager([metric])
    manager.add_data(
        {
            "groundtruth_paths": objects(truth, GroundTruthPath, GroundTruthState).values(),
            "tracks": objects(estimates, Track, State).values(),
        }
    )
    (found,) = manager.generate_metrics()[metric.generator_name].values()
    return [value.value for value in found.value]


def mapping(axes: int) -> Euclidean:
    return Euclidean(tuple(range(0, 2 * axes, 2)))


def held_steps(truth: States, estimates: States) -> list[int]:
    return sorted(set(truth.step) | set(estimates.step))


@pytest.mark.parametrize("order", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("axes", [2, 3])
def test_gospa_and_its_parts(axes: int, order: float) -> None:
    truth, estimates = drawn_scene(default_rng(axes), STEPS, 12, axes, 900.0)
    found = gospa(compare(truth, estimates, 150.0, order, STEPS))
    theirs = distances(GOSPAMetric(p=order, c=150.0, measure=mapping(axes)), truth, estimates)
    ours = zip(found.distance_m, found.localisation, found.missed, found.false, strict=True)
    ours = [row for step, row in enumerate(ours) if step in held_steps(truth, estimates)]
    assert len(theirs) == len(ours) >= STEPS - 2
    for one, other in zip(ours, theirs, strict=True):
        names = ("distance", "localisation", "missed", "false")
        assert one == pytest.approx([float(other[name]) for name in names], rel=1e-9)


@pytest.mark.parametrize("axes", [2, 3])
def test_ospa(axes: int) -> None:
    """Of order 1: theirs matches by the distances themselves, whatever the order."""
    truth, estimates = drawn_scene(default_rng(axes), STEPS, 12, axes, 900.0)
    found = ospa(compare(truth, estimates, 150.0, 1.0, STEPS)).distance_m
    theirs = distances(OSPAMetric(p=1, c=150.0, measure=mapping(axes)), truth, estimates)
    assert found[held_steps(truth, estimates)] == pytest.approx(np.array(theirs, float), rel=1e-9)


def test_ospa_of_order_two_is_never_above_theirs() -> None:
    truth, estimates = drawn_scene(default_rng(4), STEPS, 12, 2, 400.0)
    found = ospa(compare(truth, estimates, 150.0, 2.0, STEPS)).distance_m
    theirs = distances(OSPAMetric(p=2, c=150.0, measure=mapping(2)), truth, estimates)
    found = found[held_steps(truth, estimates)]
    assert (found <= np.array(theirs, float) + 1e-9).all()
    assert found == pytest.approx(np.array(theirs, float), rel=0.05)


def followed(random: Generator) -> tuple[States, States, list[tuple[int, int, int, int]]]:
    """Return objects far apart, tracks that each follow one for a while, and who follows whom.

    Stone Soup adds up the stretches of a pair that parts and meets again, and has no stretch of a
    single step: there is neither here.
    """
    path = np.cumsum(random.normal(0, 30, (8, STEPS, 2)), axis=1)
    path += 5_000.0 * np.arange(8)[:, None, None]
    speed = random.normal(0, 30, (8, STEPS, 2))
    truth, tracks, follows = [], [], []
    for number in range(8):
        first, last = sorted(random.choice(STEPS, 2, replace=False))
        truth += [(k, number, path[number, k], speed[number, k]) for k in range(first, last + 1)]
        for _ in range(random.integers(0, 4) if last > first else 0):
            begin = random.integers(first, last)
            end = random.integers(begin + 1, last + 1)
            follows.append((number, len(follows), int(begin), int(end)))
    for number, track, begin, end in follows:
        for k in range(begin, end + 1):
            off = random.normal(0, 20, (2, 2))
            tracks.append((k, track, path[number, k] + off[0], speed[number, k] + off[1]))
    for false in range(5):
        off = random.normal(0, 20, (2, 2))
        tracks += [(k, 100 + false, off[0] - 9_000.0, off[1]) for k in range(2 * false + 2)]
    return _columns(truth), _columns(tracks), follows


def _columns(rows: list[Any]) -> States:
    step, number = (np.array([row[i] for row in rows], np.int64) for i in (0, 1))
    return States(step, number, *(np.array([row[i] for row in rows], float) for i in (2, 3)))


@pytest.mark.parametrize("seed", range(6))
def test_the_single_integrated_air_picture(seed: int) -> None:
    truth, estimates, follows = followed(default_rng(seed))
    found = siap(compare(truth, estimates, 500.0, 2.0, STEPS), TIME_S)
    paths = objects(truth, GroundTruthPath, GroundTruthState)
    tracks = objects(estimates, Track, State)
    manager = MultiManager([SIAPMetrics(Euclidean((0, 2)), Euclidean((1, 3)))])
    manager.add_data({"groundtruth_paths": paths.values(), "tracks": tracks.values()})
    manager.association_set = AssociationSet(
        {
            TimeRangeAssociation({paths[a], tracks[b]}, TimeRange(at(begin), at(end)))
            for a, b, begin, end in follows
        }
    )
    theirs = manager.generate_metrics()["siap_generator"]
    overall = {
        "Completeness": found.completeness, "Ambiguity": found.ambiguity,
        "Spuriousness": found.spuriousness, "Position Accuracy": found.position_error_m,
        "Velocity Accuracy": found.velocity_error_m_s,
        "Rate of Track Number Change": found.number_changes_per_s,
        "Longest Track Segment": found.longest_segment,
    }  # fmt: skip
    assert len(follows) > 3
    for name, value in overall.items():
        assert value == pytest.approx(float(theirs[f"SIAP {name}"].value), rel=1e-9), name
    at_times = {
        "Completeness": found.completeness_at, "Ambiguity": found.ambiguity_at,
        "Spuriousness": found.spuriousness_at, "Position Accuracy": found.position_error_at_m,
        "Velocity Accuracy": found.velocity_error_at_m_s,
    }  # fmt: skip
    steps = held_steps(truth, estimates)
    for name, values in at_times.items():
        expected = [float(value.value) for value in theirs[f"SIAP {name} at times"].value]
        assert values[steps] == pytest.approx(expected, rel=1e-9), name
