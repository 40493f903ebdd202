"""What a keyed random number costs, and what it buys. Cited by 0001."""

from __future__ import annotations

import time

import numpy as np
from numba import njit

from airshield.kernels.random import uniform4

DRAWS = 2_000_000
THREATS, RAIDS = 100, 4_000


@njit
def keyed(n):
    total = 0.0
    for k in range(n // 4):
        a, b, c, d = uniform4(7, k, 5, 3, 0)
        total += a + b + c + d
    return total


@njit
def keyed_one_lane(n):
    total = 0.0
    for k in range(n):
        total += uniform4(7, k, 5, 3, 0)[0]
    return total


@njit
def stream(generator, n):
    total = 0.0
    for _ in range(n):
        total += generator.random()
    return total


def fresh_generators(raids):
    return sum(np.random.Generator(np.random.Philox(key=k)).random() for k in range(raids))


def nanoseconds(function, *arguments, each):
    function(*arguments)
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        function(*arguments)
        times.append((time.perf_counter() - begin) / each * 1e9)
    return sorted(times)[2]


@njit
def leakers(seed, raid, p_kill, rounds, keyed_draws, generator):
    """Shoot-look-shoot with up to ``rounds`` at each threat: draws are used as they are needed."""
    left = 0
    for threat in range(THREATS):
        alive = 1
        for shot in range(rounds):
            u = uniform4(seed, raid, 5, threat, shot)[1] if keyed_draws else generator.random()
            if u < p_kill:
                alive = 0
                break
        left += alive
    return left


def effect(keyed_draws):
    """Return the mean and standard deviation of what two points of p_kill change in one raid."""
    before, after = np.random.default_rng(1), np.random.default_rng(1)  # the same numbers, in turn
    change = [
        leakers(1, raid, 0.72, 2, keyed_draws, after)
        - leakers(1, raid, 0.70, 2, keyed_draws, before)
        for raid in range(RAIDS)
    ]
    return np.mean(change), np.std(change)


def main():
    generator = np.random.default_rng(7)
    costs = {
        "keyed Philox, four lanes used": nanoseconds(keyed, DRAWS, each=DRAWS),
        "keyed Philox, one lane used": nanoseconds(keyed_one_lane, DRAWS, each=DRAWS),
        "one stream (PCG64), in numba": nanoseconds(stream, generator, DRAWS, each=DRAWS),
        "a new Generator for each raid": nanoseconds(fresh_generators, 2000, each=2000),
    }
    print("nanoseconds a draw")
    for name, cost in costs.items():
        print(f"  {name:30s} {cost:9.1f}")
    print("change of leakers a raid, p_kill 0.70 to 0.72 (mean, standard deviation of one raid)")
    for name, keyed_draws in (("keyed draws", True), ("draws in turn", False)):
        mean, deviation = effect(keyed_draws)
        print(f"  {name:16s} {mean:8.3f} {deviation:8.3f}")
    ties()


def ties():
    """Count events that one tick rule makes simultaneous and that sums of floats tear apart."""
    rng = np.random.default_rng(3)
    start, reaction, launch = rng.uniform(0, 7200, (3, 1_000_000)) * [[1], [0.01], [0.001]]
    torn = np.mean((start + reaction) + launch != start + (reaction + launch))
    ticks = [np.rint(x * 1024).astype(np.int64) for x in (start, reaction, launch)]
    kept = np.mean((ticks[0] + ticks[1]) + ticks[2] != ticks[0] + (ticks[1] + ticks[2]))
    print(f"equal times that two orders of adding make unequal: float {torn:.3f}, ticks {kept:.3f}")


if __name__ == "__main__":
    main()
