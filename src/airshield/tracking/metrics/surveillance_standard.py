"""Tracks against truth in the measures of the standards of air traffic surveillance.

The measures are those in which EUROCAE ED-142 (:cite:t:`eurocae2010`, multilateration over wide
areas) and the EUROCONTROL Specification for ATM Surveillance System Performance
(:cite:t:`eurocontrol2021`) state what they ask for. `LIMITS` are quoted second hand for an update
every 5 s, and the counting rules below are our own: who claims to conform must check both against
the texts.

Which target a *report*, one point of a track, is of says `metrics.reports`. The life of a target is
cut into *updates*, spans of one interval each from its first point on; what is left over at the end
does not count.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.model.record import Rules, record
from airshield.tracking.metrics.reports import Reports, Whole, attributed
from airshield.tracking.picture import TrackPoints
from airshield.tracking.plots import Floats
from airshield.tracking.truth import Truth, numbers

LONG_GAP = 3.3
"""A gap is long when it exceeds so many intervals: three and a tenth of three."""

RUN = 3
"""So many large errors of a target one after the other are taken to hang together."""


@record
class Limits:
    """What is asked for."""

    p_update: float = 0.97
    """Least share of updates with a report."""
    long_gaps: float = 0.001
    """Greatest share of updates that fall into long gaps."""
    rms_m: float = 150.0
    """Greatest horizontal error, root mean square."""
    false_reports: float = 0.001
    """Greatest share of reports that are of no target."""

    def __post_init__(self) -> None:
        rules = Rules(self).probability("p_update", "long_gaps", "false_reports")
        rules.positive("rms_m").check()


LIMITS = Limits()
"""Quoted for an update every 5 s: long gaps are those over 16.5 s."""


class Flights(NamedTuple):
    """How each target was followed, a row each."""

    number: Whole
    updates: Whole
    """Updates of its whole life."""
    expected: Whole
    """Updates from the one with its first report on."""
    hit: Whole
    """Updates with a report."""
    gapped: Whole
    """Updates, of those expected, that lie in long gaps."""
    delay_s: Floats
    """From its first point to its first report; NaN: never reported."""
    rms_m: Floats
    """Horizontal error, root mean square; NaN: never reported."""
    breaks: Whole
    """How often the track that reported it ended and another went on with it."""


class Score(NamedTuple):
    """The measures over all targets and tracks."""

    p_update: float
    """Share of the expected updates, from each target's first report on, with a report."""
    p_update_whole: float
    """Share of all updates with a report: late and missing tracks count too."""
    long_gaps: float
    """Share of the expected updates that lie in gaps over `LONG_GAP` intervals between reports of
    a target, or from the last to its end."""
    rms_m: float
    """Horizontal error of all true reports, root mean square."""
    worst_rms_m: float
    """The greatest of single targets with ten reports and more."""
    speed_rms_m_s: float
    """Horizontal error of the velocity, root mean square."""
    correlated: float
    """Share of true reports in runs of at least `RUN` errors of a target over the large error."""
    false_reports: float
    """Share of reports that are of no target."""
    false_tracks: int
    """Tracks more than half of whose reports are false."""
    double: float
    """Share of the updates with a report that have reports of more than one track."""
    swaps: int
    """How often a track went over to another target while the one it had followed was there."""
    breaks: int
    """How often the track that reported a target ended and another went on with it; tracks beside
    it that end before it do not count here, but in ``double``."""
    delay_s: float
    """Mean time from a target's first point to its first report."""
    unseen: int
    """Targets of at least one update without a report."""
    reports: int
    flights: Flights


class Verdict(NamedTuple):
    """One measure against its limit."""

    name: str
    value: float
    limit: float
    met: bool


def score(
    truth: Truth,
    points: TrackPoints,
    *,
    interval_s: float = 5.0,
    gate_m: float = 2_000.0,
    grace_s: float = 0.0,
    large_m: float = 926.0,
) -> Score:
    """Return the measures of tracks against truth.

    Parameters
    ----------
    truth
        Where the targets are while they should be followed: what lies out of all sensors' cover
        must have been cut off.
    points
        The reports.
    interval_s
        Time in which each target should be reported.
    gate_m
        A report farther from every target is false.
    grace_s
        For so long a track may outlive the record of its target.
    large_m
        Errors over this count as large: 926 m (half a nautical mile) is quoted for separations of
        5 nautical miles.
    """
    reports = attributed(truth, points, gate_m, grace_s)
    flights, double = _flights(truth, reports, interval_s)
    true = reports.target >= 0
    error = reports.error_m[true]
    many = np.bincount(np.searchsorted(flights.number, reports.target[true]),
                       minlength=flights.number.size) >= 10  # fmt: skip
    reported = np.isfinite(flights.delay_s)
    return Score(
        p_update=_share(flights.hit.sum(), flights.expected.sum()),
        p_update_whole=_share(flights.hit.sum(), flights.updates.sum()),
        long_gaps=_share(flights.gapped.sum(), flights.expected.sum()),
        rms_m=_rms(error),
        worst_rms_m=float(flights.rms_m[many].max(initial=0.0)),
        speed_rms_m_s=_rms(reports.speed_error_m_s[true]),
        correlated=_share(_correlated(reports, large_m), error.size),
        false_reports=_share((~true).sum(), true.size),
        false_tracks=_false_tracks(reports),
        double=_share(double, flights.hit.sum()),
        swaps=_swaps(truth, reports),
        breaks=int(flights.breaks.sum()),
        delay_s=float(flights.delay_s[reported].mean()) if reported.any() else np.nan,
        unseen=int((~reported & (flights.updates > 0)).sum()),
        reports=true.size,
        flights=flights,
    )


def verdicts(score: Score, limits: Limits = LIMITS) -> tuple[Verdict, ...]:
    """Return each measure against its limit; what could not be measured is not met."""
    least = Verdict("p_update", score.p_update, limits.p_update, score.p_update >= limits.p_update)
    return (least, *(
        Verdict(name, getattr(score, name), getattr(limits, name),
                bool(getattr(score, name) <= getattr(limits, name)))
        for name in ("long_gaps", "rms_m", "false_reports")
    ))  # fmt: skip


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _rms(error: Floats) -> float:
    return float(np.sqrt(np.mean(error**2))) if error.size else float("nan")


def _flights(truth: Truth, reports: Reports, interval_s: float) -> tuple[Flights, int]:
    """Return how each target was followed, and in how many updates by more than one track."""
    found, start = numbers(truth)
    order = np.lexsort((reports.time_s, reports.target))
    begin = np.searchsorted(reports.target[order], found)
    end = np.searchsorted(reports.target[order], found, "right")
    rows, double = [], 0
    for target, (first, last) in enumerate(zip(start[:-1], start[1:] - 1, strict=True)):
        life = (float(truth.time_s[first]), float(truth.time_s[last]))
        row, twice = _flight(life, reports, order[begin[target] : end[target]], interval_s)
        rows.append((found[target], *row))
        double += twice
    table = np.array(rows, np.float64).reshape(-1, 8).T
    columns: list[Any] = [table[k] if k in (5, 6) else table[k].astype(np.int64) for k in range(8)]
    return Flights(*columns), double


def _flight(
    life: tuple[float, float], reports: Reports, mine: NDArray[np.intp], interval_s: float
) -> tuple[tuple[int, int, int, int, float, float, int], int]:
    """Return the columns of one target, and its updates with more than one track."""
    updates = int((life[1] - life[0]) / interval_s + 1e-9)
    if not mine.size:
        return (updates, 0, 0, 0, np.nan, np.nan, 0), 0
    time_s, track = reports.time_s[mine], reports.track[mine]
    update = ((time_s - life[0]) / interval_s).astype(np.int64)
    inside = update < updates
    pairs = np.unique(np.column_stack([update[inside], track[inside]]), axis=0)
    hit, tracks = np.unique(pairs[:, 0], return_counts=True)
    gaps = np.diff([*time_s, life[1]])
    gapped = int((gaps[gaps > LONG_GAP * interval_s] / interval_s).astype(np.int64).sum())
    row = (
        updates, max(updates - int(update[0]), 0), hit.size, gapped,
        float(time_s[0]) - life[0], _rms(reports.error_m[mine]), _breaks(time_s, track),
    )  # fmt: skip
    return row, int((tracks > 1).sum())


def _breaks(time_s: Floats, track: Whole) -> int:
    """Return how often one track goes on where another ended; reports of a target in time."""
    first = np.unique(track, return_index=True)[1]
    ends_s = time_s[track.size - 1 - np.unique(track[::-1], return_index=True)[1]]
    breaks, reporter = 0, int(np.argmin(first))
    while (later := np.flatnonzero(ends_s > ends_s[reporter])).size:
        reporter = int(later[np.argmin(first[later])])
        breaks += 1
    return breaks


def _correlated(reports: Reports, large_m: float) -> int:
    """Return how many reports lie in runs of large errors of a target."""
    order = np.lexsort((reports.time_s, reports.target))
    order = order[reports.target[order] >= 0]
    large = reports.error_m[order] > large_m
    target = reports.target[order]
    edge = np.ones(order.size, np.bool_)
    edge[1:] = (target[1:] != target[:-1]) | (large[1:] != large[:-1])
    begin = np.flatnonzero(edge)
    length = np.diff(np.append(begin, order.size))
    return int(length[large[begin] & (length >= RUN)].sum())


def _false_tracks(reports: Reports) -> int:
    """Return how many tracks are false in more than half of their reports."""
    _, row = np.unique(reports.track, return_inverse=True)
    whole = np.bincount(row)
    return int((2 * np.bincount(row, reports.target < 0, whole.size) > whole).sum())


def _swaps(truth: Truth, reports: Reports) -> int:
    """Return how often a track goes over to another target while the one it followed is there.

    False reports between them make no difference.
    """
    found, start = numbers(truth)
    true = np.flatnonzero(reports.target >= 0)
    track, target = reports.track[true], reports.target[true]
    over = np.flatnonzero((track[1:] == track[:-1]) & (target[1:] != target[:-1]))
    ends = truth.time_s[start[1:] - 1][np.searchsorted(found, target[over])]
    return int((reports.time_s[true][over + 1] <= ends).sum())
