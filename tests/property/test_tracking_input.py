"""Whatever sensors are stated and whatever they report: counted, bounded, and no NaN shown."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.plots import BEARING, LOOK, Plots, chosen
from airshield.tracking.saving import resume, saved
from airshield.tracking.tracker import Tracker

pytestmark = pytest.mark.slow
MOTIONS = [("straight",), ("straight", "turn"), ("straight", "turn", "ballistic"), ("turn",)]
KINDS = ("radar", "cartesian", "bearing", "place", "cooperative", "system")
BAD = 0.02
"""Share of numbers that nobody can mean."""


def drawn_sensor(draws):
    def one_of(*values):
        return values[draws.integers(len(values))]

    at = draws.uniform(-1e4, 1e4, 2) * one_of(1.0, 1.0, 1e5)
    box = (-5e4, -3e4, 6e4, 4e4) if draws.random() < 0.2 else None
    return SensorModel(
        kind=one_of(*KINDS), east_m=at[0], north_m=at[1], height_m=one_of(0.0, 3e3),
        range_m=one_of(100.0, 5e4, 5e4, 3e5, 1e9), box_m=box,
        period_s=one_of(None, 0.01, 1.0, 1.0, 10.0),
        sigma_range_m=one_of(1e-3, 50.0, 1e5), sigma_bearing_deg=one_of(1e-4, 0.1, 90.0),
        sigma_m=one_of(1e-3, 50.0, 1e5), sigma_height_m=one_of(1e-3, 50.0),
        sigma_velocity_m_s=one_of(1e-3, 5.0),
        p_detect=one_of(1e-6, 0.5, 0.9, 1 - 1e-9), false_plots=one_of(0.0, 3.0, 1e5),
        sigma_bias_range_m=one_of(0.0, 100.0, 1e5), sigma_bias_bearing_deg=one_of(0.0, 1.0),
        sigma_clock_offset_s=one_of(0.0, 0.0, 1.0), clock_offset_s=one_of(0.0, -3.0),
        latency_s=one_of(0.0, 10.0), signal_m_s=one_of(None, None, 340.0),
    )  # fmt: skip


def drawn_surveillance(draws):
    dimensions = int(draws.integers(2, 4))
    motion = MOTIONS[draws.integers(4 if dimensions == 3 else 2)]
    return Surveillance(
        sensors={f"sensor {i}": drawn_sensor(draws) for i in range(draws.integers(1, 4))},
        tracker=TrackerSettings(
            dimensions=dimensions,
            motion=motion,
            association=("joint", "nearest")[draws.integers(2)],
            survival_s=float(draws.choice([1.0, 600.0, 1e7])),
            sigma_speed_m_s=float(draws.choice([1e-3, 150.0, 1e4])),
            births_per_s=float(draws.choice([1e-9, 0.2, 1e4])),
            most_tracks=int(draws.choice([1, 3, 1000])),
        ),
    )


def spoilt(draws, column, *bad):
    """Put some of what nobody can mean into a column."""
    which = draws.random(column.shape) < BAD
    return np.where(which, draws.choice(bad, column.shape), column).astype(column.dtype)


def drawn_plots(draws, surveillance, size):
    """Return plots near a few targets, of any kind, with bad numbers among them."""
    time_s = np.sort(draws.uniform(0, 60, size)) + draws.choice([0.0, 1.7e9])
    time_s = np.where(draws.random(size) < 0.1, time_s - draws.uniform(0, 80, size), time_s)
    target = draws.normal(0, 1e4, (3, 6))[draws.integers(3, size=size)]
    value = target + draws.normal(0, draws.choice([1e-3, 30.0]), (size, 6))
    kind = draws.integers(0, 5, size)
    polar = (kind == 1) | (kind == BEARING)
    value[polar, 0] = np.hypot(value[polar, 0], value[polar, 1])
    value[:, 1] = np.where(polar, draws.uniform(-3.2, 6.3, size), value[:, 1])
    value[:, 2] = np.where(polar, draws.uniform(-0.1, 1.6, size), np.abs(value[:, 2]))
    value[:, 3:] *= draws.choice([0.02, 1e-3])
    value[:, 2:][draws.random((size, 4)) < 0.5] = np.nan
    sigma = 10.0 ** draws.uniform(-3, 5, (size, 6))
    sigma[draws.random((size, 6)) < 0.6] = np.nan
    numbers = (np.nan, np.inf, -np.inf, 1e9, -1e9, 1e300, 0.0, 1e-300)
    return Plots(
        time_s=spoilt(draws, time_s, np.nan, np.inf, -np.inf, 1e300, 1e10, -1e10),
        arrival_s=spoilt(draws, time_s, np.nan, 1e300, 1e10, -5.0),
        sensor=spoilt(
            draws, draws.integers(len(surveillance.sensors), size=size), -1, 9, -7, 2**31 - 1
        ).astype(np.int32),
        kind=spoilt(draws, kind, LOOK, -1, 5, 100).astype(np.int8),
        value=spoilt(draws, value, *numbers),
        sigma=spoilt(draws, sigma, *numbers),
        identity=draws.choice([-1, -1, -1, 7, 2**40, -5], size).astype(np.int64),
        word=spoilt(draws, np.full(size, -1), 0, 5, 6, 100, -9).astype(np.int8),
        count=np.ones(size, np.int16),
        rcs_dbsm=spoilt(draws, np.full(size, np.nan), 0.0, 1e300, np.inf, -300.0),
        truth=np.full(size, -1, np.int64),
    )


def check_picture(picture, dimensions):
    """Check that all is finite that is known in so many dimensions, and covariances definite."""
    axes = [0, 1, 3, 4] if dimensions == 2 else list(range(6))
    state = np.hstack([picture.position_m, picture.velocity_m_s])
    assert np.isfinite(state[:, axes]).all()
    assert np.isnan(state[:, np.setdiff1d(np.arange(6), axes)]).all()
    assert ((picture.existence >= 0) & (picture.existence <= 1)).all()
    for table in (picture.motion, picture.class_probability):
        assert np.isfinite(table).all()
        np.testing.assert_allclose(table.sum(axis=1), 1.0, atol=1e-5)
    for cov in picture.covariance[:, axes][:, :, axes]:
        assert np.isfinite(cov).all()
        unit = np.sqrt(np.diag(cov))
        assert (unit > 0).all()
        # Definite, but for the rounding of what is all but flat.
        assert np.linalg.eigvalsh(cov / np.outer(unit, unit))[0] > -1e-12


def check(seed, size):
    draws = np.random.default_rng(seed)
    surveillance = drawn_surveillance(draws)
    plots = drawn_plots(draws, surveillance, size)
    tracker = Tracker(surveillance, recording=True)
    middle = int(draws.integers(size + 1))
    for part in (slice(middle), slice(middle, None), slice(0)):
        given_now = chosen(plots, part)
        told = tracker.push(given_now)
        assert told.taken + sum(told.refused.values()) == given_now.size
        assert (np.array(list(told.refused.values())) > 0).all()
    other = Tracker(surveillance)
    resume(other, saved(tracker))
    for one in (tracker, other):
        one.finish()
        now = one.time_s if np.isfinite(one.time_s) else 0.0
        for time_s in (None, now - 30.0, now + 30.0, now + 1e4):
            picture = one.picture(time_s, least=0.0, hidden=True)
            check_picture(picture, surveillance.tracker.dimensions)
            assert len(picture.number) <= surveillance.tracker.most_tracks
        assert min(one.lost) >= 0
    points = tracker.points()
    check_picture(points, surveillance.tracker.dimensions)
    assert np.isfinite(tracker.events()).all()
    return tracker


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(0, 150))
@example(0, 0)
def test_nothing_is_shown_that_is_no_number(seed, size):
    check(seed, size)
