"""Detection in the reference, against every history of looks written out."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from reference.building import fire_system, one_city, sensor_type
from reference.naive.figures import Figures
from reference.naive.routes import level_route
from reference.naive.seeing import confirmation, first_track, make_eye, picture, staircase
from reference.naive.seeing import look as look_many
from reference.naive.space import Space

CHANCES = [0.1, 0.8, 0.0, 0.5, 0.9, 0.3, 0.6, 1.0, 0.2]


@pytest.mark.parametrize(("hits", "looks"), [(1, 1), (2, 3), (2, 2), (3, 5), (4, 6), (1, 4)])
def test_confirmation_by_writing_out_every_history(hits: int, looks: int) -> None:
    expected = [0.0] * len(CHANCES)
    for history in itertools.product((0, 1), repeat=len(CHANCES)):
        weight = math.prod(p if seen else 1.0 - p for p, seen in zip(CHANCES, history, strict=True))
        for i in range(len(CHANCES)):
            if sum(history[max(0, i - looks + 1) : i + 1]) >= hits:
                for later in range(i, len(CHANCES)):
                    expected[later] += weight
                break
    assert confirmation(CHANCES, hits, looks) == pytest.approx(expected)


def test_a_picture_sees_what_any_of_its_sensors_sees() -> None:
    steps = picture([[(1.0, 0.5), (3.0, 0.75)], [(1.0, 0.2), (2.0, 0.6)], []])
    assert steps == [
        (1.0, pytest.approx(0.6)),
        (2.0, pytest.approx(0.8)),
        (3.0, pytest.approx(0.9)),
    ]
    assert first_track(steps, 0.59) == 1.0
    assert first_track(steps, 0.79) == 2.0
    assert first_track(steps, 0.95) is None
    assert picture([[(4.0, 1.0 - 1e-10)]]) == [(4.0, 1.0)]


def look(eye, place, cross_section_m2, space) -> float:
    return float(look_many(eye, np.array([place]), cross_section_m2, space)[0])


def eye_of(space_and_figures, **given):
    space, catalogue = space_and_figures
    catalogue.sensors["eye"] = sensor_type(**given)
    figures = Figures(catalogue, None)
    return space, make_eye("eye", catalogue.sensors["eye"], (0.0, 0.0, 20.0), figures)


@pytest.fixture
def lab():
    scenario, catalogue = one_city({"shield": fire_system(p_kill={"missile": 0.5})})
    return Space(scenario, None), catalogue


def test_swerling_one_at_its_reference_range(lab) -> None:
    given = {"detection": "swerling1", "snr_db": 13.0, "p_false": 1e-6, "p_detect": None}
    space, eye = eye_of(lab, range_m=50e3, **given)
    at_reference = look(eye, (50e3, 0.0, 20.0), 1.0, space)
    assert at_reference == pytest.approx(1e-6 ** (1.0 / (1.0 + 10**1.3)))
    assert look(eye, (100e3, 0.0, 20.0), 16.0, space) == pytest.approx(at_reference)
    assert look(eye, (100e3 + 1.0, 0.0, 20.0), 16.0, space) == 0.0
    assert look(eye, (0.0, 0.0, 20.0), 1.0, space) == 1.0


def test_an_observer_sees_all_alike_and_a_radar_the_large_ones_further(lab) -> None:
    space, observer = eye_of(lab, kind="observer", range_m=10e3, p_detect=0.7)
    assert look(observer, (9.9e3, 0.0, 20.0), 1e-3, space) == 0.7
    assert look(observer, (10.1e3, 0.0, 20.0), 1e3, space) == 0.0
    space, radar = eye_of(lab, range_m=10e3, p_detect=0.7)
    assert look(radar, (19.9e3, 0.0, 20.0), 16.0, space) == 0.7
    assert look(radar, (5.1e3, 0.0, 20.0), 1.0 / 16.0, space) == 0.0


def test_limits_of_elevation_and_horizon(lab) -> None:
    space, eye = eye_of(lab, elevation_min_deg=0.0, elevation_max_deg=45.0, horizon=True)
    assert look(eye, (1e3, 0.0, 1_010.0), 1.0, space) == 1.0
    assert look(eye, (1e3, 0.0, 1_030.0), 1.0, space) == 0.0
    drop = 50e3**2 / (2.0 * 4.0 / 3.0 * 6_371e3)
    assert look(eye, (50e3, 0.0, 21.0 + drop), 1.0, space) == 1.0
    assert look(eye, (50e3, 0.0, 19.0 + drop), 1.0, space) == 0.0
    space, low = eye_of(lab, horizon=True)
    reach = space.horizon_m(20.0, 50.0)
    assert look(low, (reach - 1.0, 0.0, 50.0), 1.0, space) == 1.0
    assert look(low, (reach + 1.0, 0.0, 50.0), 1.0, space) == 0.0


def test_the_staircase_steps_at_each_look_and_its_delay(lab) -> None:
    space, eye = eye_of(lab, range_m=1_050.0, p_detect=0.5, period_s=2.0, delay_s=0.25)
    route = level_route([(2e3, 0.0), (0.0, 0.0)], [20.0], 100.0, space)
    steps = staircase(eye, route, 1.0, space)
    assert steps == [
        (tau + 0.25, pytest.approx(1.0 - 0.5 ** (i + 1)))
        for i, tau in enumerate([11.0, 13.0, 15.0, 17.0, 19.0])
    ]
