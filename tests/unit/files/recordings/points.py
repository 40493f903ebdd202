"""Points of two small tracks, made without a tracker."""

import numpy as np

from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import CLASSES


def two_tracks(*, flat: bool = False) -> TrackPoints:
    """Return track 1 at 0, 2 and 4 s going east at 100 m/s, and track 2 at 2 s alone."""
    size = 4
    classes = np.full((size, len(CLASSES)), 0.02)
    classes[:, 3] = 0.9
    height = np.nan if flat else 500.0
    covariance = np.broadcast_to(np.diag([4.0, 9.0, 16.0, 1.0, 1.0, 1.0]), (size, 6, 6)).copy()
    covariance[:, 0, 1] = covariance[:, 1, 0] = 1.5
    return TrackPoints(
        time_s=np.array([0.0, 2.0, 2.0, 4.0]),
        number=np.array([1, 1, 2, 1]),
        position_m=np.array(
            [[0, 0, height], [200, 0, height], [9e3, 9e3, height], [400, 0, height]]
        ),
        velocity_m_s=np.array([[100.0, 0, 0]] * size),
        covariance=covariance,
        existence=np.array([0.8, 0.95, 0.9, 0.99]),
        motion=np.array([[0.75, 0.25]] * size),
        class_probability=classes,
        identity=np.array([-1, 0x4B1234, -1, 0x4B1234]),
        plot=np.array([0, 1, 2, -1]),
    )
