"""What a fitted model says of the share at a moment: on average, and in a single raid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, expit, ndtri

from airshield.evidence.arrays import Floats
from airshield.evidence.fitting import Fit, fit
from airshield.evidence.shares import (
    Design,
    Term,
    make_design,
    size_term,
    terms_of,
)
from airshield.model.reports import Report, ReportClass

RECENT_DAYS = 90
"""Reports of so many days say what a usual raid is."""
LEVELS = np.linspace(0.0025, 0.9975, 200)
"""Probabilities at which distributions are cut into equally likely values."""


class UsualRaid(NamedTuple):
    """What a usual raid of a class is, as recent nationwide reports have it."""

    size: float
    """Median number launched."""
    types: tuple[tuple[str, float], ...]
    """Reported types and their shares of what was launched."""
    era: str
    reports: int
    """Reports that say so."""


class PosteriorShare(NamedTuple):
    """The share destroyed of a usual raid, as equally likely values."""

    threat_class: ReportClass
    at: datetime
    """The moment of which it speaks: the last report's."""
    raid: UsualRaid
    mean: Floats
    """(200,) values of the share expected over many such raids."""
    single: Floats
    """(200,) values of the share in one such raid."""
    reports: int
    """Reports that it was learned from."""
    effective: float
    slope: float
    converged: bool


def posterior_share(
    reports: Iterable[Report], threat_class: ReportClass, until: datetime
) -> PosteriorShare | None:
    """Learn the share of a class from the reports that ended before a moment.

    Returns None if no report can teach it.
    """
    known = [report for report in reports if report.ends is not None and report.ends < until]
    design = make_design(known, threat_class)
    if not design.reports:
        return None
    fitted = fit(design, len(design.reports))
    raid = usual_raid(design)
    mean, single = _shares(fitted, raid)
    at = design.reports[-1].ends or until
    return PosteriorShare(
        threat_class,
        at,
        raid,
        mean,
        single,
        len(design.reports),
        fitted.effective,
        fitted.slope,
        fitted.converged,
    )


def usual_raid(design: Design) -> UsualRaid:
    """Return what a usual raid is by the last reports that speak of the whole country."""
    last = design.rows.day[-1]
    wide = [
        i
        for i, report in enumerate(design.reports)
        if report.launched and report.era == design.reports[-1].era
    ]
    near = [i for i in wide if design.rows.day[i] >= last - RECENT_DAYS]
    national = [i for i in near if design.reports[i].nationwide]
    chosen = national or near or wide or list(range(len(design.reports)))
    launched = np.array([max(design.rows.launched[i], 1) for i in chosen])
    shares: dict[str, float] = {}
    for i, n in zip(chosen, launched, strict=True):
        types = design.reports[i].types
        for name in types:
            shares[name] = shares.get(name, 0.0) + float(n) / len(types) / float(launched.sum())
    return UsualRaid(
        float(np.median(launched)),
        tuple(sorted(shares.items(), key=lambda item: (-item[1], item[0]))),
        design.reports[-1].era,
        len(chosen),
    )


def _shares(fitted: Fit, raid: UsualRaid) -> tuple[Floats, Floats]:
    """Return equally likely values of the expected share and of that in a single raid."""
    terms = terms_of(raid.era, size_term(raid.size, fitted.design.recipe), (), ("the country",))
    terms |= {("type", name): share for name, share in raid.types}
    eta, sd = _logit(fitted, terms)
    weight = np.exp(fitted.log_weight)
    inner = ndtri((np.arange(25) + 0.5) / 25.0)
    share = expit(eta[:, None] + sd[:, None] * inner)
    chance = np.repeat(weight[:, None] / inner.size, inner.size, axis=1)
    figures = fitted.figures
    precision = figures.precision * raid.size**figures.precision_power
    cuts = (np.arange(20) + 0.5) / 20.0
    a = (share * precision[:, None])[..., None]
    b = ((1.0 - share) * precision[:, None])[..., None]
    single: Floats = np.asarray(betaincinv(a, b, cuts), np.float64)
    each = np.repeat(chance[..., None] / cuts.size, cuts.size, axis=2)
    return quantiles(share, chance), quantiles(single, each)


def _logit(fitted: Fit, terms: dict[Term, float]) -> tuple[Floats, Floats]:
    """Return each draw's mean and standard deviation of the logit of a share."""
    h = np.array([terms.get(column, 0.0) for column in fitted.design.columns])
    eta = fitted.belief.mean @ h
    variance = np.einsum("i,dij,j->d", h, fitted.belief.cov, h)
    return eta, np.sqrt(np.maximum(variance, 1e-12))


def quantiles(values: Floats, weights: Floats, levels: Sequence[float] | Floats = LEVELS) -> Floats:
    """Return quantiles of weighted values."""
    order = np.argsort(values, axis=None, kind="stable")
    sorted_values = values.ravel()[order]
    reached = np.cumsum(weights.ravel()[order])
    middle = reached - 0.5 * weights.ravel()[order]
    found: Floats = np.interp(np.asarray(levels) * reached[-1], middle, sorted_values)
    return found
