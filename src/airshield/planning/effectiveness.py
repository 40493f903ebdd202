"""From a record of raids to factors of effectiveness of a scenario's lay-down.

How it is done stands in ``docs/theory/calibration``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from airshield import __version__
from airshield.errors import InputError
from airshield.evidence.posterior import PosteriorShare, posterior_share, quantiles
from airshield.evidence.record import Record
from airshield.files.opening import fingerprint
from airshield.files.scenario import Loaded, laydown_digest, read_scenario
from airshield.model.calibration import (
    APPLIES_TO,
    CalibratedClass,
    Calibration,
    ClassCalibration,
    Counts,
    UsedRecord,
    UsedScenario,
    UsualRaid,
    counted_in,
)
from airshield.model.figure import Figure, Spread
from airshield.planning.matching import Match, Matcher
from airshield.planning.options import Options, check_options
from airshield.simulation.figures import threats_used

POINTS = (0.01, 0.5, 0.99)
"""Points of the posterior share at which the factor's low, value and high are found.

A triangular distribution over the 1, 50 and 99 % points of a normal one has 0.95 of its spread;
factors are drawn from one of their logarithm.
"""
SINGLE_POINTS = (0.05, 0.5, 0.95)
MOST_STRANGE = 0.2
"""Share of the usual raid that may be of types unknown to the catalogue without a note."""
REPLICATIONS = 2_048
"""Raids played for each factor tried, if nothing else is asked for."""
BOTH_ERA = "destroyed-or-suppressed"
"""In this era of meaning, reports count suppressed drones among the destroyed ones."""
WARNING = (
    "These factors belong to the lay-down that they were found with. They make up for all in which "
    "it differs from the real one, and for what reports leave out or overstate, not only for how "
    "well systems work. With another lay-down they mean nothing."
)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Learned(NamedTuple):
    """What reports teach of the classes that a raid flies."""

    shares: dict[CalibratedClass, PosteriorShare]
    left_out: dict[CalibratedClass, str]
    until: datetime


def calibrate(
    record: Record,
    scenario: str | Path | Loaded,
    *,
    until: datetime | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Calibration:
    """Find the factors with which a scenario stops the share that reports speak of.

    Parameters
    ----------
    record
        The record of raids.
    scenario
        A scenario file, the name of a shipped scenario, or one already read; played as it is, with
        its own raid.
    until
        Learn only from reports that ended before; without it, from all.
    progress
        Called as work is done.
    **options
        ``replications``, ``seed``, ``worlds`` and ``threads`` of `Options`.

    Raises
    ------
    InputError
        If the scenario is wrong, no class of its raid can be learned, or a share model has not
        converged.
    """
    chosen = Options(**({"replications": REPLICATIONS} | _given(options)))
    check_options(chosen)
    loaded = scenario if isinstance(scenario, Loaded) else read_scenario(scenario)
    tell = progress or _quiet
    learned = learn(record, loaded, until, tell)
    matcher = Matcher(loaded, chosen, lambda done, of: tell("playing raids", done, of))
    targets = {name: _points(share.mean, POINTS) for name, share in learned.shares.items()}
    matches = matcher.match(targets, {n: counts_of(s) for n, s in learned.shares.items()})
    return Calibration(
        made_by=f"airshield {__version__}",
        warning=WARNING,
        learned_from=_used_record(record, learned),
        belongs_to=UsedScenario(
            name=loaded.scenario.name,
            digest=loaded.digest,
            laydown_digest=laydown_digest(loaded),
            seed=matcher.plan.seed,
            replications=matcher.asked,
            worlds=matcher.plan.worlds,
        ),
        classes={
            name: _class(learned.shares[name], match, record) for name, match in matches.items()
        },
        left_out=learned.left_out,
    )


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _quiet(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def learn(
    record: Record, loaded: Loaded, until: datetime | None = None, tell: Progress = _quiet
) -> Learned:
    """Learn the share of each class that a scenario's raid flies.

    Raises
    ------
    InputError
        If none can be learned, or a share model has not converged.
    """
    threats = loaded.catalogue.threats
    flown = {counted_in(threats[name].threat_class) for name in threats_used(loaded.scenario)}
    wanted = [name for name in APPLIES_TO if name in flown]
    before = _moment(record, until)
    shares: dict[CalibratedClass, PosteriorShare] = {}
    left_out: dict[CalibratedClass, str] = {}
    for done, name in enumerate(wanted):
        tell(f"learning the share of {name}", done, len(wanted))
        found = posterior_share(record.reports, name, before)
        if found is None:
            left_out[name] = f"no report before {before:%Y-%m-%d %H:%M} UTC teaches its share"
        else:
            shares[name] = found
    if not shares:
        raise InputError([f"{record.path}: {_nothing(wanted, before)}"])
    _refuse_unconverged(record, shares)
    return Learned(shares, left_out, before)


def _moment(record: Record, until: datetime | None) -> datetime:
    """Return the moment before which reports count; a time without a zone is UTC."""
    if until is not None:
        return until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    ends = [report.ends for report in record.reports if report.ends is not None]
    return max(ends, default=datetime(1, 1, 1, tzinfo=UTC)) + timedelta(seconds=1)


def _nothing(wanted: Sequence[str], before: datetime) -> str:
    if not wanted:
        return f"the scenario's raid flies no class that reports teach ({', '.join(APPLIES_TO)})"
    return (
        f"no report before {before:%Y-%m-%d %H:%M} UTC teaches the share of {', '.join(wanted)}; "
        "try airshield evidence check, or another --until"
    )


def _refuse_unconverged(record: Record, shares: Mapping[CalibratedClass, PosteriorShare]) -> None:
    problems = [
        f"{record.path}: {name}: the share model has not converged ({share.effective:.1f} "
        f"effective draws, slope {share.slope:.2f}), so nothing is reported; try another --until"
        for name, share in shares.items()
        if not share.converged
    ]
    if problems:
        raise InputError(problems)


def counts_of(share: PosteriorShare) -> Counts:
    """Return what of the simulation reports of a class count as destroyed, by their era."""
    return "killed or suppressed" if share.raid.era == BOTH_ERA else "killed"


def _points(values: Any, points: Sequence[float]) -> tuple[float, float, float]:
    low, value, high = quantiles(values, np.ones(values.size), points).tolist()
    return low, value, high


def _used_record(record: Record, learned: Learned) -> UsedRecord:
    begins = [
        report.begins or report.ends
        for report in record.reports
        if report.ends is not None
        and report.ends < learned.until
        and report.threat_class in learned.shares
    ]
    return UsedRecord(
        file=Path(record.path).name,
        sha256=fingerprint(Path(record.path)),
        rows=record.rows,
        begins=min(moment for moment in begins if moment is not None),
        until=learned.until,
    )


def _class(share: PosteriorShare, match: Match, record: Record) -> ClassCalibration:
    source = (
        f"matched to {share.reports} reports until {share.at:%Y-%m-%d} in "
        f"{Path(record.path).name}, with this lay-down only"
    )
    figure = None
    if match.factor is not None:
        low, value, high = match.factor
        figure = Figure(low=low, value=value, high=high, source=source, standing="calibrated")
    return ClassCalibration(
        reports=share.reports,
        era=share.raid.era,
        counts=counts_of(share),
        usual_raid=UsualRaid(
            launched=share.raid.size,
            types={name: round(part, 4) for name, part in share.raid.types},
        ),
        raid_launched=match.launched,
        effective_draws=round(share.effective, 2),
        slope=round(share.slope, 4),
        single_raid=_spread(_points(share.single, SINGLE_POINTS)),
        share=_spread(match.target),
        share_at_1=round(match.share_at_1, 4),
        simulated=None if match.reached is None else _spread(match.reached),
        share_error=round(match.error, 4),
        effectiveness=figure,
        note="; ".join(filter(None, (match.note, strangers(share, record)))),
    )


def strangers(share: PosteriorShare, record: Record) -> str:
    """Return a note if much of the usual raid is of types that the catalogue has no entry for."""
    known = {kind.id for kind in record.types if kind.threat is not None}
    strange = {name: part for name, part in share.raid.types if name not in known}
    part = sum(strange.values())
    if part <= MOST_STRANGE:
        return ""
    return (
        f"{100 * part:.0f} % of the usual raid are {', '.join(strange)}, which the catalogue has "
        "no type for and the scenario does not fly"
    )


def _spread(points: tuple[float, float, float]) -> Spread:
    low, value, high = (round(point, 4) for point in points)
    return Spread(low=low, value=value, high=high)
