"""Forecasts of a night's number launched, month by month, against three rivals. Cited by 0008.

    python design/experiments/raid_sizes.py missile_attacks_daily.csv 2025-07 2026-03

forecasts every night from the first month to the last (excluded), each month from what came before
it, and prints log score (higher is better), CRPS in threats launched (lower is better), and what
the central 50 % and 90 % intervals held; then the same for monthly totals. With `settings` as a
fourth argument it prints the mean log scores, and what the 90 % intervals of monthly totals held,
with one figure of the model changed at a time.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
from scipy.stats import nbinom, poisson

from airshield.evidence.nights import nights_before
from airshield.evidence.scores import score, summarise
from airshield.evidence.sizes import Settings, draw_months, night_pmf, size_model
from airshield.files.attacks import read_record

MOST = 2500
CLASSES = ("drone", "cruise-missile", "ballistic-missile", None)
NUMBERS = np.arange(MOST + 1)


def next_month(month):
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_30_nights(before):
    """Each of the last 30 nights, and one geometric night of the same mean."""
    seen = np.bincount(before[-30:], minlength=MOST + 1) / 30.0
    p = 1.0 / (1.0 + max(before[-30:].mean(), 0.01))
    return (30.0 * seen + p * (1.0 - p) ** NUMBERS) / 31.0


def poisson_90_days(before):
    return poisson.pmf(NUMBERS, max(before[-90:].mean(), 0.01))


def negative_binomial_90_days(before):
    mean, variance = max(before[-90:].mean(), 0.01), before[-90:].var()
    size = mean**2 / max(variance - mean, 1e-3 * mean)
    return nbinom.pmf(NUMBERS, size, size / (size + mean))


RIVALS = {
    "30 nights as they were": last_30_nights,
    "90 days, Poisson": poisson_90_days,
    "90 days, negative binomial": negative_binomial_90_days,
}


def forecast(record, month, scores, totals):
    """Score every night of a month, and its totals."""
    end = next_month(month)
    known, after = nights_before(record, month), nights_before(record, end)
    first = (month - after.first).days
    model = size_model(known, month)
    drawn = draw_months(model, 4000, seed=1)
    for of in CLASSES:
        columns = [i for i, kind in enumerate(after.kinds) if of in (None, kind.threat_class)]
        numbers = after.counts[:, columns].sum(axis=1)
        pmfs = {"airshield": night_pmf(model, of, MOST, months=16)}
        pmfs |= {name: rival(numbers[:first]) for name, rival in RIVALS.items()}
        for name, pmf in pmfs.items():
            scores[of, name] += [score(pmf, int(n)) for n in numbers[first:]]
        mine = [i for i, kind in enumerate(model.kinds) if of in (None, kind.threat_class)]
        sums = drawn[:, :, mine].sum(axis=(1, 2))
        came = numbers[first:].sum()
        totals[of].append(((sums < came).mean() + (sums <= came).mean()) / 2.0)


def by_setting(record, months):
    """Print what each figure of the model is worth."""
    changes = [
        {},
        *({"half_life_days": days} for days in (15.0, 60.0, 120.0)),
        *({"background": share} for share in (0.001, 0.1)),
        *({"slope_sd": sd} for sd in (1e-6, 0.001, 0.01)),
        *({"most_growth": factor} for factor in (1.2, 3.0)),
        *({"shape": shape} for shape in (4.0, 60.0)),
        *({"month_sd": sd} for sd in (0.01, 0.2, 0.3, 0.6)),
    ]
    for change in changes:
        settings = Settings(**change)
        found = [one_setting(record, month, settings) for month in months]
        logs = [np.concatenate([row[0][of] for row in found]).mean() for of in CLASSES]
        held = [np.mean([row[1][of] for row in found]) for of in CLASSES]
        name = ", ".join(f"{key} {value:g}" for key, value in change.items()) or "as chosen"
        print(f"{name:24}", *(f"{x:8.3f}" for x in logs), *(f"{x:6.2f}" for x in held), flush=True)


def one_setting(record, month, settings):
    """Return the nights' log scores by class, and whether 90 % intervals held its totals."""
    known, after = nights_before(record, month), nights_before(record, next_month(month))
    model = size_model(known, month, settings)
    drawn = draw_months(model, 2000, seed=1)
    logs, held = {}, {}
    for of in CLASSES:
        columns = [i for i, kind in enumerate(after.kinds) if of in (None, kind.threat_class)]
        came = after.counts[(month - after.first).days :, columns].sum(axis=1)
        pmf = night_pmf(model, of, int(came.max()), months=16)
        logs[of] = np.log(np.maximum(pmf[came], 1e-9))
        mine = [i for i, kind in enumerate(model.kinds) if of in (None, kind.threat_class)]
        low, high = np.quantile(drawn[:, :, mine].sum(axis=(1, 2)), (0.05, 0.95))
        held[of] = low <= came.sum() <= high
    return logs, held


def months_of(begin, until):
    """Return the first days of the months from one to another, the other excluded."""
    months = [date.fromisoformat(f"{begin}-01")]
    while (following := next_month(months[-1])) < date.fromisoformat(f"{until}-01"):
        months.append(following)
    return months


def main(path, begin, until, what=""):
    record = read_record(Path(path))
    if what == "settings":
        by_setting(record, months_of(begin, until))
        return
    scores, totals = defaultdict(list), defaultdict(list)
    for month in months_of(begin, until):
        forecast(record, month, scores, totals)
    print(f"{'':46}nights log score   lead ± 95 %   CRPS  50 %  90 %   >99")
    for (of, name), rows in scores.items():
        found = summarise(rows)
        over = np.mean([row.below > 0.99 for row in rows])
        crps = found.crps * MOST
        ours = np.array([row.log_score for row in scores[of, "airshield"]])
        lead = ours - np.array([row.log_score for row in rows])
        print(
            f"{of or 'all':18}{name:28}{found.forecasts:6}{found.log_score:10.3f}"
            f"{lead.mean():7.3f} ± {1.96 * lead.std() / len(lead) ** 0.5:5.3f}{crps:7.2f}"
            f"{found.held_50:6.2f}{found.held_90:6.2f}{over:6.3f}"
        )
    for of, ranks in totals.items():
        rank = np.array(ranks)
        held = [float((abs(rank - 0.5) <= half).mean()) for half in (0.25, 0.45)]
        print(f"{of or 'all':18}totals of {rank.size} months: {held[0]:.2f}, {held[1]:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
