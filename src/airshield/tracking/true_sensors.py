"""Sensors as they truly are, as arrays, and where they stand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from airshield.kernels.random import SENSOR, words4
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.kernels.sensing import Sensors
from airshield.tracking.plots import BEARING, CARTESIAN, PLACE, POLAR, Floats
from airshield.tracking.reality import MEASURED, Reality, measured
from airshield.tracking.tables import sites_of
from airshield.tracking.tracker import frame_of

KINDS = {
    "radar": POLAR,
    "cartesian": CARTESIAN,
    "bearing": BEARING,
    "place": PLACE,
    "cooperative": CARTESIAN,
    "system": CARTESIAN,
}


def places_m(surveillance: Surveillance) -> Floats:
    """Return where the sensors stand in the local frame, (n, 3)."""
    return sites_of(list(surveillance.sensors.values()), frame_of(surveillance))


def true_sensors(
    surveillance: Surveillance, realities: Mapping[str, Reality], seed: int, replication: int
) -> Sensors:
    """Return the sensors as they truly are, as arrays."""
    pairs = [(model, realities[name]) for name, model in surveillance.sensors.items()]

    def column(*values: float) -> Floats:
        return np.array(values, np.float64)

    def either(told: float | None, known: float) -> float:
        return known if told is None else told

    rings = [ring for model, _ in pairs for ring in model.p_detect_rings]
    silences = [span for _, reality in pairs for span in reality.silent_s]
    endless = (-math.inf, -math.inf, math.inf, math.inf)
    return Sensors(
        at_m=places_m(surveillance),
        seed=np.array([_seed(seed, replication, i) for i in range(len(pairs))], np.uint64),
        period_s=column(*(either(m.period_s, r.period_s) for m, r in pairs)),
        phase_s=column(*(r.phase_s for _, r in pairs)),
        rotating=np.array([_rotating(m, r) for m, r in pairs], np.bool_),
        steady=np.array([m.period_s is not None for m, _ in pairs], np.bool_),
        signal_m_s=column(*(either(m.signal_m_s, math.inf) for m, _ in pairs)),
        range_m=column(*(m.range_m if m.box_m is None else math.inf for m, _ in pairs)),
        box_m=np.array([m.box_m or endless for m, _ in pairs], np.float64).reshape(-1, 4),
        boxed=np.array([m.box_m is not None for m, _ in pairs], np.bool_),
        horizon=np.array([r.horizon for _, r in pairs], np.bool_),
        elevation_rad=np.radians(
            [(r.elevation_min_deg, r.elevation_max_deg) for _, r in pairs]
        ).reshape(-1, 2),
        ring_start=_slices([len(m.p_detect_rings) for m, _ in pairs]),
        ring_m=column(*(ring[0] for ring in rings)),
        ring_p=column(*(ring[1] for ring in rings)),
        p_detect=column(*(m.p_detect for m, _ in pairs)),
        reference_dbsm=column(*(either(r.reference_dbsm, math.nan) for _, r in pairs)),
        sigma=np.array([_sigma(m, r) for m, r in pairs], np.float64).reshape(-1, 8),
        bias_range_m=column(*(either(r.bias_range_m, m.bias_range_m) for m, r in pairs)),
        bias_bearing_rad=np.radians(
            [either(r.bias_bearing_deg, m.bias_bearing_deg) for m, r in pairs]
        ).reshape(-1),
        measures=np.array([_measures(m, r) for m, r in pairs], np.bool_).reshape(-1, 7),
        false_plots=column(*(m.false_plots for m, _ in pairs)),
        silent_start=_slices([len(r.silent_s) for _, r in pairs]),
        silent_s=np.array(silences, np.float64).reshape(-1, 2),
    )  # fmt: skip


def _rotating(model: SensorModel, reality: Reality) -> bool:
    turns = model.kind == "radar" and model.box_m is None and model.period_s is not None
    return turns if reality.rotating is None else reality.rotating


def _measures(model: SensorModel, reality: Reality) -> list[bool]:
    """Return what a sensor measures in the order of the kernel's columns."""
    besides = measured(model, reality)
    directed = model.kind in ("radar", "bearing")
    return [directed, model.kind == "radar", *(what in besides for what in MEASURED)]


def _sigma(model: SensorModel, reality: Reality) -> Floats:
    """Return the true standard deviations in the order of the kernel's columns."""
    stated = (
        model.sigma_range_m,
        math.radians(model.sigma_bearing_deg),
        math.radians(model.sigma_elevation_deg),
        model.sigma_range_rate_m_s,
        model.sigma_m,
        model.sigma_height_m,
        model.sigma_velocity_m_s,
        math.radians(model.sigma_heading_deg),
    )
    return reality.noise * np.array(stated)


def _seed(seed: int, replication: int, sensor: int) -> np.uint64:
    """Return the seed of one sensor's draws."""
    high, low, _, _ = words4(np.uint64(seed), replication, SENSOR, sensor, 0)
    return np.uint64((int(high) << 32) | int(low))


def _slices(lengths: list[int]) -> NDArray[np.int64]:
    return np.array([0, *accumulate(lengths)], np.int64)
