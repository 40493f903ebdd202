"""Which variant is best, and how sure that is: resampled worlds and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from airshield.planning.estimate import difference
from airshield.planning.measures import Measures, measure_of

Floats = NDArray[np.float64]

RESAMPLES = 2_000
"""Bootstrap samples of worlds."""

IMMATERIAL = 0.01
"""Variants that differ by less than this part of the larger are as good as each other."""


def worse(measures: Measures, name: str) -> Floats:
    """Return a measure's sums and divisors by world, turned so that less is better: (2, worlds)."""
    top, bottom = measures.sums(name)
    return np.array([top if measure_of(name).less_is_better else -top, bottom])


def ranked(variants: Mapping[str, Measures], name: str) -> list[str]:
    """Return the variants' names, the best mean first; of equals the first named first."""
    sums = {key: worse(found, name).sum(axis=1) for key, found in variants.items()}
    return sorted(sums, key=lambda key: _ratio(*sums[key]))


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0.0 else 0.0


def p_best(variants: Sequence[Measures], name: str, seed: int) -> Floats:
    """Return the probability that each variant's mean is the best.

    Worlds are drawn with replacement, the same for all variants; a tie is shared.

    Parameters
    ----------
    variants
        The same replications of each variant.
    name
        The measure.
    seed
        Seed of the resampling.

    Returns
    -------
    (variants,)
        They add up to 1.
    """
    sums = np.array([worse(found, name) for found in variants])
    worlds = sums.shape[2]
    draws = np.random.Generator(np.random.Philox(key=np.array([seed, 7], np.uint64)))
    counts = draws.multinomial(worlds, np.full(worlds, 1.0 / worlds), RESAMPLES)
    return _shared_wins(sums[:, 0] @ counts.T, sums[:, 1] @ counts.T)


def worlds_best(variants: Sequence[Measures], name: str) -> Floats:
    """Return the share of worlds in which each variant is the best: (variants,)."""
    sums = np.array([worse(found, name) for found in variants])
    return _shared_wins(sums[:, 0], sums[:, 1])


def _shared_wins(top: Floats, bottom: Floats) -> Floats:
    """Return each row's share of columns in which it is least; a tie is shared."""
    value = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0.0)
    least = value.min(axis=0)
    wins = value <= least + 1e-12 * np.abs(least)
    return np.asarray((wins / wins.sum(axis=0)).mean(axis=1))


def is_clear(variants: Mapping[str, Measures], name: str, looks: int) -> bool:
    """Return whether every neighbour in the ranking is surely better, or as good.

    Each pair's interval is widened for the neighbours and for the times that it is looked at, so
    that stopping early does not make the answer less sure.

    Parameters
    ----------
    variants
        The same replications of each variant.
    name
        The measure.
    looks
        How often this will be asked at most.
    """
    order = ranked(variants, name)
    confidence = 1.0 - 0.05 / (looks * max(1, len(order) - 1))
    for first, second in pairwise(order):
        one, two = worse(variants[first], name), worse(variants[second], name)
        found = difference(*one, *two, confidence=confidence)
        scale = max(abs(_ratio(*one.sum(axis=1))), abs(_ratio(*two.sum(axis=1))))
        bound = IMMATERIAL * scale
        if found.high > 0.0 and not -bound <= found.low <= found.high <= bound:
            return False
    return True
