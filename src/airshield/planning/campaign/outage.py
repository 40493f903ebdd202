"""What does not work, and who is without power, month by month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from airshield.consequence import assemble_grid, demand_shed, people_per_mw
from airshield.model.scenario import Scenario
from airshield.planning.campaign.months import Month, edges_h
from airshield.planning.campaign.repairs import Loss

Floats = NDArray[np.float64]

LOOKS_A_DAY = 2
"""How often a day the power network is looked at."""


def look_hours(months: tuple[Month, ...]) -> Floats:
    """Return the hours at which the power network is looked at, evenly over every day."""
    step_h = 24.0 / LOOKS_A_DAY
    return np.arange(0.5 * step_h, edges_h(months)[-1], step_h)


class Outage:
    """Collects the losses of paths of one world, one row a path and case."""

    def __init__(
        self, scenario: Scenario, months: tuple[Month, ...], seed: int, world: int
    ) -> None:
        self._scenario, self._months = scenario, months
        self._edges = np.array(edges_h(months))
        self._looks = look_hours(months)
        network = scenario.power
        self._grid = None if network is None else assemble_grid(network, scenario.assets)
        self._per_mw = 0.0
        if network is not None:
            row = people_per_mw(network.people_per_mw, len(scenario.assets), seed, [world])
            self._per_mw = float(row[0])
        self._values = np.array([asset.value for asset in scenario.assets.values()])
        self._lost: list[Floats] = []
        self._states: list[Floats] = []

    def add(self, losses: list[Loss]) -> None:
        """Add the losses of one path in one case."""
        self._lost.append(self._out_of_action(losses))
        if self._grid is not None:
            self._states.append(self._seen(losses))

    def found(self) -> tuple[Floats, Floats, Floats]:
        """Return out of action, demand not served and people without power, (rows, months)."""
        lost = np.array(self._lost)
        shed_mw = np.zeros_like(lost)
        if self._grid is not None:
            shed_mw = self._shed_mw(np.stack(self._states))
        return lost, shed_mw, shed_mw * self._per_mw

    def _out_of_action(self, losses: list[Loss]) -> Floats:
        """Return the share of what is protected, by value, that is lost, mean over each month."""
        table = np.array(losses, np.float64).reshape(-1, len(Loss._fields))
        asset, share, from_h, until_h = table.T
        begin, end = self._edges[:-1], self._edges[1:]
        over_h = np.minimum(until_h[:, None], end) - np.maximum(from_h[:, None], begin)
        lost = self._values[asset.astype(np.int64)] * share
        total = lost @ np.maximum(over_h, 0.0) / (end - begin)
        whole = float(self._values.sum())
        return np.asarray(total / whole if whole > 0.0 else total)

    def _seen(self, losses: list[Loss]) -> Floats:
        """Return the share (looks, A) that each asset has lost at every look."""
        states = np.zeros((self._looks.size, self._values.size))
        ends = np.array([(loss.from_h, loss.until_h) for loss in losses]).reshape(-1, 2)
        looks = np.searchsorted(self._looks, ends).tolist()
        for loss, (first, last) in zip(losses, looks, strict=True):
            states[first:last, loss.asset] = loss.share
        return states

    def _shed_mw(self, states: Floats) -> Floats:
        """Return the demand not served (rows, months) from states (rows, looks, A)."""
        assert self._grid is not None
        rows, _, assets = states.shape
        shed_mw = np.zeros((rows, len(self._months)))
        which = np.searchsorted(self._edges, self._looks, side="right") - 1
        for month, named in enumerate(self._months):
            factor = self._scenario.campaign.demand_factor[named.month - 1]
            grid = self._grid._replace(demand_mw=self._grid.demand_mw * factor)
            part = states[:, which == month].reshape(-1, assets)
            shed_mw[:, month] = demand_shed(grid, part).reshape(rows, -1).mean(axis=1)
        return shed_mw
