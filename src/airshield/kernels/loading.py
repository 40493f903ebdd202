"""Loads numba without scipy's linear algebra, a tenth of the time an assessment takes to start."""

from __future__ import annotations

import sys
from importlib.util import find_spec

BLAS = "scipy.linalg.cython_blas"
"""What numba loads, with all of `scipy.linalg`, only to see whether it is there."""

_look_away = "numba" not in sys.modules and BLAS not in sys.modules
if _look_away:
    sys.modules[BLAS] = None  # type: ignore[assignment]
try:
    from numba import njit
    from numba.np import arraymath
finally:
    if _look_away:
        del sys.modules[BLAS]
if _look_away:
    # What numba would have found; whoever compiles `np.dot` after us still gets BLAS.
    arraymath._HAVE_BLAS = find_spec("scipy") is not None

__all__ = ["njit"]
