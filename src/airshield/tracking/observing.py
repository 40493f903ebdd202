"""Plots made of true trajectories, as sensors would report them; ``docs/theory/tracking-plots``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.kernels.cluttering import clutter
from airshield.tracking.kernels.observing import see
from airshield.tracking.kernels.sensing import Paths, Seen, Sensors
from airshield.tracking.kernels.trajectory import bound_paths
from airshield.tracking.plots import (
    CLASSES,
    COLUMNS,
    LOOK,
    PLACE,
    Floats,
    Plots,
    blank_plots,
    chosen,
    joined,
)
from airshield.tracking.reality import Reality, names_classes
from airshield.tracking.true_sensors import KINDS, true_sensors
from airshield.tracking.truth import Targets, Truth, numbers, plain_targets

CEILING_M = 12_000.0
"""False plots lie evenly between sea level and this height."""

TOGETHER = 3.0
"""Sightings closer than so many of their standard deviations are told as one of several."""


def observe_truth(
    truth: Truth,
    surveillance: Surveillance,
    seed: int,
    *,
    replication: int = 0,
    targets: Targets | None = None,
    realities: Mapping[str, Reality] | None = None,
    span_s: tuple[float, float] | None = None,
) -> Plots:
    """Return what the sensors report of true trajectories, in the order in which it arrives.

    Every number is drawn by what it is for: seed, replication, sensor, target and look. So the
    same arguments give the same plots, and a sensor or target more leaves those of the others as
    they were.

    Parameters
    ----------
    truth
        The trajectories, ordered.
    surveillance
        The sensors as a tracker knows them.
    seed, replication
        What the draws are keyed by.
    targets
        What the targets are; without it, nothing more is known of them.
    realities
        How sensors truly are, by name, where they are not as stated.
    span_s
        From when to when; without it, from the first point of the truth to the last.

    Raises
    ------
    ValueError
        If a reality is given for a sensor that does not exist, or the targets are not those of
        the truth.
    """
    known = {name: (realities or {}).get(name, Reality()) for name in surveillance.sensors}
    if unknown := set(realities or {}) - set(known):
        raise ValueError(f"realities of sensors that do not exist: {', '.join(sorted(unknown))}")
    targets = plain_targets(truth) if targets is None else targets
    if not np.array_equal(targets.number, numbers(truth)[0]):
        raise ValueError("targets must have the numbers of the truth, in rising order")
    span_s = _span(truth) if span_s is None else span_s
    sensors = true_sensors(surveillance, known, seed, replication)
    seen = _seen(sensors, _paths(truth, targets), replication, span_s)
    plots = _told(surveillance, known, sensors, seen, targets)
    empty = _empty_looks(surveillance, known, sensors, seen, span_s)
    every = joined([plots, empty])
    order = np.lexsort((every.truth, every.time_s, every.sensor, every.arrival_s))
    return chosen(every, order)


def _span(truth: Truth) -> tuple[float, float]:
    """Return the first and the last time of a truth."""
    if not truth.time_s.size:
        return 0.0, 0.0
    return float(truth.time_s.min()), float(truth.time_s.max())


def _paths(truth: Truth, targets: Targets) -> Paths:
    """Return the trajectories with what bounds each."""
    start = numbers(truth)[1]
    bound = np.zeros((targets.number.size, 5))
    bound_paths(truth.time_s, truth.position_m, truth.velocity_m_s, start, bound)
    return Paths(
        time_s=truth.time_s,
        position_m=truth.position_m,
        velocity_m_s=truth.velocity_m_s,
        start=start,
        key=targets.number,
        rcs_dbsm=targets.rcs_dbsm,
        bound=bound,
    )


def _seen(sensors: Sensors, paths: Paths, replication: int, span_s: tuple[float, float]) -> Seen:
    """Return the plots of targets, sensor by sensor, and then the false ones."""
    room = 1 << 12
    while True:
        seen = _room(room)
        count = see(sensors, paths, replication, *span_s, seen)
        count = clutter(sensors, replication, *span_s, CEILING_M, seen, count)
        if count <= room:
            columns: list[Any] = [column[:count] for column in seen]
            return Seen(*columns)
        room = count


def _room(size: int) -> Seen:
    return Seen(
        time_s=np.empty(size),
        sensor=np.empty(size, np.int32),
        look=np.empty(size, np.int64),
        target=np.empty(size, np.int64),
        value=np.empty((size, COLUMNS)),
        chance=np.empty((size, 2)),
        rcs_dbsm=np.empty(size),
    )


def _told(
    surveillance: Surveillance,
    realities: Mapping[str, Reality],
    sensors: Sensors,
    seen: Seen,
    targets: Targets,
) -> Plots:
    """Return what was seen in the words of the sensors that saw it."""
    models = list(surveillance.sensors.values())
    plots = blank_plots(seen.time_s.size)
    late, lead, wrong = _habits(models, list(realities.values()), seen.sensor)
    true, row = seen.target >= 0, np.maximum(seen.target, 0)
    names = np.array([names_classes(model) for model in models], np.bool_)[seen.sensor]
    sends = np.array([m.kind in ("cooperative", "system") for m in models], np.bool_)[seen.sensor]
    radar = np.array([m.kind == "radar" for m in models], np.bool_)[seen.sensor]
    if not targets.number.size:
        targets = Targets(*(np.full(1, -1, column.dtype) for column in targets))
    return _gathered(
        plots._replace(
            time_s=seen.time_s + lead,
            arrival_s=seen.time_s + late * 0.5 * (1.0 + seen.chance[:, 0]),
            sensor=seen.sensor,
            kind=np.array([KINDS[model.kind] for model in models], np.int8)[seen.sensor],
            value=seen.value,
            identity=np.where(true & sends, targets.identity[row], -1),
            word=np.where(true & names, _words(targets.word[row], seen.chance[:, 1], wrong), -1)
            .astype(np.int8),
            rcs_dbsm=np.where(radar, seen.rcs_dbsm, np.nan),
            truth=np.where(true, targets.number[row], -1),
        ),
        seen.look,
        np.array([m.sigma_m for m in models]),
    )  # fmt: skip


def _habits(
    models: list[SensorModel], realities: list[Reality], sensor: NDArray[np.int32]
) -> tuple[Floats, Floats, Floats]:
    """Return latency, clock's lead and probability of a wrong word of each plot's sensor."""
    late = [model.latency_s for model in models]
    lead = [_lead(*pair) for pair in zip(models, realities, strict=True)]
    wrong = [reality.p_wrong_word for reality in realities]
    a, b, c = (np.array(column, np.float64)[sensor] for column in (late, lead, wrong))
    return a, b, c


def _lead(model: SensorModel, reality: Reality) -> float:
    """Return by how much a sensor's clock leads."""
    told = reality.clock_offset_s
    return model.clock_offset_s if told is None else told


def _words(word: NDArray[np.int8], chance: Floats, wrong: Floats) -> NDArray[np.int64]:
    """Return the class that is named: another one, each as likely, with probability `wrong`."""
    others = len(CLASSES) - 1
    share = np.minimum(chance / np.maximum(wrong, 1e-12), 1.0 - 1e-12)
    other = (word + 1 + np.floor(share * others).astype(np.int64)) % len(CLASSES)
    return np.where((word >= 0) & (chance < wrong), other, word)


def _gathered(plots: Plots, look: NDArray[np.int64], sigma_m: Floats) -> Plots:
    """Tell sightings of one sensor, look and class that lie close together as one of several."""
    sightings = np.flatnonzero(plots.kind == PLACE)
    kept = np.ones(plots.size, np.bool_)
    leaders: dict[tuple[int, int, int], list[int]] = {}
    for row in sightings.tolist():
        of = (int(plots.sensor[row]), int(look[row]), int(plots.word[row]))
        near = TOGETHER * sigma_m[plots.sensor[row]]
        for leader in leaders.setdefault(of, []):
            gap = plots.value[row, :2] - plots.value[leader, :2]
            if math.hypot(*gap) <= near:
                plots.count[leader] += 1
                kept[row] = False
                break
        else:
            leaders[of].append(row)
    return chosen(plots, kept)


def _empty_looks(
    surveillance: Surveillance,
    realities: Mapping[str, Reality],
    sensors: Sensors,
    seen: Seen,
    span_s: tuple[float, float],
) -> Plots:
    """Return a row for each whole look of a sensor with a period in which it saw nothing."""
    order = np.argsort(seen.sensor, kind="stable")
    bounds = np.searchsorted(seen.sensor[order], np.arange(sensors.seed.size + 1))
    parts = [blank_plots(0)]
    for sensor, (name, model) in enumerate(surveillance.sensors.items()):
        if model.period_s is None:
            continue
        looked = seen.look[order[bounds[sensor] : bounds[sensor + 1]]]
        end_s = _ends(model.period_s, sensors, sensor, looked, span_s, realities[name].silent_s)
        parts.append(
            blank_plots(end_s.size)._replace(
                time_s=end_s + _lead(model, realities[name]),
                arrival_s=end_s + model.latency_s,
                sensor=np.full(end_s.size, sensor, np.int32),
                kind=np.full(end_s.size, LOOK, np.int8),
            )
        )
    return joined(parts)


def _ends(
    period_s: float,
    sensors: Sensors,
    sensor: int,
    looked: NDArray[np.int64],
    span_s: tuple[float, float],
    silent_s: tuple[tuple[float, float], ...],
) -> Floats:
    """Return when the looks end that lie in a span, are not in ``looked`` and meet no silence."""
    phase = sensors.phase_s[sensor]
    first = math.ceil((span_s[0] - phase) / period_s)
    last = math.floor((span_s[1] - phase) / period_s)
    begin = phase + period_s * np.setdiff1d(np.arange(first, last), looked)
    end = begin + period_s if sensors.rotating[sensor] else begin
    for out, back in silent_s:
        spoken = (end < out) | (begin >= back)
        begin, end = begin[spoken], end[spoken]
    return np.asarray(end)
