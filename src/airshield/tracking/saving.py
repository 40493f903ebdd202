"""The state of a tracker as plain arrays by name, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.kernels.layout import FREE, HIGH_WATER
from airshield.tracking.plots import Plots, blank_plots, joined
from airshield.tracking.state import Mark, State
from airshield.tracking.tables import NOT_BY_SLOT
from airshield.tracking.tracker import Tracker

Arrays = dict[str, NDArray[Any]]


MARK: Final = "mark."
"""Prefix of the oldest state that plots out of sequence may take a tracker back to."""
HELD: Final = "held."
"""Prefix of the plots since then, and of those that wait."""


class _Held(NamedTuple):
    """What a tracker holds besides its state."""

    waiting: Plots
    waiting_rows: NDArray[np.int64]
    done: Plots
    done_rows: NDArray[np.int64]
    closes_s: NDArray[np.float64]
    """When the windows of what is done close."""
    newest_s: float
    crowded_out: int


def saved(tracker: Tracker) -> Arrays:
    """Return all that a tracker knows, with the plots that wait and those it may go back for.

    One that goes on from it finds the same bits as one that was never stopped. Points and events
    so far are not part of it.
    """
    parts = _parts(tracker._state) + _parts(_held(tracker), HELD)
    if tracker._marks:
        parts += _parts(tracker._marks[0].state, MARK)
    return {name: np.asarray(value).copy() for name, value in parts}


def _held(tracker: Tracker) -> _Held:
    """Return what waits and what is done; rows count back from now, so that all are below 0."""
    none = blank_plots(0)
    waiting = none if tracker._waiting is None else tracker._waiting
    nothing = (np.zeros(0), none, np.zeros(0, np.int64))
    closes, plots, rows = zip(nothing, *tracker._done, strict=True)
    return _Held(
        waiting=waiting,
        waiting_rows=tracker._waiting_rows - tracker._rows,
        done=joined(list(plots)),
        done_rows=np.concatenate(rows) - tracker._rows,
        closes_s=np.concatenate(closes),
        newest_s=tracker._newest_s,
        crowded_out=tracker._crowded_out,
    )


def resume(tracker: Tracker, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Let a new tracker of the same surveillance go on from what another knew.

    Rows of plots that the other was given are negative in its points.

    Raises
    ------
    ValueError
        If the arrays are not those of a tracker of this surveillance.
    """
    marked = any(name.startswith(MARK) for name in arrays)
    wanted = dict(_parts(tracker._state) + _parts(_held(tracker), HELD))
    if marked:
        wanted |= dict(_parts(tracker._state, MARK))
    missing, surplus = sorted(set(wanted) - set(arrays)), sorted(set(arrays) - set(wanted))
    if missing or surplus:
        raise ValueError(f"other tables than this tracker's: {', '.join([*missing, *surplus][:4])}")
    for name, value in wanted.items():
        _check(name, np.asarray(value), arrays[name])
    for prefix in ("", MARK) if marked else ("",):
        _check_slots(arrays, prefix)
    _check_held(arrays, len(tracker.surveillance.sensors))
    _take_up(tracker, arrays, marked=marked)


def _take_up(tracker: Tracker, arrays: Mapping[str, NDArray[Any]], *, marked: bool) -> None:
    """Set a tracker to what was saved."""
    state: State = _filled(tracker._state, "", arrays)
    held: _Held = _filled(_held(tracker), HELD, arrays)
    oldest = _filled(tracker._state, MARK, arrays) if marked else state.copied()
    tracker._state, tracker._work = state, None
    tracker._waiting, tracker._waiting_rows = held.waiting, held.waiting_rows
    tracker._newest_s, tracker._crowded_out = held.newest_s, held.crowded_out
    tracker._first_close_s = -np.inf  # whatever waits is looked at
    tracker._marks, tracker._done = [], []
    if tracker._kept_s > 0:
        tracker._marks = [Mark(oldest.closed_s, oldest, 0, 0)]
    if tracker._kept_s > 0 and marked and len(held.closes_s):
        tracker._done = [(held.closes_s, held.done, held.done_rows)]


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
    slots = _has_slots(name) or (name.startswith(HELD) and like.ndim > 0)
    shape = like.shape[1:] if slots else like.shape
    given = array.shape[1:] if slots else array.shape
    if array.dtype != like.dtype or array.ndim != like.ndim or given != shape:
        raise ValueError(f"{name} is of another shape or type; the surveillance has changed")


def _has_slots(name: str) -> bool:
    """Tell whether a table has a row for each slot of a track."""
    table, _, column = name.removeprefix(MARK).rpartition(".")
    return table in ("tracks", "knowledge.support") and column not in NOT_BY_SLOT


def _check_slots(arrays: Mapping[str, NDArray[Any]], prefix: str = "") -> None:
    """Check that all tables of tracks have room for the same number, and no more are in use.

    Raises
    ------
    ValueError
        If they differ.
    """
    head = f"{prefix}tracks.head"
    slots = {n: len(a) for n, a in arrays.items() if _has_slots(n)}
    rooms = {size for n, size in slots.items() if n.startswith(f"{prefix}tracks.")}
    rests = {len(a) for n, a in arrays.items() if n.startswith(f"{prefix}knowledge.support.")}
    if len(rooms) != 1 or len(rests) != 1:
        raise ValueError("its tables of tracks differ in length")
    in_use = arrays[head]
    if not 0 <= in_use[FREE] <= in_use[HIGH_WATER] <= rooms.pop():
        raise ValueError("its tables of tracks do not hold as many as they say")


def _check_held(arrays: Mapping[str, NDArray[Any]], sensors: int) -> None:
    """Check that the plots held are whole tables, of sensors that there are.

    Raises
    ------
    ValueError
        If they are not.
    """
    for part in ("waiting", "done"):
        rows = {len(a) for n, a in arrays.items() if n.startswith(f"{HELD}{part}")}
        of = arrays[f"{HELD}{part}.sensor"]
        if len(rows) != 1 or ((of < 0) | (of >= sensors)).any():
            raise ValueError("the plots that it holds are not whole")


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
