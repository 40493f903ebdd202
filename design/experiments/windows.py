"""Feasible intervals along a route: in closed form against stepping through time. Cited by 0002."""

from __future__ import annotations

import time

import numpy as np
from numba import njit

ROUTES, BATTERIES = 200, 50
SPEED_M_S, RANGE_M, LENGTH_M = 240.0, 40_000.0, 400_000.0


@njit
def closed_form(miss_m, out):
    """Return the first and last time in range of a straight route: the roots of a quadratic."""
    for k in range(miss_m.size):
        inside = RANGE_M**2 - miss_m[k] ** 2
        middle = LENGTH_M / 2 / SPEED_M_S
        half = np.sqrt(inside) / SPEED_M_S if inside > 0.0 else np.nan
        out[k, 0], out[k, 1] = middle - half, middle + half


@njit
def stepped(miss_m, out, step_s):
    """Return the same by asking at every step."""
    for k in range(miss_m.size):
        first, last = np.nan, np.nan
        for i in range(int(LENGTH_M / SPEED_M_S / step_s) + 1):
            along = SPEED_M_S * i * step_s - LENGTH_M / 2
            if along * along + miss_m[k] ** 2 <= RANGE_M**2:
                first = i * step_s if np.isnan(first) else first
                last = i * step_s
        out[k, 0], out[k, 1] = first, last


def measured(function, *arguments):
    function(*arguments)
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - begin)
    return sorted(times)[2]


def main():
    miss_m = np.random.default_rng(2).uniform(0, RANGE_M, ROUTES * BATTERIES)
    exact, found = np.empty((miss_m.size, 2)), np.empty((miss_m.size, 2))
    seconds = measured(closed_form, miss_m, exact)
    print(f"{miss_m.size} pairs of battery and route, {LENGTH_M / 1e3:.0f} km each")
    print(f"  closed form   {seconds / miss_m.size * 1e9:10.0f} ns a pair")
    for step_s in (1.0, 0.1):
        seconds = measured(stepped, miss_m, found, step_s)
        error = np.nanmax(np.abs(found - exact))
        missed = np.mean(np.isnan(found[:, 0]))
        print(
            f"  step {step_s:3.1f} s    {seconds / miss_m.size * 1e9:10.0f} ns a pair,"
            f" worst error {error:.2f} s, windows missed {missed:.4f}"
        )


if __name__ == "__main__":
    main()
