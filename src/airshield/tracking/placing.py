"""Where plots lie, for people to look at: no tracker needs it."""

from __future__ import annotations

import numpy as np

from airshield.model.surveillance import Surveillance
from airshield.tracking.plots import CARTESIAN, PLACE, POLAR, Floats, Plots
from airshield.tracking.tables import sites_of
from airshield.tracking.tracker import frame_of


def placed(surveillance: Surveillance, plots: Plots) -> tuple[Floats, Floats]:
    """Return the places of sensors and of plots that have one, each (n, 2), metres.

    Known biases are taken off. The slant range counts as range over ground where neither elevation
    nor height is measured.
    """
    models = list(surveillance.sensors.values())
    sites = sites_of(models, frame_of(surveillance))
    known = (plots.sensor >= 0) & (plots.sensor < len(models))
    there = known & np.isin(plots.kind, (POLAR, CARTESIAN, PLACE))
    sensor, value, polar = plots.sensor[there], plots.value[there], plots.kind[there] == POLAR
    bias = np.array([[m.bias_range_m, np.radians(m.bias_bearing_deg)] for m in models])
    slant, bearing = (value[:, :2] - bias[sensor]).T if len(models) else value[:, :2].T
    up = np.where(np.isfinite(value[:, 4]), value[:, 4] - sites[sensor, 2], 0.0)
    up = np.where(np.isfinite(value[:, 2]), slant * np.sin(value[:, 2]), up)
    ground = np.sqrt(np.maximum(slant**2 - up**2, 0.0))
    along = np.column_stack([ground * np.sin(bearing), ground * np.cos(bearing)])
    at = np.where(polar[:, None], sites[sensor, :2] + along, value[:, :2])
    return sites[np.isfinite(sites[:, :2]).all(axis=1), :2], at[np.isfinite(at).all(axis=1)]
