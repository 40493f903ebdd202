"""How many columns the tables have: told to the compiler, which then multiplies by constants."""

from __future__ import annotations

from airshield.kernels.compiled import inlined
from airshield.simulation.kernels.columns import (
    BATTERY_COLUMNS,
    CHANCE_COLUMNS,
    CHEAPER_COLUMNS,
    GROUP_REAL_COLUMNS,
    GROUP_WHOLE_COLUMNS,
    GUIDE_COLUMNS,
    LIFE_COLUMNS,
    LISTED_COLUMNS,
    LOOK_COLUMNS,
    PAIR_COLUMNS,
    PIECE_COLUMNS,
    POST_COLUMNS,
    QUEUED_COLUMNS,
    ROUTE_COLUMNS,
    SALVO_COLUMNS,
    SOFT_COLUMNS,
    STEP_COLUMNS,
    WINDOW_COLUMNS,
)


@inlined
def as_declared(groups, world, scratch):
    """Return whether every table has the columns that `columns.py` names.

    What comes after a branch on this is compiled for just these widths: to find a row takes a
    shift or two, and no look at the table's shape.
    """
    return (
        groups.whole.shape[1] == GROUP_WHOLE_COLUMNS
        and groups.real.shape[1] == GROUP_REAL_COLUMNS
        and world.route.shape[1] == ROUTE_COLUMNS
        and world.window.shape[1] == WINDOW_COLUMNS
        and world.piece.shape[1] == PIECE_COLUMNS
        and world.soft.shape[1] == SOFT_COLUMNS
        and world.guide.shape[1] == GUIDE_COLUMNS
        and world.stair.shape[1] == STEP_COLUMNS
        and world.battery.shape[1] == BATTERY_COLUMNS
        and world.chance.shape[1] == CHANCE_COLUMNS
        and world.cheaper.shape[1] == CHEAPER_COLUMNS
        and scratch.looks.shape[1] == LOOK_COLUMNS
        and scratch.pair.shape[1] == PAIR_COLUMNS
        and scratch.life.shape[1] == LIFE_COLUMNS
        and scratch.listed.shape[1] == LISTED_COLUMNS
        and scratch.post.shape[1] == POST_COLUMNS
        and scratch.queued.shape[1] == QUEUED_COLUMNS
        and scratch.salvos.shape[1] == SALVO_COLUMNS
    )
