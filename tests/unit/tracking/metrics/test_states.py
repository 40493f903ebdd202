"""States that cannot be compared are refused, with all that is wrong with them."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.tracks import track_ospa
from reference.tracking_metrics import states

GOOD = states([(0, 1, [0.0, 0.0]), (1, 1, [1.0, 0.0])])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(0, 1, [np.nan, 0.0])], "estimates: position_m must be finite"),
        ([(0, 1, [np.inf, 0.0])], "estimates: position_m must be finite"),
        ([(-1, 1, [0.0, 0.0])], "estimates: step and number must not be negative"),
        ([(0, -1, [0.0, 0.0])], "estimates: step and number must not be negative"),
        ([(3, 7, [0.0, 0.0]), (3, 7, [1.0, 0.0])], "number 7 comes twice in step 3"),
        ([(0, 1, [0.0])], r"must both be \(n, 2\) or \(n, 3\)"),
        ([(0, 1, [0.0, 0.0, 0.0])], "must have the same dimension"),
        ([(2, 1, [0.0, 0.0])], "a step lies beyond the number of steps"),
    ],
)
def test_bad_rows_are_refused(rows, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compare(GOOD, states(rows), steps=2 if rows[0][0] < 3 else None)


def test_all_mistakes_are_named_at_once() -> None:
    bad = states([(0, 1, [np.nan, 0.0]), (0, 1, [0.0, 0.0]), (-1, 2, [0.0, 0.0])])
    with pytest.raises(ValueError, match=r"negative; .*finite; .*twice"):
        compare(bad, GOOD)


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="truth: all columns must be of one length"):
        compare(GOOD._replace(step=GOOD.step[:1]), GOOD)


@pytest.mark.parametrize("cut_m", [0.0, -1.0, np.inf, np.nan])
def test_a_cut_off_must_be_positive(cut_m: float) -> None:
    with pytest.raises(ValueError, match="cut_m must be positive"):
        compare(GOOD, GOOD, cut_m)


@pytest.mark.parametrize("order", [0.5, np.inf, np.nan])
def test_an_order_must_be_at_least_one(order: float) -> None:
    with pytest.raises(ValueError, match="order must be at least 1"):
        compare(GOOD, GOOD, 10.0, order)


@pytest.mark.parametrize("alpha", [0.0, 2.1, np.nan])
def test_alpha_must_lie_in_its_range(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha must lie in"):
        gospa(compare(GOOD, GOOD), alpha)


def test_a_window_must_be_positive() -> None:
    with pytest.raises(ValueError, match="window must be at least 1"):
        track_ospa(compare(GOOD, GOOD), 0)


@pytest.mark.parametrize("time_s", [[0.0], [0.0, 0.0], [0.0, np.nan], [1.0, 0.0]])
@pytest.mark.parametrize("metric", [continuity, siap])
def test_times_must_rise(metric, time_s: list[float]) -> None:
    with pytest.raises(ValueError, match="time_s must be finite and rising, one for each of 2"):
        metric(compare(GOOD, GOOD), np.array(time_s))
