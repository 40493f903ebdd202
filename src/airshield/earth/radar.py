"""Radar ranges and radio horizons in free space and over irregular terrain.

Formulas and sources: ``docs/theory/earth``, sections *Radar* and *Radio horizon*.
"""

from __future__ import annotations

from math import exp, inf, log10, pi, sqrt

from airshield.units import BOLTZMANN_J_K

_LOWEST_STRUCTURE_M = 5.0
_ACTUAL_CURVATURE_PER_M = 157e-9


def radar_range_m(
    wavelength_m: float,
    snr_db: float,
    peak_power_w: float,
    pulse_s: float,
    *,
    cross_section_m2: float = 1.0,
    gain_db: float = 20.0,
    noise_temperature_k: float = 290.0,
    loss_db: float = 0.0,
) -> float:
    """Return the range at which one pulse of a monostatic radar has a signal-to-noise ratio.

    Parameters
    ----------
    wavelength_m, peak_power_w, pulse_s
        Of the radar, all positive.
    snr_db : decibels
        Signal-to-noise ratio asked for.
    cross_section_m2
        Radar cross-section of the target, positive.
    gain_db, loss_db : decibels
        Gain of the antenna, both ways; system loss.
    noise_temperature_k
        System noise temperature, positive.

    Returns
    -------
    metres

    Raises
    ------
    ValueError
        If a quantity that must be positive is not.

    References
    ----------
    :cite:t:`mathworks_radareqrng`, whose conventions are kept.
    """
    at_one_metre_db = _snr_at_one_metre_db(
        wavelength_m, peak_power_w, pulse_s, cross_section_m2, noise_temperature_k
    )
    return float(10.0 ** ((at_one_metre_db + 2.0 * gain_db - loss_db - snr_db) / 40.0))


def radar_snr_db(
    wavelength_m: float,
    range_m: float,
    peak_power_w: float,
    pulse_s: float,
    *,
    cross_section_m2: float = 1.0,
    gain_db: float = 20.0,
    noise_temperature_k: float = 290.0,
    loss_db: float = 0.0,
) -> float:
    """Return the signal-to-noise ratio of one pulse at a range, decibels.

    The inverse of `radar_range_m`, with the same parameters.

    Raises
    ------
    ValueError
        If a quantity that must be positive is not.
    """
    _positive(range_m=range_m)
    at_one_metre_db = _snr_at_one_metre_db(
        wavelength_m, peak_power_w, pulse_s, cross_section_m2, noise_temperature_k
    )
    return at_one_metre_db + 2.0 * gain_db - loss_db - 40.0 * log10(range_m)


def effective_earth_radius_m(surface_refractivity: float) -> float:
    """Return the effective Earth radius for a surface refractivity, metres.

    Parameters
    ----------
    surface_refractivity : N-units
        Minimum monthly mean; 301 is a continental temperate climate.

    Raises
    ------
    ValueError
        If it lies outside 0 … 500 N-units, where the fit no longer holds.

    References
    ----------
    :cite:t:`rice1967`, eq. 4.4, as reworked in :cite:t:`hufford1982`.
    """
    if not 0 <= surface_refractivity <= 500:
        raise ValueError(f"surface_refractivity must lie in [0, 500], got {surface_refractivity}")
    bending = 0.04665 * exp(surface_refractivity / 179.3)
    return 1.0 / (_ACTUAL_CURVATURE_PER_M * (1.0 - bending))


def smooth_horizon_distance_m(height_m: float, earth_radius_m: float) -> float:
    """Return the distance from an antenna to its horizon on a smooth Earth, metres.

    Parameters
    ----------
    height_m
        Height of the antenna above the ground, not negative.
    earth_radius_m
        Effective Earth radius, positive.

    Raises
    ------
    ValueError
        If the height is negative or the radius not positive.
    """
    _positive(earth_radius_m=earth_radius_m)
    if not 0 <= height_m < inf:
        raise ValueError(f"height_m must not be negative, got {height_m}")
    return sqrt(2.0 * height_m * earth_radius_m)


def irregular_horizon_distance_m(
    height_m: float, irregularity_m: float, earth_radius_m: float
) -> float:
    """Return the likely distance from an antenna to its horizon over irregular terrain, metres.

    Parameters
    ----------
    height_m
        Effective height of the antenna above the ground, not negative.
    irregularity_m
        Terrain irregularity Δh: the spread of heights along a path between its lowest and its
        highest tenth; 0 is smooth, 90 hills, 500 rugged mountains.
    earth_radius_m
        Effective Earth radius, positive.

    Raises
    ------
    ValueError
        If the height or irregularity is negative or the radius not positive.

    References
    ----------
    :cite:t:`hufford_algorithm`, eq. 3.3.
    """
    if not 0 <= irregularity_m < inf:
        raise ValueError(f"irregularity_m must not be negative, got {irregularity_m}")
    smooth_m = smooth_horizon_distance_m(height_m, earth_radius_m)
    roughness = irregularity_m / max(height_m, _LOWEST_STRUCTURE_M)
    return smooth_m * exp(-0.07 * sqrt(roughness))


def _snr_at_one_metre_db(
    wavelength_m: float,
    peak_power_w: float,
    pulse_s: float,
    cross_section_m2: float,
    noise_temperature_k: float,
) -> float:
    """Return the signal-to-noise ratio at 1 m without gain and loss, decibels."""
    _positive(
        wavelength_m=wavelength_m,
        peak_power_w=peak_power_w,
        pulse_s=pulse_s,
        cross_section_m2=cross_section_m2,
        noise_temperature_k=noise_temperature_k,
    )
    signal = peak_power_w * pulse_s * wavelength_m**2 * cross_section_m2
    noise = (4.0 * pi) ** 3 * BOLTZMANN_J_K * noise_temperature_k
    return 10.0 * log10(signal / noise)


def _positive(**quantities: float) -> None:
    """Refuse quantities that are not positive and finite."""
    for name, value in quantities.items():
        if not 0 < value < inf:
            raise ValueError(f"{name} must be positive and finite, got {value}")
