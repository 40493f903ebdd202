"""The state of a tracker as a NumPy archive, to go on with later."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InputError
from airshield.files.opening import read_sign
from airshield.files.output import atomic_path
from airshield.files.places import printable

FORMAT: Final = 1
"""Version of the format."""
_KEY: Final = "airshield_tracker_state"
_MOST_BYTES: Final = 8 * 2**30


def write_state(path: Path, state: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays by name, whole or not at all; the same arrays give the same bytes.

    Raises
    ------
    OutputError
        If it cannot be written.
    ValueError
        If an array holds objects, which no archive may.
    """
    arrays = {name: np.asarray(array) for name, array in state.items()}
    if any(array.dtype.hasobject for array in arrays.values()):
        raise ValueError("a state holds plain arrays only")
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, **{_KEY: np.array(FORMAT)}, **arrays)


def read_state(path: Path) -> dict[str, NDArray[Any]]:
    """Read what `write_state` wrote.

    Raises
    ------
    InputError
        If it cannot be read, or is of another format.
    """
    shown = printable(str(path))
    read_sign(path, str(path), _MOST_BYTES)
    try:
        with np.load(path, allow_pickle=False) as archive:
            state = {name: np.asarray(archive[name]) for name in archive.files}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, MemoryError) as error:
        reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise InputError([f"{shown}: cannot be read as a tracker's state ({reason})"]) from None
    version = state.pop(_KEY, None)
    if version is None or version.shape != () or version != FORMAT:
        raise InputError([f"{shown}: no state of a tracker that this airshield reads"])
    return state
