"""The smallest addition that meets every goal: by count, by cost, by date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from airshield.planning.placement.answer import NeedRow
from airshield.planning.placement.judging import Judged, kept
from airshield.planning.placement.optimum import find_optimum
from airshield.planning.placement.options import Choices, cost_of, slots_of
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.planning.placement.surrogate import Limits, Surrogate

_STEPS = 5
"""Halvings of a range of budgets."""
_TIME_S = 10.0
_GAP = 0.02


@dataclass(frozen=True)
class Needs:
    """Looks for small additions: the surrogate proposes them, the simulation judges them."""

    player: Player
    surrogate: Surrogate
    choices: Choices
    goals: tuple[tuple[Judged, ...], ...]
    """By raid."""
    level: Level
    best: Slots
    """The best plan within all limits; a need that equals its limits is judged by it."""

    def rows(self) -> list[NeedRow]:
        """Return the smallest addition by each yardstick that there is."""
        found = [self.by_count()]
        options = self.choices.options
        if all(option.cost_eur is not None for option in options):
            found.append(self.by_cost())
        if any(option.earliest is not None for option in options):
            found.append(self.by_date())
        return found

    def p_kept(self, slots: Slots) -> tuple[float, ...]:
        """Return the share of raids in which each goal is kept; of several raids, as they count."""
        played = self.player.play(slots, self.level)
        shares = np.array(
            [
                [float(kept(raids.measures, goal).mean()) for goal in goals]
                for raids, goals in zip(played, self.goals, strict=True)
            ]
        )
        weights = self.player.weights
        whole = shares.min(axis=0) if weights is None else weights @ shares
        return tuple(float(share) for share in whole)

    def meets(self, slots: Slots) -> bool:
        """Whether a plan keeps every goal in as many raids as is asked for."""
        asked = [goal.goal.probability for goal in self.goals[0]]
        return all(p >= wanted for p, wanted in zip(self.p_kept(slots), asked, strict=True))

    def by_count(self) -> NeedRow:
        """Return the fewest pieces."""
        most = self.choices.limits.pieces
        slots = self._least(most + 1, lambda n: self._plan(pieces=n))
        return self._row("count", slots, f"up to {most} pieces")

    def by_cost(self) -> NeedRow:
        """Return the cheapest pieces."""
        limits = self.choices.limits
        top = min(limits.budget_eur, cost_of(self.choices.options, self.best) or 0.0)
        budgets = [top * step / 2**_STEPS for step in range(2**_STEPS + 1)]
        slots = self._least(len(budgets), lambda n: self._plan(budget_eur=budgets[n]))
        return self._row("cost", slots, f"up to {top / 1e6:,.0f} M€, in steps of a 32nd")

    def by_date(self) -> NeedRow:
        """Return the pieces that can be there first."""
        dates = sorted({option.earliest or "" for option in self.choices.options})
        slots = self._least(len(dates), lambda n: self._plan(date=dates[n]))
        return self._row("date", slots, f"by {dates[-1]}")

    def _least(self, count: int, plan: Callable[[int], Slots]) -> Slots | None:
        """Return the first of a rising row of plans that meets the goals, by halving; or None."""
        low, high = 0, count - 1
        best = plan(high)
        if not self.meets(best):
            return None
        while low < high:
            middle = (low + high) // 2
            found = plan(middle)
            if self.meets(found):
                high, best = middle, found
            else:
                low = middle + 1
        return best

    def _plan(
        self,
        pieces: int | None = None,
        budget_eur: float | None = None,
        date: str | None = None,
    ) -> Slots:
        """Return the surrogate's best plan within tighter limits, or the best plan if it fits."""
        limits = self._tightened(pieces, budget_eur, date)
        if limits.allows(self._chosen(self.best)):
            return self.best
        if limits.pieces == 0:
            return ()
        found = find_optimum(self.surrogate, limits, tolerance=_GAP, time_s=_TIME_S)
        return slots_of(found.counts)

    def _tightened(self, pieces: int | None, budget_eur: float | None, date: str | None) -> Limits:
        limits = self.choices.limits
        if pieces is not None:
            limits = limits._replace(pieces=pieces)
        if budget_eur is not None:
            limits = limits._replace(budget_eur=budget_eur)
        if date is not None:
            late = {
                option.system for option in self.choices.options if (option.earliest or "") > date
            }
            most = [
                0 if s in late else n
                for s, n in zip(self.choices.systems, limits.at_most, strict=True)
            ]
            limits = limits._replace(at_most=np.array(most, np.int64))
        return limits

    def _chosen(self, slots: Slots) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.bincount(np.array(slots, np.int64), minlength=len(self.choices.options))

    def _row(self, by: str, slots: Slots | None, tried: str) -> NeedRow:
        options = self.choices.options
        if slots is None:
            best = self.p_kept(self.best)
            return NeedRow(
                by=by,
                met=False,
                pieces=(),
                cost_eur=None,
                date=None,
                p_kept=best,
                note=f"none found {tried}",
            )
        dates = [options[index].earliest or "" for index in slots]
        return NeedRow(
            by=by,
            met=True,
            pieces=tuple(f"{options[i].system} {options[i].site}" for i in slots),
            cost_eur=cost_of(options, slots),
            date=max(dates, default="") or None,
            p_kept=self.p_kept(slots),
            note=f"the least found {tried}",
        )
