"""What is compared: the states of objects over time, true or estimated."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.plots import Floats

Rows = NDArray[np.int64]


class States(NamedTuple):
    """States of numbered objects, a row each, in any order."""

    step: Rows
    """(n,) Index of the time at which it holds, from 0."""
    number: Rows
    """(n,) Number of the object or of the track, not negative; once in a step."""
    position_m: Floats
    """(n, d) Where it is; d is 2 or 3."""
    velocity_m_s: Floats
    """(n, d) Its velocity; NaN: not known."""


def checked(states: States, name: str) -> States:
    """Return states as contiguous columns of the right types, or say all that is wrong with them.

    Raises
    ------
    ValueError
        If columns differ in length or width, a step or number is negative, a position is not
        finite, or a number comes twice in a step.
    """
    step = np.ascontiguousarray(states.step, np.int64)
    number = np.ascontiguousarray(states.number, np.int64)
    position = np.ascontiguousarray(states.position_m, np.float64)
    velocity = np.ascontiguousarray(states.velocity_m_s, np.float64)
    wrong = []
    if position.ndim != 2 or position.shape[1] not in (2, 3) or velocity.shape != position.shape:
        wrong.append("position_m and velocity_m_s must both be (n, 2) or (n, 3)")
    if not len(step) == len(number) == len(position):
        wrong.append("all columns must be of one length")
    else:
        wrong += _wrong_rows(step, number, position)
    if wrong:
        raise ValueError(f"{name}: {'; '.join(wrong)}")
    return States(step, number, position, velocity)


def _wrong_rows(step: Rows, number: Rows, position: Floats) -> list[str]:
    """Return what is wrong with rows: one text for each kind of mistake."""
    wrong = []
    if step.size and min(step.min(), number.min()) < 0:
        wrong.append("step and number must not be negative")
    if not np.isfinite(position).all():
        wrong.append("position_m must be finite")
    order = np.lexsort((number, step))
    again = (np.diff(step[order]) == 0) & (np.diff(number[order]) == 0)
    if again.any():
        row = order[1:][again][0]
        wrong.append(f"number {number[row]} comes twice in step {step[row]}")
    return wrong


def taken(states: States, order: NDArray[np.intp]) -> States:
    """Return the rows that ``order`` names, in that order."""
    return States(
        states.step[order], states.number[order],
        states.position_m[order], states.velocity_m_s[order],
    )  # fmt: skip


def edges(sorted_ids: Rows, count: int) -> Rows:
    """Return (count + 1,) where the rows of each of 0 … count − 1 begin in a sorted column."""
    return np.searchsorted(sorted_ids, np.arange(count + 1)).astype(np.int64)
