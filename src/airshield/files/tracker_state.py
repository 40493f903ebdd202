"""The state of a tracker as a NumPy archive, to go on with later."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.files.opening import read_sign
from airshield.files.output import atomic_path
from airshield.files.places import printable
from airshield.files.validation import adapter
from airshield.model.surveillance import Surveillance

FORMAT: Final = 1
"""Version of the format."""
_KEY: Final = "airshield_tracker_state"
_SURVEILLANCE: Final = "airshield_surveillance"
_MOST_BYTES: Final = 8 * 2**30
_UNREADABLE: Final = (
    ValueError, TypeError, OSError, EOFError, KeyError, zipfile.BadZipFile, MemoryError,
)  # fmt: skip


class Kept(NamedTuple):
    """What a tracker knew, and of which surveillance."""

    surveillance: Surveillance
    """The sensors, the frame and the settings."""
    arrays: dict[str, NDArray[Any]]
    """Its tables by name."""


def write_kept(path: Path, kept: Kept) -> None:
    """Write the state of a tracker, whole or not at all; the same state gives the same bytes.

    Raises
    ------
    OutputError
        If it cannot be written.
    ValueError
        If an array holds objects, which no archive may.
    """
    arrays = {name: np.asarray(array) for name, array in kept.arrays.items()}
    if any(array.dtype.hasobject for array in arrays.values()):
        raise ValueError("a state holds plain arrays only")
    told = adapter(Surveillance).dump_json(kept.surveillance).decode()
    arrays |= {_KEY: np.array(FORMAT), _SURVEILLANCE: np.array(told)}
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_kept(path: Path) -> Kept:
    """Read what `write_kept` wrote.

    Raises
    ------
    InputError
        If it cannot be read, or is of another format.
    """
    shown = printable(str(path))
    read_sign(path, str(path), _MOST_BYTES)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: np.asarray(archive[name]) for name in archive.files}
    except _UNREADABLE as error:
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise InputError([f"{shown}: cannot be read as a tracker's state ({reason})"]) from None
    version, told = arrays.pop(_KEY, None), arrays.pop(_SURVEILLANCE, None)
    if version is None or told is None or version.shape != () or version != FORMAT:
        raise InputError([f"{shown}: no state of a tracker that this airshield reads"])
    try:
        surveillance: Surveillance = adapter(Surveillance).validate_json(str(told))
    except ValueError as error:
        reason = printable(str(error).splitlines()[0])
        raise InputError([f"{shown}: its surveillance cannot be read ({reason})"]) from None
    return Kept(surveillance, arrays)
