"""The measures of the surveillance standards on tracks made by hand."""

import math

import numpy as np
import pytest

from airshield.tracking.metrics.plot_errors import plot_errors_m
from airshield.tracking.metrics.reports import attributed
from airshield.tracking.metrics.surveillance_standard import Limits, score, verdicts
from airshield.tracking.observing import observe_truth
from airshield.tracking.picture import TrackPoints
from airshield.tracking.reality import Reality
from airshield.tracking.truth import states
from unit.tracking.flights import radar, straight, together, watch

FLIGHT = straight(1, (0.0, 0.0, 9_000.0), (200.0, 0.0, 0.0), 0.0, 1_000.0)


def reported(truth, target, time_s, track=1, off_m=(0.0, 0.0), off_m_s=(0.0, 0.0)):
    """Return reports of a track that is off its target by a distance."""
    time_s = np.asarray(time_s, float)
    position, velocity, there = states(truth, np.full(time_s.size, target), time_s)
    assert there.all()
    position[:, :2] += off_m
    velocity[:, :2] += off_m_s
    n = time_s.size
    return TrackPoints(
        time_s=time_s,
        number=np.full(n, track, np.int64),
        position_m=position,
        velocity_m_s=velocity,
        covariance=np.zeros((n, 6, 6)),
        existence=np.ones(n),
        motion=np.ones((n, 1)),
        class_probability=np.ones((n, 6)) / 6,
        identity=np.full(n, -1, np.int64),
        plot=np.arange(n),
    )


def joined(*parts):
    return TrackPoints(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def test_a_perfect_track_meets_all_limits() -> None:
    found = score(FLIGHT, reported(FLIGHT, 1, np.arange(0.0, 1_000.0, 5.0)))
    assert (found.p_update, found.p_update_whole, found.long_gaps) == (1.0, 1.0, 0.0)
    assert (found.rms_m, found.false_reports, found.double) == (0.0, 0.0, 0.0)
    assert (found.swaps, found.breaks, found.unseen, found.false_tracks) == (0, 0, 0, 0)
    assert found.delay_s == 0.0
    assert all(verdict.met for verdict in verdicts(found))


def test_updates_missed_are_counted_from_the_first_report_and_over_the_whole_life() -> None:
    times = np.delete(np.arange(2.5, 1_000.0, 5.0), [*range(20), 50, 51, 80])
    found = score(FLIGHT, reported(FLIGHT, 1, times))
    assert found.p_update == pytest.approx(177 / 180)
    assert found.p_update_whole == pytest.approx(177 / 200)
    assert found.delay_s == 102.5
    assert found.long_gaps == 0.0


@pytest.mark.parametrize(("missed", "gapped"), [(2, 0), (3, 4), (7, 8)])
def test_a_gap_is_long_above_three_intervals_and_a_tenth(missed: int, gapped: int) -> None:
    """Two missed updates are a gap of 15 s; three, of 20 s, in which four updates lie."""
    times = np.delete(np.arange(2.5, 1_000.0, 5.0), np.arange(60, 60 + missed))
    found = score(FLIGHT, reported(FLIGHT, 1, times))
    assert found.long_gaps == pytest.approx(gapped / 200)


def test_a_track_that_ends_early_leaves_a_gap_to_the_end() -> None:
    found = score(FLIGHT, reported(FLIGHT, 1, np.arange(2.5, 900.0, 5.0)))
    assert found.long_gaps == pytest.approx(20 / 200)
    assert found.p_update == pytest.approx(180 / 200)


def test_errors_are_horizontal_and_root_mean_square() -> None:
    half, other = np.arange(0.0, 500.0, 5.0), np.arange(500.0, 1_000.0, 5.0)
    found = score(
        FLIGHT,
        joined(
            reported(FLIGHT, 1, half, off_m=(30.0, 40.0), off_m_s=(3.0, 4.0)),
            reported(FLIGHT, 1, other, off_m=(-120.0, 0.0)),
        ),
    )
    assert found.rms_m == pytest.approx(math.sqrt((50.0**2 + 120.0**2) / 2))
    assert found.worst_rms_m == pytest.approx(found.rms_m)
    assert found.speed_rms_m_s == pytest.approx(5.0 / math.sqrt(2.0))


def test_the_worst_flight_is_told_beside_the_mean() -> None:
    truth = together(FLIGHT, straight(2, (0.0, 50_000.0, 9_000.0), (200.0, 0.0, 0.0)))
    times = np.arange(0.0, 1_000.0, 5.0)
    found = score(
        truth,
        joined(reported(truth, 1, times), reported(truth, 2, times, track=2, off_m=(400.0, 0.0))),
    )
    assert found.worst_rms_m == pytest.approx(400.0)
    assert found.rms_m == pytest.approx(400.0 / math.sqrt(2.0))
    missed = {verdict.name for verdict in verdicts(found) if not verdict.met}
    assert missed == {"rms_m"}


def test_what_is_of_no_target_is_false() -> None:
    times = np.arange(0.0, 1_000.0, 5.0)
    found = score(
        FLIGHT,
        joined(
            reported(FLIGHT, 1, times),
            reported(FLIGHT, 1, times[:20], track=9, off_m=(0.0, 9_000.0)),
        ),
    )
    assert found.false_reports == pytest.approx(20 / 220)
    assert found.false_tracks == 1
    assert not verdicts(found)[-1].met
    assert verdicts(found, Limits(false_reports=0.1))[-1].met


def test_a_track_may_outlive_the_record_of_its_target_for_a_grace() -> None:
    short = straight(1, (0.0, 0.0, 9_000.0), (200.0, 0.0, 0.0), 0.0, 900.0)
    points = reported(FLIGHT, 1, np.arange(0.0, 950.0, 5.0))
    assert score(short, points).false_reports == pytest.approx(9 / 190)
    assert score(short, points, grace_s=20.0).false_reports == pytest.approx(5 / 186)
    assert score(short, points, grace_s=60.0).false_reports == 0.0


def test_large_errors_count_only_in_runs() -> None:
    times = np.arange(0.0, 1_000.0, 5.0)
    parts = []
    for k, time_s in enumerate(times):
        off = 1_000.0 if k in (10, 11, 12, 13, 50, 51, 90) else 0.0
        parts.append(reported(FLIGHT, 1, [time_s], off_m=(0.0, off)))
    assert score(FLIGHT, joined(*parts)).correlated == pytest.approx(4 / 200)
    assert score(FLIGHT, joined(*parts), large_m=1_001.0).correlated == 0.0


CROSSING = together(
    straight(1, (-100_000.0, 3.0, 9_000.0), (200.0, 0.0, 0.0), 0.0, 1_000.0),
    straight(2, (0.0, -100_000.0, 9_000.0), (0.0, 200.0, 0.0), 0.0, 1_000.0),
)


def test_tracks_that_cross_with_their_targets_keep_their_identity() -> None:
    times = np.arange(1.0, 1_000.0, 5.0)
    found = score(
        CROSSING, joined(reported(CROSSING, 1, times, 1), reported(CROSSING, 2, times, 2))
    )
    assert (found.swaps, found.breaks, found.false_reports) == (0, 0, 0.0)
    assert found.rms_m == 0.0


def test_tracks_that_swap_targets_at_a_crossing_are_found_out() -> None:
    before, after = np.arange(1.0, 500.0, 5.0), np.arange(501.0, 1_000.0, 5.0)
    found = score(
        CROSSING,
        joined(
            reported(CROSSING, 1, before, 1), reported(CROSSING, 2, before, 2),
            reported(CROSSING, 2, after, 1), reported(CROSSING, 1, after, 2),
        ),
    )  # fmt: skip
    assert found.swaps == 2
    assert found.breaks == 2


def test_a_track_that_goes_on_when_its_target_has_another_number_has_not_swapped() -> None:
    truth = together(
        straight(1, (0.0, 0.0, 9_000.0), (200.0, 0.0, 0.0), 0.0, 500.0),
        straight(2, (100_000.0, 0.0, 9_000.0), (200.0, 0.0, 0.0), 500.5, 1_000.0),
    )
    found = score(truth, reported(FLIGHT, 1, np.arange(1.0, 1_000.0, 5.0)))
    assert (found.swaps, found.false_reports) == (0, 0.0)


def test_a_new_track_of_an_old_target_is_a_break_and_no_swap() -> None:
    found = score(
        FLIGHT,
        joined(
            reported(FLIGHT, 1, np.arange(1.0, 500.0, 5.0), 1),
            reported(FLIGHT, 1, np.arange(501.0, 1_000.0, 5.0), 7),
        ),
    )
    assert (found.breaks, found.swaps, found.double) == (1, 0, 0.0)


def test_two_tracks_of_one_target_at_a_time_are_double() -> None:
    times = np.arange(1.0, 1_000.0, 5.0)
    found = score(FLIGHT, joined(reported(FLIGHT, 1, times), reported(FLIGHT, 1, times[50:100], 2)))
    assert found.double == pytest.approx(50 / 200)
    assert found.breaks == 0


def test_of_two_tracks_at_a_time_the_one_that_goes_on_takes_over() -> None:
    times = np.arange(1.0, 1_000.0, 5.0)
    parts = [reported(FLIGHT, 1, times[a:b], k) for a, b, k in
             ((0, 100, 1), (50, 60, 2), (90, 150, 3), (140, 200, 4), (190, 200, 5))]  # fmt: skip
    assert score(FLIGHT, joined(*parts)).breaks == 2


def test_a_target_never_reported_is_told_and_lowers_the_whole() -> None:
    truth = together(FLIGHT, straight(2, (0.0, 50_000.0, 9_000.0), (200.0, 0.0, 0.0)))
    found = score(truth, reported(truth, 1, np.arange(0.0, 1_000.0, 5.0)))
    assert (found.unseen, found.p_update, found.p_update_whole) == (1, 1.0, 0.5)
    assert np.isnan(found.flights.delay_s[1])


def test_without_reports_nothing_is_met() -> None:
    nothing = TrackPoints(*(column[:0] for column in reported(FLIGHT, 1, [1.0])))
    found = score(FLIGHT, nothing)
    assert found.unseen == 1
    assert not any(verdict.met for verdict in verdicts(found))


def test_a_report_is_of_the_nearest_target_until_that_is_lost() -> None:
    reports = attributed(CROSSING, reported(CROSSING, 1, [400.0, 495.0, 500.0, 505.0]))
    assert reports.target.tolist() == [1, 1, 1, 1]
    first = attributed(CROSSING, reported(CROSSING, 2, [500.1], off_m=(1.0, 0.0)))
    assert first.target.tolist() == [2]
    assert first.error_m == pytest.approx([1.0])


@pytest.mark.parametrize("measures", [("height",), ("elevation",), ()])
def test_plots_err_as_their_sensor_does(measures: tuple[str, ...]) -> None:
    """At 50 km, 50 m along and 0.1° (87 m) across make √(50² + 87²) = 101 m."""
    truth = straight(1, (30_000.0, 40_000.0, 9_000.0), (0.0, 0.0, 0.0), 0.0, 20_000.0)
    sensor = radar(bias_range_m=700.0, bias_bearing_deg=2.0, clock_offset_s=30.0,
                   sigma_height_m=10.0, sigma_elevation_deg=0.01)  # fmt: skip
    surveillance = watch(a=sensor)
    realities = {"a": Reality(measures=measures)}
    plots = observe_truth(truth, surveillance, 1, realities=realities)
    error = plot_errors_m(plots, surveillance, truth)
    across = 50_000.0 * math.radians(0.1)
    assert np.sqrt(np.nanmean(error**2)) == pytest.approx(math.hypot(50.0, across), rel=0.03)


def test_false_plots_and_bearings_have_no_error() -> None:
    sensors = watch(a=radar(false_plots=3.0), b=radar(kind="bearing", signal_m_s=340.0))
    plots = observe_truth(FLIGHT, sensors, 1)
    error = plot_errors_m(plots, sensors, FLIGHT)
    assert np.isnan(error[(plots.truth < 0) | (plots.sensor == 1)]).all()
    assert np.isfinite(error[(plots.truth >= 0) & (plots.sensor == 0)]).all()
