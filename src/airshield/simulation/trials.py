"""One scenario played with several factors of effectiveness, on the same random numbers."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np

from airshield.model.calibration import CalibratedClass
from airshield.simulation.arrays import Ints
from airshield.simulation.engine import Plan, default_threads, play_replications
from airshield.simulation.figures import FACTOR, central, draw_worlds
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.world import Stage, make_world, with_probabilities

Factors = Mapping[CalibratedClass, float]
"""A factor for some classes; the others keep 1."""
SLICE_TICK = 61_440


class Trial(NamedTuple):
    """What one world came to with each of the factors tried."""

    world: int
    """Index of the world."""
    fates: Ints
    """(trials, G, 3, 5) threats by group, role and fate, summed over its replications."""


def play_trials(
    stage: Stage, plan: Plan, end: int, trials: Sequence[Factors], threads: int | None = None
) -> Generator[Trial]:
    """Play every trial in every world of the first batch; yield worlds as threads finish them.

    A trial plays the same raids, bit for bit, as an assessment whose figures are its factors: the
    geometry of a world does not depend on them and is built once for all. Every factor must be
    above 0. What a trial holds does not depend on `threads`.
    """
    drawn = {} if plan.fixed else draw_worlds(stage.figures, plan.worlds, plan.seed, 0)
    middle = central(stage.figures)

    def work(index: int) -> Trial:
        values = {path: float(column[index]) for path, column in drawn.items()} or middle
        return Trial(index, _world_trials(stage, plan, index, end, values, trials))

    pool = ThreadPoolExecutor(threads or default_threads())
    try:
        left = {pool.submit(work, index) for index in range(plan.worlds)}
        while left:
            done, left = wait(left, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _world_trials(
    stage: Stage,
    plan: Plan,
    index: int,
    end: int,
    values: Mapping[str, float],
    trials: Sequence[Factors],
) -> Ints:
    """Return the fates of one world's replications under each trial."""
    numbers = plan.replications(0, index, end)
    base, groups = make_world(stage, values)
    out = np.zeros((len(trials), len(stage.cast.names.groups), len(ROLES), len(FATES)), np.int64)
    scratch = None
    for row, factors in enumerate(trials):
        chosen = {f"{FACTOR}{name}": factor for name, factor in factors.items()}
        world = with_probabilities(stage, base, {**values, **chosen})
        played, scratch = play_replications(
            stage, world, groups, plan.seed, numbers, index, SLICE_TICK, scratch
        )
        out[row] = played.chunk.fates.sum(axis=0)
    return out
