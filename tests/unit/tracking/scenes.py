"""Small surveillances and plots to push into a tracker in many ways."""

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.plots import BEARING, CARTESIAN, LOOK, POLAR, blank_plots, chosen, joined

LENGTH_S = 90.0


def mixed(**settings):
    """Return sensors of every kind of window: short and long, near and far, with a wrong clock."""
    place = {"range_m": 40e3, "false_plots": 2.0}
    return Surveillance(
        sensors={
            "radar": SensorModel(
                kind="radar", east_m=0.0, north_m=0.0, period_s=4.0, range_m=80e3, false_plots=3.0,
                sigma_bias_range_m=200.0, sigma_bias_bearing_deg=0.3, sigma_clock_offset_s=0.5,
            ),
            "second": SensorModel(
                kind="radar", east_m=9e3, north_m=-7e3, period_s=1.0, range_m=30e3,
                clock_offset_s=0.4, sigma_bias_range_m=100.0, latency_s=2.0,
            ),
            "box": SensorModel(kind="cartesian", east_m=0.0, north_m=0.0, period_s=2.0, **place),
            "free": SensorModel(kind="cartesian", east_m=5e3, north_m=5e3, **place),
            **{
                f"ear {i}": SensorModel(
                    kind="bearing", east_m=4e3 * i, north_m=-3e3, period_s=1.0, range_m=12e3,
                    sigma_bearing_deg=1.0, false_plots=0.1,
                )
                for i in range(3)
            },
        },
        tracker=TrackerSettings(dimensions=2, **settings),
    )  # fmt: skip


def flown(surveillance, seed=1, targets=6, length_s=LENGTH_S):
    """Return the plots of targets that cross, with false ones and looks, by growing time."""
    draws = np.random.default_rng(seed)
    start = draws.uniform(-15e3, 15e3, (targets, 2))
    speed = draws.normal(0, 120, (targets, 2))
    speed[0], start[0] = 0.0, (4e3, 1e3)
    parts = [
        _looks(s, model, start, speed, draws, length_s)
        for s, model in enumerate(surveillance.sensors.values())
    ]
    plots = joined(parts)
    return chosen(plots, np.argsort(plots.arrival_s, kind="stable"))


def _looks(s, model, start, speed, draws, length_s):
    site = np.array([model.east_m, model.north_m])
    parts = []
    for look_s in np.arange(draws.uniform(0, 0.5), length_s, model.period_s or 1.7):
        times = look_s + np.sort(draws.uniform(0, 0.3, len(start)))
        at = start + speed * times[:, None] + draws.normal(0, 40, start.shape)
        away = at - site
        seen = (np.hypot(*away.T) < model.range_m) & (draws.random(len(start)) < 0.9)
        false = draws.poisson(model.false_plots)
        angle, far = draws.uniform(-np.pi, np.pi, false), model.range_m * draws.random(false) ** 0.5
        away = np.vstack([away[seen], np.stack([far * np.sin(angle), far * np.cos(angle)], 1)])
        plots = blank_plots(len(away) + 1)
        plots.sensor[:] = s
        extra = look_s + draws.uniform(0, 0.3, false)
        plots.time_s[:] = np.concatenate([times[seen], extra, [look_s + 0.3]])
        plots.time_s[:] += model.clock_offset_s
        plots.arrival_s[:] = plots.time_s + draws.uniform(0, model.latency_s, plots.size)
        plots.kind[-1] = LOOK
        _fill(plots, model, site, away, draws)
        parts.append(plots)
    return joined(parts)


def _fill(plots, model, site, away, draws):
    if model.kind == "cartesian":
        plots.kind[:-1] = CARTESIAN
        plots.value[:-1, :2] = site + away
        return
    plots.value[:-1, 1] = np.arctan2(*away.T)
    if model.kind == "radar":
        plots.kind[:-1] = POLAR
        plots.value[:-1, 0] = np.hypot(*away.T) + 60.0
        return
    plots.kind[:-1] = BEARING
    plots.value[:-1, 1] += draws.normal(0, 0.01, len(away))
