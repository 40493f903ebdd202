"""Plays tasks: the paths of one world, each in every case."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.campaign.arriving import arrivals
from airshield.planning.campaign.coming import delays_on, raids_on
from airshield.planning.campaign.ground import COUNTS, Ground
from airshield.planning.campaign.outage import Outage
from airshield.planning.campaign.walk import OF_SYSTEM, Setting, Walk, Walked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Task(NamedTuple):
    """Paths of one world."""

    world: int
    paths: tuple[int, ...]


class Played(NamedTuple):
    """What came of the paths of a task: n paths, c cases, m months, s system types."""

    task: Task
    counts: Ints
    """(n, c, m, `COUNTS`)"""
    by_system: Ints
    """(n, c, m, s, `OF_SYSTEM`)"""
    out_of_action: Floats
    """(n, c, m) share of what is protected, by value, that does not work; mean over the month."""
    shed_mw: Floats
    """(n, c, m) demand not served, mean over the month; 0 without a network."""
    people: Floats
    """(n, c, m) people without power, mean over the month; 0 without a network."""


def play(setting: Setting, task: Task) -> Played:
    """Play the paths of a task; what comes of each depends on the path alone."""
    ground = Ground(setting.theatre, task.world, setting.seed)
    sizes = len(task.paths), len(setting.cases), len(setting.months)
    counts = np.zeros((*sizes, len(COUNTS)), np.int64)
    by_system = np.zeros((*sizes, len(setting.systems), len(OF_SYSTEM)), np.int64)
    outage = Outage(setting.theatre.scenario, setting.months, setting.seed, task.world)
    for row, path in enumerate(task.paths):
        for column, one in enumerate(_path(setting, ground, path)):
            counts[row, column] = one.counts
            by_system[row, column] = one.by_system
            outage.add(one.losses)
    out_of_action, shed_mw, people = (part.reshape(sizes) for part in outage.found())
    return Played(task, counts, by_system, out_of_action, shed_mw, people)


def _path(setting: Setting, ground: Ground, path: int) -> list[Walked]:
    """Play one path in every case, on the same raids."""
    scenario = setting.theatre.scenario
    raids = raids_on(path, setting.seed, setting.months, scenario.campaign, setting.rates)
    delays = delays_on(path, setting.seed, tuple(scenario.pledges), scenario.campaign.delay_months)
    ground.forget()
    return [
        Walk(setting, ground, arrivals(case, scenario.pledges, setting.months, delays)).along(raids)
        for case in setting.cases
    ]
