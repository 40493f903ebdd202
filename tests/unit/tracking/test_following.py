"""Recorded plots followed to the end, stopped early, and gone on with."""

from typing import Any

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance, TrackerSettings
from airshield.tracking import following
from airshield.tracking.following import Followed, by_time, follow
from airshield.tracking.plots import Plots, blank_plots, chosen
from airshield.tracking.saving import resume, saved
from airshield.tracking.tracker import Tracker

pytestmark = pytest.mark.slow
SCANS = 24
PERIOD_S = 2.0


def surveillance(**sensor: Any) -> Surveillance:
    model = SensorModel(
        kind="cartesian", east_m=0.0, north_m=0.0, range_m=30e3, period_s=PERIOD_S,
        false_plots=1.0, **sensor,
    )  # fmt: skip
    return Surveillance(
        sensors={"box": model}, tracker=TrackerSettings(dimensions=2, motion=("straight",))
    )


def crossing() -> Plots:
    """Return the plots of two targets, one going east, one north, with a little noise."""
    plots = blank_plots(2 * SCANS)
    times = np.repeat(np.arange(SCANS) * PERIOD_S, 2)
    draws = np.random.default_rng(3)
    one = np.arange(2 * SCANS) % 2 == 0
    plots.time_s[:] = plots.arrival_s[:] = times
    plots.value[:, 0] = np.where(one, -5e3 + 150.0 * times, 4e3) + draws.normal(0, 40, 2 * SCANS)
    plots.value[:, 1] = np.where(one, 3e3, -9e3 + 120.0 * times) + draws.normal(0, 40, 2 * SCANS)
    plots.truth[:] = np.where(one, 1, 2)
    return plots


def same(one: Followed, two: Followed) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(one.points, two.points, strict=True)
    )


def test_both_targets_are_followed_whatever_the_order_of_arrival() -> None:
    plots = crossing()
    whole = follow(surveillance(), plots)
    assert sorted(set(whole.points.number.tolist())) == [1, 2]
    assert (whole.done, whole.taken, whole.refused) == (2 * SCANS, 2 * SCANS, {})
    mixed = np.random.default_rng(1).permutation(plots.size)
    again = follow(surveillance(), chosen(plots, mixed))
    assert np.array_equal(np.sort(again.points.time_s), np.sort(whole.points.time_s))


def test_points_name_the_rows_of_the_plots_as_given() -> None:
    plots = chosen(crossing(), np.arange(2 * SCANS)[::-1])
    found = follow(surveillance(), plots).points
    rows = found.plot[found.plot >= 0]
    assert rows.size > SCANS
    assert plots.time_s[rows].tolist() == found.time_s[found.plot >= 0].tolist()


def test_parts_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = follow(surveillance(), crossing())
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(following, "PUSHED", 7)
    parts = follow(surveillance(), crossing(), progress=lambda done, of: told.append((done, of)))
    assert same(whole, parts)
    assert told[0] == (7, 2 * SCANS)
    assert told[-1] == (2 * SCANS, 2 * SCANS)


def test_stopping_keeps_what_was_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PUSHED", 10)

    def stop(done: int, of: int) -> None:
        if done >= 30:
            raise KeyboardInterrupt

    found = follow(surveillance(), crossing(), progress=stop)
    assert (found.done, found.given) == (30, 2 * SCANS)
    assert found.points.time_s.max() <= found.until_s
    assert len(set(found.points.number.tolist())) == 2


def test_a_state_is_gone_on_from_as_if_nothing_had_been() -> None:
    plots, half = crossing(), 2 * (SCANS // 2)
    whole = follow(surveillance(), plots).points
    first = follow(surveillance(), chosen(plots, slice(0, half)))
    rest = follow(surveillance(), chosen(plots, slice(half, None)), state=first.state).points
    later = whole.time_s >= plots.time_s[half]
    assert rest.number.tolist() == whole.number[later].tolist()
    assert np.array_equal(rest.position_m, whole.position_m[later], equal_nan=True)
    assert np.array_equal(rest.covariance, whole.covariance[later], equal_nan=True)


def test_a_state_of_another_surveillance_is_refused() -> None:
    state = saved(Tracker(surveillance()))
    both = Surveillance(
        sensors={**surveillance().sensors, "more": SensorModel(kind="place")},
        tracker=surveillance().tracker,
    )
    with pytest.raises(ValueError, match="the surveillance has changed"):
        resume(Tracker(both), state)
    with pytest.raises(ValueError, match="other tables"):
        resume(Tracker(surveillance()), {})
    longer = {**state, "tracks.mean": np.zeros((7, *state["tracks.mean"].shape[1:]))}
    with pytest.raises(ValueError, match="differ in length"):
        resume(Tracker(surveillance()), longer)


def test_known_leads_of_clocks_count_for_the_order() -> None:
    plots = blank_plots(2)
    plots.time_s[:] = [5.0, 1.0]
    assert by_time(surveillance(), plots).tolist() == [1, 0]
    two = Surveillance(
        sensors={
            "fast": SensorModel(kind="place", clock_offset_s=9.0),
            "right": SensorModel(kind="place"),
        }
    )
    assert by_time(two, plots._replace(sensor=np.array([0, 1], np.int32))).tolist() == [0, 1]
    assert by_time(two, plots._replace(sensor=np.array([-1, 1], np.int32))).tolist() == [0, 1]
