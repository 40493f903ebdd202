"""The examples on MathWorks' pages of ``radareqrng`` and ``radareqsnr``, to the digits shown."""

import pytest

from airshield.earth.radar import radar_range_m, radar_snr_db
from airshield.units import SPEED_OF_LIGHT_M_S

X_BAND_M = SPEED_OF_LIGHT_M_S / 10e9
L_BAND_M = SPEED_OF_LIGHT_M_S / 1e9


def test_radareqrng_with_its_defaults():
    assert radar_range_m(X_BAND_M, 6.0, 1e6, 10e-6) == pytest.approx(41_057, abs=0.5)


def test_radareqrng_with_gain_loss_and_cross_section():
    reach_m = radar_range_m(
        X_BAND_M, 6.0, 1e6, 10e-6, gain_db=40.0, cross_section_m2=0.1, loss_db=3.0
    )
    assert reach_m == pytest.approx(194_260, abs=0.5)


def test_radareqsnr_with_its_defaults():
    assert radar_snr_db(L_BAND_M, 50e3, 1e6, 0.2e-6) == pytest.approx(5.5868, abs=5e-5)


def test_radareqsnr_with_temperature_gain_loss_and_cross_section():
    snr_db = radar_snr_db(
        X_BAND_M,
        100e3,
        1e6,
        1e-6,
        cross_section_m2=0.5,
        gain_db=40.0,
        noise_temperature_k=300.0,
        loss_db=3.0,
    )
    assert snr_db == pytest.approx(14.3778, abs=5e-5)
