"""How a plan is asked for."""

from __future__ import annotations

import dataclasses
import math
import shlex
from typing import NamedTuple

from airshield.errors import InputError
from airshield.files.places import dotted
from airshield.files.scenario import Loaded, read_scenario
from airshield.model.checks import check_scenario
from airshield.planning.calibrated import changes_again


class PlanOptions(NamedTuple):
    """How a plan is made; None takes the scenario's own setting."""

    pieces: int | None = None
    """Most pieces."""
    budget_eur: float | None = None
    """Most they may cost."""
    raids: tuple[str, ...] = ()
    """Scenario files whose raids count beside the scenario's own, as `FILE` or `FILE=WEIGHT`."""
    worst_case: bool = False
    """Whether the worst raid counts, or all by their weights."""
    replications: int | None = None
    """Raids on which the last figures rest."""
    seed: int | None = None
    """Seed of every draw."""
    threads: int | None = None
    """Threads; they change no result."""
    quick: bool = False
    """Whether only the surrogate is asked."""
    time_s: float | None = None
    """The most that the surrogate's proof may take, seconds."""


def check_plan_options(options: PlanOptions) -> None:
    """Refuse options that make no sense, all of them at once.

    Raises
    ------
    InputError
        If any does not.
    """
    limits = {
        "pieces": (0, 1_000),
        "budget_eur": (0, 1e12),
        "replications": (32, 10**7),
        "seed": (0, 2**63 - 1),
        "threads": (1, 1024),
    }
    problems = [
        f"{name} must lie in {low:,} … {high:,.0f}, got {getattr(options, name):,}"
        for name, (low, high) in limits.items()
        if getattr(options, name) is not None and not low <= getattr(options, name) <= high
    ]
    if problems:
        raise InputError(problems)


def raid_and_weight(text: str) -> tuple[str, float]:
    """Take `FILE=WEIGHT` apart; without a weight it is 1, that of the scenario's own raid.

    Raises
    ------
    InputError
        If the weight is not above 0.
    """
    name, sign, number = text.rpartition("=")
    if not sign:
        return text, 1.0
    try:
        weight = float(number)
    except ValueError:
        weight = math.nan
    if not 0.0 < weight < math.inf:
        raise InputError([f'--raid {text}: the weight must be above 0, got "{number}"'])
    return name, weight


def with_raid(loaded: Loaded, name: str) -> Loaded:
    """Return a scenario with the raid of another file.

    Raises
    ------
    InputError
        If the file is wrong, or its raid does not fit the scenario.
    """
    raid = read_scenario(name).scenario.raid
    scenario = dataclasses.replace(loaded.scenario, raid=raid, goals=(), reported={})
    problems = check_scenario(scenario, loaded.catalogue)
    if problems:
        raise InputError([f"--raid {name}: {dotted(p.path)}: {p.message}" for p in problems])
    return loaded._replace(scenario=scenario)


def command_of(loaded: Loaded, options: PlanOptions, seed: int, replications: int) -> str:
    """Return the command line that makes a plan again."""
    command = ["airshield", "plan", str(loaded.path), "--seed", str(seed)]
    command += ["-n", str(replications)]
    if options.pieces is not None:
        command += ["--pieces", str(options.pieces)]
    if options.budget_eur is not None:
        command += ["--budget-eur", f"{options.budget_eur:g}"]
    command += [word for name in options.raids for word in ("--raid", name)]
    command += ["--worst-case"] if options.worst_case else []
    command += ["--quick"] if options.quick else []
    return shlex.join([*command, *changes_again(loaded)])
