"""Plots collected one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from airshield.tracking.plots import COLUMNS, NO_IDENTITY, NO_WORD, Plots

_NOTHING: Final = (math.nan,) * COLUMNS


class Rows:
    """Collects plots, with the names of the sensors that they are of."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._ints: list[tuple[int, int, int, int, int, int, bool]] = []
        self._floats: list[tuple[float, ...]] = []

    def __len__(self) -> int:
        return len(self._ints)

    def add(
        self,
        sensor: str,
        kind: int,
        time_s: float,
        arrival_s: float,
        *,
        value: Sequence[float] = _NOTHING,
        sigma: Sequence[float] = _NOTHING,
        identity: int = NO_IDENTITY,
        word: int = NO_WORD,
        count: int = 1,
        rcs_dbsm: float = math.nan,
        truth: int = -1,
        geodetic: bool = False,
    ) -> None:
        """Add one plot; see `Plots` for what the values mean."""
        index = self._index.setdefault(sensor, len(self._index))
        self._ints.append((index, kind, identity, word, count, truth, geodetic))
        self._floats.append((time_s, arrival_s, rcs_dbsm, *value, *sigma))

    def without_repeats(self) -> int:
        """Leave out each plot that says what an earlier one said; return how many there were."""
        kept: dict[tuple[object, ...], int] = {}
        for row, (ints, floats) in enumerate(zip(self._ints, self._floats, strict=True)):
            told = (*ints, floats[0], *(None if math.isnan(x) else x for x in floats[2:]))
            kept.setdefault(told, row)
        repeats = len(self._ints) - len(kept)
        if repeats:
            self._ints = [self._ints[row] for row in kept.values()]
            self._floats = [self._floats[row] for row in kept.values()]
        return repeats

    def plots(self) -> tuple[Plots, NDArray[np.bool_], tuple[str, ...]]:
        """Return the plots, whether each place is geodetic, and the names of the sensors."""
        size = len(self._ints)
        ints = np.array(self._ints, np.int64).reshape(size, 7)
        floats = np.array(self._floats, np.float64).reshape(size, 3 + 2 * COLUMNS)
        plots = Plots(
            time_s=floats[:, 0].copy(),
            arrival_s=floats[:, 1].copy(),
            sensor=ints[:, 0].astype(np.int32),
            kind=ints[:, 1].astype(np.int8),
            value=floats[:, 3 : 3 + COLUMNS].copy(),
            sigma=floats[:, 3 + COLUMNS :].copy(),
            identity=ints[:, 2].copy(),
            word=ints[:, 3].astype(np.int8),
            count=ints[:, 4].astype(np.int16),
            rcs_dbsm=floats[:, 2].copy(),
            truth=ints[:, 5].copy(),
        )
        return plots, ints[:, 6].astype(bool), tuple(self._index)
