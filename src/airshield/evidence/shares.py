"""The share model of one threat class: which reports it learns from, and their terms.

The model stands in ``docs/theory/share-model``; ``design/0007`` says why it is this one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from airshield.evidence.arrays import Belief, Figures, Floats, Rows
from airshield.evidence.doubts import left_out
from airshield.model.reports import Report, ReportClass

Term = tuple[str, str]
"""A kind of term and whose it is: `("type", "kalibr")`."""


class Recipe(NamedTuple):
    """What the model of a class is made of."""

    typical_size: float
    """Size of a raid at which the size term is 0."""
    size_power: float
    """Power of the raid's size in its term; 0 is the logarithm."""
    one_sided: bool
    """Whether some reports may tell of the kills alone, or of the losses alone."""


RECIPES: Mapping[ReportClass, Recipe] = {
    "drone": Recipe(100.0, 0.5, True),
    "cruise-missile": Recipe(3.0, 0.0, False),
    "ballistic-missile": Recipe(3.0, 0.0, False),
}
"""The classes whose shares can be learned."""

LEVEL_SD = 1.5
"""Standard deviation of the level's logit before any report."""
ERA_SD = 1.0
"""Standard deviation by which the logit may jump where the meaning of the counts changes."""
STEADINESS = np.array([0.4, 1.0, 2.5])
"""Factors by which raids may for a time scatter more or less than usual."""
WAYS = 5.0
"""Reports that the first belief about ways of reporting is worth."""


class Design(NamedTuple):
    """The rows of a class, and what their columns stand for."""

    recipe: Recipe
    rows: Rows
    columns: tuple[Term, ...]
    groups: tuple[tuple[str, ...], ...]
    reports: tuple[Report, ...]
    """The report that each row comes from."""


def learnable(report: Report, threat_class: ReportClass) -> bool:
    """Return whether the share of a class can be learned from a report.

    A number launched that is missing is summed out; where the number destroyed is missing, every
    number of it has been, and nothing is learned.
    """
    return (
        report.threat_class == threat_class
        and report.ends is not None
        and report.destroyed is not None
        and report.launched != 0
        and left_out(report, "share-model") is None
    )


def make_design(reports: Iterable[Report], threat_class: ReportClass) -> Design:
    """Turn the reports of a class into rows, in the order in which their periods ended."""
    chosen = [report for report in reports if learnable(report, threat_class)]
    chosen.sort(key=lambda report: (ended(report), -report.line))
    recipe = RECIPES[threat_class]
    columns: dict[Term, int] = {}
    groups: dict[tuple[str, ...], int] = {}
    terms = [_terms(report, recipe) for report in chosen]
    for term in (term for row in terms for term in row):
        columns.setdefault(term, len(columns))
    width = max((len(row) for row in terms), default=0)
    column = np.full((len(chosen), width), -1, np.int64)
    weight = np.zeros((len(chosen), width))
    for i, row in enumerate(terms):
        column[i, : len(row)] = [columns[term] for term in row]
        weight[i, : len(row)] = list(row.values())
    group = [groups.setdefault(_group(report), len(groups)) for report in chosen]
    launched = [-1 if report.launched is None else report.launched for report in chosen]
    rows = Rows(
        destroyed=np.array([report.destroyed for report in chosen], np.int64),
        launched=np.array(launched, np.int64),
        day=_days(chosen),
        column=column,
        weight=weight,
        group=np.array(group, np.int64),
        sizes=np.array([n for n in launched if n > 0], np.int64),
    )
    return Design(recipe, rows, tuple(columns), tuple(groups), tuple(chosen))


def ended(report: Report) -> datetime:
    """Return when the period of a report ended.

    Raises
    ------
    ValueError
        If the report does not say.
    """
    if report.ends is None:
        raise ValueError("a report without an end")
    return report.ends


def _days(reports: Sequence[Report]) -> Floats:
    """Return the day of each report, whole days from the first."""
    first = ended(reports[0]) if reports else None
    return np.array([float((ended(report) - first).days) for report in reports if first])


def size_term(size: float, recipe: Recipe) -> float:
    """Return the value of the size term for a raid of some size."""
    ratio = size / recipe.typical_size
    if recipe.size_power == 0.0:
        return math.log(ratio)
    return float(ratio**recipe.size_power - 1.0) / recipe.size_power


def _group(report: Report) -> tuple[str, ...]:
    return (report.era, "nationwide" if report.nationwide else "regional")


def _terms(report: Report, recipe: Recipe) -> dict[Term, float]:
    """Return the terms of a report's share with their weights; lumped types share alike."""
    size = size_term(report.launched or recipe.typical_size, recipe)
    return terms_of(report.era, size, report.types, _places(report))


def _places(report: Report) -> tuple[str, ...]:
    return ("the country",) if report.nationwide else tuple(dict.fromkeys(report.places))


def terms_of(
    era: str, size: float, types: Sequence[str], places: Sequence[str]
) -> dict[Term, float]:
    """Return the terms of a share with their weights."""
    terms: dict[Term, float] = {("level", ""): 1.0, ("mood", ""): 1.0, ("size", ""): size}
    if era:
        terms |= {("era", era): 1.0, ("size", era): size}
    terms |= {("type", name): 1.0 / len(types) for name in types}
    terms |= {("region", name): 1.0 / len(places) for name in places}
    return terms


class Knobs(NamedTuple):
    """The model's unknown figures, on the scale on which they are fitted."""

    names: tuple[str, ...]
    mean: Floats
    """Mean of each before any report."""
    sd: Floats
    """Standard deviation of each before any report."""


_PRIORS = {
    "type": (0.0, 1.0),
    "region": (0.0, 1.0),
    "size": (0.0, 1.0),
    "drift": (math.log(0.03), 1.0),
    "mood": (math.log(0.3), 1.0),
    "recall": (math.log(0.1), 1.0),
    "precision": (math.log(5.0), 1.0),
    "switching": (math.log(0.02), 1.0),
    "power": (0.0, 0.3),
    "all": (math.log(0.1), 1.0),
    "none": (math.log(0.1), 1.0),
}
"""Mean and standard deviation of each figure; all but `power` are logarithms."""


def knobs_of(design: Design) -> Knobs:
    """Return the figures that the model of a class has."""
    kinds = {kind for kind, _ in design.columns}
    several = len([1 for kind, _ in design.columns if kind == "type"]) > 1
    names = [
        name
        for name in _PRIORS
        if (name not in ("type", "region") or name in kinds)
        and (name != "type" or several)
        and (name not in ("all", "none") or design.recipe.one_sided)
    ]
    priors = np.array([_PRIORS[name] for name in names])
    return Knobs(tuple(names), priors[:, 0], priors[:, 1])


def start(design: Design, knobs: Knobs, draws: Floats) -> tuple[Figures, Belief]:
    """Return the figures and the first belief for some draws of the knobs.

    Parameters
    ----------
    design, knobs
        The rows of a class, and the figures that its model has.
    draws : (d, knobs)
        Values of the knobs.
    """
    value = {name: draws[:, i] for i, name in enumerate(knobs.names)}
    count, columns = draws.shape[0], len(design.columns)
    off = np.full(count, -np.inf)
    sds = {
        "level": np.full(count, LEVEL_SD),
        "era": np.full(count, ERA_SD),
        **{kind: np.exp(value.get(kind, off)) for kind in ("type", "region", "size", "mood")},
    }
    cov = np.zeros((count, columns, columns))
    drift = np.zeros((count, columns))
    recall = np.zeros((count, columns))
    for j, (kind, _) in enumerate(design.columns):
        cov[:, j, j] = sds[kind] ** 2
        if kind == "level":
            drift[:, j] = np.exp(2.0 * value["drift"])
        if kind == "mood":
            recall[:, j] = np.exp(value["recall"])
            drift[:, j] = 2.0 * recall[:, j] * np.exp(2.0 * value["mood"])
    ways = np.ones((count, 3))
    ways[:, 1] = np.exp(value.get("all", off))
    ways[:, 2] = np.exp(value.get("none", off))
    ways *= WAYS / ways.sum(axis=1, keepdims=True)
    power = value["power"].copy()
    of_one = np.exp(value["precision"] - power * math.log(design.recipe.typical_size))
    switching = np.exp(value["switching"])
    figures = Figures(drift, recall, of_one, power, STEADINESS, switching)
    belief = Belief(
        mean=np.zeros((count, columns)),
        cov=cov,
        day=np.zeros(count),
        ways=np.repeat(ways[:, None, :], max(len(design.groups), 1), axis=1),
        steady=np.full((count, STEADINESS.size), 1.0 / STEADINESS.size),
    )
    return figures, belief
