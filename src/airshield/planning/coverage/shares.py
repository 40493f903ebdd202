"""Shares of people and of demand under each level of protection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from airshield.model.catalogue import Layer
from airshield.planning.coverage.answer import Band, LayerShare, Level
from airshield.planning.coverage.ends import End
from airshield.planning.coverage.living import Living
from airshield.planning.coverage.options import What
from airshield.simulation.arrays import Floats, Ints

LEVELS: dict[What, tuple[int, ...]] = {
    "seen": (1, 2, 3),
    "engaged": (1, 2, 3),
    "shots": (1, 2, 4, 8),
    "warning": (2, 5, 10, 20),
}
"""Levels of protection: sensors, layers, shots, minutes."""


class Found(NamedTuple):
    """What was found over or towards places (n of them), at one end of the figures."""

    values: dict[What, Floats]
    """(n,) of each quantity."""
    layers: dict[Layer, Ints]
    """(n,) batteries of each layer."""
    batteries: dict[Layer, int]
    """Batteries of each layer that can engage the type somewhere."""


def level_rows(found: Mapping[End, Found], living: Living) -> tuple[Level, ...]:
    """Return the shares under each level of each quantity that was found."""
    return tuple(
        Level(
            what=what,
            at_least=level,
            people=_band({end: f.values[what] >= level for end, f in found.items()}, living.people),
            mw=_band({end: f.values[what] >= level for end, f in found.items()}, living.mw),
        )
        for what in found["central"].values
        for level in LEVELS[what]
    )


def layer_rows(found: Mapping[End, Found], living: Living) -> tuple[LayerShare, ...]:
    """Return the shares by layer."""
    return tuple(
        LayerShare(
            layer=layer,
            batteries=found["central"].batteries[layer],
            people=_band({end: f.layers[layer] > 0 for end, f in found.items()}, living.people),
            mw=_band({end: f.layers[layer] > 0 for end, f in found.items()}, living.mw),
        )
        for layer in found["central"].layers
    )


def share(inside: np.ndarray, weight: Floats) -> float:
    """Return the share of a weight that lies inside; 0 of nothing."""
    total = float(weight.sum())
    return min(1.0, float(weight[inside].sum()) / total) if total > 0.0 else 0.0


def _band(inside: Mapping[End, np.ndarray], weight: Floats) -> Band | None:
    """Return a share at each end; None if there is nothing to share."""
    if not weight.sum() > 0.0:
        return None
    shares = {end: share(mask, weight) for end, mask in inside.items()}
    return Band(value=shares["central"], low=shares["worse"], high=shares["better"])
