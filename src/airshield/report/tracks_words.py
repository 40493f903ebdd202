"""What the page of tracks says in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from airshield.report.figures.tracks import NOT_CLEAR, shown_class
from airshield.report.track_summary import SensorRow, TrackSummary
from airshield.report.tracks_table import moment
from airshield.report.wording import class_title, counted
from airshield.tracking.registration import SensorHealth

LIMITS: Final = (
    "A picture of what flew, for warning and analysis. It commands nothing and aims at nothing.",
    "A track is what the tracker believes. Its probabilities hold as far as the figures of the "
    "sensors do: places, errors, probabilities of detection, false plots.",
    "What no sensor sees has no track.",
)
FEW: Final = 4
"""A track with fewer plots is not counted in the headline."""
MUCH: Final = 2.0
"""From so many standard deviations on, a bias is told as found."""
HEIGHTS: Final = {2: "elevation", 3: "height"}
"""Measures whose noise is told only where it is more than stated."""


class LearntRow(NamedTuple):
    """What was learnt of one sensor, in words."""

    name: str
    range_bias: str
    bearing_bias: str
    clock: str
    noise: str
    pairs: int
    lies: bool
    found: bool
    """Whether a bias stands out."""


def headline(summary: TrackSummary) -> str:
    """Say in a sentence what came of it: tracks of several plots, by class."""
    lasting = [row for row in summary.tracks if row.plots >= FEW]
    if not lasting:
        return f"No lasting track from {counted(summary.taken, 'plot')}."
    words = Counter(shown_class(row) for row in lasting)
    classes = [(name, n) for name, n in words.most_common() if name != NOT_CLEAR]
    parts = [f"{n:,} {_plural(class_title(name), n)}" for name, n in classes]
    if words[NOT_CLEAR]:
        parts.append(f"{words[NOT_CLEAR]:,} not clear")
    return f"{counted(len(lasting), 'track')}: {', '.join(parts)}."


def _plural(word: str, count: int) -> str:
    return word if count == 1 or word == "aircraft" else f"{word}s"


def findings(summary: TrackSummary) -> Iterator[str]:
    """Say what it was made from, and when that was."""
    if summary.first_s is not None and summary.last_s is not None:
        yield (
            f"From {moment(summary.first_s, summary)} to {moment(summary.last_s, summary)}, "
            f"{(summary.last_s - summary.first_s) / 60:,.0f} minutes."
        )
    yield (
        f"{counted(summary.taken, 'plot')} and looks taken of {summary.plots:,}, by "
        f"{counted(len(summary.sensors), 'sensor')}; association: {summary.association}."
    )


def caveats(summary: TrackSummary, health: SensorHealth, names: Sequence[str]) -> Iterator[str]:
    """Say what a reader must know before believing it."""
    if summary.stopped:
        yield f"Stopped early: {summary.done:,} of {summary.plots:,} plots were followed."
    liars = [name for name, lies in zip(names, health.lies, strict=True) if lies]
    if liars:
        yield (
            f"{', '.join(liars)}: errors far beyond what is stated. Their plots are believed less; "
            "check place, north mark, clock and figures."
        )
    short = sum(row.plots < FEW for row in summary.tracks)
    if short:
        yield (
            f"{counted(short, 'more track')} of fewer than {FEW} plots: many are false, or pieces "
            "of others."
        )
    if summary.unknown:
        yield f"{summary.unknown:,} plots are of sensors that the surveillance does not name."
    if summary.refused:
        why = ", ".join(f"{n:,} {reason}" for reason, n in summary.refused.items())
        yield f"Refused by the tracker: {why}."


def refused_text(row: SensorRow) -> str:
    """Return how many plots of a sensor were refused, and why."""
    if not row.refused:
        return "0"
    why = ", ".join(f"{n:,} {reason}" for reason, n in row.refused.items())
    return f"{sum(row.refused.values()):,} ({why})"


def learnt(names: Sequence[str], health: SensorHealth) -> list[LearntRow]:
    """Return what was learnt of each sensor that took part, liars first, then by name."""
    rows = [_learnt(name, health, i) for i, name in enumerate(names) if health.pairs[i] > 0]
    return sorted(rows, key=lambda row: (not row.lies, not row.found))


def _learnt(name: str, health: SensorHealth, i: int) -> LearntRow:
    bias, sigma = health.bias[i].copy(), health.sigma[i].copy()
    bias[1], sigma[1] = np.degrees(bias[1]), np.degrees(sigma[1])
    factors = np.sqrt(health.noise_factor[i])
    noise = [f"{factors[0]:.1f}", f"{factors[1]:.1f}"]
    noise += [f"{of} {factors[k]:.1f}" for k, of in HEIGHTS.items() if factors[k] > 1.0]
    return LearntRow(
        name=name,
        range_bias=_with_sigma(bias[0], sigma[0], "m", 0),
        bearing_bias=_with_sigma(bias[1], sigma[1], "°", 2),
        clock=_with_sigma(bias[2], sigma[2], "s", 2),
        noise=", ".join(noise),
        pairs=int(health.pairs[i]),
        lies=bool(health.lies[i]),
        found=bool((np.abs(bias) > MUCH * sigma)[sigma > 0].any()),
    )


def _with_sigma(value: float, sigma: float, unit: str, digits: int) -> str:
    if not sigma > 0:
        return "–"
    sign = "−" if round(value, digits) < 0 else "+"
    space = "" if unit == "°" else "\u00a0"
    return f"{sign}{abs(value):.{digits}f} ± {sigma:.{digits}f}{space}{unit}"
