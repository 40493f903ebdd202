"""Constants and named conversions."""

EARTH_RADIUS_M = 6_371_000.0
"""Mean radius of the spherical Earth, metres (models: sight lines and ballistic arcs)."""

K_FACTOR = 4.0 / 3.0
"""Effective-Earth-radius factor for sight lines in a standard atmosphere."""

GRAVITATIONAL_PARAMETER_M3_S2 = 3.986004418e14
"""Earth's gravitational parameter (WGS 84), cubic metres per second squared."""

BOLTZMANN_J_K = 1.380649e-23
"""Boltzmann constant (SI, exact), joules per kelvin."""

SPEED_OF_LIGHT_M_S = 299_792_458.0
"""Speed of light (SI, exact), metres per second."""

TICKS_PER_S = 1024
"""Event times are whole ticks of 1/1024 s; see ``docs/theory/engagement``."""
