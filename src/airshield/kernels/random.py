"""Keyed random numbers: Philox 4×32-10, a function of what is drawn and never of who draws it.

Reference: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC '11. The keys'
layout is defined in ``docs/theory/raid``.
"""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import kernel

COUNT, START, FATE, DETECT, READINESS, ENGAGE, SOFT_KILL, REPAIR, SENSOR, PLOT, CLUTTER = range(11)
"""Purposes of draws."""

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_TWO_M32 = 2.0**-32


@kernel
def _round(c0, c1, c2, c3, k0, k1):
    p0 = _M0 * c0
    p1 = _M1 * c2
    return (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW


@kernel
def philox4x32(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words (as uint64) of Philox 4×32-10 for a counter and a key."""
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    for _ in range(9):
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
        c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    return c0, c1, c2, c3


@kernel
def words4(seed, replication, purpose, entity, index):
    """Return four random words keyed by seed, replication, purpose, entity and index."""
    s = np.uint64(seed)
    return philox4x32(
        np.uint64(index) & _LOW,
        np.uint64(entity) & _LOW,
        np.uint64(replication) & _LOW,
        np.uint64(purpose),
        s & _LOW,
        s >> _SHIFT,
    )


@kernel
def fill_words(seed, replication, purpose, words):
    """Fill a table (4, n) with the words of entities 0 to n - 1, index 0.

    One loop over many entities runs several at a time: a fourth of the time of single ones.
    """
    for entity in range(words.shape[1]):
        w0, w1, w2, w3 = words4(seed, replication, purpose, entity, 0)
        words[0, entity] = w0
        words[1, entity] = w1
        words[2, entity] = w2
        words[3, entity] = w3


@kernel
def uniform(word):
    """Return the uniform in (0, 1) that a word stands for."""
    return (np.float64(word) + 0.5) * _TWO_M32


@kernel
def uniform4(seed, replication, purpose, entity, index):
    """Return four uniforms in (0, 1) keyed by seed, replication, purpose, entity and index.

    Multiples of 2⁻³² displaced by half a step, so that neither 0 nor 1 comes up.
    """
    w0, w1, w2, w3 = words4(seed, replication, purpose, entity, index)
    return uniform(w0), uniform(w1), uniform(w2), uniform(w3)
