"""GOSPA, OSPA and OSPA(2) of small cases whose value is worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from airshield.tracking.metrics.comparison import compare
from airshield.tracking.metrics.continuity import continuity
from airshield.tracking.metrics.sets import gospa, ospa
from airshield.tracking.metrics.siap import siap
from airshield.tracking.metrics.tracks import track_ospa
from reference.tracking_metrics import states

C = 8.0


def line(*east_m: float, step: int = 0):
    """Return objects on a line at one step."""
    return [(step, number, [place, 0.0]) for number, place in enumerate(east_m)]


def both(truth, estimates, order: float = 1.0, steps: int = 1):
    return compare(states(truth), states(estimates), C, order, steps)


@pytest.mark.parametrize("steps", [0, 3])
def test_nothing_and_nothing(steps: int) -> None:
    compared = both([], [], steps=steps)
    assert gospa(compared).mean_m == ospa(compared).mean_m == track_ospa(compared, 2).mean_m == 0
    picture = siap(compared, np.arange(float(steps)))
    assert (picture.completeness, picture.ambiguity, picture.spuriousness) == (0, 1, 0)
    assert continuity(compared, np.arange(float(steps))).number.size == 0


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("order", [1.0, 2.0])
def test_each_missed_or_false_object_costs_half(count: int, order: float) -> None:
    """Proposition 1 of Rahmathullah and others: c ** p / 2 for each."""
    many = line(*range(0, 100 * count, 100))
    cost = count * C**order / 2
    missed, false = gospa(both(many, [], order)), gospa(both([], many, order))
    assert missed.distance_m == false.distance_m == pytest.approx(cost ** (1 / order))
    assert (missed.missed, missed.false, missed.localisation) == (cost, 0, 0)
    assert (false.missed, false.false, false.localisation) == (0, cost, 0)
    assert (missed.missed_count, missed.false_count) == (count, 0)
    assert (false.missed_count, false.false_count) == (0, count)


@pytest.mark.parametrize("far", range(5))
def test_false_objects_far_from_two_truths_add_up(far: int) -> None:
    """Two truths, an estimate ``d`` from each, and others far away.

    GOSPA grows with each; OSPA tends to its cut-off and hides how well the two are known.
    """
    d = 1.5
    estimates = line(d, 20.0 - d, *(1_000.0 * (i + 1) for i in range(far)))
    compared = both(line(0.0, 20.0), estimates)
    assert gospa(compared).distance_m == pytest.approx(2 * d + far * C / 2)
    assert ospa(compared).distance_m == pytest.approx((2 * d + far * C) / (2 + far))


@pytest.mark.parametrize("alpha", [0.5, 1.0, 2.0])
def test_a_truth_missed_beside_a_false_estimate(alpha: float) -> None:
    """Beyond the cut-off a pair costs c ** p for any alpha; too many costs c ** p / alpha."""
    compared = both(line(0.0), line(50.0))
    assert gospa(compared, alpha).distance_m == pytest.approx(C)
    compared = both(line(0.0), line(50.0, 90.0))
    assert gospa(compared, alpha).distance_m == pytest.approx(C + C / alpha)


def test_parts_belong_to_alpha_two() -> None:
    found = gospa(both(line(0.0), line(50.0)), 1.0)
    assert np.isnan([found.localisation, found.missed, found.false]).all()


@pytest.mark.parametrize(("apart", "order"), [(3.0, 1.0), (3.0, 2.0), (C, 2.0), (9.0, 2.0)])
def test_one_object_and_one_estimate(apart: float, order: float) -> None:
    compared = both(line(0.0), line(apart), order)
    assert gospa(compared).distance_m == pytest.approx(min(apart, C))
    assert ospa(compared).distance_m == pytest.approx(min(apart, C))
    assert gospa(compared).missed_count == gospa(compared).false_count == (apart >= C)


def test_the_best_match_is_not_the_greedy_one() -> None:
    """Truths at 0 and 3, estimates at 2 and 5: 2 + 2, not 1 + 5."""
    compared = both(line(0.0, 3.0), line(2.0, 5.0))
    assert gospa(compared).distance_m == pytest.approx(4.0)
    assert list(compared.apart_m) == [2.0, 2.0]


def test_of_two_ways_the_power_decides() -> None:
    """Truths at 0 and 2, estimates at 2 and 7: 0 + 7 or 2 + 5; squared 49 or 29."""
    truth, estimates = line(0.0, 2.0), line(2.0, 7.0)
    assert gospa(both(truth, estimates, 1.0)).distance_m == pytest.approx(7.0)
    assert gospa(both(truth, estimates, 2.0)).distance_m == pytest.approx(29.0**0.5)


def test_three_dimensions() -> None:
    compared = both([(0, 0, [0.0, 0.0, 0.0])], [(0, 0, [1.0, 2.0, 2.0])])
    assert gospa(compared).distance_m == pytest.approx(3.0)


def test_a_step_for_each() -> None:
    truth = [*line(0.0, step=0), *line(0.0, step=2)]
    estimates = [*line(1.0, step=0), *line(2.0, step=1)]
    found = gospa(both(truth, estimates, steps=4))
    assert found.distance_m == pytest.approx([1.0, C / 2, C / 2, 0.0])
    assert found.mean_m == pytest.approx((1.0 + C) / 4)


def path(number: int, steps: range, east_m: float):
    return [(step, number, [east_m, 0.0]) for step in steps]


def test_two_tracks_of_one_object_cost_more_than_one() -> None:
    """Over 4 steps each half is right for two steps and missing for two: (2 + c 2) / 4.

    One of the two is matched, the other is one too many: OSPA(2) = (c / 2 + c) / 2.
    """
    truth = path(0, range(4), 0.0)
    halves = [*path(1, range(2), 0.0), *path(2, range(2, 4), 0.0)]
    assert ospa(both(truth, halves, steps=4)).mean_m == 0
    found = track_ospa(both(truth, halves, steps=4), 4)
    assert found.distance_m == pytest.approx([0.0, 0.0, (C / 3 + C) / 2, (C / 2 + C) / 2])
    assert found.cardinality_m[3] == pytest.approx(C / 2)
    assert found.localisation_m[3] == pytest.approx(C / 4)


def test_exchanged_tracks_cost_what_the_wrong_way_is_long() -> None:
    """Two objects 3 apart whose tracks are exchanged halfway: 1.5 each, as no other way is less."""
    truth = [*path(0, range(4), 0.0), *path(1, range(4), 3.0)]
    exchanged = [
        *path(0, range(2), 0.0), *path(0, range(2, 4), 3.0),
        *path(1, range(2), 3.0), *path(1, range(2, 4), 0.0),
    ]  # fmt: skip
    found = track_ospa(both(truth, exchanged, steps=4), 4)
    assert found.distance_m == pytest.approx([0.0, 0.0, 1.0, 1.5])


def test_a_window_forgets() -> None:
    late = track_ospa(both(path(0, range(6), 0.0), path(0, range(2, 6), 0.0), steps=6), 2)
    assert late.distance_m == pytest.approx([C, C, C / 2, 0.0, 0.0, 0.0])
