"""Keyed random numbers: Philox 4×32-10 in plain Python (Salmon et al. 2011)."""

from __future__ import annotations

from functools import lru_cache

MASK = 2**32 - 1
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)

COUNT, START, FATE, DETECT, READY, ENGAGE, SOFT_KILL = range(7)
"""Purposes, as the theory page numbers them."""

Words = tuple[int, int, int, int]


def philox(counter: Words, key: tuple[int, int]) -> Words:
    """Ten rounds of Philox 4×32."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        left, right = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (right >> 32) ^ c1 ^ k0, right & MASK, (left >> 32) ^ c3 ^ k1, left & MASK
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return c0, c1, c2, c3


class Draws:
    """The uniforms of one replication, by purpose, entity, index and lane."""

    def __init__(self, seed: int, replication: int) -> None:
        self._key = (seed % 2**32, seed // 2**32)
        self._replication = replication
        self._words = lru_cache(maxsize=None)(self._block)

    def _block(self, purpose: int, entity: int, index: int) -> Words:
        return philox((index, entity, self._replication, purpose), self._key)

    def __call__(self, purpose: int, entity: int, index: int, lane: int) -> float:
        return (self._words(purpose, entity, index)[lane] + 0.5) * 2.0**-32
