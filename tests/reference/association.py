"""Association probabilities by writing down every hypothesis, slow and obvious."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Hypothesis = tuple[int, ...]


class Probabilities(NamedTuple):
    """What is asked for: of pairs (a table), of tracks without plot, of plots without track."""

    pair: Floats
    miss: Floats
    new: Floats


def hypotheses(allowed: NDArray[np.bool_], before: Hypothesis = ()) -> Iterator[Hypothesis]:
    """Yield the plot of each track, −1 for none, in every way that uses no plot twice."""
    if len(before) == len(allowed):
        yield before
        return
    yield from hypotheses(allowed, (*before, -1))
    for plot in np.flatnonzero(allowed[len(before)]).tolist():
        if plot not in before:
            yield from hypotheses(allowed, (*before, plot))


def weight_of(hypothesis: Hypothesis, weight: Floats, miss_weight: Floats) -> float:
    """Return the product of what was chosen."""
    chosen = (
        miss_weight[track] if plot < 0 else weight[track, plot]
        for track, plot in enumerate(hypothesis)
    )
    return float(np.prod(list(chosen), initial=1.0))


def best_alone(weights: dict[Hypothesis, float]) -> dict[Hypothesis, float]:
    """Return, of the hypotheses with the same tracks and the same plots, the best ones."""
    best: dict[tuple[frozenset[int], tuple[bool, ...]], Hypothesis] = {}
    for hypothesis, weight in weights.items():
        key = (frozenset(hypothesis), tuple(plot >= 0 for plot in hypothesis))
        if key not in best or weight > weights[best[key]]:
            best[key] = hypothesis
    return {hypothesis: weights[hypothesis] for hypothesis in best.values()}


def exact_probabilities(weight: Floats, miss_weight: Floats, prune: bool = False) -> Probabilities:
    """Return the probabilities of a dense table of weights, 0 where there is no pair."""
    tracks, plots = weight.shape
    weights = {h: weight_of(h, weight, miss_weight) for h in hypotheses(weight > 0.0)}
    if prune:
        weights = best_alone(weights)
    whole = sum(weights.values())
    pair, miss, new = np.zeros((tracks, plots)), np.zeros(tracks), np.zeros(plots)
    for hypothesis, of_it in weights.items():
        for track, plot in enumerate(hypothesis):
            if plot < 0:
                miss[track] += of_it / whole
            else:
                pair[track, plot] += of_it / whole
        free = np.ones(plots, bool)
        free[[plot for plot in hypothesis if plot >= 0]] = False
        new += free * of_it / whole
    return Probabilities(pair, miss, new)


def plain_messages(weight: Floats, miss_weight: Floats, rounds: int = 20_000) -> Floats:
    """Return the pairs' probabilities after belief propagation just as it is written."""
    down = np.ones_like(weight)
    for _ in range(rounds):
        wanted = weight * down
        up = weight / (miss_weight[:, None] + wanted.sum(axis=1, keepdims=True) - wanted)
        last, down = down, 1.0 / (1.0 + up.sum(axis=0) - up)
        if np.abs(down / last - 1.0).max(initial=0.0) < 1e-13:
            break
    wanted = weight * down
    return wanted / (miss_weight[:, None] + wanted.sum(axis=1, keepdims=True))
