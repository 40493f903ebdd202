"""Association probabilities of a large cluster by messages between its tracks and plots.

Belief propagation after :cite:t:`williams2014`: a track tells each plot how much it wants it, a
plot tells each track how free it is, until nothing changes. Exact where links form no loop. In
loops that settle slowly all messages are scaled once a round (`balance`), which is ours.

In the largest change of a logarithm messages contract, a round, by no less than the product over
both half-steps of max S / (1 + S), with S the weights of a track over its weight for none, and the
sum of what a plot is told: so there is one place where they settle, and they do.
"""

from __future__ import annotations

from math import exp

from airshield.kernels.compiled import inlined, kernel

TOLERANCE = 1e-6
"""Relative error of a message, as the last two changes foretell it, at which it ends."""
ROUNDING = 1e-14
"""Change that is rounding alone."""
LARGEST_FACTOR = 0.999
"""Largest factor from one change to the next that is believed."""
FREE_ROUNDS = 8
"""Rounds, enough for most, before messages are balanced."""
LONGEST_STEP = 3.0
"""Most that a round scales all messages by, as a logarithm."""
MOST_ROUNDS = 500
"""Rounds after which it ends at any rate."""


@inlined
def tell_plots(tracks, scratch):
    """Each track to each of its plots: its weight over all else that the track could do."""
    for track in range(tracks):
        begin, end = scratch.first[track], scratch.first[track + 1]
        before = scratch.alone[track]
        for link in range(begin, end):
            scratch.part[link] = before
            before += scratch.weight[link] * scratch.down[link]
        behind = 0.0
        for link in range(end - 1, begin - 1, -1):
            scratch.up[link] = scratch.weight[link] / (scratch.part[link] + behind)
            behind += scratch.weight[link] * scratch.down[link]


@inlined
def tell_tracks(tracks, plots, scratch):
    """Each plot to each of its tracks: how free it is of the others; return the largest change.

    Sums without the one link are built from both sides, as a difference would lose its digits.
    """
    links = scratch.first[tracks]
    scratch.total[:plots] = 1.0
    for link in range(links):
        plot = scratch.plot[link]
        scratch.part[link] = scratch.total[plot]
        scratch.total[plot] += scratch.up[link]
    scratch.total[:plots] = 0.0
    change = 0.0
    for link in range(links - 1, -1, -1):
        plot = scratch.plot[link]
        others = scratch.part[link] + scratch.total[plot]
        change = max(change, abs(scratch.down[link] * others - 1.0))
        scratch.down[link] = 1.0 / others
        scratch.total[plot] += scratch.up[link]
    return change


@inlined
def balance(tracks, plots, longest, scratch):
    """Scale what plots were told so that they expect to be taken as often as tracks to take.

    Where all tracks are sure to be seen and there are just as many plots, this one factor alone
    would take thousands of rounds to settle. It is 1 once messages have settled: they settle at the
    same place. One step of Newton's method a round finds it, ``longest`` at most; the step is
    returned, as a logarithm.
    """
    links = scratch.first[tracks]
    scratch.total[:plots] = 0.0
    excess = slope = 0.0
    for track in range(tracks):
        taking = 0.0
        for link in range(scratch.first[track], scratch.first[track + 1]):
            taking += scratch.weight[link] * scratch.down[link]
            scratch.total[scratch.plot[link]] += scratch.up[link]
        p_taking = taking / (scratch.alone[track] + taking)
        excess += p_taking
        slope += p_taking * (1.0 - p_taking)
    for plot in range(plots):
        p_taken = scratch.total[plot] / (1.0 + scratch.total[plot])
        excess -= p_taken
        slope += p_taken * (1.0 - p_taken)
    step = longest if excess > 0.0 else -longest
    if abs(excess) < longest * slope:
        step = excess / slope
    factor = exp(step)
    for link in range(links):
        scratch.up[link] *= factor
    return step


@inlined
def believe(tracks, scratch):
    """Write what each track believes to ``p_alone`` and ``p_link``."""
    for track in range(tracks):
        begin, end = scratch.first[track], scratch.first[track + 1]
        whole = scratch.alone[track]
        for link in range(begin, end):
            scratch.p_link[link] = scratch.weight[link] * scratch.down[link]
            whole += scratch.p_link[link]
        for link in range(begin, end):
            scratch.p_link[link] /= whole
        scratch.p_alone[track] = scratch.alone[track] / whole


@kernel
def pass_messages(tracks, plots, tolerance, scratch):
    """Write the probabilities of a cluster to ``p_alone`` and ``p_link``.

    Exact without loops and with a tolerance of 0, else approximate. Returns the rounds that it
    took, `MOST_ROUNDS` where it was cut off.
    """
    links = scratch.first[tracks]
    scratch.down[:links] = 1.0
    last = 1.0
    last_step, longest = 0.0, LONGEST_STEP
    rounds = 0
    while rounds < MOST_ROUNDS:
        tell_plots(tracks, scratch)
        if tolerance > 0.0 and rounds >= FREE_ROUNDS:
            step = balance(tracks, plots, longest, scratch)
            if step * last_step < 0.0:  # to and fro: without this it might go on for ever
                longest *= 0.5
            last_step = step
        change = tell_tracks(tracks, plots, scratch)
        rounds += 1
        # A geometric series: what is still to come is change · f + change · f² + …
        factor = min(change / last, LARGEST_FACTOR)
        if change <= ROUNDING or change * factor <= tolerance * (1.0 - factor):
            break
        last = min(change, 1.0)  # a larger one is still the way from where all began
    believe(tracks, scratch)
    return rounds
