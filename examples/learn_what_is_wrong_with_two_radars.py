"""What is wrong with two radars?
==============================

Two radars 80 km apart see the same 20 aircraft. Each has a bias in range and in bearing that it
does not know of, small beside its range and large beside its noise. Told how large biases may be,
the tracker finds them from the aircraft alone: nobody flies a calibration.
"""

import dataclasses

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.observing import observe_truth
from airshield.tracking.reality import Reality
from airshield.tracking.tracker import Tracker
from airshield.tracking.truth import Truth, states

west = SensorModel(
    kind="radar", east_m=-40e3, north_m=0.0, range_m=120e3, period_s=5.0, false_plots=10.0,
    sigma_range_m=50.0, sigma_bearing_deg=0.1, sigma_bias_range_m=250.0, sigma_bias_bearing_deg=0.4,
)  # fmt: skip
learning = Surveillance(sensors={"west": west, "east": dataclasses.replace(west, east_m=40e3)})
trusted = {
    name: dataclasses.replace(sensor, sigma_bias_range_m=0.0, sigma_bias_bearing_deg=0.0)
    for name, sensor in learning.sensors.items()
}
believing = dataclasses.replace(learning, sensors=trusted)
real = {
    "west": Reality(bias_range_m=180.0, bias_bearing_deg=-0.3, measures=("elevation",)),
    "east": Reality(bias_range_m=-120.0, bias_bearing_deg=0.25, measures=("elevation",)),
}
rng = np.random.default_rng(3)
start = np.column_stack([rng.uniform(-50e3, 50e3, (20, 2)), rng.uniform(500.0, 3e3, 20)])
course, speed = rng.uniform(0.0, 2 * np.pi, 20), rng.uniform(60.0, 220.0, 20)
velocity = np.column_stack([speed * np.sin(course), speed * np.cos(course), np.zeros(20)])
truth = Truth(
    time_s=np.tile([0.0, 300.0], 20),
    number=np.repeat(np.arange(20), 2),
    position_m=np.stack([start, start + 300.0 * velocity], axis=1).reshape(-1, 3),
    velocity_m_s=np.repeat(velocity, 2, axis=0),
)
plots = observe_truth(truth, learning, seed=1, realities=real)

for words, surveillance in ("believes its radars", believing), ("learns", learning):
    tracker = Tracker(surveillance, recording=True)
    tracker.push(plots)
    points, number = tracker.points(), plots.truth[tracker.points().plot]
    late = (points.time_s > 150.0) & (number >= 0)
    off = points.position_m[late] - states(truth, number[late], points.time_s[late])[0]
    print(f"one that {words}: error {np.hypot(*off.T[:2]).mean():.0f} m in the second half")

health = tracker.sensors
print(f"{'':4s} {'range learnt':>14s} {'true':>7s} {'bearing learnt':>17s} {'true':>8s}")
for name, bias, sigma in zip(real, health.bias, health.sigma, strict=True):
    metres, angle = f"{bias[0]:+.0f} ± {sigma[0]:.0f} m", np.degrees([bias[1], sigma[1]])
    found, true = f"{angle[0]:+.2f} ± {angle[1]:.2f}°", real[name]
    print(f"{name:4s} {metres:>14s} {true.bias_range_m:+5.0f} m", end="")
    print(f"{found:>18s} {true.bias_bearing_deg:+7.2f}°")
