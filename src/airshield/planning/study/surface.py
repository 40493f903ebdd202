"""A response surface: orthonormal polynomials in the factors, fitted by least squares.

The formulas stand in ``docs/theory/studies``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.planning.answer import Estimate
from airshield.planning.student import student_quantile
from airshield.planning.study.design import draws_for
from airshield.planning.study.factor import Factor

Floats = NDArray[np.float64]
Term = tuple[tuple[int, int], ...]
"""(factor, which of its polynomials), once or twice; empty for the constant."""

FOLDS = 10
"""Parts of the points that are left out in turn."""
MOST_TERMS = 0.75
"""Most terms for each point that is fitted."""
FLAT = 1e-9
"""Spread, over the size of the values, below which they are all the same."""


class Surface(NamedTuple):
    """A fitted surface."""

    factors: tuple[Factor, ...]
    """Factors."""
    kind: str
    """``constant``, ``linear``, ``quadratic`` or ``quadratic with interactions``."""
    terms: tuple[Term, ...]
    """Terms."""
    coefficients: Floats
    """(terms,) coefficients."""
    partial: tuple[tuple[Floats, Floats], ...]
    """Coefficients, and their variances, without each fold in turn, and with all of them first."""
    predicts: float
    """Share of the variance between points that it predicts where it was not fitted."""
    left_out: Floats
    """(n,) its prediction of each point when fitted without the point's fold."""

    def predict(self, numbers: Floats, only: Sequence[int] | None = None) -> Floats:
        """Return the surface, averaged over the factors that are not in `only`.

        Parameters
        ----------
        numbers : (n, factors)
            As `Factor.number` gives them; of factors not in `only`, anything.
        only
            Factors that are not averaged over; None averages over none.

        Returns
        -------
        (n,)
        """
        wanted = set(range(len(self.factors)) if only is None else only)
        kept = [i for i, term in enumerate(self.terms) if {f for f, _ in term} <= wanted]
        columns = _matrix(self.factors, [self.terms[i] for i in kept], numbers)
        return np.asarray(columns @ self.coefficients[kept])

    def shares(self, factor: int) -> tuple[Estimate, Estimate]:
        """Estimate the first-order and the total share of the variance that a factor has."""
        alone = np.array([{f for f, _ in term} == {factor} for term in self.terms])
        at_all = np.array([factor in {f for f, _ in term} for term in self.terms])
        return self._share(alone), self._share(at_all)

    def _share(self, chosen: NDArray[np.bool_]) -> Estimate:
        whole, *parts = (_share_of(*part, chosen) for part in self.partial)
        half = _jackknife_half(np.array(parts))
        return Estimate(mean=whole, low=max(0.0, whole - half), high=min(1.0, whole + half))


def _share_of(coefficients: Floats, variances: Floats, chosen: NDArray[np.bool_]) -> float:
    """Return the share of the variance that some terms have, less what chance gives them."""
    parts = np.maximum(coefficients**2 - variances, 0.0)
    parts[0] = 0.0  # The constant does not vary.
    total = float(parts.sum())
    return float(parts[chosen].sum()) / total if total > 0.0 else 0.0


def _jackknife_half(parts: Floats) -> float:
    """Return the half-width of the 95 % interval from estimates that each lack one fold."""
    count = parts.size
    if count < 2:
        return 1.0
    spread = np.sqrt((count - 1) / count * ((parts - parts.mean()) ** 2).sum())
    return student_quantile(0.975, count - 1) * float(spread)


def fit_surface(factors: Sequence[Factor], numbers: Floats, values: Floats, seed: int) -> Surface:
    """Fit the kind of surface that predicts best the points it was not fitted to.

    Parameters
    ----------
    factors
        Factors.
    numbers : (n, factors)
        Their values, as `Factor.number` gives them.
    values : (n,)
        The measure.
    seed
        Seed of the folds.

    References
    ----------
    :cite:t:`sudret2008`: variance shares from the coefficients.
    """
    folds = _folds(values.size, seed)
    size = max(float(np.abs(values).max()), 1e-300)
    flat = float(values.std()) <= FLAT * size
    fits = [
        _fitted(tuple(factors), kind, terms, numbers, values, folds)
        for kind, terms in _kinds(factors)
        if kind == "constant"
        or (not flat and len(terms) <= MOST_TERMS * (values.size - np.bincount(folds).max()))
    ]
    return max(fits, key=lambda surface: surface.predicts)


def _folds(points: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each point."""
    order = draws_for(seed, "study:folds").permutation(points)
    folds = np.empty(points, np.int64)
    folds[order] = np.arange(points) % min(FOLDS, points)
    return folds


def _kinds(factors: Sequence[Factor]) -> list[tuple[str, list[Term]]]:
    """Return the kinds of surfaces with their terms, each holding the one before."""
    constant: list[Term] = [()]
    linear: list[Term] = [((i, k),) for i, f in enumerate(factors) for k in _degrees(f)[0]]
    squares: list[Term] = [((i, k),) for i, f in enumerate(factors) for k in _degrees(f)[1]]
    mixed: list[Term] = [
        (one[0], two[0]) for one, two in combinations(linear, 2) if one[0][0] != two[0][0]
    ]
    found = [("constant", constant), ("linear", constant + linear)]
    if squares:
        found.append(("quadratic", constant + linear + squares))
    if mixed:
        found.append(("quadratic with interactions", constant + linear + squares + mixed))
    return found


def _degrees(factor: Factor) -> tuple[range, range]:
    """Return which polynomials of a factor are linear, and which are not."""
    if not factor.numeric:
        return range(len(factor.levels) - 1), range(0)
    return range(1), range(1, 2 if not factor.levels or len(factor.levels) > 2 else 1)


def _fitted(
    factors: tuple[Factor, ...],
    kind: str,
    terms: list[Term],
    numbers: Floats,
    values: Floats,
    folds: NDArray[np.int64],
) -> Surface:
    matrix = _matrix(factors, terms, numbers)
    partial = [_least_squares(matrix, values)]
    left_out = np.empty_like(values)
    for fold in range(int(folds.max()) + 1):
        left = folds == fold
        partial.append(_least_squares(matrix[~left], values[~left]))
        left_out[left] = matrix[left] @ partial[-1][0]
    missed = float(((values - left_out) ** 2).sum())
    spread = float(((values - values.mean()) ** 2).sum())
    predicts = 1.0 - missed / spread if spread > 0.0 and kind != "constant" else 0.0
    return Surface(factors, kind, tuple(terms), partial[0][0], tuple(partial), predicts, left_out)


def _least_squares(matrix: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the coefficients and their variances."""
    coefficients = np.linalg.lstsq(matrix, values, rcond=None)[0]
    residual = values - matrix @ coefficients
    freedom = max(values.size - matrix.shape[1], 1)
    inverse = np.linalg.pinv(matrix.T @ matrix)
    variances = float(residual @ residual) / freedom * np.diag(inverse)
    return np.asarray(coefficients), np.asarray(variances)


def _matrix(factors: Sequence[Factor], terms: Sequence[Term], numbers: Floats) -> Floats:
    """Return the terms at each point: (n, terms)."""
    used = sorted({factor for term in terms for factor, _ in term})
    columns = {i: _polynomials(factors[i], numbers[:, i]) for i in used}
    found = np.ones((numbers.shape[0], len(terms)))
    for place, term in enumerate(terms):
        for factor, which in term:
            found[:, place] *= columns[factor][which]
    return found


def _polynomials(factor: Factor, numbers: Floats) -> list[Floats]:
    """Return a factor's polynomials: of mean 0, variance 1, uncorrelated over its values."""
    if not factor.levels:
        t = factor.coded(numbers)
        return [np.sqrt(3.0) * t, np.sqrt(5.0) * 0.5 * (3.0 * t * t - 1.0)]
    levels = np.array([factor.number(level) for level in factor.levels])
    at_levels = _on_levels(factor, levels)
    which = np.abs(numbers[:, None] - levels[None, :]).argmin(axis=1)
    return [column[which] for column in at_levels.T]


def _on_levels(factor: Factor, levels: Floats) -> Floats:
    """Return the polynomials of a list of values at these: (levels, polynomials)."""
    count = levels.size
    t = factor.coded(levels)
    if factor.numeric:
        powers = np.stack([t**k for k in range(min(3, count))], axis=1)
    else:
        powers = np.eye(count)
        powers[:, 0] = 1.0
    basis, triangle = np.linalg.qr(powers)
    return np.asarray((basis * np.sign(np.diag(triangle)) * np.sqrt(count))[:, 1:])
