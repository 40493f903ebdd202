"""The tracker finds the same bits however the plots are handed over."""

from itertools import pairwise

import numpy as np
import pytest

from airshield.tracking.picture import Picture
from airshield.tracking.plots import chosen
from airshield.tracking.saving import resume, saved
from airshield.tracking.tracker import Tracker
from unit.tracking.scenes import flown, mixed

pytestmark = pytest.mark.slow


PICTURE = len(Picture._fields)
"""So many of the bits are of the picture."""


def bits(tracker):
    """Return all that a tracker tells at the end, as bytes; rows of plots are told apart."""
    tracker.finish()
    picture = tracker.picture(tracker.time_s + 1.0, least=0.0, hidden=True)
    points = tracker.points()._replace(plot=np.zeros(0))
    sensors = tracker.sensors
    parts = (*picture, *points, tracker.events(), *sensors)
    return [np.asarray(part).tobytes() for part in parts]


def pushed(surveillance, parts, **options):
    tracker = Tracker(surveillance, recording=True, **options)
    for part in parts:
        told = tracker.push(part)
        assert told.refused == {}
    assert not any(tracker.lost)
    return tracker


def cut_at(plots, places):
    edges = [0, *places, plots.size]
    return [chosen(plots, slice(a, b)) for a, b in pairwise(edges)]


@pytest.fixture(scope="module", params=["joint", "nearest"])
def surveillance(request):
    return mixed(association=request.param)


@pytest.fixture(scope="module")
def plots(surveillance):
    return flown(surveillance)


@pytest.fixture(scope="module")
def at_once(surveillance, plots):
    tracker = pushed(surveillance, [plots])
    found = bits(tracker)
    assert len(tracker.picture(least=0.0, hidden=True).number) >= 5
    assert len(tracker.events()) > 100
    return found


def test_plot_by_plot(surveillance, plots, at_once):
    assert bits(pushed(surveillance, cut_at(plots, range(1, plots.size)))) == at_once


@pytest.mark.parametrize("seed", range(3))
def test_in_chunks_drawn(surveillance, plots, at_once, seed):
    draws = np.random.default_rng(seed)
    places = np.sort(draws.integers(0, plots.size, 25))
    assert bits(pushed(surveillance, cut_at(plots, places))) == at_once


def test_in_order_with_nothing_to_go_back_to(surveillance, plots, at_once):
    leads = [model.clock_offset_s for model in surveillance.sensors.values()]
    by_time = chosen(plots, np.argsort(plots.time_s - np.take(leads, plots.sensor), kind="stable"))
    by_time.arrival_s[:] = by_time.time_s
    assert bits(pushed(surveillance, [by_time], kept_s=0.0)) == at_once


@pytest.mark.parametrize("late_s", [3.0, 20.0, 59.0])
def test_out_of_sequence(surveillance, plots, at_once, late_s):
    draws = np.random.default_rng(int(late_s))
    late = np.where(draws.random(plots.size) < 0.1, draws.uniform(0, late_s, plots.size), 0.0)
    mixed_up = plots._replace(arrival_s=plots.time_s + late)
    mixed_up = chosen(mixed_up, np.argsort(mixed_up.arrival_s, kind="stable"))
    places = np.sort(draws.integers(0, plots.size, 40))
    assert bits(pushed(surveillance, cut_at(mixed_up, places))) == at_once


def test_the_first_plot_comes_last_of_a_minute(surveillance, plots, at_once):
    minute = np.searchsorted(plots.time_s, 55.0)
    order = np.r_[1:minute, 0, minute : plots.size]
    assert (
        bits(pushed(surveillance, cut_at(chosen(plots, order), range(7, plots.size, 60))))
        == at_once
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.93])
def test_saved_and_gone_on_with(surveillance, plots, share):
    middle = int(share * plots.size)
    one = pushed(surveillance, [chosen(plots, slice(middle))])
    other = Tracker(surveillance, recording=True)
    resume(other, saved(one))
    for tracker in (one, other):
        tracker.push(chosen(plots, slice(middle, None)))
    assert bits(one)[:PICTURE] == bits(other)[:PICTURE]
    # What going back told again is told by the other, too, from the oldest state saved on.
    assert len(other.events())
    assert one.events().tobytes().endswith(other.events().tobytes())


def test_saved_and_gone_back_to_before_it(surveillance, plots, at_once):
    middle = plots.size // 2
    late = np.zeros(plots.size, bool)
    late[middle - 40 : middle : 3] = True
    one = pushed(surveillance, [chosen(plots, np.flatnonzero(~late)[: middle - 20])])
    other = Tracker(surveillance)
    resume(other, saved(one))
    given = np.flatnonzero(~late)[: middle - 20]
    rest = np.setdiff1d(np.arange(plots.size), given)
    for tracker in (one, other):
        assert tracker.push(chosen(plots, rest)).refused == {}
    assert bits(one) == at_once
    assert bits(other)[:PICTURE] == at_once[:PICTURE]
