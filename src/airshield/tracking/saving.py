"""The state of a tracker as plain arrays by name, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.tables import NOT_BY_SLOT
from airshield.tracking.tracker import Tracker

Arrays = dict[str, NDArray[Any]]


def saved(tracker: Tracker) -> Arrays:
    """Return what a tracker knows, all plots that it was given processed first."""
    tracker.finish()
    return {name: np.asarray(value).copy() for name, value in _parts(tracker._state)}


def resume(tracker: Tracker, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Let a new tracker of the same surveillance go on from what another knew.

    Raises
    ------
    ValueError
        If the arrays are not those of a tracker of this surveillance.
    """
    wanted = dict(_parts(tracker._state))
    missing, surplus = sorted(set(wanted) - set(arrays)), sorted(set(arrays) - set(wanted))
    if missing or surplus:
        raise ValueError(f"other tables than this tracker's: {', '.join([*missing, *surplus][:4])}")
    for name, value in wanted.items():
        _check(name, np.asarray(value), arrays[name])
    _check_slots(arrays)
    tracker._state = _filled(tracker._state, "", arrays)


def _parts(table: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Return the arrays and numbers of a table of tables, by dotted names."""
    found: list[tuple[str, Any]] = []
    for name in table._fields:
        value = getattr(table, name)
        if hasattr(value, "_fields"):
            found += _parts(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, value))
    return found


def _check(name: str, like: NDArray[Any], array: NDArray[Any]) -> None:
    """Check that an array is of the kind that the tracker holds.

    Raises
    ------
    ValueError
        If it is not.
    """
    slots = _has_slots(name)
    shape = like.shape[1:] if slots else like.shape
    given = array.shape[1:] if slots else array.shape
    if array.dtype != like.dtype or array.ndim != like.ndim or given != shape:
        raise ValueError(f"{name} is of another shape or type; the surveillance has changed")


def _has_slots(name: str) -> bool:
    """Tell whether a table has a row for each slot of a track."""
    table, _, column = name.rpartition(".")
    return table in ("tracks", "knowledge.support") and column not in NOT_BY_SLOT


def _check_slots(arrays: Mapping[str, NDArray[Any]]) -> None:
    """Check that all tables of tracks have room for the same number.

    Raises
    ------
    ValueError
        If they differ.
    """
    rooms = {len(a) for n, a in arrays.items() if _has_slots(n)}
    if len(rooms) != 1:
        raise ValueError("its tables of tracks differ in length")


def _filled(table: Any, prefix: str, arrays: Mapping[str, NDArray[Any]]) -> Any:
    """Return a table like another, with the values of ``arrays``."""
    values = {}
    for name in table._fields:
        old = getattr(table, name)
        if hasattr(old, "_fields"):
            values[name] = _filled(old, f"{prefix}{name}.", arrays)
        elif isinstance(old, np.ndarray):
            values[name] = np.ascontiguousarray(arrays[prefix + name]).copy()
        else:
            values[name] = type(old)(arrays[prefix + name])
    return type(table)(**values)
