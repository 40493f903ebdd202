"""The variants of a scenario that options make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from airshield.errors import InputError
from airshield.files.option import Option, assigned_option, read_option
from airshield.files.scenario import Loaded, read_scenario
from airshield.planning.measures import measures_for


def read_variants(
    scenario: str | Path,
    options: Sequence[str | Path] | Mapping[str, Sequence[str]],
    overrides: Sequence[str],
) -> list[tuple[Option, Loaded]]:
    """Read every option and lay it over the scenario.

    Parameters
    ----------
    scenario, options, overrides
        As `compare` takes them.

    Raises
    ------
    InputError
        If any of them is wrong: the mistakes of all of them.
    """
    found: list[tuple[Option, Loaded]] = []
    problems: list[str] = []
    for name in options:
        try:
            if isinstance(options, Mapping):
                option = assigned_option(str(name), options[str(name)])
            else:
                option = read_option(name)
            found.append((option, read_scenario(scenario, overrides, option)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return found


def shared_measures(variants: Iterable[Loaded]) -> tuple[str, ...]:
    """Return the measures that all variants have."""
    names = [measures_for(loaded) for loaded in variants]
    return tuple(name for name in names[0] if all(name in mine for mine in names))
