"""How an assessment is run."""

from __future__ import annotations

from typing import NamedTuple

from airshield.errors import InputError
from airshield.model.scenario import Simulation
from airshield.simulation.engine import CHUNK, Plan, plan_for

PER_WORLD = 32
"""Replications of each world in a batch when a precision is asked for."""

MOST_REPLICATIONS = 2_000_000
"""Where a precision that cannot be reached ends."""


class Options(NamedTuple):
    """How an assessment is run; None takes the scenario's own setting."""

    replications: int | None = None
    """Raids to play."""
    seed: int | None = None
    """Seed of every draw."""
    worlds: int | None = None
    """Draws of the uncertain figures."""
    threads: int | None = None
    """Threads; they change no result."""
    fixed: bool = False
    """Hold every figure at its central value."""
    precision: float | None = None
    """Play until the half-width of the 95 % interval of the leakage is below this."""
    chunk: int = CHUNK
    """Replications handed over together; it changes no result."""
    fates: int = 200
    """Replications whose single threats are kept."""


LIMITS: dict[str, tuple[float, float]] = {
    "replications": (1, 10**9),
    "seed": (0, 2**63 - 1),
    "worlds": (1, 4096),
    "threads": (1, 1024),
    "precision": (1e-5, 0.99999),
    "chunk": (1, 10**9),
    "fates": (0, 100_000),
}
"""Least and largest value of each option."""


def check_options(options: Options) -> None:
    """Refuse options that make no sense, all of them at once.

    Raises
    ------
    InputError
        If any does not.
    """
    problems = [
        f"{name} must lie in {low:,} … {high:,}, got {getattr(options, name):,}"
        for name, (low, high) in LIMITS.items()
        if getattr(options, name) is not None and not low <= getattr(options, name) <= high
    ]
    if problems:
        raise InputError(problems)


def assessment_plan(settings: Simulation, options: Options) -> tuple[Plan, int]:
    """Return which replication is played in which world, and the replications asked for."""
    seed = settings.seed if options.seed is None else options.seed
    asked = options.replications or settings.replications
    plan = plan_for(asked, options.worlds or settings.worlds, seed, fixed=options.fixed)
    if options.precision is None:
        return plan, asked
    return plan._replace(per_world=PER_WORLD), options.replications or MOST_REPLICATIONS


def check_replication(replication: int, asked: int) -> None:
    """Refuse a replication that the assessment did not have.

    Raises
    ------
    InputError
        If it had none of that number.
    """
    if not 0 <= replication < asked:
        raise InputError(
            [
                f"--replication must lie in 0 … {asked - 1:,}, the raids of the assessment, "
                f"got {replication:,}"
            ]
        )
