"""What do its sensors make of a raid of 600?
==========================================

The scenario *winter-night*: 600 drones, missiles and decoys over a country with 152 radars, 60
acoustic posts and 56 places where people look up. One replication is played, and the sensors say
what they see, false plots among it. Here the tracker follows half an hour of it, in which most is
in the air. It knows the sensors, and how large targets their maps of detection are for; not how
small drones are, nor that most fly below the horizon of most radars.
"""

import numpy as np

from airshield.planning.observation.observing import observe
from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.states import States
from airshield.tracking.plots import LOOK, chosen
from airshield.tracking.tracker import Tracker
from airshield.tracking.truth import points_at

FIRST, LAST, STEP = 12_600.0, 14_400.0, 60.0
raid = observe("winter-night", replication=1, span_s=(FIRST, LAST))
plots = chosen(raid.plots, np.argsort(raid.plots.time_s, kind="stable"))
plots = plots._replace(arrival_s=plots.time_s)
real, told = plots.truth >= 0, (plots.kind != LOOK).sum()
seen = len(np.unique(plots.truth[real]))
print(f"{told:,} plots, {1 - real.sum() / told:.0%} of them false, of {seen} targets")

# %%
# Once a minute the picture is held against the targets that gave a plot in that minute.

tracker, shown, true = Tracker(raid.surveillance, kept_s=0.0), [], []
times = np.arange(FIRST + 600.0, LAST, STEP)
tracker.push(chosen(plots, plots.time_s < times[0] - STEP))
for step, until in enumerate(times):
    lately = (plots.time_s >= until - STEP) & (plots.time_s < until)
    tracker.push(chosen(plots, lately))
    picture, targets = tracker.picture(until), points_at(raid.truth, until)
    there = np.isin(targets.number, plots.truth[lately & real])
    for kept, states, which in ((shown, picture, slice(None)), (true, targets, there)):
        place, velocity = states.position_m[which, :2], states.velocity_m_s[which, :2]
        kept.append((np.full(len(place), step), states.number[which], place, velocity))
estimates, truth = (States(*map(np.concatenate, zip(*rows, strict=True))) for rows in (shown, true))
compared = compare(truth, estimates, cut_m=2_000.0)
score, distance_m = siap(compared, times), gospa(compared).distance_m.mean()
rows = {
    "targets seen in a minute": f"{len(truth.step) / len(times):.0f}",
    "tracks": f"{len(estimates.step) / len(times):.0f}",
    "targets seen that have a track": f"{score.completeness:.0%}",
    "tracks for each of them": f"{score.ambiguity:.2f}",
    "tracks that have no target": f"{score.spuriousness:.0%}",
    "changes of a target's number": f"{continuity(compared, times).mismatches.sum()}",
    "mean error": f"{score.position_error_m:.0f} m",
    "GOSPA": f"{distance_m:,.0f} m",
}
for name, value in rows.items():
    print(f"{name:32s} {value:>8s}")
