"""`airshield validate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from cyclopts import Parameter

from airshield.earth.frame import LocalFrame
from airshield.errors import InputError
from airshield.files.geojson import read_outline
from airshield.files.places import Mistake, Mistakes, PlacedError, dotted
from airshield.files.scenario import Loaded, checked_scenario
from airshield.files.terrain import read_terrain
from airshield.model.placing import frame_centre


class _Verdict(NamedTuple):
    """What was found about one file."""

    file: str
    loaded: Loaded | None
    mistakes: Mistakes


def validate(
    *files: str,
    set_: Annotated[tuple[str, ...], Parameter(name="--set", negative="", show_default=False)] = (),
    format: Literal["text", "json"] = "text",
) -> int:
    """Check scenario files and tell every mistake at once.

    Each mistake comes with file, line and column, the keys that lead to it, and, for a misspelt
    word, the word that was probably meant. The exit code is 2 if there is any.

    **Examples**

        airshield validate scenario.yaml
        airshield validate autumn-2022 --set raid.groups.drones.count=40
        airshield validate *.yaml --format json

    Parameters
    ----------
    files
        Scenario files, or names of shipped scenarios.
    set_
        Replace a value first, such as `raid.groups.cruise.count=40`; may be repeated.
    format
        `text` for people, `json` for programs.
    """
    verdicts = [_verdict(file, set_) for file in _named(files)]
    if format == "json":
        print(json.dumps([_as_json(verdict) for verdict in verdicts], indent=2))
    else:
        for verdict in verdicts:
            _print(verdict)
    return 2 if any(verdict.loaded is None for verdict in verdicts) else 0


def _named(files: tuple[str, ...]) -> tuple[str, ...]:
    if not files:
        raise InputError(["name at least one scenario file, or a shipped scenario"])
    return files


def _verdict(file: str, overrides: Sequence[str]) -> _Verdict:
    mistakes = Mistakes()
    loaded = None
    try:
        loaded = checked_scenario(file, overrides, mistakes)
        if loaded is not None:
            _read_named_files(loaded)
    except InputError as error:
        mistakes.add_error(error)
    return _Verdict(file, None if mistakes else loaded, mistakes)


def _read_named_files(loaded: Loaded) -> None:
    """Read the files that are otherwise read only when they are used."""
    centre = frame_centre(loaded.scenario)
    if loaded.terrain_path is not None and centre is not None:
        read_terrain(loaded.terrain_path, LocalFrame(*centre))
    if loaded.outline_path is not None:
        read_outline(loaded.outline_path)


def _print(verdict: _Verdict) -> None:
    if verdict.loaded is not None:
        print(f"{verdict.file}: well formed: {_summary(verdict.loaded)}")
        return
    found = PlacedError(verdict.mistakes.placed(), verdict.mistakes.unplaced())
    number = len(found.mistakes) + len(found.unplaced)
    print("\n".join(found.problems), file=sys.stderr)
    print(f"{verdict.file}: {number} mistake{'s' * (number != 1)}", file=sys.stderr)


def _summary(loaded: Loaded) -> str:
    scenario = loaded.scenario
    groups = scenario.raid.groups.values()
    threats = sum(group.most + group.most_carriers for group in groups)
    counts = (
        (threats, "threat"),
        (len(groups), "group"),
        (len(scenario.assets), "asset"),
        (len(scenario.batteries), "battery"),
        (len(scenario.sensors), "sensor"),
        (len(scenario.districts), "district"),
    )
    return ", ".join(f"{n:,} {_plural(what, n)}" for n, what in counts)


def _plural(what: str, number: int) -> str:
    if number == 1:
        return what
    return f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"


def _as_json(verdict: _Verdict) -> dict[str, Any]:
    return {
        "file": verdict.file,
        "well_formed": verdict.loaded is not None,
        "digest": verdict.loaded.digest if verdict.loaded else None,
        "mistakes": [
            *({"message": text} for text in verdict.mistakes.unplaced()),
            *(_mistake(mistake) for mistake in verdict.mistakes.placed()),
        ],
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    return {
        "file": mistake.place.source.name,
        "line": mistake.place.line,
        "column": mistake.place.column,
        "where": dotted(mistake.path),
        "message": mistake.message,
    }
