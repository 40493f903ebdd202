"""How far plots lie from the targets that made them: what a tracker must better."""

from __future__ import annotations

import numpy as np

from airshield.model.surveillance import Surveillance
from airshield.tracking.plots import CARTESIAN, PLACE, POLAR, Floats, Plots
from airshield.tracking.true_sensors import places_m
from airshield.tracking.truth import Truth, states
from airshield.units import EARTH_RADIUS_M, K_FACTOR


def plot_errors_m(plots: Plots, surveillance: Surveillance, truth: Truth) -> Floats:
    """Return the horizontal distance of each plot from its target at the plot's time, (n,).

    Known biases and clock offsets are taken off, as a tracker does. A slant range becomes a
    distance over the ground by the measured height or elevation, else by the true height, in
    the plots' favour. NaN for false plots and those without a place of their own.
    """
    models = list(surveillance.sensors.values())
    lead = np.array([model.clock_offset_s for model in models])[plots.sensor]
    position = states(truth, plots.truth, plots.time_s - lead)[0]
    place = np.full((plots.size, 2), np.nan)
    told = (plots.kind == CARTESIAN) | (plots.kind == PLACE)
    place[told] = plots.value[told, :2]
    polar = plots.kind == POLAR
    place[polar] = _over_ground(plots, surveillance, position[:, 2])[polar]
    off = place - position[:, :2]
    return np.hypot(off[:, 0], off[:, 1])


def _over_ground(plots: Plots, surveillance: Surveillance, true_height: Floats) -> Floats:
    """Return east and north of polar plots, (n, 2)."""
    models = list(surveillance.sensors.values())
    site = places_m(surveillance)[plots.sensor]
    slant = plots.value[:, 0] - np.array([m.bias_range_m for m in models])[plots.sensor]
    turned = np.radians([m.bias_bearing_deg for m in models])[plots.sensor]
    height = np.where(np.isnan(plots.value[:, 4]), true_height, plots.value[:, 4]) - site[:, 2]
    ground = slant.copy()
    for _ in range(4):
        up = height - ground**2 / (2.0 * K_FACTOR * EARTH_RADIUS_M)
        ground = np.sqrt(np.maximum(slant**2 - up**2, 0.0))
    by_elevation = np.isnan(plots.value[:, 4]) & ~np.isnan(plots.value[:, 2])
    ground[by_elevation] = (slant * np.cos(plots.value[:, 2]))[by_elevation]
    bearing = plots.value[:, 1] - turned
    way = np.column_stack([np.sin(bearing), np.cos(bearing)])
    return np.asarray(site[:, :2] + ground[:, None] * way)
