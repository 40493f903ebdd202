"""Radars with biases, wrong clocks and wrong noise over crossing targets, and a plain tracker."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from airshield.model.surveillance import SensorModel
from airshield.tracking.kernels.biases import BEARING, CLOCK, RANGE, Registration, correction
from airshield.tracking.kernels.registering import bias_variance, noise_factor, register
from airshield.tracking.kernels.support import Support, make_support, note_support
from airshield.tracking.registration import make_registration

Floats = NDArray[np.float64]
PERIOD_S = 5.0
ACCELERATION = 0.01
"""Power of the acceleration noise, m²/s³, of targets that fly straight, nearly."""


class Radar(NamedTuple):
    """A radar as it is, not as it says."""

    place_m: tuple[float, float]
    bias: tuple[float, float, float]
    """Metres, radians, seconds."""
    sigma: tuple[float, float] = (50.0, 0.002)
    """Metres and radians."""


class Plot(NamedTuple):
    """A plot of a known target."""

    stamp_s: float
    sensor: int
    target: int
    measure: Floats


def drawn_targets(random: Generator, size: int) -> tuple[Floats, Floats]:
    """Return places and velocities of targets that cross a square of 80 km in the middle."""
    angle = random.uniform(0.0, 2.0 * np.pi, size)
    speed = random.uniform(100.0, 250.0, size)
    velocity = np.column_stack([np.sin(angle), np.cos(angle)]) * speed[:, None]
    middle = random.uniform(-30e3, 30e3, (size, 2))
    return middle - velocity * 150.0, velocity


def drawn_plots(
    random: Generator, radars: list[Radar], targets: int, cooperative: int, seconds: float
) -> list[Plot]:
    """Return what radars, and cooperative targets themselves (the last sensor), report."""
    place_m, velocity = drawn_targets(random, targets)
    plots = []
    for scan in range(int(seconds / PERIOD_S)):
        for target in range(targets):
            for sensor, radar in enumerate(radars):
                time_s = PERIOD_S * (scan + random.random())
                away = place_m[target] + velocity[target] * time_s - radar.place_m
                measure = np.array([np.hypot(*away), np.arctan2(away[0], away[1])])
                measure += radar.bias[:2] + random.normal(size=2) * radar.sigma
                plots.append(Plot(time_s + radar.bias[2], sensor, target, measure))
            if target < cooperative:
                time_s = PERIOD_S * (scan + random.random())
                here = place_m[target] + velocity[target] * time_s
                plots.append(Plot(time_s, len(radars), target, here + random.normal(0.0, 30.0, 2)))
    return sorted(plots)


class Filter:
    """A Kalman filter of a target that flies straight: east, north, their rates."""

    def __init__(self) -> None:
        self.state = np.zeros(4)
        self.covariance = np.diag([1e12, 1e12, 300.0**2, 300.0**2])
        self.time_s = 0.0

    def predict(self, time_s: float) -> None:
        """Go to a time, back as well as forth."""
        step = time_s - self.time_s
        move = np.eye(4) + step * np.eye(4, k=2)
        block = np.array([[step**2 / 3.0, step / 2.0], [step / 2.0, 1.0]]) * abs(step)
        self.state = move @ self.state
        self.covariance = move @ self.covariance @ move.T + ACCELERATION * np.kron(block, np.eye(2))
        self.time_s = time_s

    def update(self, innovation: Floats, slope: Floats, noise: Floats) -> float:
        """Take in a plot and return its share in the new position."""
        before = np.trace(self.covariance[:2, :2])
        whole = slope @ self.covariance @ slope.T + noise
        gain = self.covariance @ slope.T @ np.linalg.inv(whole)
        self.state = self.state + gain @ innovation
        rest = np.eye(4) - gain @ slope
        self.covariance = rest @ self.covariance @ rest.T + gain @ noise @ gain.T
        return float(1.0 - np.trace(self.covariance[:2, :2]) / before)


def sensor_models(radars: list[Radar]) -> list[SensorModel]:
    """Return the sensors as a tracker knows them, the cooperative targets last."""
    radar = SensorModel(
        kind="radar",
        sigma_range_m=50.0,
        sigma_bearing_deg=float(np.degrees(0.002)),
        sigma_bias_range_m=250.0,
        sigma_bias_bearing_deg=0.4,
        sigma_clock_offset_s=0.5,
    )
    return [*(radar for _ in radars), SensorModel(kind="cooperative", sigma_m=30.0)]


def watched(radars: list[Radar], plots: list[Plot]) -> Registration:
    """Return what is learnt of the radars while targets are tracked."""
    places = np.array([*(radar.place_m for radar in radars), (np.nan, np.nan)])
    registration = make_registration(sensor_models(radars), places)
    targets = 1 + max(plot.target for plot in plots)
    support, filters = make_support(targets), [Filter() for _ in range(targets)]
    for plot in plots:
        take(plot, filters[plot.target], registration, support)
    return registration


def take(plot: Plot, track: Filter, registration: Registration, support: Support) -> None:
    """Learn from a plot, then correct the track by it."""
    sensor = plot.sensor
    off = np.array([correction(registration, sensor, k) for k in (RANGE, BEARING, CLOCK)])
    track.predict(plot.stamp_s - off[CLOCK])
    polar = sensor < len(registration.slot) - 1
    if polar:
        stated = np.array([50.0**2, 0.002**2])
        innovation, slope = polar_innovation(plot.measure - off[:2], track, registration, sensor)
    else:
        stated = np.full(2, 30.0**2)
        innovation, slope = plot.measure - track.state[:2], np.eye(2, 4)
    factor = [noise_factor(registration, sensor, k) for k in (RANGE, BEARING)]
    if track.covariance[2, 2] < 50.0**2:  # settled
        spread = np.diag(slope @ track.covariance @ slope.T)
        register(
            registration,
            support,
            plot.target,
            sensor,
            track.time_s,
            (*map(float, track.state),),
            tuple(map(float, innovation)),
            tuple(map(float, spread)),
            tuple(map(float, stated)),
            polar,
        )
    where = (*map(float, track.state),)
    left = [bias_variance(registration, sensor, k, where, polar) for k in (RANGE, BEARING)]
    gain = track.update(innovation, slope, np.diag(stated * factor + left))
    note_support(support, registration, plot.target, sensor, gain)


def polar_innovation(
    measure: Floats, track: Filter, registration: Registration, sensor: int
) -> tuple[Floats, Floats]:
    """Return plot less prediction of a radar, and the slope of its measures."""
    place = registration.place_m[sensor]
    if track.covariance[0, 0] > 1e9:  # the first plot: where it was measured
        towards = np.array([np.sin(measure[1]), np.cos(measure[1])])
        track.state[:2] = place + measure[0] * towards
    away = track.state[:2] - place
    distance = float(np.hypot(*away))
    slope = np.zeros((2, 4))
    slope[0, :2] = away / distance
    slope[1, :2] = np.array([away[1], -away[0]]) / distance**2
    innovation = measure - np.array([distance, np.arctan2(away[0], away[1])])
    innovation[1] = (innovation[1] + np.pi) % (2.0 * np.pi) - np.pi
    return innovation, slope
