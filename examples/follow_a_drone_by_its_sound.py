"""Where is the drone at night?
============================

Forty-five microphones two kilometres apart hear a drone up to three kilometres away, four times in
five, and tell from where: to two degrees, no distance. Where bearings cross there is a drone, or a
ghost, for each post hears things that are not there, too. And sound is slow: from 3 km it comes
nine seconds late, when a drone has flown 450 m on.
"""

import dataclasses

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.observing import observe_truth
from airshield.tracking.plots import chosen
from airshield.tracking.tracker import Tracker
from airshield.tracking.truth import Targets, Truth, points_at

posts = {
    f"post {east / 1e3:+.0f} {north / 1e3:+.0f}": SensorModel(
        kind="bearing", east_m=east, north_m=north, range_m=3e3, period_s=2.0, p_detect=0.8,
        sigma_bearing_deg=2.0, false_plots=0.1, signal_m_s=340.0,
    )
    for east in np.arange(-8e3, 8.1e3, 2e3) for north in np.arange(-4e3, 4.1e3, 2e3)
}  # fmt: skip
settings = TrackerSettings(height_m=500.0, sigma_height_m=300.0, births_per_s=0.005)
net = Surveillance(sensors=posts, tracker=settings)

# %%
# It comes from the west, and turns south-east after two minutes.

truth = Truth(
    time_s=np.array([0.0, 120.0, 120.0, 240.0]),
    number=np.zeros(4, np.int64),
    position_m=np.array([[-8, -1, 0.3], [-2, 0.5, 0.3], [-2, 0.5, 0.3], [2.8, -2.2, 0.3]]) * 1e3,
    velocity_m_s=np.array([[50, 12.5, 0], [50, 12.5, 0], [40, -22.5, 0], [40, -22.5, 0]]),
)  # fmt: skip
drone = Targets(*(np.array([x]) for x in (0, 0, np.nan, -1)))
plots = observe_truth(truth, net, seed=1, targets=drone)
heard = plots.kind > 0
print(f"{heard.sum():,} bearings, {np.mean(plots.truth[heard] < 0):.0%} of them false")

# %%
# The same bearings once more for one that takes sound for light.

hasty = {name: dataclasses.replace(post, signal_m_s=None) for name, post in posts.items()}
for words, heard_by in (("sound", net), ("light", dataclasses.replace(net, sensors=hasty))):
    tracker, found, ghosts, errors = Tracker(heard_by), 0, 0, []
    for until in np.arange(10.0, 241.0, 10.0):
        tracker.push(chosen(plots, (plots.arrival_s > until - 10) & (plots.arrival_s <= until)))
        picture = tracker.picture(until)
        away = np.hypot(*(picture.position_m - points_at(truth, until).position_m).T[:2])
        found, ghosts = found + (away < 1e3).any(), ghosts + (away >= 1e3).sum()
        errors += away[away < 1e3].tolist()
    print(f"as {words}: shown in {found} of 24 pictures by {len(errors)} tracks, "
          f"{np.median(errors):.0f} m off; {ghosts} ghosts")  # fmt: skip
