"""Aircraft that say where they are, now and then at a wrong place or time."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import CARTESIAN, Plots, blank_plots, chosen
from airshield.tracking.tracker import Tracker, track

FLIGHTS, PERIOD_S, UNTIL_S = 4, 5.0, 300.0
VELOCITY = np.array([[180.0, 40.0], [-200.0, 10.0], [20.0, -150.0], [90.0, 210.0]])
HEARD = Surveillance(name="heard", sensors={"ads-b": SensorModel(kind="cooperative")})


def true_place(flight: np.ndarray, time_s: np.ndarray) -> np.ndarray:
    """Return east and north of flights at times, (n, 2)."""
    return 30e3 * np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]])[flight] + (
        VELOCITY[flight] * time_s[:, None]
    )


def reports() -> Plots:
    """Return what every aircraft says every few seconds, in order of time."""
    times = np.arange(0.0, UNTIL_S, PERIOD_S)
    plots = blank_plots(FLIGHTS * len(times))
    flight = np.tile(np.arange(FLIGHTS), len(times))
    plots.time_s[:] = plots.arrival_s[:] = np.repeat(times, FLIGHTS) + 0.1 * flight
    plots.kind[:] = CARTESIAN
    plots.value[:, :2] = true_place(flight, plots.time_s)
    plots.value[:, 2] = 9_000.0
    plots.value[:, 3:5] = VELOCITY[flight]
    plots.identity[:] = 0x4B0000 + flight
    return plots


def in_order(plots: Plots) -> Plots:
    return chosen(plots, np.argsort(plots.arrival_s, kind="stable"))


def assert_four_flights(points: TrackPoints) -> None:
    assert len(np.unique(points.number)) == FLIGHTS
    flight = points.identity - 0x4B0000
    off = np.hypot(*(points.position_m[:, :2] - true_place(flight, points.time_s)).T)
    assert off.max() < 100.0


@pytest.mark.parametrize("lead_s", [-3_600.0, 3_600.0])
def test_a_report_an_hour_off_is_no_flight(lead_s: float) -> None:
    plots = reports()
    for row in (41, 90, 131):
        plots.time_s[row] += lead_s
        plots.arrival_s[row] += lead_s
    assert_four_flights(track(HEARD, in_order(plots)))


@pytest.mark.parametrize("row", [0, 1, 102])
def test_a_report_from_elsewhere_is_no_flight(row: int) -> None:
    plots = reports()
    plots.value[row, :2] += (60e3, -45e3)
    assert_four_flights(track(HEARD, in_order(plots)))


def test_a_flight_is_shown_from_its_second_report() -> None:
    tracker, shown = Tracker(HEARD), []
    plots = reports()
    for moment in (1.0, 6.0):
        tracker.push(chosen(plots, (plots.time_s > moment - 5.5) & (plots.time_s <= moment)))
        tracker.finish()
        shown.append(len(tracker.picture(moment).number))
    assert shown == [0, FLIGHTS]


@pytest.mark.parametrize("behind_s", [4.0, 8.0])
def test_a_first_report_that_comes_late_misleads_nobody(behind_s: float) -> None:
    """Its place is that of seconds ago: near enough to be taken for a poor one of the flight."""
    plots = reports()
    first = slice(0, FLIGHTS)
    plots.value[first, :2] -= behind_s * VELOCITY
    assert_four_flights(track(HEARD, plots))


def test_two_wrong_times_that_agree_take_no_number() -> None:
    """Places of a minute later, twice: a second track of the address, while the first goes on."""
    plots = reports()
    wrong = np.flatnonzero(
        (plots.identity == 0x4B0001) & np.isin(plots.time_s // PERIOD_S, [20, 24])
    )
    plots.value[wrong, :2] += 60.0 * VELOCITY[1]
    assert len(wrong) == 2
    assert_four_flights(track(HEARD, plots))


def test_a_target_that_is_elsewhere_for_good_takes_its_number_along() -> None:
    plots = reports()
    gone = (plots.identity == 0x4B0001) & (plots.time_s > 150.0)
    plots.value[gone, 0] -= 20e3
    points = track(HEARD, plots)
    mine = points.number[points.identity == 0x4B0001]
    assert len(np.unique(mine)) == 1
    assert len(np.unique(points.number)) == FLIGHTS


def test_two_aircraft_with_one_address_are_two() -> None:
    plots = reports()
    plots.identity[plots.identity == 0x4B0003] = 0x4B0002
    points = track(HEARD, plots)
    assert len(np.unique(points.number)) == FLIGHTS
    assert len(np.unique(points.identity)) == FLIGHTS - 1
