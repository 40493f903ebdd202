"""What a study found, in plain records that go to JSON, to tables and to the page."""

from __future__ import annotations

from typing import Any

from airshield.model.record import record
from airshield.planning.answer import Estimate


@record
class EffectPoint:
    """The mean of a measure over the points where a factor lies in one part of its range."""

    value: str
    """The level, or the middle of the part."""
    at: float
    """The same as a number; of a level that is none, its number in the list."""
    points: int
    """Points in it."""
    mean: Estimate
    """Mean over them."""


@record
class Effect:
    """What one factor does to a measure, the others spread over all their values."""

    factor: str
    """The factor."""
    points: tuple[EffectPoint, ...]
    """The measure along it."""
    change: Estimate
    """By how much the last differs from the first."""
    first_order: Estimate
    """Share of the fitted surface's variance that the factor explains alone."""
    total: Estimate
    """The same with all interactions that it takes part in."""


@record
class Term:
    """A term of the fitted surface."""

    name: str
    """What it is of."""
    coefficient: float
    """Its coefficient, on orthonormal polynomials: its square is its part of the variance."""


@record
class MeasureStudy:
    """What a study says of one measure."""

    name: str
    """Measure."""
    title: str
    """In words."""
    unit: str
    """Its unit; empty for a number or a share."""
    share: bool
    """Whether it is a share."""
    mean: float
    """Mean over the points."""
    least: float
    """Least of any point."""
    greatest: float
    """Greatest of any point."""
    effects: tuple[Effect, ...]
    """The factors, the strongest first."""
    surface: str
    """Kind of the surface that was fitted."""
    predicts: float
    """Share of the variance between points that it predicts where it was not fitted."""
    terms: tuple[Term, ...]
    """Its terms."""


@record
class StudyAnswer:
    """All that a study found."""

    manifest: dict[str, Any]
    """What decides every point."""
    scenario_file: str
    """File that was varied."""
    command: str
    """Command line that repeats it."""
    points: int
    """Points played."""
    found: int
    """Points that were done already."""
    raids: int
    """Raids of all points."""
    elapsed_s: float
    """Time it took."""
    measures: tuple[MeasureStudy, ...]
    """The measures asked for."""
