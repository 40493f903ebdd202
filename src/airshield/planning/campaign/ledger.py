"""What came of every path that was played, in the order of the paths."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from airshield.planning.answer import Estimate
from airshield.planning.campaign.ground import COUNTS
from airshield.planning.campaign.playing import Played
from airshield.planning.campaign.walk import OF_SYSTEM
from airshield.planning.estimate import CLUSTERS, mean, ratio, with_raids

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class CampaignLedger:
    """The paths of all tasks that are done: n paths, c cases, m months, s system types."""

    def __init__(self, parts: list[Played], worlds: int) -> None:
        paths = np.concatenate([np.array(part.task.paths, np.int64) for part in parts])
        order = np.argsort(paths)
        self.path = paths[order]
        """(n,) number of the path."""
        self.cluster = self.path % (worlds if worlds > 1 else CLUSTERS)
        """(n,) world of the path; of a single world, every 64th path."""
        self._counts = np.concatenate([part.counts for part in parts])[order]
        self._by_system = np.concatenate([part.by_system for part in parts])[order]
        self.out_of_action = np.concatenate([part.out_of_action for part in parts])[order]
        """(n, c, m)"""
        self.shed_mw = np.concatenate([part.shed_mw for part in parts])[order]
        """(n, c, m)"""
        self.people = np.concatenate([part.people for part in parts])[order]
        """(n, c, m)"""
        self._sizes = np.bincount(self.cluster)

    def count(self, name: str) -> Ints:
        """Return one of `COUNTS`, (n, c, m)."""
        return np.asarray(self._counts[..., COUNTS.index(name)])

    def of_system(self, name: str) -> Ints:
        """Return one of `OF_SYSTEM`, (n, c, m, s)."""
        return np.asarray(self._by_system[..., OF_SYSTEM.index(name)])

    def mean(self, values: Floats | Ints, least: float = 0.0) -> Estimate:
        """Estimate the mean over paths of values (n,), with their spread from path to path."""
        single = np.asarray(values, np.float64)
        found = mean(self._summed(single), self._sizes, least=least)
        points = np.sort(single)
        return with_raids(found, np.ones(points.size, np.int64), points)

    def difference(self, values: Floats | Ints) -> Estimate:
        """Estimate the mean of a difference (n,), which may be below 0."""
        return self.mean(values, least=-math.inf)

    def probability(self, happened: NDArray[np.bool_]) -> Estimate:
        """Estimate the probability of what happened on some paths (n,)."""
        sums = self._summed(happened.astype(np.float64))
        return ratio(sums, self._sizes, share=True)

    def share(self, top: Ints, bottom: Ints) -> Estimate:
        """Estimate Σ top / Σ bottom, both (n,)."""
        return ratio(self._summed(top), self._summed(bottom), share=True)

    def _summed(self, values: Floats | Ints) -> Floats:
        """Return the sum of values (n,) by world."""
        return np.asarray(np.bincount(self.cluster, weights=values, minlength=self._sizes.size))
