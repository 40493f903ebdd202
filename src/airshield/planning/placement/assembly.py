"""From scenarios, goals and choices to the surrogate of their expected harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from airshield.files.scenario import Loaded
from airshield.model.goal import Goal
from airshield.planning.placement.engagements import Engagements, engagements_of
from airshield.planning.placement.harms import harm_of_one
from airshield.planning.placement.options import Choices
from airshield.planning.placement.saturation import survival
from airshield.planning.placement.streams import Streams, streams_of
from airshield.planning.placement.surrogate import Floats, Surrogate


class Part(NamedTuple):
    """The surrogate of one raid, and what it was made from."""

    surrogate: Surrogate
    """Its expected harm; 1 with the defence that stands there."""
    streams: Streams
    """Who comes."""
    engaged: Engagements
    """How well each battery and candidate stops each."""
    fixed: Floats
    """(b, d) log-survival that each battery that stands there adds."""


def surrogate_of(loaded: Loaded, choices: Choices, goals: Sequence[Goal], seed: int) -> Part:
    """Return the surrogate of one raid.

    Each goal's measure counts as a share of what it is with the defence that stands there, all
    goals alike, so that the harm of placing nothing is 1.

    Raises
    ------
    InputError
        If the terrain cannot be read, or the raid takes too long.
    """
    engaged = engagements_of(loaded, choices.options)
    streams = streams_of(engaged.stage.cast)
    passed = survival(engaged, streams)
    given = _bundled(streams, passed[:, : engaged.fixed].prod(axis=1, keepdims=True))[:, 0]
    gain = _bundled(streams, passed[:, engaged.fixed :])
    leaking = streams.weapons * np.exp(-given)
    weight = np.zeros(leaking.size)
    for goal in goals:
        harm = streams.weapons * harm_of_one(engaged.stage, streams, leaking, goal, seed)
        now = float((harm * np.exp(-given)).sum())
        weight += harm / (now if now > 0.0 else 1.0) / len(goals)
    fixed = _bundled(streams, passed[:, : engaged.fixed]).T
    surrogate = Surrogate(weight, given, np.ascontiguousarray(gain.T))
    return Part(surrogate, streams, engaged, np.ascontiguousarray(fixed))


def joined(parts: Sequence[Surrogate], weights: Sequence[float]) -> Surrogate:
    """Return the surrogate of several raids, weighted; weights are scaled to add up to 1."""
    total = float(sum(weights))
    return Surrogate(
        np.concatenate([p.weight * w / total for p, w in zip(parts, weights, strict=True)]),
        np.concatenate([p.given for p in parts]),
        np.ascontiguousarray(np.hstack([p.gain for p in parts])),
    )


def _bundled(streams: Streams, passed: Floats) -> Floats:
    """Return the log-survival (d, n) of each demand point from that of its routes, (r, n).

    A weapon that is brought also needs its carrier to get through.
    """
    carried = streams.carrier_route >= 0
    whole = passed.copy()
    whole[carried] *= passed[streams.carrier_route[carried]]
    points = streams.weapons.size
    mine = streams.point >= 0
    total = np.zeros((points, passed.shape[1]))
    np.add.at(total, streams.point[mine], whole[mine])
    routes = np.bincount(streams.point[mine], minlength=points)[:, None]
    return np.asarray(-np.log(np.maximum(total / routes, 1e-9)))
