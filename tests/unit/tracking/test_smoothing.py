"""Tracks in hindsight, against a plain smoother and the truth."""

from typing import Any

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.observing import observe_truth
from airshield.tracking.picture import TrackPoints
from airshield.tracking.smoothing import smoothed
from airshield.tracking.tracker import Tracker, track
from airshield.tracking.truth import Truth, states

from .flights import straight, together

SIGMA_M = 40.0


def surveillance(**settings: Any) -> Surveillance:
    sensor = SensorModel(
        kind="cartesian", east_m=0.0, north_m=0.0, range_m=60e3, period_s=2.0, sigma_m=SIGMA_M,
        false_plots=1.0,
    )  # fmt: skip
    return Surveillance(
        sensors={"box": sensor}, tracker=TrackerSettings(**{"dimensions": 2} | settings)
    )


def states_of(points: TrackPoints, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return times, states and covariances of a track in the plane."""
    rows = points.number == number
    flat = [0, 1, 3, 4]
    state = np.concatenate([points.position_m, points.velocity_m_s], axis=1)
    return points.time_s[rows], state[rows][:, flat], points.covariance[rows][:, flat][:, :, flat]


def plainly_smoothed(time_s, state, covariance, q):
    """Rauch, Tung and Striebel's recursion as it is printed, near-constant velocity in a plane."""
    state, covariance = state.copy(), covariance.copy()
    for k in range(len(time_s) - 2, -1, -1):
        dt = time_s[k + 1] - time_s[k]
        move = np.kron([[1.0, dt], [0.0, 1.0]], np.eye(2))
        noise = q * np.kron([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]], np.eye(2))
        ahead = move @ covariance[k] @ move.T + noise
        gain = covariance[k] @ move.T @ np.linalg.inv(ahead)
        state[k] += gain @ (state[k + 1] - move @ state[k])
        covariance[k] += gain @ (covariance[k + 1] - ahead) @ gain.T
    return state, covariance


def wandering(seed: int, q: float, targets: int = 8, until_s: float = 200.0) -> Truth:
    """Return targets whose velocities are shaken by white acceleration of power q, in a plane."""
    rng = np.random.default_rng(seed)
    times = np.arange(0.0, until_s + 1.0, 1.0)
    parts = []
    for number in range(targets):
        place, velocity = rng.uniform(-20e3, 20e3, 2), rng.normal(0.0, 80.0, 2)
        rows = []
        for _ in times:
            rows.append((*place, 1_000.0, *velocity, 0.0))
            root = np.linalg.cholesky(q * np.array([[1 / 3, 1 / 2], [1 / 2, 1.0]]))
            shake = root @ rng.normal(size=(2, 2))
            place, velocity = place + velocity + shake[0], velocity + shake[1]
        table = np.array(rows)
        parts.append(Truth(times, np.full(len(times), number), table[:, :3], table[:, 3:]))
    return together(*parts)


def errors(points: TrackPoints, plots: Any, truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Return errors of the states of true tracks in the plane, and their normalised squares."""
    of = plots.truth[points.plot]
    rows = (points.plot >= 0) & (of >= 0)
    place, velocity, _ = states(truth, of[rows], points.time_s[rows])
    flat = [0, 1, 3, 4]
    state = np.concatenate([points.position_m, points.velocity_m_s], axis=1)[rows][:, flat]
    off = state - np.concatenate([place, velocity], axis=1)[:, flat]
    spread = points.covariance[rows][:, flat][:, :, flat]
    return off, np.einsum("ni,nij,nj->n", off, np.linalg.inv(spread), off)


def test_one_model_is_smoothed_as_the_printed_recursion_does() -> None:
    watched = surveillance(motion=("straight",), association="nearest", registration=False)
    truth = straight(0, (-5e3, 2e3, 1e3), (90.0, -20.0, 0.0), until_s=120.0)
    points = track(watched, observe_truth(truth, watched, seed=2))
    found = smoothed(points, watched.tracker)
    for number in np.unique(points.number):
        expected = plainly_smoothed(*states_of(points, number), watched.tracker.q_straight_m2_s3)
        _, state, covariance = states_of(found, number)
        np.testing.assert_allclose(state, expected[0], rtol=1e-9)
        np.testing.assert_allclose(covariance, expected[1], rtol=1e-9, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("motion", "bounds"),
    [(("straight",), (3.2, 4.8)), (("straight", "turn"), (2.4, 4.8))],
    ids=["matched", "more than matched"],
)
def test_hindsight_is_better_and_says_truly_how_sure_it_is(
    motion: tuple[str, ...], bounds: tuple[float, float]
) -> None:
    watched = surveillance(motion=motion)
    truth = wandering(seed=5, q=1.0)
    plots = observe_truth(truth, watched, seed=5)
    points = track(watched, plots)
    before, _ = errors(points, plots, truth)
    after, square = errors(smoothed(points, watched.tracker), plots, truth)
    rms = [np.sqrt((off[:, columns] ** 2).sum(axis=1).mean())
           for off in (before, after) for columns in ([0, 1], [2, 3])]  # fmt: skip
    assert rms[2] < 0.85 * rms[0]
    assert rms[3] < 0.75 * rms[1]
    assert bounds[0] < square.mean() < bounds[1]


@pytest.mark.slow
def test_turns_are_not_cut_off() -> None:
    times = np.arange(0.0, 121.0, 1.0)
    angle = np.radians(3.0) * np.clip(times - 40.0, 0.0, 40.0)
    velocity = 120.0 * np.column_stack([np.cos(angle), np.sin(angle), np.zeros(len(times))])
    step = 0.5 * (velocity[1:] + velocity[:-1])
    place = np.tile([-6e3, -3e3, 1e3], (len(times), 1))
    place[1:] += np.cumsum(step, axis=0)
    truth = Truth(times, np.zeros(len(times), np.int64), place, velocity)
    watched = surveillance()
    plots = observe_truth(truth, watched, seed=4)
    points = track(watched, plots)
    before, _ = errors(points, plots, truth)
    after, square = errors(smoothed(points, watched.tracker), plots, truth)
    assert (after[:, :2] ** 2).sum() < (before[:, :2] ** 2).sum()
    assert square.mean() < 6.0


def test_rows_and_what_is_not_known_stay() -> None:
    watched = surveillance()
    truth = together(
        straight(0, (-5e3, 2e3, 1e3), (90.0, -20.0, 0.0), until_s=60.0),
        straight(1, (5e3, -2e3, 1e3), (-60.0, 30.0, 0.0), until_s=60.0),
    )
    points = track(watched, observe_truth(truth, watched, seed=3))
    found = smoothed(points, watched.tracker)
    for name in ("time_s", "number", "existence", "plot", "identity"):
        np.testing.assert_array_equal(getattr(found, name), getattr(points, name))
    assert np.isnan(found.position_m[:, 2]).all()
    assert np.isnan(found.covariance[:, 2]).all()
    last = np.flatnonzero(points.number == 1)[-1]
    np.testing.assert_array_equal(found.position_m[last], points.position_m[last])


def test_nothing_is_smoothed_to_nothing() -> None:
    watched = surveillance()
    points = Tracker(watched, recording=True).points()
    assert len(smoothed(points, watched.tracker).time_s) == 0
