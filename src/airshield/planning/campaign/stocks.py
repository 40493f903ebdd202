"""Rounds in the depots and with the batteries, raid after raid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def shared_out(left: Ints, full: Ints, rounds: int) -> Ints:
    """Return how many of the rounds go to each battery: one by one where fewest are left.

    Parameters
    ----------
    left : (b,)
        Rounds that each battery has.
    full : (b,)
        Rounds that each battery can hold; not below `left`.
    rounds
        Rounds there are.

    Returns
    -------
    (b,)
        Of batteries with as few left, the first comes first; none gets more than it can hold.
    """
    gap = full - left
    if int(gap.sum()) <= rounds:
        return gap
    low, high = int(left.min()), int(full.max())
    while low < high:  # The highest level to which all can be brought.
        level = (low + high + 1) // 2
        if int(_up_to(level, left, full).sum()) <= rounds:
            low = level
        else:
            high = level - 1
    given = _up_to(low, left, full)
    rest = rounds - int(given.sum())
    given[np.flatnonzero((left + given == low) & (full > low))[:rest]] += 1
    return given


def _up_to(level: int, left: Ints, full: Ints) -> Ints:
    """Return what brings each battery up to a level, as far as it can hold."""
    return np.maximum(np.minimum(full, level) - left, 0)


class Stocks:
    """Where the rounds of each system type are on one path.

    Parameters
    ----------
    system : (b,)
        System type of each battery, by index; -1 for one that fires no rounds.
    depot : (s,)
        Rounds behind the batteries on the first day.
    """

    def __init__(self, system: Ints, depot: Ints) -> None:
        self.system = system
        self.depot = depot.copy()
        self.left = np.zeros(system.size, np.int64)
        self.there = np.zeros(system.size, np.bool_)
        self.came = depot.copy()
        """(s,) rounds that were there or came so far."""
        self.used = np.zeros(depot.size, np.int64)
        """(s,) rounds launched so far."""
        self._full = np.zeros(system.size, np.int64)
        self._of = [np.flatnonzero(system == index) for index in range(depot.size)]

    def arrive(self, here: NDArray[np.bool_], full: Ints) -> None:
        """Let batteries that are here now, and were not, stand there with full stocks."""
        new = here & ~self.there & (self.system >= 0)
        self.there |= here
        if new.any():
            self.left[new] = self._full[new] = full[new]
            np.add.at(self.came, self.system[new], full[new])

    def supply(self, system: int, rounds: int) -> None:
        """Bring rounds to the depot."""
        self.depot[system] += rounds
        self.came[system] += rounds

    def top_up(self) -> None:
        """Fill the batteries from the depots as far as these go."""
        for system in np.flatnonzero(self.depot > 0).tolist():
            mine = self._of[system]
            # One that is not there holds nothing and can hold nothing.
            given = shared_out(self.left[mine], self._full[mine], int(self.depot[system]))
            self.left[mine] += given
            self.depot[system] -= given.sum()

    def use(self, rounds: Ints) -> None:
        """Take what each battery launched."""
        self.left -= rounds
        fired = self.system >= 0
        np.add.at(self.used, self.system[fired], rounds[fired])

    def total(self) -> Ints:
        """Return the rounds of each system type, depots and batteries together."""
        fired = self.system >= 0
        with_batteries = np.bincount(
            self.system[fired], self.left[fired], minlength=self.depot.size
        )
        return self.depot + with_batteries.astype(np.int64)

    def bare(self) -> NDArray[np.bool_]:
        """Return, by system type, whether a battery that is there has no round left."""
        empty = self.there & (self.left == 0) & (self.system >= 0) & (self._full > 0)
        found = np.zeros(self.depot.size, np.bool_)
        found[self.system[empty]] = True
        return found
