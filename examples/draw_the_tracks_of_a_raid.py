"""Where does a tracker see a raid?
=================================

The scenario *isthmus*: one replication is played, and the sensors say what they see, false plots
among it. The tracker is given forty minutes of it, and is drawn over what was true.
"""

import matplotlib.pyplot as plt
import numpy as np

from airshield.planning.observation.observing import observe
from airshield.tracking.plots import LOOK, chosen
from airshield.tracking.tracker import Tracker

raid = observe("isthmus", replication=1, span_s=(6_000.0, 8_400.0))
plots = chosen(raid.plots, np.argsort(raid.plots.arrival_s, kind="stable"))
real, told = plots.truth[plots.truth >= 0], (plots.kind != LOOK).sum()
tracker = Tracker(raid.surveillance, recording=True)
tracker.push(plots)
tracker.finish()
tracks = tracker.points()
targets, numbers = np.unique(real), np.unique(tracks.number)
print(f"{told:,} plots, {1 - real.size / told:.0%} of them false, of {len(targets)} targets")
print(f"{len(numbers)} tracks")

# %%
# Grey: the whole way of every target that gave a plot. In colour: the tracks.
figure, axes = plt.subplots(figsize=(7, 6), layout="constrained")
axes.set(xlabel="east (km)", ylabel="north (km)", aspect="equal")
for target in targets:
    way = raid.truth.position_m[raid.truth.number == target, :2]
    axes.plot(*way.T / 1e3, color="0.7", linewidth=1)
for number in numbers:
    axes.plot(*tracks.position_m[tracks.number == number, :2].T / 1e3, linewidth=3)
