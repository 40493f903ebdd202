"""Fitting the share model: its most probable figures, draws around them, and how sure that is."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtri
from scipy.stats import qmc

from airshield.evidence.arrays import Belief, Figures, Floats, Room
from airshield.evidence.kernels import assimilate
from airshield.evidence.shares import STEADINESS, Design, Knobs, knobs_of, start

DRAWS = 64
"""Draws of the figures: a power of two."""
ROUNDS = 3
"""Times that draws are made again where their weights are worth little."""
WIDEN = 1.2
"""Draws are spread wider than the fitted normal distribution by this, and weighted back."""
LEAST_EFFECTIVE = 8.0
"""A fit is refused if its weighted draws are worth fewer than this."""
FRESH = 1.15
"""A covariance is used again until there are more rows by this factor."""
MANY = 200
"""Of more rows, a third is fitted first: each pass over them costs a third."""
ALONE = 1_000
"""Fewer rows times draws are not worth a second thread."""
STEP = 0.03
"""Step of the differences from which slopes are taken, in standard deviations."""
BEND = 0.1
"""Step of those from which curvature is taken, in units of the knobs."""

NODES = 21
"""Nodes of the integral over one report's share."""


class Fit(NamedTuple):
    """The model of one class after the rows before `until`."""

    design: Design
    knobs: Knobs
    until: int
    """Rows that it was fitted to."""
    best: Floats
    """(knobs,) most probable values."""
    cov: Floats
    """(knobs, knobs) covariance of the normal distribution around them."""
    cov_until: int
    """Rows that the covariance was found from."""
    figures: Figures
    """The draws' figures."""
    belief: Belief
    """The draws' beliefs after the rows."""
    log_weight: Floats
    """(draws,) logarithms of their weights, which sum to 1."""
    effective: float
    """Number of equally weighted draws that these are worth."""
    slope: float
    """Largest remaining slope of the log posterior, for a step of one standard deviation."""

    @property
    def converged(self) -> bool:
        """Return whether the fit can be reported."""
        return self.effective >= LEAST_EFFECTIVE and self.slope < 0.2


def fit(design: Design, until: int, earlier: Fit | None = None) -> Fit:
    """Fit the model to the first rows.

    An earlier fit, of fewer rows, says where to begin; of many rows, a third is fitted first. Its
    covariance is used again while the rows are few more, which the weights of the draws make good.
    Where that does not converge, the fit begins anew.
    """
    if earlier is None and until > MANY:
        earlier = fit(design, until // 3)
    design = _as_known(design, until)
    if earlier is not None:
        found = _carried_on(design, until, earlier)
        if found.converged:
            return found
    knobs = knobs_of(design)
    cov = _covariance(design, knobs, knobs.mean, until)
    best = _most_probable(design, knobs, knobs.mean, cov, until)
    return _drawn(design, knobs, until, best, _covariance(design, knobs, best, until), until)


def _carried_on(design: Design, until: int, earlier: Fit) -> Fit:
    """Fit from where an earlier fit ended."""
    knobs = earlier.knobs
    best = _most_probable(design, knobs, earlier.best, earlier.cov, until)
    if until <= earlier.cov_until * FRESH:
        found = _drawn(design, knobs, until, best, earlier.cov, earlier.cov_until)
        if found.effective >= DRAWS / 4:
            return found
    return _drawn(design, knobs, until, best, _covariance(design, knobs, best, until), until)


def _most_probable(design: Design, knobs: Knobs, begin: Floats, cov: Floats, until: int) -> Floats:
    """Return the most probable values of the knobs, looked for in standard deviations."""
    root: Floats = np.linalg.cholesky(cov).astype(np.float64)

    def minus_log(at: Floats) -> float:
        return -float(log_posterior(design, knobs, (begin + root @ at)[None, :], until)[0])

    def minus_slope(at: Floats) -> Floats:
        return -_slope(design, knobs, begin + root @ at, root, until)

    found = minimize(
        minus_log,
        np.zeros(begin.size),
        jac=minus_slope,
        method="BFGS",
        options={"gtol": 0.05, "maxiter": 60},
    )
    best: Floats = begin + root @ found.x
    return best


def _drawn(
    design: Design, knobs: Knobs, until: int, best: Floats, cov: Floats, cov_until: int
) -> Fit:
    """Draw figures around the most probable ones, and weight them by what the rows say.

    Where the weights are worth little the posterior is no normal distribution about its maximum:
    then draw again about the mean of the weighted draws, as widely as these lie.
    """
    around = _around(design, knobs, until, best, cov)
    centre, spread = best, cov
    for _ in range(ROUNDS):
        if around.effective >= DRAWS / 4:
            break
        weight = np.exp(around.log_weight)
        centre = weight @ around.draws
        apart = around.draws - centre
        own = (apart * weight[:, None]).T @ apart
        known = around.effective / (around.effective + best.size)
        spread = known * own + (1.0 - known) * spread
        again = _around(design, knobs, until, centre, spread)
        around = again if again.effective > around.effective else around
    root: Floats = np.linalg.cholesky(cov).astype(np.float64)
    slope = _slope(design, knobs, best, root, until)
    return Fit(
        design,
        knobs,
        until,
        best,
        cov,
        cov_until,
        around.figures,
        around.belief,
        around.log_weight,
        effective=around.effective,
        slope=float(np.abs(slope).max()),
    )


class _Around(NamedTuple):
    """Weighted draws of the knobs, and what each believes after the rows."""

    draws: Floats
    figures: Figures
    belief: Belief
    log_weight: Floats
    effective: float


def _around(design: Design, knobs: Knobs, until: int, centre: Floats, cov: Floats) -> _Around:
    """Draw knobs about a centre and weight them by the posterior."""
    normal = ndtri(spread_points(DRAWS.bit_length() - 1, centre.size))
    draws = centre + WIDEN * normal @ np.linalg.cholesky(cov).T
    figures, belief = start(design, knobs, draws)
    log_weight = _log_prior(knobs, draws) + take_in(design, figures, belief, 0, until).sum(axis=1)
    log_weight += 0.5 * (normal**2).sum(axis=1)
    log_weight -= np.logaddexp.reduce(log_weight)
    effective = float(1.0 / np.exp(2.0 * log_weight).sum())
    return _Around(draws, figures, belief, log_weight, effective)


def _as_known(design: Design, until: int) -> Design:
    """Return the design with only those sizes that were known before a row."""
    launched = design.rows.launched[:until]
    return design._replace(rows=design.rows._replace(sizes=launched[launched > 0]))


def take_in(design: Design, figures: Figures, belief: Belief, begin: int, end: int) -> Floats:
    """Move a belief through some rows; return (draws, end - begin) log scores.

    The draws are shared out among threads, which changes no bit of the result.
    """
    draws = belief.mean.shape[0]
    scores = np.zeros((draws, len(design.reports)))

    def some(part: slice) -> None:
        figures_here = figures.of(part)
        belief_here = Belief(*(table[part] for table in belief))
        room = make_room(design)
        assimilate(design.rows, figures_here, belief_here, begin, end, room, scores[part])

    threads = min(draws, os.cpu_count() or 1)
    edges = [draws * i // threads for i in range(threads + 1)]
    parts = [slice(low, high) for low, high in pairwise(edges)]
    if (end - begin) * draws < ALONE:
        some(slice(0, draws))
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, parts))
    return scores[:, begin:end]


def make_room(design: Design) -> Room:
    """Return working room for the filter of a design."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    columns = len(design.columns)
    return Room(
        nodes,
        weights / weights.sum(),
        np.empty(NODES),
        np.empty(NODES),
        np.empty(columns),
        np.empty(STEADINESS.size),
    )


def spread_points(power: int, dimensions: int) -> Floats:
    """Return (2^power, dimensions) points spread evenly over the unit cube, always the same.

    Sobol's sequence, each point in the middle of its cell.
    """
    points: Floats = qmc.Sobol(dimensions, scramble=False).random_base2(power)
    points += 0.5 / points.shape[0]
    return points


def _log_prior(knobs: Knobs, at: Floats) -> Floats:
    prior: Floats = -0.5 * (((at - knobs.mean) / knobs.sd) ** 2).sum(axis=1)
    return prior


def log_posterior(design: Design, knobs: Knobs, at: Floats, until: int) -> Floats:
    """Return, up to a constant, the log posterior of some values of the knobs: (d,) of (d, k)."""
    figures, belief = start(design, knobs, at)
    score: Floats = take_in(design, figures, belief, 0, until).sum(axis=1)
    return _log_prior(knobs, at) + score


def _slope(design: Design, knobs: Knobs, at: Floats, root: Floats, until: int) -> Floats:
    """Return the slope of the log posterior along each column of `root`, by differences."""
    steps = STEP * root.T
    value = log_posterior(design, knobs, np.vstack([at + steps, at - steps]), until)
    slope: Floats = (value[: at.size] - value[at.size :]) / (2.0 * STEP)
    return slope


def _covariance(design: Design, knobs: Knobs, at: Floats, until: int) -> Floats:
    """Return the inverse of the curvature at the most probable values.

    Where the reports say nothing of a direction it is no wider than before any report.
    """
    count = at.size
    pairs = [(i, j) for i in range(count) for j in range(i + 1)]
    shifts = BEND * np.array([np.eye(count)[i] + (i != j) * np.eye(count)[j] for i, j in pairs])
    around = np.vstack([at[None, :], at + shifts, at - shifts])
    value = log_posterior(design, knobs, around, until)
    bend = value[1 : len(pairs) + 1] + value[len(pairs) + 1 :] - 2.0 * value[0]
    curvature = np.zeros((count, count))
    for (i, j), there in zip(pairs, bend, strict=True):
        curvature[i, j] = curvature[j, i] = -there / BEND**2
    own = np.diag(curvature).copy()
    curvature = 0.5 * (curvature - own[:, None] - own[None, :])
    np.fill_diagonal(curvature, own)
    size, direction = np.linalg.eigh(curvature)
    least = 1.0 / float(knobs.sd.max()) ** 2
    root = direction / np.sqrt(np.maximum(size, least))
    cov: Floats = root @ root.T
    return np.triu(cov) + np.triu(cov, 1).T
