"""`airshield warm`."""

from __future__ import annotations

import sys
from typing import Final, Literal, get_args

import numpy as np

from airshield.files.scenario import read_scenario
from airshield.model.surveillance import SensorModel, Surveillance
from airshield.planning.assessment import assess
from airshield.planning.coverage import cover
from airshield.planning.placement.plan import make_plan
from airshield.tracking.plots import POLAR, blank_plots
from airshield.tracking.tracker import Tracker

Job = Literal["assess", "coverage", "plan", "track"]
JOBS: Final[tuple[Job, ...]] = get_args(Job)


def warm(*jobs: Job) -> int:
    """Compile every kernel once, so that the first assessment starts at once.

    Kernels are compiled when they are first used and kept on disk; this uses them all. It takes
    some minutes the first time and a second after that.

    **Examples**

        airshield warm
        airshield warm assess

    Parameters
    ----------
    jobs
        What to compile for; without any, everything.
    """
    wanted = jobs or JOBS
    if "assess" in wanted:
        for name in ("first-look", "isthmus"):
            result = assess(read_scenario(name), replications=8, worlds=2, fates=2)
            print(f"{name}: {result.answer.run.replications} raids played", file=sys.stderr)
    if "coverage" in wanted:
        cover("first-look", cell_m=5_000.0)
        print("first-look: coverage found", file=sys.stderr)
    if "plan" in wanted:
        made = make_plan("first-look", quick=True)
        print(f"first-look: {len(made.answer.pieces)} pieces placed", file=sys.stderr)
    if "track" in wanted:
        print(f"one radar: {_tracked()} tracks followed", file=sys.stderr)
    return 0


def _tracked() -> int:
    """Follow two targets that a radar sees and return how many tracks there were."""
    plots = blank_plots(40)
    plots.kind[:] = POLAR
    plots.time_s[:] = plots.arrival_s[:] = np.repeat(np.arange(20.0) * 5.0, 2)
    plots.value[:, 0] = 30_000.0 + 200.0 * plots.time_s
    plots.value[:, 1] = np.tile([0.5, 2.5], 20)
    radar = SensorModel(kind="radar", east_m=0.0, north_m=0.0, period_s=5.0, false_plots=1.0)
    tracker = Tracker(Surveillance(sensors={"radar": radar}))
    tracker.push(plots)
    tracker.finish()
    return len(tracker.picture().number)
