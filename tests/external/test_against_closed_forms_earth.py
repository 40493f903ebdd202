"""Horizons, two-body motion integrated step by step, least energy, and the vacuum parabola."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar

from airshield.earth.arc import ballistic_arc, least_energy_apogee_m
from airshield.kernels.sight import horizon_m
from airshield.units import EARTH_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2

GRAVITY_M_S2 = GRAVITATIONAL_PARAMETER_M3_S2 / EARTH_RADIUS_M**2


@pytest.mark.parametrize(
    ("height_a_m", "height_b_m", "distance_km", "digits_km"),
    [(30, 50, 51.72, 0.005), (10, 50, 42.18, 0.005), (3_000, 50, 254.9, 0.05)],
)
def test_two_sided_horizon(height_a_m, height_b_m, distance_km, digits_km):
    distance_m = horizon_m(4.0 / 3.0, float(height_a_m), float(height_b_m))
    assert distance_m / 1e3 == pytest.approx(distance_km, abs=digits_km)


def fly(speed_m_s, climb_rad, times_s):
    """Integrate free flight from the ground; return ground distance and height at times."""
    start = (EARTH_RADIUS_M, 0.0, speed_m_s * np.sin(climb_rad), speed_m_s * np.cos(climb_rad))

    def motion(_, state):
        pull = -GRAVITATIONAL_PARAMETER_M3_S2 / np.hypot(state[0], state[1]) ** 3
        return state[2], state[3], pull * state[0], pull * state[1]

    span = (0.0, times_s[-1])
    path = solve_ivp(motion, span, start, "DOP853", t_eval=times_s, rtol=1e-11, atol=1e-6).y
    along_m = EARTH_RADIUS_M * np.arctan2(path[1], path[0])
    return along_m, np.hypot(path[0], path[1]) - EARTH_RADIUS_M


@pytest.mark.parametrize("ground_range_m", [50e3, 300e3, 500e3, 3_000e3, 9_000e3])
def test_least_energy_arcs_are_two_body_motion(ground_range_m):
    """Launch speed and angle for the greatest range from Bate, Mueller and White, section 6.2."""
    angle = ground_range_m / EARTH_RADIUS_M
    q = 2.0 * np.sin(angle / 2) / (1.0 + np.sin(angle / 2))
    arc = ballistic_arc(ground_range_m)
    along_m, height_m = fly(
        np.sqrt(q * GRAVITY_M_S2 * EARTH_RADIUS_M), np.pi / 4 - angle / 4, arc.time_s
    )
    assert along_m == pytest.approx(arc.along_m, abs=0.1)
    assert height_m == pytest.approx(arc.height_m, abs=0.1)


def launch(ground_range_m, apogee_m):
    """Return launch speed and climb by conservation of energy and momentum, from the apogee."""
    half = ground_range_m / EARTH_RADIUS_M / 2
    top_m = EARTH_RADIUS_M + apogee_m
    # r(ν) from the apogee: h²/μ / r = 1 + (h²/(μ r_a) − 1) cos ν, solved for h².
    h2 = (1.0 - np.cos(half)) / (1.0 / EARTH_RADIUS_M - np.cos(half) / top_m)
    h2 *= GRAVITATIONAL_PARAMETER_M3_S2
    across = np.sqrt(h2) / EARTH_RADIUS_M
    drop = 1.0 / EARTH_RADIUS_M - 1.0 / top_m
    speed2 = h2 / top_m**2 + 2.0 * GRAVITATIONAL_PARAMETER_M3_S2 * drop
    return np.sqrt(speed2), np.arccos(across / np.sqrt(speed2))


@pytest.mark.parametrize(
    ("ground_range_m", "apogee_m"), [(500e3, 50e3), (500e3, 400e3), (40e3, 2e3), (9_000e3, 300e3)]
)
def test_depressed_and_lofted_arcs_are_two_body_motion(ground_range_m, apogee_m):
    arc = ballistic_arc(ground_range_m, apogee_m)
    along_m, height_m = fly(*launch(ground_range_m, apogee_m), arc.time_s)
    assert along_m == pytest.approx(arc.along_m, abs=0.1)
    assert height_m == pytest.approx(arc.height_m, abs=0.1)


@pytest.mark.parametrize("ground_range_m", [100e3, 500e3, 5_000e3])
def test_no_other_apogee_needs_less_energy(ground_range_m):
    found = minimize_scalar(
        lambda apogee_m: launch(ground_range_m, apogee_m)[0],
        bounds=(0.05 * ground_range_m, ground_range_m),
        method="bounded",
        options={"xatol": 1e-3},
    )
    assert least_energy_apogee_m(ground_range_m) == pytest.approx(found.x, rel=1e-5)


def test_short_arcs_are_vacuum_parabolas():
    ground_range_m = 2_000.0
    arc = ballistic_arc(ground_range_m, chord_error_m=0.1)
    flat = arc.along_m * (1.0 - arc.along_m / ground_range_m)
    assert arc.height_m == pytest.approx(flat, abs=0.5)
    assert least_energy_apogee_m(ground_range_m) == pytest.approx(ground_range_m / 4, rel=1e-3)
    assert arc.time_s[-1] == pytest.approx(np.sqrt(2.0 * ground_range_m / GRAVITY_M_S2), rel=1e-3)
