"""How arrays cross into a kernel: one NamedTuple, or each by itself. Cited by 0004.

Each first call is timed in a process of its own, with an empty and with a filled cache on disk.
The kernels are imported from this file as a module: a NamedTuple defined in ``__main__`` would
miss the cache.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

ROWS = 1_000
FIELDS = 12


class Fleet(NamedTuple):
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    c: NDArray[np.float64]
    d: NDArray[np.float64]
    e: NDArray[np.float64]
    f: NDArray[np.float64]
    g: NDArray[np.float64]
    h: NDArray[np.float64]
    i: NDArray[np.float64]
    j: NDArray[np.float64]
    k: NDArray[np.float64]
    m: NDArray[np.float64]


@njit(cache=True, nogil=True)
def by_tuple(fleet, out):
    for n in range(out.size):
        out[n] = (
            fleet.a[n] + fleet.b[n] * fleet.c[n] - fleet.d[n] * fleet.e[n] + fleet.f[n] * fleet.g[n]
        ) / (1.0 + fleet.h[n] + fleet.i[n] * fleet.j[n] + fleet.k[n] * fleet.m[n])


@njit(cache=True, nogil=True)
def by_arrays(a, b, c, d, e, f, g, h, i, j, k, m, out):
    for n in range(out.size):
        out[n] = (a[n] + b[n] * c[n] - d[n] * e[n] + f[n] * g[n]) / (
            1.0 + h[n] + i[n] * j[n] + k[n] * m[n]
        )


@njit(cache=True)
def nothing(x):
    return x


def call(kind, columns, out):
    if kind == "tuple":
        by_tuple(Fleet(*columns), out)
    else:
        by_arrays(*columns, out)


def first_and_later(kind):
    """Print the milliseconds of the first call and the microseconds of a later one."""
    columns = list(np.random.default_rng(1).random((FIELDS, ROWS)))
    out = np.empty(ROWS)
    nothing(1)  # numba sets itself up on the first call of any kernel
    begin = time.perf_counter()
    call(kind, columns, out)
    first = time.perf_counter() - begin
    begin = time.perf_counter()
    for _ in range(20_000):
        call(kind, columns, out)
    print(first * 1e3, (time.perf_counter() - begin) / 20_000 * 1e6)


def in_new_process(kind, cache):
    code = f"import crossing; crossing.first_and_later({kind!r})"
    environment = os.environ | {"NUMBA_CACHE_DIR": cache}
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(word) for word in done.stdout.split()]


def main():
    for kind in ("arrays", "tuple"):
        cold, warm, later = [], [], []
        for _ in range(5):
            with tempfile.TemporaryDirectory() as cache:
                cold.append(in_new_process(kind, cache)[0])
                first, each = in_new_process(kind, cache)
                warm.append(first)
                later.append(each)
        print(
            f"{kind:7s} first call {statistics.median(cold):6.0f} ms compiling,"
            f" {statistics.median(warm):5.1f} ms from the cache;"
            f" later {statistics.median(later):.2f} us a call of {ROWS} rows"
        )


if __name__ == "__main__":
    main()
