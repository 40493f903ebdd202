"""How many are launched of which kind in a night: a forecast for a month.

The model stands in ``docs/theory/raid-sizes``; ``design/0008`` says why it is this one.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import gammaln, ndtri

from airshield.evidence.arrays import Floats, Ints
from airshield.evidence.nights import Kind, Nights
from airshield.model.reports import ReportClass

FEWEST_NIGHTS = 60
"""A month is forecast once so many nights came before it."""


class Settings(NamedTuple):
    """The figures of the model; chosen in ``design/0008``."""

    half_life_days: float = 30.0
    """Age at which a night counts half."""
    background: float = 0.02
    """Share of all weight that is spread evenly over all nights."""
    slope_sd: float = 0.003
    """Standard deviation of the growth of a class before any report, per day, as a logarithm."""
    most_growth: float = 1.5
    """Factor by which growth may change an earlier night at most, up or down."""
    shape: float = 15.0
    """Shape of the gamma factor of a night."""
    month_sd: float = 0.4
    """Standard deviation of the logarithm of a class's factor of the month."""


class SizeModel(NamedTuple):
    """What nights of a month are drawn from: earlier nights, brought to the month's level."""

    month: date
    """First day of the month."""
    days: int
    """Nights in it."""
    kinds: tuple[Kind, ...]
    classes: tuple[ReportClass, ...]
    class_of: Ints
    """(kinds,) place of each kind's class."""
    weight: Floats
    """(nights,) probability that a night of the month is like this one; together 1."""
    mean: Floats
    """(nights, kinds) number launched, grown to the month."""
    growth_per_day: Floats
    """(classes,) logarithm of growth per day."""
    settings: Settings


def size_model(nights: Nights, month: date, settings: Settings | None = None) -> SizeModel:
    """Learn from earlier nights what the nights of a month may be like.

    Parameters
    ----------
    nights
        Nights before the month.
    month
        First day of the month.
    settings
        Figures of the model; without them, the chosen ones.

    Raises
    ------
    ValueError
        If there are fewer than ``FEWEST_NIGHTS``.

    References
    ----------
    ``docs/theory/raid-sizes``, "Weight and growth".
    """
    settings = settings or Settings()
    n = len(nights.counts)
    if n < FEWEST_NIGHTS:
        raise ValueError(f"needs {FEWEST_NIGHTS} nights before the month, got {n}")
    days = calendar.monthrange(month.year, month.month)[1]
    middle = month + timedelta(days=days // 2)
    age = (middle - nights.first).days - np.arange(n, dtype=np.float64)
    recent = 0.5 ** ((age - age[-1]) / settings.half_life_days)
    weight = (1.0 - settings.background) * recent / recent.sum() + settings.background / n
    classes, class_of = _classes(nights)
    slope = np.array(
        [
            growth(nights.counts[:, class_of == c].sum(axis=1), age, recent, settings.slope_sd)
            for c in range(len(classes))
        ]
    )
    limit = np.log(settings.most_growth)
    grown: Floats = np.exp(np.clip(slope[class_of] * age[:, None], -limit, limit))
    mean = nights.counts.astype(np.float64) * grown
    return SizeModel(month, days, nights.kinds, classes, class_of, weight, mean, slope, settings)


def _classes(nights: Nights) -> tuple[tuple[ReportClass, ...], Ints]:
    """Return the classes of the kinds, and the place of each kind's class among them."""
    classes = tuple(dict.fromkeys(kind.threat_class for kind in nights.kinds))
    return classes, np.array([classes.index(kind.threat_class) for kind in nights.kinds])


def growth(counts: Ints, age: Floats, recent: Floats, slope_sd: float) -> float:
    """Return the most likely growth per day of a class, as a logarithm.

    Counts are taken as overdispersed Poisson counts with a mean of exp(a − slope × age), weighted
    by how recent they are; the slope has a normal prior around 0.
    """
    total = float(recent @ counts)
    if total == 0.0:
        return 0.0
    level = total / float(recent.sum())
    spread = float(recent @ (counts - level) ** 2) / (level * float(recent.sum()))
    centre = float(recent @ (counts * age)) / total

    def gradient(slope: float) -> float:
        share = recent * np.exp(np.minimum(-slope * (age - centre), 500.0))
        expected = float(share @ age) / float(share.sum())
        return total / max(spread, 1.0) * (expected - centre) - slope / slope_sd**2

    most = 10.0 * slope_sd
    if gradient(-most) * gradient(most) > 0.0:
        return float(np.copysign(most, gradient(0.0)))
    return float(brentq(gradient, -most, most))


def draw_months(model: SizeModel, months: int, seed: int) -> Ints:
    """Draw months, night by night; the same seed and month give the same draws.

    Parameters
    ----------
    model
        What the nights are drawn from.
    months
        How many.
    seed
        From 0 to 2⁶⁴ − 1.

    Returns
    -------
    (months, nights, kinds)
        Number launched.
    """
    random = _random(model, seed)
    of_month = _of_month(model, months, random)[:, None, model.class_of]
    shape = model.settings.shape
    of_night = random.gamma(shape, 1.0 / shape, (months, model.days, 1))
    like = random.choice(len(model.weight), (months, model.days), p=model.weight)
    drawn: Ints = random.poisson(model.mean[like] * of_month * of_night).astype(np.int64)
    return drawn


def night_pmf(model: SizeModel, of: ReportClass | None, most: int, months: int = 32) -> Floats:
    """Return the probability of each number launched in a night, cut off at ``most``.

    Given the factor of the month, each earlier night yields a negative binomial number, of a class
    and of all together; the factors are drawn, ``months`` of them.

    Parameters
    ----------
    model
        What the nights are drawn from.
    of
        A class; None for all together.
    most
        Largest number.
    months
        Draws of the factors of the month.
    """
    factor = _of_month(model, months, _random(model, 0))[:, model.class_of]
    chosen = np.array([of is None or model.classes[c] == of for c in model.class_of])
    mean = model.mean[:, chosen] @ factor[:, chosen].T
    weight = np.repeat(model.weight[:, None] / months, months, axis=1)
    some = mean > 0.0
    pmf = _negative_binomials(mean[some], weight[some], model.settings.shape, most)
    pmf[0] += weight[~some].sum()
    return pmf


def _negative_binomials(mean: Floats, weight: Floats, shape: float, most: int) -> Floats:
    """Return the weighted sum of negative binomial probabilities of 0 … most."""
    pmf = np.empty(most + 1)
    log_q, log_p = np.log(mean / (mean + shape)), np.log(shape / (mean + shape))
    base = np.log(weight) + shape * log_p
    for n in range(most + 1):
        pmf[n] = np.exp(base + n * log_q).sum()
    numbers = np.arange(most + 1)
    choose: Floats = np.exp(gammaln(numbers + shape) - gammaln(shape) - gammaln(numbers + 1.0))
    pmf *= choose
    return pmf


def _random(model: SizeModel, seed: int) -> np.random.Generator:
    """Return the source of random numbers of a seed and a month."""
    month = model.month.year * 12 + model.month.month
    return np.random.Generator(np.random.Philox(key=np.array([seed, month], dtype=np.uint64)))


def _of_month(model: SizeModel, months: int, random: np.random.Generator) -> Floats:
    """Return (months, classes) factors of the month, log-normal with mean 1.

    They are drawn from a Latin hypercube, so that few months suffice.
    """
    shape = (months, len(model.classes))
    part = random.permuted(np.tile(np.arange(months)[:, None], (1, shape[1])), axis=0)
    normal = ndtri((part + random.random(shape)) / months)
    sd = model.settings.month_sd
    factor: Floats = np.exp(sd * normal - 0.5 * sd**2)
    return factor
