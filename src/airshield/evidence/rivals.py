"""Four simple forecasters that the model has to beat; each sees the reports of the same era."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit, gammaln

from airshield.evidence.arrays import Floats, Ints

HALF_LIFE_DAYS = 14.0
"""Half-life of the weights of the exponentially weighted rate."""

Rival = Callable[[Ints, Ints, Floats], tuple[float, float]]
"""Takes destroyed, launched and age in days of earlier reports; returns a and b of the share."""


def beta_binomial(n: int, a: float, b: float) -> Floats:
    """Return (n + 1,) probabilities of the number of n when the share is Beta(a, b)."""
    k = np.arange(n + 1)
    choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    pmf: Floats = np.exp(choose + betaln(k + a, n - k + b) - betaln(a, b))
    return pmf


def pooled(destroyed: Ints, launched: Ints, age_days: Floats) -> tuple[float, float]:
    """Pool all history, with a flat prior."""
    return 1.0 + float(destroyed.sum()), 1.0 + float((launched - destroyed).sum())


def pooled_30_days(destroyed: Ints, launched: Ints, age_days: Floats) -> tuple[float, float]:
    """Pool the last 30 days, with a flat prior."""
    recent = age_days <= 30.0
    return pooled(destroyed[recent], launched[recent], age_days[recent])


def fit_90_days(destroyed: Ints, launched: Ints, age_days: Floats) -> tuple[float, float]:
    """Fit a beta-binomial to the last 90 days."""
    recent = age_days <= 90.0
    return fit_beta(destroyed[recent], launched[recent])


def weighted_rate(destroyed: Ints, launched: Ints, age_days: Floats) -> tuple[float, float]:
    """Weight all history by its age, with a flat prior."""
    weight = 0.5 ** (age_days / HALF_LIFE_DAYS)
    return 1.0 + float(weight @ destroyed), 1.0 + float(weight @ (launched - destroyed))


RIVALS: dict[str, Rival] = {
    "all history pooled": pooled,
    "30 days pooled": pooled_30_days,
    "90 days, beta-binomial": fit_90_days,
    "exponential weights": weighted_rate,
}


def fit_beta(destroyed: Ints, launched: Ints) -> tuple[float, float]:
    """Return (a, b) of the beta-binomial of the highest likelihood, held by a weak prior.

    The prior, log(a + b) ~ N(2, 2²) and logit a/(a + b) ~ N(0, 3²), matters only for few reports.
    """
    counts = np.stack([launched, destroyed])
    pairs, times = np.unique(counts, axis=1, return_counts=True)
    n, k = pairs

    def minus_log(at: Floats) -> float:
        total = np.exp(min(at[1], 12.0))
        a = total * min(max(expit(at[0]), 1e-6), 1.0 - 1e-6)
        b = total - a
        likelihood = float(times @ (betaln(k + a, n - k + b) - betaln(a, b)))
        return float(-likelihood + at[0] ** 2 / 18.0 + (at[1] - 2.0) ** 2 / 8.0)

    found = minimize(minus_log, np.array([0.5, 2.0]), method="BFGS", options={"gtol": 1e-3})
    total = float(np.exp(min(found.x[1], 12.0)))
    a = total * min(max(float(expit(found.x[0])), 1e-6), 1.0 - 1e-6)
    return a, total - a
