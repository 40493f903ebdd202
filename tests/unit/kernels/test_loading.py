"""numba comes without scipy's linear algebra, and still finds it for whoever needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
import airshield.kernels.compiled
print("scipy.linalg" in sys.modules)
"""

USED = """
import airshield.kernels.compiled
import numpy as np
from numba import njit

@njit
def solved(matrix):
    return np.dot(matrix, np.linalg.solve(matrix, matrix))[0, 0], np.correlate(matrix[0], matrix[0])

print(solved(np.eye(2) + 1.0)[0])
"""


@pytest.mark.slow
@pytest.mark.parametrize(("program", "said"), [(LOADED, "False"), (USED, "2.0")])
def test_in_a_process_of_its_own(program: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip()[:3] == said[:3], done.stderr
