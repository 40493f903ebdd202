"""Sums of outcomes over chunks: do the bits depend on how the work was cut up? Cited by 0003."""

from __future__ import annotations

import time

import numpy as np

RAIDS = 1_000_000
CHUNKS = (1_000, 1_024, 4_096, 10_000, 65_536, RAIDS)


def total(values, size):
    parts = [values[k : k + size].sum() for k in range(0, values.size, size)]
    return np.sum(np.asarray(parts, dtype=values.dtype))


def squares(values, size):
    parts = [np.square(values[k : k + size]).sum() for k in range(0, values.size, size)]
    return np.sum(np.asarray(parts, dtype=values.dtype))


def median_ms(function, *arguments):
    times = []
    for _ in range(7):
        begin = time.perf_counter()
        function(*arguments)
        times.append((time.perf_counter() - begin) * 1e3)
    return sorted(times)[3]


def main():
    rng = np.random.default_rng(5)
    launched = rng.integers(80, 120, RAIDS)
    leaked = rng.binomial(launched, 0.3)
    share = leaked / launched
    for name, values in (("share, float64", share), ("leakers, int64", leaked)):
        sums = {(total(values, size), squares(values, size)) for size in CHUNKS}
        cost = median_ms(squares, values, 4096)
        print(f"{name}: {len(sums)} different results of {len(CHUNKS)} chunkings, {cost:.1f} ms")
    room = np.iinfo(np.int64).max / 1e9**2
    print(f"int64 holds the squares of 10^9 raids up to a count of {np.sqrt(room * 1e9):.0f}")


if __name__ == "__main__":
    main()
