"""What must hold of every distance between sets, and of what is counted along tracks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa, ospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.states import States
from airshield.tracking.metrics.tracks import track_ospa
from reference.tracking_metrics import drawn_scene, states

CUT_M = 10.0
STEPS = 3
ROUNDING = 1e-6

places = st.lists(st.integers(-12, 12).map(float), min_size=2, max_size=2)
rows = st.lists(
    st.tuples(st.integers(0, STEPS - 1), st.integers(0, 4), places),
    max_size=9,
    unique_by=lambda row: row[:2],
)
sets = rows.map(states)
orders = st.sampled_from([1.0, 2.0, 3.0])


def distances(one: States, other: States, order: float) -> list[np.ndarray]:
    """Return every distance of two sets, step by step."""
    compared = compare(one, other, CUT_M, order, STEPS)
    return [
        gospa(compared).distance_m, ospa(compared).distance_m, track_ospa(compared, 2).distance_m
    ]  # fmt: skip


@given(sets, orders)
def test_nothing_lies_between_a_set_and_itself(one: States, order: float) -> None:
    for distance in distances(one, one, order):
        assert (distance == 0).all()


@given(sets, sets, orders)
def test_it_is_as_far_back(one: States, other: States, order: float) -> None:
    for there, back in zip(distances(one, other, order), distances(other, one, order), strict=True):
        assert there == pytest.approx(back, rel=1e-12)


@given(sets, sets, sets, orders)
def test_a_detour_is_never_shorter(one: States, other: States, third: States, order: float) -> None:
    straight = distances(one, other, order)
    legs = zip(distances(one, third, order), distances(third, other, order), strict=True)
    for way, (first, second) in zip(straight, legs, strict=True):
        assert (way <= first + second + ROUNDING).all()


@given(sets, sets, orders, st.randoms(use_true_random=False))
def test_the_order_of_rows_tells_nothing(one: States, other: States, order, random) -> None:
    mixed = list(range(len(one.step)))
    random.shuffle(mixed)
    shuffled = States(*(column[mixed] for column in one))
    for as_is, again in zip(
        distances(one, other, order), distances(shuffled, other, order), strict=True
    ):
        assert as_is == pytest.approx(again, rel=1e-12)


@given(sets, sets, orders)
def test_parts_add_up_and_bounds_hold(one: States, other: States, order: float) -> None:
    compared = compare(one, other, CUT_M, order, STEPS)
    found, whole = gospa(compared), ospa(compared)
    parts = found.localisation + found.missed + found.false
    assert parts == pytest.approx(found.distance_m**order, abs=ROUNDING)
    both = whole.localisation_m**order + whole.cardinality_m**order
    assert both == pytest.approx(whole.distance_m**order, abs=ROUNDING)
    assert (whole.distance_m <= CUT_M * (1 + 1e-12)).all()


@given(st.integers(0, 10**6))
def test_a_picture_that_is_the_truth_has_no_fault(seed: int) -> None:
    truth, _ = drawn_scene(default_rng(seed), 8, 6, 2, 500.0)
    compared, time_s = compare(truth, truth, 50.0, 2.0, 8), np.arange(8.0)
    kept, picture = continuity(compared, time_s), siap(compared, time_s)
    assert kept.total_switches == kept.total_breaks == kept.never_held == 0
    assert (kept.latency_s == 0).all()
    assert picture.number_changes_per_s == picture.spuriousness == 0
    assert picture.position_error_m == picture.velocity_error_m_s == 0
    assert picture.completeness == (1.0 if len(truth.step) else 0.0)


@given(st.integers(0, 10**6), st.integers(1, 10**9))
def test_names_of_tracks_tell_nothing(seed: int, shift: int) -> None:
    truth, estimates = drawn_scene(default_rng(seed), 8, 6, 2, 500.0)
    renamed = estimates._replace(number=10**10 + shift - estimates.number)
    time_s = np.arange(8.0)
    for given_names in (continuity, siap):
        as_is, again = (
            given_names(compare(truth, each, 100.0, 2.0, 8), time_s)
            for each in (estimates, renamed)
        )
        for column, other in zip(as_is, again, strict=True):
            assert column == pytest.approx(other, nan_ok=True)
