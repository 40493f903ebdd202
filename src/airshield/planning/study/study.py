"""A study: what is varied and played, and the plain values that decide it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from airshield import __version__
from airshield.errors import InputError
from airshield.files.places import capped
from airshield.files.scenario import Loaded, read_scenario
from airshield.files.wording import suggestion
from airshield.planning.assessment import calibration_of
from airshield.planning.calibrated import with_calibration
from airshield.planning.measures import measures_for
from airshield.planning.options import Options, check_options
from airshield.planning.study.design import Design, Kind, make_design
from airshield.planning.study.varying import read_factors, variant
from airshield.simulation.engine import Plan, plan_for

FORMAT = 1
"""Version of a study's folder."""


class Study(NamedTuple):
    """A study, ready to be played."""

    base: Loaded
    """The scenario that is varied."""
    kind: Kind
    """Kind of design."""
    asked: int
    """Points asked for."""
    design: Design
    """Its factors and points."""
    plan: Plan
    """Which replication is played in which world; the same for every point."""
    end: int
    """Replications of each point."""
    measures: tuple[str, ...]
    """Measures that are asked for."""

    def variant(self, number: int) -> Loaded:
        """Return the scenario of a point.

        Raises
        ------
        InputError
            If it does not hold together.
        """
        values = self.design.points[number]
        try:
            return variant(self.base, self.design.factors, values)
        except InputError as error:
            told = f"point {number + 1} of the study cannot be played; narrow a --vary"
            raise InputError([told, *error.problems]) from error

    def manifest(self) -> dict[str, Any]:
        """Return the plain values that decide every point."""
        return {
            "format": FORMAT,
            "version": __version__,
            "scenario": self.base.scenario.name,
            "scenario_digest": self.base.digest,
            "set": list(self.base.overrides),
            "vary": [factor.assignment + factor.given for factor in self.design.factors],
            "design": self.kind,
            "points": self.asked,
            "seed": self.plan.seed,
            "replications": self.end,
            "worlds": self.plan.worlds,
            "fixed": self.plan.fixed,
            **calibration_of(self.base),
        }


def make_study(
    scenario: str | Path | Loaded,
    vary: Sequence[str],
    *,
    overrides: Sequence[str] = (),
    calibration: str | Path | None = None,
    design: Kind = "lhs",
    points: int = 100,
    measures: Sequence[str] = (),
    replications: int | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    fixed: bool = False,
) -> Study:
    """Return a study, all of it checked.

    Parameters
    ----------
    scenario
        A scenario file, the name of a shipped scenario, or one already read.
    vary
        Factors, such as ``raid.groups.drones.count=50:500``.
    overrides, calibration
        As for `planning.assessment.assess`.
    design, points
        As for `design.make_design`.
    measures
        Names of measures, or none for the leakage.
    replications, worlds, seed, fixed
        Of each point; None takes the scenario's own.

    Raises
    ------
    InputError
        If anything is wrong: all mistakes at once.
    """
    base = scenario if isinstance(scenario, Loaded) else read_scenario(scenario, overrides)
    base = with_calibration(base, calibration)
    settings = base.scenario.simulation
    problems: list[str] = []
    factors = made = None
    try:
        factors = read_factors(base, vary)
    except InputError as error:
        problems += error.problems
    problems += _unknown_measures(base, measures)
    chosen_seed = settings.seed if seed is None else seed
    try:
        check_options(Options(replications=replications, seed=seed, worlds=worlds))
        made = make_design(design, factors or (), points, chosen_seed) if factors else None
    except InputError as error:
        problems += error.problems
    if problems or made is None:
        raise InputError(capped(problems))
    end = replications or settings.replications
    plan = plan_for(end, worlds or settings.worlds, chosen_seed, fixed=fixed)
    asked = tuple(dict.fromkeys(measures)) or ("leakage",)
    return Study(base, design, points, made, plan, end, asked)


def _unknown_measures(base: Loaded, names: Sequence[str]) -> list[str]:
    """Return what is wrong with the names of measures."""
    known = measures_for(base)
    return [
        f"--measure {name}: there is no such measure of this scenario{suggestion(name, known)}"
        for name in names
        if name not in known
    ]
