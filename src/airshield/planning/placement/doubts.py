"""Which uncertain figures could turn the answer over."""

from __future__ import annotations

import numpy as np

from airshield.planning.assessment import load_stage
from airshield.planning.estimate import rank_correlation
from airshield.planning.placement.answer import Doubt
from airshield.planning.placement.playing import Level, Player, Slots
from airshield.simulation.figures import draw_worlds

MOST = 6
"""Figures that are told."""


def doubts_of(player: Player, best: Slots, second: Slots, level: Level) -> tuple[Doubt, ...]:
    """Return the figures on which a plan's advantage over another hangs, the strongest first.

    Rank correlations, over worlds, between each figure and the harm that the first takes off the
    second's.
    """
    first = player.index(player.play(best, level), level)
    other = player.index(player.play(second, level), level)
    lead = other.top / other.raids - first.top / first.raids
    plan = player.plan(level)
    figures = load_stage(player.variant(0, best)).figures
    drawn = draw_worlds(figures, plan.worlds, plan.seed, 0)
    moving = {path: x for path, x in drawn.items() if np.ptp(x) > 0.0}
    found = [
        Doubt(figure=path, rank_correlation=rho, low=low, high=high)
        for path, x in moving.items()
        for rho, low, high in [rank_correlation(x, lead, len(moving))]
    ]
    return tuple(sorted(found, key=lambda doubt: -abs(doubt.rank_correlation))[:MOST])
