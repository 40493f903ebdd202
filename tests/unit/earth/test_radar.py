import pytest

from airshield.earth.radar import (
    effective_earth_radius_m,
    irregular_horizon_distance_m,
    radar_range_m,
    radar_snr_db,
    smooth_horizon_distance_m,
)

RADAR = {"wavelength_m": 0.1, "peak_power_w": 1e5, "pulse_s": 5e-6}


def test_range_and_signal_to_noise_are_inverse():
    options = {"cross_section_m2": 0.02, "gain_db": 33.0, "loss_db": 4.0}
    reach_m = radar_range_m(snr_db=11.0, **RADAR, **options)
    assert radar_snr_db(range_m=reach_m, **RADAR, **options) == pytest.approx(11.0)


def test_range_goes_with_the_fourth_root_of_the_cross_section():
    small, large = (radar_range_m(snr_db=13.0, **RADAR, cross_section_m2=s) for s in (1.0, 16.0))
    assert large == pytest.approx(2.0 * small)


@pytest.mark.parametrize("name", [*RADAR, "cross_section_m2", "noise_temperature_k", "range_m"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_what_must_be_positive_is_named_when_it_is_not(name, value):
    with pytest.raises(ValueError, match=f"{name} must be positive"):
        radar_snr_db(**{**RADAR, "range_m": 1e4, name: value})


def test_rough_ground_brings_the_horizon_nearer():
    radius_m = effective_earth_radius_m(301.0)
    distances = [irregular_horizon_distance_m(10.0, rough, radius_m) for rough in (0, 30, 90, 500)]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] == smooth_horizon_distance_m(10.0, radius_m)


def test_denser_air_bends_more():
    assert effective_earth_radius_m(0.0) < effective_earth_radius_m(301.0)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: effective_earth_radius_m(600.0), "surface_refractivity"),
        (lambda: smooth_horizon_distance_m(-1.0, 8.5e6), "height_m"),
        (lambda: smooth_horizon_distance_m(1.0, 0.0), "earth_radius_m"),
        (lambda: irregular_horizon_distance_m(1.0, -1.0, 8.5e6), "irregularity_m"),
    ],
)
def test_arguments_out_of_range_are_refused(call, name):
    with pytest.raises(ValueError, match=name):
        call()
