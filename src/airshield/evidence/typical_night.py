"""What drawn months say: percentiles of a night, totals of a month, and a night at a percentile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from airshield.evidence.arrays import Floats, Ints
from airshield.evidence.sizes import SizeModel
from airshield.model.reports import ReportClass

PERCENTILES = (50.0, 90.0, 95.0, 99.0)
"""Percentiles that a table shows."""
AROUND = 2.5
"""Nights this far from a percentile, in percent of all nights, count as nights around it."""
ALL = "all"
"""Stands for all classes together."""


class Spread(NamedTuple):
    """A number launched, and between what it lies in nine cases of ten."""

    value: int
    low: int
    high: int


class Percentile(NamedTuple):
    """A percentile of the nights of a month, of one class or of all."""

    of: str
    """A class, or `all`."""
    percentile: float
    spread: Spread
    """That of all drawn nights; between what that of a single month's nights lies."""


class Total(NamedTuple):
    """What comes in the whole month, of one class or of all."""

    of: str
    mean: float
    spread: Spread
    """The median month; between what nine months of ten lie."""


class Part(NamedTuple):
    """How many of a night are of one catalogue type."""

    threat_class: ReportClass
    threat: str | None
    """Catalogue type; None where none is near enough."""
    spread: Spread


class TypicalNight(NamedTuple):
    """The night at a percentile of all nights, by the total launched."""

    percentile: float
    total: Spread
    classes: tuple[tuple[ReportClass, Spread], ...]
    """Counts that add up to the total."""
    parts: tuple[Part, ...]
    """Counts that add up to those of the classes."""


def percentiles(
    model: SizeModel, drawn: Ints, asked: tuple[float, ...] = PERCENTILES
) -> list[Percentile]:
    """Return percentiles of a night's number launched, for every class and for all together.

    Parameters
    ----------
    model
        What the months were drawn from.
    drawn : (months, nights, kinds)
        Drawn months.
    asked
        Percentiles, each between 0 and 100.
    """
    return [
        Percentile(name, p, _percentile(numbers, p))
        for name, numbers in _by_class(model, drawn)
        for p in asked
    ]


def totals(model: SizeModel, drawn: Ints) -> list[Total]:
    """Return what comes in the whole month, for every class and for all together."""
    found = []
    for name, numbers in _by_class(model, drawn):
        months = numbers.sum(axis=1)
        low, middle, high = (_point(months, p) for p in (5.0, 50.0, 95.0))
        found.append(Total(name, float(months.mean()), Spread(middle, low, high)))
    return found


def typical_night(model: SizeModel, drawn: Ints, percentile: float) -> TypicalNight:
    """Return the night at a percentile of all nights of the month, raid or no raid, by total.

    Its total is the percentile of all drawn nights. Its mix is the mean of the drawn nights around
    it, rounded so that the counts add up; their intervals hold nine of ten of these nights.

    Raises
    ------
    ValueError
        If the percentile does not lie between 0 and 100.
    """
    if not 0.0 < percentile < 100.0:
        raise ValueError(f"percentile must lie between 0 and 100, got {percentile}")
    all_nights = drawn.sum(axis=2)
    total = _percentile(all_nights, percentile)
    near = _around(drawn, all_nights, percentile)
    columns, shares = by_threat(model)
    counts = near @ shares
    of_class = np.stack(
        [near[:, model.class_of == c].sum(axis=1) for c in range(len(model.classes))]
    )
    whole = apportioned(total.value, of_class.mean(axis=1))
    classes = tuple(
        (name, _rounded(whole[c], of_class[c].astype(np.float64)))
        for c, name in enumerate(model.classes)
    )
    parts: list[Part] = []
    for name, spread in classes:
        mine = [i for i, (threat_class, _) in enumerate(columns) if threat_class == name]
        split = apportioned(spread.value, counts[:, mine].mean(axis=0))
        parts += [
            Part(name, columns[i][1], _rounded(n, counts[:, i]))
            for i, n in zip(mine, split, strict=True)
        ]
    return TypicalNight(percentile, total, classes, tuple(parts))


def by_threat(model: SizeModel) -> tuple[list[tuple[ReportClass, str | None]], Floats]:
    """Return classes with catalogue types, and (kinds, those) shares of each kind that they get.

    A lump of several catalogue types is shared out as they come alone, or evenly if none does.
    """
    columns: dict[tuple[ReportClass, str | None], int] = {}
    for kind in model.kinds:
        for threat in kind.threats or (None,):
            columns.setdefault((kind.threat_class, threat), len(columns))
    alone = np.zeros(len(columns))
    for i, kind in enumerate(model.kinds):
        if len(kind.threats) == 1:
            alone[columns[kind.threat_class, kind.threats[0]]] = model.weight @ model.mean[:, i]
    shares = np.zeros((len(model.kinds), len(columns)))
    for i, kind in enumerate(model.kinds):
        mine = [columns[kind.threat_class, threat] for threat in kind.threats or (None,)]
        known = alone[mine].sum()
        shares[i, mine] = alone[mine] / known if known > 0.0 else 1.0 / len(mine)
    return list(columns), shares


def apportioned(total: int, parts: Sequence[float] | Floats) -> list[int]:
    """Return whole numbers in proportion to the parts that add up to a total.

    Rounded down first; what is left goes to the largest remainders, of equal ones to the first.
    Evenly if all parts are 0.
    """
    share = np.asarray(parts, dtype=np.float64)
    if share.sum() <= 0.0:
        share = np.ones_like(share)
    exact = total * (share / share.sum())
    whole = np.floor(exact).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:left]] += 1
    return [int(n) for n in whole]


def _by_class(model: SizeModel, drawn: Ints) -> list[tuple[str, Ints]]:
    """Return (months, nights) numbers launched of every class, then of all together."""
    found: list[tuple[str, Ints]] = [
        (name, drawn[:, :, model.class_of == c].sum(axis=2)) for c, name in enumerate(model.classes)
    ]
    return [*found, (ALL, drawn.sum(axis=2))]


def _percentile(numbers: Ints, percentile: float) -> Spread:
    """Return a percentile of all nights, and the spread of the same percentile of one month."""
    of_month: Ints = np.quantile(numbers, percentile / 100.0, axis=1, method="inverted_cdf").astype(
        np.int64
    )
    low, high = (_point(of_month, p) for p in (5.0, 95.0))
    return Spread(_point(numbers, percentile), low, high)


def _around(drawn: Ints, all_nights: Ints, percentile: float) -> Ints:
    """Return (nights, kinds) the drawn nights around a percentile by total."""
    width = min(AROUND, 0.5 * percentile, 0.5 * (100.0 - percentile))
    low, high = (_point(all_nights, percentile + by) for by in (-width, width))
    near: Ints = drawn[(all_nights >= low) & (all_nights <= high)]
    return near


def _point(numbers: Ints, percentile: float) -> int:
    return int(np.quantile(numbers, percentile / 100.0, method="inverted_cdf"))


def _rounded(value: int, counts: Floats) -> Spread:
    low, high = (np.quantile(counts, p, method="inverted_cdf") for p in (0.05, 0.95))
    return Spread(value, int(np.floor(low)), int(np.ceil(high)))
