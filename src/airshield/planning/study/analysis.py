"""From the points of a study to what each factor does."""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.calibrated import changes_again
from airshield.planning.measures import MEASURES, measure_of, measures_for
from airshield.planning.study.answer import Effect, MeasureStudy, StudyAnswer, Term
from airshield.planning.study.effects import main_effect, points_of
from airshield.planning.study.factor import Factor
from airshield.planning.study.playing import Played
from airshield.planning.study.study import Study
from airshield.planning.study.surface import Surface, fit_surface

Floats = NDArray[np.float64]
SHARES = ("leakage",)
"""Measures that are shares."""


class Analysis(NamedTuple):
    """A study with what came of it."""

    study: Study
    """The study."""
    answer: StudyAnswer
    """What it found."""
    numbers: Floats
    """(points, factors) values of the factors, as numbers."""
    surfaces: dict[str, Surface]
    """The fitted surface of each measure asked for."""
    columns: dict[str, NDArray[Any]]
    """A row a point: factors, and mean, low and high of every measure."""


def analyse(played: Played, elapsed_s: float = 0.0) -> Analysis:
    """Return what the points of a study say."""
    study = played.study
    factors, points = study.design
    numbers = np.array(
        [[f.number(v) for f, v in zip(factors, row, strict=True)] for row in points], np.float64
    )
    surfaces: dict[str, Surface] = {}
    measures = []
    for name in study.measures:
        told, surfaces[name] = _measured(played, name, numbers)
        measures.append(told)
    answer = StudyAnswer(
        manifest=study.manifest(),
        scenario_file=str(study.base.path),
        command=command_of(study),
        points=len(points),
        found=played.found,
        raids=int(sum(sums.columns["raids"].sum() for sums in played.points)),
        elapsed_s=elapsed_s,
        measures=tuple(measures),
    )
    return Analysis(study, answer, numbers, surfaces, point_columns(played))


def command_of(study: Study) -> str:
    """Return the command line that makes a study again."""
    words = ["airshield", "sweep", str(study.base.path)]
    for factor in study.design.factors:
        words += ["--vary", factor.assignment + factor.given]
    words += ["--design", study.kind, "--points", str(study.asked)]
    words += ["-n", str(study.end), "--seed", str(study.plan.seed)]
    words += ["--fixed"] if study.plan.fixed else ["--worlds", str(study.plan.worlds)]
    for name in study.measures:
        words += ["--measure", name]
    return shlex.join([*words, *changes_again(study.base)])


def _measured(played: Played, name: str, numbers: Floats) -> tuple[MeasureStudy, Surface]:
    """Return what a study says of one measure, with its surface."""
    study = played.study
    factors = study.design.factors
    points = points_of(played.points, name, complete=study.kind == "grid")
    surface = fit_surface(factors, numbers, points.values, study.plan.seed)
    effects = []
    for i, factor in enumerate(factors):
        along, change = main_effect(surface, i, numbers, points)
        first, total = surface.shares(i)
        effects.append(
            Effect(factor=factor.path, points=along, change=change, first_order=first, total=total)
        )
    effects.sort(key=lambda effect: -effect.total.mean)
    measure = measure_of(name)
    told = MeasureStudy(
        name=name,
        title=measure.title,
        unit=measure.unit,
        share=name in SHARES,
        mean=float(points.values.mean()),
        least=float(points.values.min()),
        greatest=float(points.values.max()),
        effects=tuple(effects),
        surface=surface.kind,
        predicts=surface.predicts,
        terms=tuple(
            Term(name=_term_name(factors, term), coefficient=float(coefficient))
            for term, coefficient in zip(surface.terms, surface.coefficients, strict=True)
        ),
    )
    return told, surface


def _term_name(factors: tuple[Factor, ...], term: tuple[tuple[int, int], ...]) -> str:
    """Return what a term is of."""
    names = [f"{factors[f].path}[{k + 1}]" for f, k in term]
    return " × ".join(names) or "constant"


def point_columns(played: Played) -> dict[str, NDArray[Any]]:
    """Return a row a point: its number, the factors, and mean, low and high of each measure."""
    study = played.study
    factors, points = study.design
    columns: dict[str, NDArray[Any]] = {"point": np.arange(1, len(points) + 1, dtype=np.int64)}
    for factor, values in zip(factors, zip(*points, strict=True), strict=True):
        columns[factor.path] = np.array(values)
    columns["raids"] = np.array([int(p.columns["raids"].sum()) for p in played.points])
    for name in measures_for(study.base):
        if name not in MEASURES and name not in played.points[0].columns:
            continue
        found = [sums.estimate(name) for sums in played.points]
        for end in ("mean", "low", "high"):
            columns[f"{name}.{end}"] = np.array([getattr(estimate, end) for estimate in found])
    return columns
