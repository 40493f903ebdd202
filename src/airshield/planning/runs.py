"""Runs to be kept, and kept runs side by side."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from airshield.files.store.kept import Head, KeptFigure, KeptRun, run_id
from airshield.planning.answer import Answer, Estimate
from airshield.planning.study.answer import StudyAnswer

LABELS = ("name", "factor", "value", "time_h")
"""Fields by which rows are told apart."""


def assessment_run(answer: Answer, now: datetime) -> KeptRun:
    """Return an assessment as a run to be kept."""
    run = answer.run
    text = _text(asdict(answer))
    said = asdict(answer)
    said["run"] = {**said["run"], "elapsed_s": 0.0, "command": "", "scenario_file": ""}
    head = Head(
        id=run_id("assess", _text(said)),
        kind="assess",
        kept_at=_moment(now),
        name=run.scenario_name,
        scenario_digest=run.scenario_digest,
        version=run.version,
        seed=run.seed,
        raids=run.replications,
        worlds=run.worlds,
        command=run.command,
    )
    return KeptRun(head, tuple(figures_of(answer)), text)


def study_run(answer: StudyAnswer, now: datetime) -> KeptRun:
    """Return a study as a run to be kept."""
    manifest = answer.manifest
    said = {**asdict(answer), "elapsed_s": 0.0, "found": 0, "command": "", "scenario_file": ""}
    head = Head(
        id=run_id("sweep", _text(said)),
        kind="sweep",
        kept_at=_moment(now),
        name=manifest["scenario"],
        scenario_digest=manifest["scenario_digest"],
        version=manifest["version"],
        seed=manifest["seed"],
        raids=answer.raids,
        worlds=manifest["worlds"],
        command=answer.command,
    )
    return KeptRun(head, tuple(figures_of(answer)), _text(asdict(answer)))


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds")


def figures_of(record: Any, path: str = "") -> Iterator[KeptFigure]:
    """Yield every estimate in a record, each with its path."""
    if isinstance(record, Estimate):
        yield KeptFigure(path, record.mean, record.low, record.high)
    elif isinstance(record, tuple):
        for number, item in enumerate(record):
            if is_dataclass(item):
                yield from figures_of(item, f"{path}.{_label(item, number)}")
    elif is_dataclass(record):
        for field in fields(record):
            below = f"{path}.{field.name}" if path else field.name
            yield from figures_of(getattr(record, field.name), below)


def _label(item: Any, number: int) -> str:
    """Return what a row is told apart by."""
    found = next((getattr(item, name) for name in LABELS if hasattr(item, name)), number)
    return f"{found:g}" if isinstance(found, float) else str(found)


class Difference(NamedTuple):
    """How a figure differs between two runs."""

    name: str
    """Path of the figure."""
    first: Estimate
    """In the first run."""
    second: Estimate
    """In the second."""
    change: Estimate
    """The second less the first."""


class Compared(NamedTuple):
    """Two runs side by side."""

    first: Head
    """The one."""
    second: Head
    """The other."""
    differences: tuple[Difference, ...]
    """Figures that both have."""
    only_first: int
    """Figures that only the one has."""
    only_second: int
    """Figures that only the other has."""
    notes: tuple[str, ...]
    """What speaks against comparing them."""


def compared(first: KeptRun, second: KeptRun) -> Compared:
    """Return how the figures of two runs differ."""
    mine = {figure.name: figure for figure in first.figures}
    theirs = {figure.name: figure for figure in second.figures}
    differences = tuple(
        Difference(
            name, _estimate(mine[name]), _estimate(theirs[name]), _change(mine[name], theirs[name])
        )
        for name in mine
        if name in theirs
    )
    return Compared(
        first.head,
        second.head,
        differences,
        len(mine.keys() - theirs.keys()),
        len(theirs.keys() - mine.keys()),
        tuple(_notes(first.head, second.head)),
    )


def _estimate(figure: KeptFigure) -> Estimate:
    return Estimate(mean=figure.mean, low=figure.low, high=figure.high)


def _change(a: KeptFigure, b: KeptFigure) -> Estimate:
    """Return the difference of two independent figures from their own intervals.

    References
    ----------
    :cite:t:`zou2008`, eqs. 9 and 10.
    """
    mean = b.mean - a.mean
    low = mean - math.hypot(b.mean - b.low, a.high - a.mean)
    high = mean + math.hypot(b.high - b.mean, a.mean - a.low)
    return Estimate(mean=mean, low=low, high=high)


def _notes(a: Head, b: Head) -> Iterator[str]:
    """Yield what speaks against comparing two runs, and what to know of the intervals."""
    if a.kind != b.kind:
        yield f"Not comparable: {a.kind} and {b.kind} answer different questions."
    if a.name != b.name:
        yield f"Not comparable as they stand: of different scenarios, {a.name} and {b.name}."
    elif a.scenario_digest != b.scenario_digest:
        yield (
            "Not the same scenario any more: its digest differs, so that a difference may come "
            "from any change of it."
        )
    if a.version != b.version:
        yield f"Made by different versions: {a.version} and {b.version}."
    if (a.seed, a.raids, a.worlds) == (b.seed, b.raids, b.worlds):
        yield (
            "Same seed and number of raids: both had the same draws, so the intervals of the "
            "differences, taken as if they had not, are mostly wider than they need be."
        )
