"""A scenario played with a calibration, and whether the two belong together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from airshield.files.calibration import read_calibration
from airshield.files.scenario import Loaded, laydown_digest
from airshield.model.calibration import NO_EFFECTIVENESS, CalibratedClass
from airshield.model.figure import Figure
from airshield.planning.answer import CalibrationRow, CalibrationUse


def with_calibration(loaded: Loaded, name: str | Path | None) -> Loaded:
    """Return a scenario to be played with a calibration file, or a shipped one by its name.

    Raises
    ------
    InputError
        If the file cannot be read or holds any mistake.
    """
    return loaded if name is None else loaded._replace(calibration=read_calibration(name))


def effectiveness_of(loaded: Loaded) -> Mapping[CalibratedClass, Figure]:
    """Return the factors that a scenario is played with; none without a calibration."""
    used = loaded.calibration
    return NO_EFFECTIVENESS if used is None else used.calibration.effectiveness


def changes_again(loaded: Loaded) -> list[str]:
    """Return the options of a command that make the same of the scenario's file again."""
    options: list[str] = []
    if loaded.calibration is not None:
        options += ["--calibration", str(loaded.calibration.path)]
    for override in loaded.overrides:
        options += ["--set", override]
    return options


def calibration_use(loaded: Loaded) -> CalibrationUse | None:
    """Return what is to be said of the calibration of a scenario; None without one."""
    if loaded.calibration is None:
        return None
    made = loaded.calibration.calibration
    rows = [
        CalibrationRow(
            name=name,
            low=None if found.effectiveness is None else found.effectiveness.low,
            value=None if found.effectiveness is None else found.effectiveness.value,
            high=None if found.effectiveness is None else found.effectiveness.high,
            note=found.note,
        )
        for name, found in made.classes.items()
    ]
    rows += [
        CalibrationRow(name=name, low=None, value=None, high=None, note=why)
        for name, why in made.left_out.items()
    ]
    return CalibrationUse(
        file=str(loaded.calibration.path),
        digest=loaded.calibration.digest,
        record=made.learned_from.file,
        record_sha256=made.learned_from.sha256,
        until=made.learned_from.until.isoformat(),
        rows=tuple(rows),
        warnings=(made.warning, *mismatches(loaded)),
    )


def mismatches(loaded: Loaded) -> tuple[str, ...]:
    """Return in words where a calibration belongs to something else than its scenario."""
    if loaded.calibration is None:
        return ()
    owner = loaded.calibration.calibration.belongs_to
    if owner.laydown_digest != laydown_digest(loaded):
        return (
            f"The calibration belongs to another lay-down, that of {owner.name}: its factors are "
            "not valid here. Calibrate this scenario itself (airshield evidence calibrate).",
        )
    if owner.digest != loaded.digest:
        return (
            f"The calibration was found with the same lay-down, but {owner.name} has changed in "
            "something else since, such as its raid.",
        )
    return ()
