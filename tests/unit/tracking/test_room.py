"""What there is no room for is counted and told, and the rest goes on."""

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.checking import MOST_AT_ONCE, Lost
from airshield.tracking.plots import LOOK, blank_plots, chosen
from airshield.tracking.tracker import Tracker

pytestmark = pytest.mark.slow
MANY = 10**6


def watching(sensors=1, association="joint", most_tracks=100_000):
    """Return a tracker with sensors in a row, a kilometre from one to the next."""
    models = [
        SensorModel(
            kind="cartesian", east_m=1e3 * i, north_m=0.0, period_s=2.0, range_m=5e4,
            false_plots=5.0,
        )
        for i in range(sensors)
    ]  # fmt: skip
    return Tracker(
        Surveillance(
            sensors={f"sensor {i}": model for i, model in enumerate(models)},
            tracker=TrackerSettings(
                dimensions=2, association=association, most_tracks=most_tracks,
                motion=("straight",),
            ),
        )
    )  # fmt: skip


def drawn(size, sensors=1, seconds=1.0, side_m=5e4):
    draws = np.random.default_rng(size)
    plots = blank_plots(size)
    plots.time_s[:] = plots.arrival_s[:] = np.sort(draws.random(size)) * seconds
    plots.sensor[:] = draws.integers(0, sensors, size)
    plots.value[:, :2] = draws.uniform(-side_m, side_m, (size, 2))
    return plots


def check(tracker, told, size):
    assert told.taken + sum(told.refused.values()) == size
    picture = tracker.picture(least=0.0, hidden=True)
    assert np.isfinite(picture.position_m[:, :2]).all()
    return picture


def test_a_million_plots_of_one_sensor_in_a_second():
    tracker = watching(most_tracks=3_000)
    told = tracker.push(drawn(MANY))
    tracker.finish()
    check(tracker, told, MANY)
    used = told.taken - tracker.lost.plots
    assert set(told.refused) == {"too many at once"}
    assert used <= 5 * MOST_AT_ONCE
    assert used + sum(told.refused.values()) + tracker.lost.plots == MANY


def test_a_million_plots_of_a_thousand_sensors_in_a_second():
    tracker = watching(sensors=1_000, association="nearest", most_tracks=1_000)
    told = tracker.push(drawn(MANY, sensors=1_000))
    tracker.finish()
    check(tracker, told, MANY)
    assert told.taken == MANY
    assert tracker.lost.tracks > 0


def test_no_more_tracks_than_there_may_be():
    tracker = watching(most_tracks=3)
    told = tracker.push(drawn(50))
    tracker.finish()
    assert (told.taken, told.refused) == (50, {})
    assert tracker.lost == Lost(tracks=47, pairs=0, bearings=0, plots=0)
    assert (tracker.events()[:, 1] <= 3).all()


@pytest.mark.parametrize("association", ["joint", "nearest"])
def test_plots_at_one_place(association):
    tracker = watching(association=association)
    plots = drawn(3_000, seconds=0.2)
    plots.value[:, :2] = 17.0
    for look in range(3):
        later = plots._replace(time_s=plots.time_s + 2.0 * look)
        assert tracker.push(later).taken == plots.size
    tracker.finish()
    picture = check(tracker, tracker.push(chosen(plots, slice(0))), 0)
    assert np.abs(picture.position_m[:, :2] - 17.0).max() < 100.0
    assert tracker.lost.pairs > 0


def test_what_is_lost_is_told_the_same_after_going_back():
    tracker, other = watching(most_tracks=3), watching(most_tracks=3)
    plots = drawn(50, seconds=20.0)
    tracker.push(plots)
    tracker.finish()
    other.push(chosen(plots, slice(1, None)))
    other.push(chosen(plots, slice(0, 1)))
    other.finish()
    assert other.lost == tracker.lost
    assert tracker.lost.tracks > 0


def test_looks_alone_and_nothing_at_all():
    tracker = watching()
    assert tracker.push(blank_plots(0)).taken == 0
    assert len(tracker.picture().number) == 0
    looks = drawn(20, seconds=60.0)
    looks.kind[:] = LOOK
    assert tracker.push(looks).taken == 20
    tracker.finish()
    assert len(tracker.picture().number) == 0
    assert tracker.lost == Lost(0, 0, 0, 0)
