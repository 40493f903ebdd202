"""Sobol's sequence: points that fill a cube evenly however many are taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 32
_DIRECTIONS = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
    (6, 19, (1, 1, 1, 15, 7, 5)),
    (6, 22, (1, 3, 1, 15, 13, 25)),
    (6, 25, (1, 1, 5, 5, 19, 61)),
    (7, 1, (1, 3, 7, 11, 23, 15, 103)),
)
"""Degree, coefficients and first direction numbers of each dimension after the first."""
MOST_FACTORS = len(_DIRECTIONS) + 1
"""Dimensions that there are direction numbers for."""


def sobol_words(points: int, factors: int) -> NDArray[np.uint64]:
    """Return the first points of the sequence as whole numbers below 2³².

    Returns
    -------
    (points, factors)

    References
    ----------
    :cite:t:`joe2008`: the direction numbers; the order is Gray code's.
    """
    columns = [_directions(dimension) for dimension in range(factors)]
    found = np.zeros((points, factors), np.uint64)
    for i in range(1, points):
        bit = (~(i - 1) & i).bit_length() - 1
        found[i] = found[i - 1] ^ np.array([column[bit] for column in columns], np.uint64)
    return found


def _directions(dimension: int) -> list[int]:
    """Return the direction numbers of a dimension, each shifted to the left end."""
    if dimension == 0:
        return [1 << (_BITS - 1 - i) for i in range(_BITS)]
    degree, coefficients, first = _DIRECTIONS[dimension - 1]
    found = [m << (_BITS - 1 - i) for i, m in enumerate(first)]
    for i in range(degree, _BITS):
        word = found[i - degree] ^ (found[i - degree] >> degree)
        for k in range(1, degree):
            if (coefficients >> (degree - 1 - k)) & 1:
                word ^= found[i - k]
        found.append(word)
    return found
