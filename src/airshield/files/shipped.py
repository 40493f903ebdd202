"""What comes with airshield: scenarios and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from airshield.errors import InputError, InternalError
from airshield.files.wording import suggestion

_HERE = Path(__file__).resolve().parent
CATALOGUE_FOLDER = _HERE / "catalogue"
"""Folder of the shipped catalogue."""
_CALIBRATION = "-calibration"
"""How the names of shipped calibrations end: they lie beside the scenarios."""


@cache
def scenarios_folder() -> Path:
    """Return the folder of shipped scenarios: in an installed package, or in the source tree.

    Raises
    ------
    InternalError
        If there is none, which means that the installation is broken.
    """
    for folder in (_HERE / "scenarios", _HERE.parents[2] / "scenarios"):
        if folder.is_dir():
            return folder
    raise InternalError("the shipped scenarios are missing from this installation")


def shipped_scenarios() -> dict[str, Path]:
    """Return the files of the shipped scenarios by name."""
    whole = (*scenarios_folder().glob("*.yaml"), *scenarios_folder().glob("*/scenario.yaml"))
    found = [path for path in whole if not path.stem.endswith(_CALIBRATION)]
    named = {path.parent.name if path.stem == "scenario" else path.stem: path for path in found}
    return dict(sorted(named.items()))


def shipped_calibrations() -> dict[str, Path]:
    """Return the files of the shipped calibrations by name."""
    return {path.stem: path for path in sorted(scenarios_folder().glob(f"*{_CALIBRATION}.yaml"))}


def shipped_options() -> dict[str, Path]:
    """Return the files of the shipped options by name."""
    return {path.stem: path for path in sorted((scenarios_folder() / "options").glob("*.yaml"))}


def find_option(name: str) -> Path:
    """Return the file that a user names: a path, or the name of a shipped option.

    Raises
    ------
    InputError
        If it is neither.
    """
    return _found(name, shipped_options(), "option")


def shipped_catalogue() -> list[Path]:
    """Return the files of the shipped catalogue in the order in which they are read."""
    return sorted(CATALOGUE_FOLDER.glob("*.yaml"))


def find_scenario(name: str) -> Path:
    """Return the file that a user names: a path, or the name of a shipped scenario.

    Raises
    ------
    InputError
        If it is neither.
    """
    return _found(name, shipped_scenarios(), "scenario")


def find_calibration(name: str) -> Path:
    """Return the file that a user names: a path, or the name of a shipped calibration.

    Raises
    ------
    InputError
        If it is neither.
    """
    return _found(name, shipped_calibrations(), "calibration")


def _found(name: str, shipped: Mapping[str, Path], what: str) -> Path:
    path = Path(name)
    if path.suffix or path.exists() or len(path.parts) != 1:
        return path
    if name not in shipped:
        raise InputError(
            [f"{name}: neither a file nor a shipped {what}{suggestion(name, shipped)}"]
        )
    return shipped[name]
