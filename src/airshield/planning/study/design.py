"""Designs: which values the factors take together in each point of a study."""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.planning.study.factor import Factor, Value, with_levels
from airshield.planning.study.sobol import MOST_FACTORS, sobol_words

Floats = NDArray[np.float64]
Kind = Literal["lhs", "grid", "random", "sobol"]

CUBES = 64
"""Latin hypercubes of which the one whose factors correlate least is taken."""
MOST_POINTS = 100_000


class Design(NamedTuple):
    """The points of a study."""

    factors: tuple[Factor, ...]
    """The factors; in a grid, each with its levels."""
    points: tuple[tuple[Value, ...], ...]
    """What they are in each point."""


def make_design(kind: Kind, factors: Sequence[Factor], points: int, seed: int) -> Design:
    """Return the points of a study; the same arguments give the same points.

    Parameters
    ----------
    kind
        ``lhs``: Latin hypercube. ``grid``: every combination. ``random``: independent draws.
        ``sobol``: Sobol's sequence, shifted at random.
    factors
        What is varied.
    points
        Points; the most that a grid may have.
    seed
        Seed of the draws.

    Raises
    ------
    InputError
        If there are too few or too many points or factors.
    """
    if not 2 <= points <= MOST_POINTS:
        raise InputError([f"--points must lie in 2 … {MOST_POINTS:,}, got {points:,}"])
    if kind == "grid":
        return _grid(factors, points)
    if kind == "sobol":
        cube = _sobol(points, len(factors), seed)
    else:
        draw = _hypercube if kind == "lhs" else _random
        cube = draw(points, len(factors), seed)
    rows = tuple(
        tuple(factor.value(float(u)) for factor, u in zip(factors, row, strict=True))
        for row in cube
    )
    return Design(tuple(factors), rows)


def draws_for(seed: int, purpose: str) -> np.random.Generator:
    """Return random numbers (Philox 4×64) keyed by seed and purpose."""
    digest = hashlib.blake2b(purpose.encode(), digest_size=8).digest()
    key = np.array([seed, int.from_bytes(digest, "little")], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


def _random(points: int, factors: int, seed: int) -> Floats:
    return draws_for(seed, "study:random").random((points, factors))


def _hypercube(points: int, factors: int, seed: int) -> Floats:
    """Return a Latin hypercube: every factor once in each of n equal slices."""
    cubes = [_one_hypercube(points, factors, seed, number) for number in range(CUBES)]
    return min(cubes, key=_largest_correlation)


def _one_hypercube(points: int, factors: int, seed: int, number: int) -> Floats:
    draws = draws_for(seed, f"study:lhs:{number}")
    slices = np.stack([draws.permutation(points) for _ in range(factors)], axis=1)
    return np.asarray((slices + draws.random((points, factors))) / points)


def _largest_correlation(cube: Floats) -> float:
    if cube.shape[1] < 2:
        return 0.0
    found = np.corrcoef(cube, rowvar=False) - np.eye(cube.shape[1])
    return float(np.abs(found).max())


def _sobol(points: int, factors: int, seed: int) -> Floats:
    if factors > MOST_FACTORS:
        raise InputError([f"--design sobol takes {MOST_FACTORS} factors at most; take lhs"])
    shift = draws_for(seed, "study:sobol").integers(0, 2**32, factors, dtype=np.uint64)
    return ((sobol_words(points, factors) ^ shift).astype(np.float64) + 0.5) / 2.0**32


def _grid(factors: Sequence[Factor], points: int) -> Design:
    """Return every combination of levels; ranges get as many as `points` allows."""
    listed = math.prod(len(factor.levels) for factor in factors if factor.levels)
    ranges = sum(not factor.levels for factor in factors)
    count = 2
    while ranges and listed * (count + 1) ** ranges <= points:
        count += 1
    least = listed * 2**ranges
    if least > points:
        raise InputError([f"--points: the smallest grid has {least:,} points, got {points:,}"])
    levelled = tuple(with_levels(factor, count) for factor in factors)
    return Design(levelled, tuple(itertools.product(*(factor.levels for factor in levelled))))
