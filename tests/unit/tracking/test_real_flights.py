"""Recorded flights made into truth: late places, jumps and holes in them."""

from pathlib import Path

import numpy as np
import pytest

from airshield.earth.frame import LocalFrame
from airshield.model.surveillance import Surveillance
from airshield.tracking.metrics.plot_errors import plot_errors_m
from airshield.tracking.observing import observe_truth
from airshield.tracking.truth import numbers, states
from conftest import ROOT
from unit.tracking.flights import radar
from unit.tracking.real_flights import HOLE_S, SHORTEST_S, cleaned, recorded_flights

DATA = ROOT.parent / "shared" / "data" / "adsb"
FRAME = LocalFrame(47.0, 8.0)


def recorded(times, east, north, speed=230.0, course=90.0, who="4b1805"):
    """Return the columns of a record of one aircraft that reports a level speed and course."""
    lat, lon = FRAME.to_geodetic(np.asarray(east, float), np.asarray(north, float))
    n = len(times)
    return {
        "icao24": np.full(n, who), "t": np.asarray(times, float), "lat": lat, "lon": lon,
        "h": np.full(n, 10_000.0), "v": np.full(n, speed), "course": np.full(n, course),
        "climb": np.zeros(n),
    }  # fmt: skip


TIMES = np.arange(0.0, 1_000.0, 10.0)


def test_late_places_are_drawn_back_to_the_flight() -> None:
    """Places up to 2 s late, 460 m; the path lies 230 m behind, their mean, and is even."""
    late = np.random.default_rng(2).uniform(0.0, 2.0, TIMES.size)
    found = cleaned(recorded(TIMES, 230.0 * (TIMES - late), 0.0 * TIMES), FRAME)
    error = found.truth.position_m[:, 0] - 230.0 * (TIMES - 1.0)
    assert np.abs(error).max() < 150.0
    assert np.abs(found.truth.velocity_m_s[:, 0] - 230.0).max() < 6.0
    assert np.std(230.0 * (1.0 - late)) > 2.0 * np.std(error)


def test_a_jump_is_dropped_and_bends_nothing() -> None:
    north = np.zeros(TIMES.size)
    north[[30, 31, 60]] = [9_000.0, -4_000.0, 2_000.0]
    found = cleaned(recorded(TIMES, 230.0 * TIMES, north), FRAME)
    assert found.counts["jumps"] == 3
    assert np.abs(found.truth.position_m[:, 1]).max() < 20.0
    assert TIMES[30] not in found.truth.time_s


def test_after_a_hole_it_is_another_target() -> None:
    kept = (TIMES < 400.0) | (TIMES > 450.0)
    columns = recorded(TIMES[kept], 230.0 * TIMES[kept], 0.0 * TIMES[kept])
    found = cleaned(columns, FRAME)
    assert found.counts["targets"] == 2
    assert found.targets.identity.tolist() == [0x4B1805] * 2
    _, there = states(found.truth, np.array([0, 1]), np.array([420.0, 420.0]))[1:]
    assert not there.any()


def test_repeats_and_what_is_too_short_are_counted() -> None:
    twice = np.repeat(TIMES[:50], 2)
    found = cleaned(recorded(twice, 230.0 * twice, 0.0 * twice), FRAME)
    assert found.counts["repeats"] == 50
    assert found.truth.time_s.tolist() == TIMES[:50].tolist()
    short = cleaned(recorded(TIMES[:9], 230.0 * TIMES[:9], 0.0 * TIMES[:9]), FRAME)
    assert (short.counts["short"], short.counts["targets"]) == (9, 0)
    assert short.truth.time_s.size == 0


def test_a_turn_stays_a_turn() -> None:
    """A standard turn, 3° a second, reported every 10 s with its true course."""
    angle = np.radians(3.0 * TIMES[:40])
    radius = 120.0 / np.radians(3.0)
    columns = recorded(
        TIMES[:40], radius * (1 - np.cos(angle)), radius * np.sin(angle), speed=120.0
    )
    columns |= {"course": np.degrees(angle) % 360.0}
    found = cleaned(columns, FRAME)
    off = found.truth.position_m[:, :2] - np.column_stack(
        [radius * (1 - np.cos(angle)), radius * np.sin(angle)]
    )
    assert np.hypot(*off.T).max() < 20.0


def test_what_could_not_have_been_flown_is_cut() -> None:
    """A course that turns by 90° at once, at 230 m/s, and goes on."""
    east = np.where(TIMES < 500.0, 230.0 * TIMES, 230.0 * 500.0)
    north = np.where(TIMES < 500.0, 0.0, 230.0 * (TIMES - 500.0))
    columns = recorded(TIMES, east, north) | {"course": np.where(TIMES < 500.0, 90.0, 0.0)}
    found = cleaned(columns, FRAME)
    assert found.counts["bends"] >= 1
    assert found.counts["targets"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["switzerland_2018.parquet", "opensky_20min.csv"])
def test_real_records_become_flights_that_radars_can_see(name: str) -> None:
    path: Path = DATA / name
    if not path.exists():
        pytest.skip(f"no real record: {path} is not there")
    found = recorded_flights(path, for_s=1_200.0)
    truth = found.truth
    assert found.counts["targets"] >= 10
    _, start = numbers(truth)
    inside = np.setdiff1d(np.arange(truth.time_s.size - 1), start[1:-1] - 1)
    step = np.diff(truth.time_s)[inside]
    assert 0.0 < step.min() <= step.max() <= HOLE_S
    assert (truth.time_s[start[1:] - 1] - truth.time_s[start[:-1]]).min() >= SHORTEST_S
    assert np.hypot(*truth.velocity_m_s[:, :2].T).max() < 350.0
    surveillance = Surveillance(
        lat_deg=found.frame.lat_deg,
        lon_deg=found.frame.lon_deg,
        sensors={"radar": radar(height_m=500.0, p_detect=0.9, period_s=5.0)},
    )
    plots = observe_truth(truth, surveillance, 1, targets=found.targets)
    error = plot_errors_m(plots, surveillance, truth)
    assert 50.0 < np.sqrt(np.nanmean(error**2)) < 450.0
