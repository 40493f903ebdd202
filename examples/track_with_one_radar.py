"""What does one radar see?
========================

A radar turns in five seconds. It sees nine drones in ten, and 30 false plots a turn: most of what
it reports is not there. The tracker knows the radar's figures, and nothing of the drones. It is
asked for its picture every ten seconds.
"""

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.observing import observe_truth
from airshield.tracking.plots import chosen
from airshield.tracking.reality import Reality
from airshield.tracking.tracker import Tracker
from airshield.tracking.truth import Truth, points_at

radar = SensorModel(
    kind="radar", east_m=0.0, north_m=0.0, range_m=60_000.0, period_s=5.0, false_plots=30.0,
    sigma_range_m=50.0, sigma_bearing_deg=0.2, sigma_elevation_deg=0.3, p_detect=0.9,
)  # fmt: skip
surveillance = Surveillance(sensors={"radar": radar})

# %%
# Twelve drones, each flying straight for five minutes at 50 m/s.

rng = np.random.default_rng(1)
start = np.column_stack([rng.uniform(-40e3, 40e3, (12, 2)), np.full(12, 1_500.0)])
course = rng.uniform(0.0, 2 * np.pi, 12)
velocity = 50.0 * np.column_stack([np.sin(course), np.cos(course), np.zeros(12)])
truth = Truth(
    time_s=np.tile([0.0, 300.0], 12),
    number=np.repeat(np.arange(12), 2),
    position_m=np.stack([start, start + 300.0 * velocity], axis=1).reshape(-1, 3),
    velocity_m_s=np.repeat(velocity, 2, axis=0),
)
known = {"radar": Reality(measures=("elevation",))}
plots = observe_truth(truth, surveillance, seed=1, realities=known)
print(f"{plots.size:,} plots, {np.mean(plots.truth < 0):.0%} of them false")

# %%
# Plots go in as they arrive; the picture comes out at any time.

tracker = Tracker(surveillance)
print(f"{'s':>4s} {'tracks':>7s} {'drones':>7s} {'false':>6s} {'error m':>8s} {'expected m':>11s}")
for until in np.arange(10.0, 301.0, 10.0):
    tracker.push(chosen(plots, (plots.arrival_s > until - 10.0) & (plots.arrival_s <= until)))
    picture, true = tracker.picture(until), points_at(truth, until)
    gaps = picture.position_m[:, None, :2] - true.position_m[:, :2]
    away = np.hypot(gaps[..., 0], gaps[..., 1])
    error = np.median(away.min(axis=0))
    sigma = np.sqrt(picture.covariance[:, 0, 0] + picture.covariance[:, 1, 1])
    if until in (10.0, 20.0, 30.0) or until % 60 == 0:
        found, false = (away.min(axis=0) < 1_000).sum(), (away.min(axis=1) >= 1_000).sum()
        counts = f"{len(picture.number):7d} {found:7d} {false:6d}"
        print(f"{until:4.0f} {counts} {error:8.0f} {np.median(sigma):11.0f}")
