"""Small trajectories and sensors for the tests of tracking."""

import numpy as np

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.plots import chosen
from airshield.tracking.tracker import Tracker
from airshield.tracking.truth import Truth


def straight(number, place, velocity, from_s=0.0, until_s=1_000.0):
    """Return a target that flies straight from a place at ``from_s``."""
    times = np.array([from_s, until_s])
    velocity = np.array([velocity, velocity], float)
    return Truth(
        time_s=times,
        number=np.full(2, number, np.int64),
        position_m=np.array(place, float) + velocity * (times - from_s)[:, None],
        velocity_m_s=velocity,
    )


def together(*truths):
    """Return several truths as one."""
    return Truth(*(np.concatenate(column) for column in zip(*truths, strict=True)))


def radar(**changes):
    """Return a radar at the origin that turns in four seconds and sees nearly everything."""
    return SensorModel(
        **{"kind": "radar", "east_m": 0.0, "north_m": 0.0, "period_s": 4.0, "p_detect": 1 - 1e-9}
        | changes
    )


def watch(**sensors):
    """Return a surveillance of some sensors."""
    return Surveillance(sensors=sensors)


def followed(surveillance, plots, until_s, every_s):
    """Yield each moment and a tracker that was given what had arrived by then."""
    tracker = Tracker(surveillance)
    for moment in np.arange(every_s, until_s, every_s):
        new = (plots.arrival_s > moment - every_s) & (plots.arrival_s <= moment)
        tracker.push(chosen(plots, new))
        yield moment, tracker
