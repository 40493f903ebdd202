"""A forecast night as a raid block: alone, or as a file that extends a scenario."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from airshield import __version__
from airshield.errors import InputError
from airshield.evidence.size_forecast import SizeForecast
from airshield.evidence.typical_night import Spread, apportioned
from airshield.files.places import printable
from airshield.files.scenario import Loaded
from airshield.files.shipped import shipped_scenarios
from airshield.model.calibration import counted_in
from airshield.model.raid import Between, Group, Poisson, Raid
from airshield.model.reports import ReportClass

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9-]+)*")
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
_LIMITS = """\
# Counts are what was reported: claims, with gaps. The record says nothing of where, when or at what
# anything flies, and this is no search for a worst raid: it is how large reported nights were.
"""


class Origin(NamedTuple):
    """Where a forecast comes from."""

    name: str
    """Name of the record's file."""
    digest: str
    """SHA-256 of its bytes."""


class Block(NamedTuple):
    """A raid block, and what it had to leave out."""

    text: str
    left_out: tuple[str, ...]


def raid_block(found: SizeForecast, origin: Origin) -> Block:
    """Return a raid block with what a record can know: types and counts; the rest is to fill in.

    Raises
    ------
    InputError
        If nothing came in the night.
    """
    _must_have_a_raid(found)
    known = [p for p in found.night.parts if p.threat is not None and p.spread.value > 0]
    left_out = _without_type(found)
    lines = [
        "airshield: 1",
        "# To do: name a scenario (extends: FILE), or add assets, batteries and the rest. Each",
        "# group still needs what no record of counts can say; no file is complete without it.",
        "raid:",
        "  groups:",
    ]
    for part in known:
        lines += [
            f"    {_name(f'{part.threat}')}:",
            f"      threat: {part.threat}",
            f"      count: {part.spread.value} # {_interval(part.spread)}",
            "      # origin: {lat_deg: …, lon_deg: …, radius_m: …} # to fill in",
            "      # targets: {…: 1} # to fill in: assets, with weights",
            "      # start: {from_s: …, until_s: …} # to fill in: seconds after H-hour",
        ]
    head = _head(found, origin, "A raid block")
    return Block(
        head + "".join(f"# Left out: {text}\n" for text in left_out) + _joined(lines), left_out
    )


def raid_override(
    found: SizeForecast, origin: Origin, loaded: Loaded, name: str, out: Path | None
) -> Block:
    """Return a file that extends a scenario and sets its groups' counts to those of the night.

    The counts of a class are shared out among its groups in proportion to their own; a group that
    gets none is removed. Groups of classes that the record does not know stay as they are.

    Parameters
    ----------
    found, origin
        The forecast, and its record.
    loaded
        The scenario.
    name
        How the user named it: a path, or the name of a shipped scenario.
    out
        Where the text will stand; None if nobody knows.

    Raises
    ------
    InputError
        If nothing came in the night, no group has a class that did, the raid would be too large,
        or the scenario could not be found from ``out``.
    """
    _must_have_a_raid(found)
    base = _base(loaded, name, out)
    counts, left_out = _counts(found, loaded)
    _must_hold(loaded, counts, name)
    spread = dict(found.night.classes)
    lines = ["airshield: 1", f"extends: {_name(base)}", "raid:", "  groups:"]
    for group, count in counts.items():
        kind = _class_of(loaded.scenario.raid.groups[group], loaded)
        note = f"of {kind}: {spread[kind].value}, {_interval(spread[kind])}" if kind else ""
        value = f"{{count: {count}}}" if count else "null"
        lines.append(f"    {_name(group)}: {value} # {note}")
    if loaded.scenario.reported:
        lines.append("reported: null # what was reported of another night")
    kept = [g for g in loaded.scenario.raid.groups if g not in counts]
    notes = [f"Left out: {text}" for text in left_out]
    notes += [f"As in the scenario, the record knows nothing of it: {g}" for g in kept]
    head = _head(found, origin, f"Counts for the scenario {base}")
    return Block(head + "".join(f"# {printable(n)}\n" for n in notes) + _joined(lines), left_out)


def _must_have_a_raid(found: SizeForecast) -> None:
    if found.night.total.value == 0:
        raise InputError(
            [
                f"--percentile {found.night.percentile:g}: nothing comes in that night; ask for a "
                "higher percentile"
            ]
        )


def _counts(found: SizeForecast, loaded: Loaded) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the new count of each group that gets one, and what no group could take."""
    groups = loaded.scenario.raid.groups
    counts: dict[str, int] = {}
    left_out: list[str] = []
    for name, spread in found.night.classes:
        mine = [key for key, group in groups.items() if _class_of(group, loaded) == name]
        own = [_own_count(groups[key]) for key in mine]
        if mine:
            counts |= zip(mine, apportioned(spread.value, own), strict=True)
        elif spread.value > 0:
            text = f"{spread.value} of class {name} ({_interval(spread)})"
            left_out.append(f"{text}: the scenario has no group of it")
    return {key: counts[key] for key in groups if key in counts}, tuple(left_out)


def _class_of(group: Group, loaded: Loaded) -> ReportClass | None:
    """Return the class that reports count a group in; aircraft are in none."""
    kind = loaded.catalogue.threats[group.threat].threat_class
    return kind if kind == "glide-bomb" else counted_in(kind)


def _own_count(group: Group) -> float:
    """Return the mean of a group's count."""
    if isinstance(group.count, Between):
        return 0.5 * (group.count.low + group.count.high)
    return group.count.mean if isinstance(group.count, Poisson) else float(group.count)


def _must_hold(loaded: Loaded, counts: Mapping[str, int], name: str) -> None:
    """Refuse counts with which the scenario would not hold together."""
    if not any(counts.values()):
        raise InputError([f"{name}: has no group of a class that comes in that night"])
    old = loaded.scenario.raid.groups
    try:
        new = {
            key: dataclasses.replace(group, count=counts.get(key, group.count))
            for key, group in old.items()
            if counts.get(key, 1) > 0
        }
        Raid(groups=new)
    except ValueError as error:
        text = f"with the counts of that night its raid cannot be played: {error}"
        raise InputError([f"{name}: {text}"]) from None


def _base(loaded: Loaded, name: str, out: Path | None) -> str:
    """Return how a file at ``out`` names the scenario."""
    if shipped_scenarios().get(name) == loaded.path:
        return name
    if out is None:
        return loaded.path.name
    base = Path(os.path.relpath(loaded.path.resolve(), out.parent.resolve())).as_posix()
    if base.startswith("../"):
        raise InputError(
            [f"--out {out}: could not find {name} from there; write it to {loaded.path.parent}"]
        )
    return base


def _without_type(found: SizeForecast) -> tuple[str, ...]:
    """Return what is left out because the catalogue has no type for it."""
    return tuple(
        f"{part.spread.value} of class {part.threat_class} ({_interval(part.spread)}): "
        "the catalogue has no type for them"
        for part in found.night.parts
        if part.threat is None and part.spread.value > 0
    )


def _interval(spread: Spread) -> str:
    return f"{spread.low} to {spread.high} in nine of ten such nights"


def _head(found: SizeForecast, origin: Origin, title: str) -> str:
    return "".join(f"# {printable(line)}\n" for line in _heading(found, origin, title)) + _LIMITS


def _heading(found: SizeForecast, origin: Origin, title: str) -> Iterator[str]:
    """Yield where the counts come from."""
    nights, total = found.nights, found.night.total
    left = sum(count for _, count in nights.left_out)
    yield f"{title}, from a record of what was reported."
    yield f"record: {origin.name}, SHA-256 {origin.digest}"
    yield f"rows: {nights.rows} counted, {left} left out; nights {nights.first} to {nights.last}"
    yield f"month: {found.month:%Y-%m}; percentile: {found.night.percentile:g} of all its nights by"
    yield "  total launched, those without a raid too; the mix is the mean of the nights around it"
    yield f"seed: {found.seed}; airshield {__version__}"
    yield (
        f"total: {total.value}; in nine of ten months this percentile of the month's nights lies "
        f"in {total.low} to {total.high}"
    )


def _name(text: str) -> str:
    """Return a key as YAML reads it back."""
    if _PLAIN_NAME.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
