"""Damage and repair on one path: each asset's loss over time, with crews that may be few."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple


class Loss(NamedTuple):
    """A time over which an asset has lost a share of its function."""

    asset: int
    share: float
    from_h: float
    until_h: float


class Repairs:
    """Assets that are damaged, under repair, and whole again.

    An asset's function stays lost until its repair ends. Further damage adds to the loss and to
    the work. A free crew takes the damaged asset of most value and stays until it is whole.

    Parameters
    ----------
    value : (A,)
        Value of each asset.
    crews
        Assets that can be under repair at a time; None for all.
    queued
        Assets that need one of these crews; the others have their own. None for all.
    """

    def __init__(
        self, value: list[float], crews: int | None, queued: Collection[int] | None = None
    ) -> None:
        self._order = [-v for v in value]
        self._free = len(value) if crews is None else crews
        self._queued = frozenset(range(len(value)) if queued is None else queued)
        self._share: dict[int, float] = {}
        self._since_h: dict[int, float] = {}
        self._until_h: dict[int, float] = {}
        self._waiting_h: dict[int, float] = {}
        self._alone: dict[int, Loss] = {}
        self._now_h = -math.inf
        self._soonest_h = math.inf  # No repair ends before it.
        self.losses: list[Loss] = []
        """Every loss that has ended or changed, in the order in which it did."""

    def hit(self, at_h: float, asset: int, share: float, repair_h: float) -> None:
        """Damage an asset.

        Parameters
        ----------
        at_h : hours
            When; a hit before an earlier one counts from that one's time on.
        asset
            Which.
        share : in [0, 1]
            Share of its function that this hit takes, of what it has when whole.
        repair_h : hours
            Time to repair it once disabled.
        """
        at_h = self._now_h = max(at_h, self._now_h)
        if asset not in self._queued:
            self._hit_alone(at_h, asset, share, repair_h)
            return
        self.advance(at_h)
        before = self._share.get(asset, 0.0)
        after = min(1.0, before + share)
        self._close(asset, at_h)
        self._share[asset], self._since_h[asset] = after, at_h
        work_h = (after - before) * repair_h
        if asset in self._until_h:
            self._until_h[asset] += work_h
        elif self._free > 0:
            self._free -= 1
            self._begin(asset, at_h, work_h)
        else:
            self._waiting_h[asset] = self._waiting_h.get(asset, 0.0) + work_h

    def advance(self, until_h: float) -> None:
        """Finish what is finished by then, crew by crew."""
        while until_h >= self._soonest_h and self._until_h:
            asset = min(self._until_h, key=lambda a: (self._until_h[a], a))
            self._soonest_h = self._until_h[asset]
            if self._soonest_h > until_h:
                return
            end_h = self._until_h.pop(asset)
            self._close(asset, end_h)
            del self._share[asset], self._since_h[asset]
            self._free += 1
            if self._waiting_h:
                self._free -= 1
                chosen = min(self._waiting_h, key=lambda a: (self._order[a], a))
                self._begin(chosen, end_h, self._waiting_h.pop(chosen))

    def finish(self) -> list[Loss]:
        """Return every loss, with those after the last raid."""
        self.advance(math.inf)
        self.losses += self._alone.values()
        self._alone.clear()
        return self.losses

    def _hit_alone(self, at_h: float, asset: int, share: float, repair_h: float) -> None:
        """Damage an asset that waits for nobody: its loss is known to its end."""
        last = self._alone.get(asset)
        if last is not None and last.until_h <= at_h:
            self.losses.append(last)
            last = None
        before = 0.0 if last is None else last.share
        after = min(1.0, before + share)
        until_h = (at_h if last is None else last.until_h) + (after - before) * repair_h
        if last is not None and last.from_h < at_h:
            self.losses.append(last._replace(until_h=at_h))
        self._alone[asset] = Loss(asset, after, at_h, until_h)

    def _begin(self, asset: int, at_h: float, work_h: float) -> None:
        """Put a crew on an asset."""
        self._until_h[asset] = at_h + work_h
        self._soonest_h = min(self._soonest_h, at_h + work_h)

    def _close(self, asset: int, at_h: float) -> None:
        """Note the loss of an asset up to now."""
        share = self._share.get(asset, 0.0)
        if share > 0.0 and at_h > self._since_h[asset]:
            self.losses.append(Loss(asset, share, self._since_h[asset], at_h))
