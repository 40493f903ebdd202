"""How honest the tracker's covariances are: targets by its own model, seen without a miss.

NEES: squared error of place and velocity in units of the covariance that the tracker states, on
average as large as the state has components where the model is right. NIS: the same of a plot
against the prediction. See Bar-Shalom, Li and Kirubarajan (2001), section 5.4.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.plots import CARTESIAN, POLAR, blank_plots, chosen
from airshield.tracking.tracker import Tracker
from reference.tracking_filter import innovation_of

Q = 1.0
PERIOD_S = 2.0
SETTLED = 10
"""Plots after which a track is measured."""


class Case(NamedTuple):
    """A sensor, and how the truth differs from what the tracker believes."""

    kind: str = "cartesian"
    dimensions: int = 2
    motion: tuple = ("straight",)
    noise: float = 1.0
    """True over stated standard deviation of the plots."""
    shift_m: float = 0.0
    """True bias of the plots, to the east or in range."""
    learns: bool = False
    turn_deg_s: float = 0.0
    """Rate of a turn from the 20th plot to the 35th."""
    q: float = Q


def surveillance(case):
    """Return what the tracker believes."""
    sensor = SensorModel(
        kind=case.kind, east_m=0.0, north_m=0.0, period_s=PERIOD_S, range_m=100e3,
        p_detect=1 - 1e-9, sigma_m=20.0, sigma_height_m=20.0, sigma_range_m=20.0,
        sigma_bearing_deg=0.1, sigma_elevation_deg=0.1,
    )  # fmt: skip
    sensors = {"one": sensor}
    if case.learns:
        sensors = {"one": replace(sensor, sigma_bias_range_m=200.0), "two": sensor}
    return Surveillance(
        sensors=sensors,
        tracker=TrackerSettings(
            dimensions=case.dimensions, motion=case.motion, q_straight_m2_s3=Q, classes=False,
            registration=case.learns, sigma_speed_m_s=100.0, sigma_climb_m_s=10.0,
            height_m=5_000.0, sigma_height_m=1_000.0, survival_s=1e9,
        ),
    )  # fmt: skip


def truth(case, draws, looks):
    """Return states of a target by the tracker's own model, (looks, 6), drawn as it believes."""
    state = np.concatenate([draws.uniform(-2e4, 2e4, 2), [0.0], draws.normal(0, 100, 2), [0.0]])
    state[:2] += 3e4
    if case.dimensions == 3:
        state[2], state[5] = draws.normal(5_000, 1_000), draws.normal(0, 10)
    t, root = PERIOD_S, np.linalg.cholesky(case.q * np.array([
        [PERIOD_S**3 / 3, PERIOD_S**2 / 2], [PERIOD_S**2 / 2, PERIOD_S]
    ]))  # fmt: skip
    states = [state]
    for look in range(1, looks):
        state = state.copy()
        if 20 <= look < 35 and case.turn_deg_s:
            turn = np.exp(1j * np.radians(case.turn_deg_s) * t)
            velocity = complex(state[3], state[4])
            along = velocity * (turn - 1) / (1j * np.radians(case.turn_deg_s))
            state[:2] += along.real, along.imag
            velocity *= turn
            state[3:5] = velocity.real, velocity.imag
        else:
            state[:3] += t * state[3:]
        shaken = draws.normal(size=(3, 2)) @ root.T
        for axis in range(case.dimensions):
            state[axis] += shaken[axis, 0]
            state[3 + axis] += shaken[axis, 1]
        states.append(state)
    return np.array(states)


def plots_of(case, states, draws, sensor=0):
    """Return one plot of each state, in the middle of a turn of the antenna for the second."""
    plots = blank_plots(len(states))
    plots.time_s[:] = plots.arrival_s[:] = np.arange(len(states)) * PERIOD_S + sensor * 1.0
    plots.sensor[:] = sensor
    noise = case.noise * draws.normal(size=(len(states), 3))
    shift = case.shift_m if sensor == 0 else 0.0
    at = states[:, :3] + sensor * states[:, 3:]
    columns = 2 + (case.dimensions == 3)
    if case.kind == "cartesian":
        plots.kind[:] = CARTESIAN
        plots.value[:, :columns] = (at + 20.0 * noise)[:, :columns]
        plots.value[:, 0] += shift
        return plots
    plots.kind[:] = POLAR
    ground = np.hypot(at[:, 0], at[:, 1])
    up = at[:, 2] - ground**2 / (2 * 4 / 3 * 6_371_000.0)
    if case.dimensions == 2:
        up = np.zeros(len(at))
    plots.value[:, 0] = np.hypot(ground, up) + 20.0 * noise[:, 0] + shift
    plots.value[:, 1] = np.arctan2(at[:, 0], at[:, 1]) + np.radians(0.1) * noise[:, 1]
    if case.dimensions == 3:
        plots.value[:, 2] = np.arctan2(up, ground) + np.radians(0.1) * noise[:, 2]
    return plots


def run(case, seed, looks=50):
    """Return NEES, squared error of the place and NIS at each look, (3, looks); NaN: no track."""
    draws = np.random.default_rng(seed)
    states = truth(case, draws, looks)
    plots = plots_of(case, states, draws)
    other = plots_of(case, states, draws, 1)
    tracker, found = Tracker(surveillance(case), kept_s=0.0), np.full((3, looks), np.nan)
    for look in range(looks):
        before = believed(tracker, plots.time_s[look], case)
        if before is not None:
            found[2, look] = nis(case, *before, plots.value[look])
        tracker.push(chosen(plots, slice(look, look + 1)))
        tracker.finish()
        after = believed(tracker, plots.time_s[look], case)
        if after is not None:
            mean, cov = after
            axes = [*range(case.dimensions), *range(3, 3 + case.dimensions)]
            error = mean - states[look, axes]
            found[0, look] = error @ np.linalg.solve(cov, error)
            found[1, look] = (error[: case.dimensions] ** 2).sum()
        if case.learns:
            tracker.push(chosen(other, slice(look, look + 1)))
            tracker.finish()
    return found


def believed(tracker, time_s, case):
    """Return state and covariance of the track with the most plots; None: there is no track."""
    picture = tracker.picture(time_s, hidden=True)
    if not len(picture.number):
        return None
    best, d = np.argmax(picture.plots), case.dimensions
    axes = [*range(d), *range(3, 3 + d)]
    state = np.concatenate([picture.position_m[best], picture.velocity_m_s[best]])
    return state[axes], picture.covariance[best][np.ix_(axes, axes)]


def nis(case, mean, cov, value):
    """Return the squared distance of a plot from the prediction."""
    kind = CARTESIAN if case.kind == "cartesian" else POLAR
    site, d = np.zeros(3), case.dimensions
    columns, off, slope = innovation_of(kind, value, mean, site, 0.0, 0.0, d)
    angle = np.radians(0.1)
    sigma = np.full(3, 20.0) if kind == CARTESIAN else np.array([20.0, angle, angle])
    spread = slope @ cov @ slope.T + np.diag(sigma[columns] ** 2)
    return off @ np.linalg.solve(spread, off)


def measured(case, runs=40):
    """Return NEES, squared errors of the place and NIS of many runs, each (runs, looks)."""
    return np.array([run(case, seed) for seed in range(runs)]).transpose(1, 0, 2)
