"""Short ways to play a scenario that a test has built."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.catalogue import Catalogue
from airshield.model.scenario import Scenario
from airshield.simulation.cast import make_cast
from airshield.simulation.engine import Played, plan_for, run
from airshield.simulation.figures import central, figures_used
from airshield.simulation.outcomes import Chunk
from airshield.simulation.recording import Recorded, record
from airshield.simulation.world import Stage, make_stage, make_world


def stage_of(scenario: Scenario, catalogue: Catalogue) -> Stage:
    """Return a scenario ready to be played."""
    return make_stage(scenario, catalogue, make_cast(scenario, catalogue))


def joined(chunks: Iterable[Chunk]) -> Chunk:
    """Return chunks as one, in the order of the replications."""
    whole = Chunk(*(np.concatenate(column) for column in zip(*chunks, strict=True)))
    order = np.argsort(whole.replication)
    return Chunk(*(column[order] for column in whole))


def play_all(
    scenario: Scenario, catalogue: Catalogue, replications: int, seed: int = 1, **how: Any
) -> tuple[Chunk, list[Played]]:
    """Play a scenario; return its rows in order, and its chunks as they came."""
    worlds, fixed = how.pop("worlds", 1), how.pop("fixed", True)
    plan = plan_for(replications, worlds, seed, fixed=fixed)
    played = list(run(stage_of(scenario, catalogue), plan, end=replications, **how))
    return joined(part.chunk for part in played), played


def outcome(scenario: Scenario, catalogue: Catalogue, replications: int, **how: Any) -> Chunk:
    """Play a scenario in its fixed world, and return its rows in the order of replications."""
    return play_all(scenario, catalogue, replications, **how)[0]


def recorded(
    scenario: Scenario, catalogue: Catalogue, replications: int = 1, seed: int = 1
) -> list[Recorded]:
    """Play single replications of the fixed world and keep all of them."""
    stage = stage_of(scenario, catalogue)
    world, groups = make_world(stage, central(figures_used(scenario, catalogue)))
    return [record(stage, world, groups, seed, r, 0) for r in range(replications)]


def loaded(scenario: Scenario, catalogue: Catalogue) -> Loaded:
    """Return a scenario as if it had been read from a file."""
    return Loaded(scenario, catalogue, Path("made.yaml"), "digest", (), None, None)


def leakers(chunk: Chunk) -> np.ndarray:
    """Return the weapons that arrived in each replication."""
    return chunk.arrived.sum(axis=1)
