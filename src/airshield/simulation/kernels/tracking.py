"""When a threat is tracked: staircases of cumulative probability, looked up by random words."""

from __future__ import annotations

import math

import numpy as np

from airshield.kernels.compiled import inlined, kernel
from airshield.kernels.processor import fetch
from airshield.kernels.random import DETECT, fill_words, words4
from airshield.simulation.kernels.columns import (
    BATTERY,
    LOOK_LOW,
    LOOK_ROW,
    LOOK_SIGHT,
    LOOK_STEPS,
    LOOK_THREAT,
    LOOK_WORD,
    PART_SHIFT,
    PARTS,
    ROUTE,
    SIGHT_FIRST,
    STATE,
    STEP_TICK,
    STEP_WORD,
    WINDOW_FIRST,
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
def _halve(world, low, count, word):
    """Return the first, and how many they are, of those steps of `count` that may hold a word.

    A single step stays as it is.
    """
    half = count >> 1
    middle = index(low + half - (half > 0))
    return low + half * (world.stair[middle, STEP_WORD] < word), count - half


@inlined
def _climb(world, low, count, word):
    """Return the tick of the first of `count` steps from `low` on that holds a word."""
    # Mostly they are few: what is done anyway, a processor need not guess.
    low, count = _halve(world, low, count, word)
    low, count = _halve(world, low, count, word)
    while count > 1:
        low, count = _halve(world, low, count, word)
    return world.stair[index(low), STEP_TICK]


@inlined
def _note_looks(world, scratch, seed, replication):
    """Note the word and row of every track that is to be looked up; return how many they are."""
    count = 0
    for threat in range(scratch.life.shape[0]):
        if scratch.life[threat, STATE] == ABSENT:
            continue
        route = index(scratch.life[threat, ROUTE])
        first = index(world.route[route, SIGHT_FIRST])
        fetch(world.window, index(world.route[route, WINDOW_FIRST]), BATTERY)
        for row in range(first, world.route[route + 1, SIGHT_FIRST]):
            picture = index(world.sight_picture[row])
            if picture < 4:
                word = np.int64(scratch.words[picture, threat])
            else:
                word = _word(seed, replication, threat, picture)
            fetch(world.guide, row, word >> PART_SHIFT)
            look = scratch.looks[count]
            look[LOOK_WORD] = word
            look[LOOK_ROW] = row
            look[LOOK_THREAT] = threat
            look[LOOK_SIGHT] = row - first
            count += 1
    return count


@inlined
def _part(world, row, word):
    """Return the first step that may hold a word, and how many may from there on."""
    part = word >> PART_SHIFT
    low = index(np.int64(world.guide[row, part]))
    # One of the steps from this part's first to the next one's, both included.
    return low, world.guide[row, part + 1] - low + 1


@inlined
def track_threats(world, scratch, seed, replication):
    """Find when every threat that may fly is tracked in each picture that its route needs.

    In three passes, each of which asks for what the next will need: so none waits for memory.
    """
    fill_words(seed, replication, DETECT, scratch.words)
    count = _note_looks(world, scratch, seed, replication)
    for i in range(count):
        look = scratch.looks[i]
        low, steps = _part(world, index(look[LOOK_ROW]), look[LOOK_WORD])
        fetch(world.stair, low + (steps >> 1), STEP_WORD)
        look[LOOK_LOW] = low
        look[LOOK_STEPS] = steps
    for i in range(count):
        look = scratch.looks[i]
        tick = _climb(world, index(look[LOOK_LOW]), look[LOOK_STEPS], look[LOOK_WORD])
        scratch.tracked[index(look[LOOK_THREAT]), index(look[LOOK_SIGHT])] = tick


@inlined
def _word(seed, replication, threat, picture):
    """Return the random word of a threat in a picture."""
    return np.int64(words4(seed, replication, DETECT, threat, picture >> 2)[picture & 3])


@kernel
def tick_of_word(world, row, word):
    """Return the route tick of a track in the picture of a row of the guide, for a random word."""
    low, steps = _part(world, row, word)
    return np.int64(_climb(world, low, steps, word))


@kernel
def track_tick(world, seed, replication, threat, row):
    """Return the route tick at which a threat is tracked in the picture of a row of the guide."""
    word = _word(seed, replication, threat, np.int64(world.sight_picture[row]))
    return tick_of_word(world, row, word)
