"""When a threat is tracked: staircases of cumulative probability, looked up by random words."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.random import DETECT, fill_words, words4
from airshield.simulation.kernels.columns import (
    PART_SHIFT,
    PARTS,
    PICTURE_OF,
    ROUTE,
    SIGHT_FIRST,
    STATE,
    STEP_TICK,
    STEP_WORD,
)
from airshield.simulation.kernels.indexing import index
from airshield.simulation.kernels.states import ABSENT

UNTRACKED = (1 << 32) - 1
"""The tick of the step that no threat reaches in its life, at the end of every staircase."""


@kernel
def number_steps(kept, start, tick, p_track, guide, stair):
    """Put the staircases that are kept into random words; return how many steps there are.

    A word w stands for u = (w + ½) 2⁻³². A step holds the largest word with u < p; a step that
    no more words reach than the one before is left out. The last holds all words.
    """
    used = 0
    for row in range(kept.size):
        before = -1
        part = 0
        for step in range(start[kept[row]], start[kept[row] + 1] + 1):
            word = (1 << 32) - 1
            at = UNTRACKED
            if step < start[kept[row] + 1]:
                word = math.ceil(p_track[step] * 2.0**32 - 0.5) - 1
                at = np.int64(tick[step])
            if word <= before:
                continue
            while part <= PARTS and part << PART_SHIFT <= word:
                guide[row, part] = used
                part += 1
            stair[used, STEP_WORD] = word
            stair[used, STEP_TICK] = at
            used += 1
            before = word
        guide[row, PARTS] = used - 1
    return used


@inlined
def look_up(world, row, word):
    """Return the route tick at which a threat with this word is tracked; `UNTRACKED` if never."""
    part = word >> PART_SHIFT
    low = index(np.int64(world.guide[row, part]))
    # One of the steps from this part's first to the next one's, both included.
    count = world.guide[row, part + 1] - low + 1
    while count > 1:
        half = count >> 1
        low += half * (world.stair[low + half - 1, STEP_WORD] < word)
        count -= half
    return world.stair[low, STEP_TICK]


@inlined
def track_threats(world, scratch, seed, replication):
    """Find when every threat that may fly is tracked in each picture that its route needs."""
    fill_words(seed, replication, DETECT, scratch.words)
    for threat in range(scratch.life.shape[0]):
        if scratch.life[threat, STATE] == ABSENT:
            continue
        route = index(scratch.life[threat, ROUTE])
        first = index(world.route[route, SIGHT_FIRST])
        for row in range(first, world.route[route + 1, SIGHT_FIRST]):
            picture = world.guide[row, PICTURE_OF]
            if picture < 4:
                word = np.int64(scratch.words[picture, threat])
                scratch.tracked[threat, row - first] = look_up(world, row, word)
            else:
                tick = track_tick(world, seed, replication, threat, row)
                scratch.tracked[threat, row - first] = tick


@kernel
def track_tick(world, seed, replication, threat, row):
    """Return the route tick at which a threat is tracked in the picture of a row of the guide."""
    picture = world.guide[row, PICTURE_OF]
    word = words4(seed, replication, DETECT, threat, picture >> 2)[picture & 3]
    return np.int64(look_up(world, row, np.int64(word)))
