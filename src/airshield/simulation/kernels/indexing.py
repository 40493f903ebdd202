"""Whole numbers out of tables, known not to be negative."""

from __future__ import annotations

import numpy as np

from airshield.kernels.compiled import inlined


@inlined
def index(number):
    """Return a number below 2³¹ that is not negative, as one of which the compiler knows that.

    It then leaves out, wherever the number is an index, the check whether to count from the end.
    """
    return np.int64(np.uint32(number))
