"""Rugged ground from a seed: spectral noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rugged(side: int, seed: int, smoothness: float, spread_m: float) -> NDArray[np.float64]:
    """Return (side, side) heights from 0 m up, whose spectrum falls with the wave number.

    Amplitudes go with (wave number)^-smoothness: 2.2 is gentle, 1.6 very broken land.
    """
    noise = np.fft.rfft2(np.random.default_rng(seed).standard_normal((side, side)))
    wave = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    wave[0, 0] = np.inf
    height = np.fft.irfft2(noise * wave**-smoothness, s=(side, side))
    return np.ascontiguousarray((height - height.min()) / height.std() * spread_m)
