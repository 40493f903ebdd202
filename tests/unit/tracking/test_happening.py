"""What happens to tracks is told in words: born, confirmed, faded, left."""

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking.happening import ENDS, WORDS, Event, happened, lives
from airshield.tracking.kernels.layout import BORN, CONFIRMED, FADED, LEFT, MERGED
from airshield.tracking.plots import LOOK, blank_plots
from airshield.tracking.tracker import Tracker

pytestmark = pytest.mark.slow


def told(until_s=20.0, speed_m_s=100.0, **changes):
    """Return the events of one target that flies east and is seen until a time, then no more."""
    sensor = SensorModel(
        kind="cartesian", east_m=0.0, north_m=0.0, period_s=2.0, range_m=5e3, **changes
    )
    settings = TrackerSettings(dimensions=2, motion=("straight",), classes=False)
    tracker = Tracker(Surveillance(sensors={"one": sensor}, tracker=settings), kept_s=0.0)
    plots = blank_plots(60)
    plots.time_s[:] = plots.arrival_s[:] = np.arange(60) * 2.0
    plots.value[:, 0] = plots.time_s * speed_m_s
    plots.value[:, 1] = 10.0
    plots.kind[plots.time_s > until_s] = LOOK
    tracker.push(plots)
    tracker.finish()
    return tracker.events()


def test_a_target_that_is_seen_no_more_fades():
    events = lives(told(speed_m_s=10.0), 1)[1]
    assert [event.what for event in events] == ["born", "confirmed", "faded"]
    born, confirmed, faded = events
    assert (born.number, confirmed.number, faded.number) == (0, 1, 1)
    assert born.serial == confirmed.serial == faded.serial == 1
    assert born.time_s <= confirmed.time_s <= 20.0 < faded.time_s
    assert confirmed.existence >= 0.7 > 0.01 > faded.existence


def test_a_target_that_flies_out_of_the_cover_has_left():
    events = happened(told(until_s=48.0))
    assert events[-1].what == "left"
    assert events[-1].time_s > 48.0


def test_lives_are_told_by_track():
    rows = np.array([
        [0.0, 1, 0, BORN, 0.3], [1.0, 2, 0, BORN, 0.4], [2.0, 1, 7, CONFIRMED, 0.8],
        [3.0, 2, 0, FADED, 0.001], [9.0, 1, 7, MERGED, 0.9],
    ])  # fmt: skip
    by_track = lives(rows)
    assert {serial: [e.what for e in events] for serial, events in by_track.items()} == {
        1: ["born", "confirmed", "merged"],
        2: ["born", "faded"],
    }
    assert lives(rows, 7) == {1: by_track[1]}
    assert lives(rows, 8) == {}
    assert {WORDS[FADED], WORDS[LEFT], WORDS[MERGED]} == ENDS


def test_an_event_reads_as_a_sentence():
    assert str(Event(2.5, 3, 0, "born", 0.25)) == (
        "2.500 s: tentative track 3 born, existence 0.250"
    )
    assert str(Event(9.0, 3, 12, "left", 0.0)) == "9.000 s: track 12 left, existence 0.000"


def test_no_events_are_no_events():
    assert happened(np.zeros((0, 5))) == []
