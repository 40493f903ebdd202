"""Plots that cannot be meant are refused, each for the first reason that holds."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.model.surveillance import SensorModel, Surveillance
from airshield.tracking.checking import REASONS, reasons, told
from airshield.tracking.plots import BEARING, CARTESIAN, LOOK, POLAR, Plots, blank_plots
from airshield.tracking.tracker import Tracker


def sound(kind: int) -> Plots:
    """Return one plot of a kind with nothing wrong."""
    plots = blank_plots(1)
    plots.kind[:] = kind
    if kind != LOOK:
        plots.value[0, :2] = np.nan if kind == BEARING else 1_000.0, 1.0
    return plots


@pytest.mark.parametrize("kind", range(5))
def test_what_is_sound_is_taken(kind: int) -> None:
    assert reasons(sound(kind), np.array([2_000.0])).tolist() == [-1]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("sensor", 1, "unknown sensor"),
        ("sensor", -1, "unknown sensor"),
        ("time_s", np.nan, "time is not a number"),
        ("arrival_s", np.inf, "time is not a number"),
        ("kind", 5, "unknown kind"),
        ("value", np.nan, "nothing measured"),
        ("value", np.inf, "not a finite number"),
        ("sigma", 0.0, "standard deviation not above zero"),
        ("value", -1.0, "range not above zero"),
        ("value", 2_500.0, "beyond the sensor's cover"),
    ],
)
def test_the_first_reason_is_told(column: str, value: float, reason: str) -> None:
    plots = sound(POLAR)
    target = getattr(plots, column)
    target[(0, 0) if target.ndim == 2 else 0] = value
    why = reasons(plots, np.array([2_000.0]))
    assert REASONS[why[0]] == reason
    assert told(why, np.array([7])).first == {reason: 7}


def test_plots_of_other_number_types_are_taken_as_they_are_meant() -> None:
    plots = blank_plots(6)
    plots.time_s[:] = plots.arrival_s[:] = np.arange(6)
    plots.kind[:] = CARTESIAN
    plots.value[:, :2] = 1_000.0 + 64.0 * np.arange(6)[:, None]  # exact in 32 bits, too
    other = plots._replace(
        sensor=plots.sensor.astype(np.int64),
        kind=plots.kind.astype(np.float64),
        value=np.asfortranarray(plots.value, np.float32),
        identity=plots.identity.astype(np.int32),
    )
    radar = SensorModel(kind="cartesian", box_m=(0.0, 0.0, 9_000.0, 9_000.0), period_s=1.0)
    shown = []
    for given in (plots, other):
        tracker = Tracker(Surveillance(name="one", sensors={"one": radar}))
        assert tracker.push(given).taken == 6
        tracker.finish()
        shown.append(tracker.picture())
    assert len(shown[0].number) == 1
    for left, right in zip(*shown, strict=True):
        np.testing.assert_array_equal(left, right)
