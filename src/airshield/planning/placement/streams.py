"""Who comes on which route, and how many: the demand that placement has to meet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from airshield.planning.placement.surrogate import Floats, Ints
from airshield.simulation.cast import Cast
from airshield.simulation.kernels import columns


class Streams(NamedTuple):
    """Routes (r), and the demand points (d) that they are bundled into: a group and its target."""

    group: Ints
    """(r,) raid group."""
    asset: Ints
    """(r,) asset aimed at; -1 for a carrier's route."""
    expected: Floats
    """(r,) threats on the route, decoys and carriers too."""
    carrier_route: Ints
    """(r,) route of the carrier that brings them; -1 for none."""
    point: Ints
    """(r,) demand point; -1 for a carrier's route."""
    point_group: Ints
    """(d,) raid group."""
    point_asset: Ints
    """(d,) asset."""
    weapons: Floats
    """(d,) weapons expected, decoys left out."""


def streams_of(cast: Cast) -> Streams:
    """Return who comes on each route of a raid."""
    parts = [_of_group(cast, group) for group in range(cast.groups.real.shape[0])]
    group, asset, expected, carrier = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    aimed = asset >= 0
    pairs, which = np.unique(
        np.column_stack([group[aimed], asset[aimed]]), axis=0, return_inverse=True
    )
    point = np.full(group.size, -1, np.int64)
    point[aimed] = which.ravel()
    arriving = np.bincount(which.ravel(), expected[aimed], len(pairs))
    weapons = arriving * (1.0 - cast.groups.real[pairs[:, 0], columns.DECOY_SHARE])
    return Streams(group, asset, expected, carrier, point, pairs[:, 0], pairs[:, 1], weapons)


def _of_group(cast: Cast, group: int) -> tuple[Ints, Ints, Floats, Ints]:
    """Return group, asset, expected threats and carrier's route of the routes of one group."""
    groups = cast.groups
    row, following = groups.whole[group], groups.whole[group + 1]
    variants = int(row[columns.VARIANTS])
    cdf = groups.count_cdf[row[columns.COUNT_START] : following[columns.COUNT_START]]
    count = row[columns.COUNT_LOW] + float((1.0 - cdf).sum())
    targets = slice(row[columns.TARGET_START], following[columns.TARGET_START])
    share = np.diff(groups.target_cdf[targets], prepend=0.0)
    asset = np.repeat(groups.target_asset[targets], variants)
    expected = np.repeat(count * share / variants, variants)
    carrier = np.full(asset.size, -1, np.int64)
    if row[columns.LOAD] > 0:
        carrier = row[columns.FIRST_CARRIER_ROUTE] + np.arange(asset.size) % variants
        asset = np.append(asset, np.full(variants, -1))
        expected = np.append(expected, np.full(variants, count / row[columns.LOAD] / variants))
        carrier = np.append(carrier, np.full(variants, -1))
    return np.full(asset.size, group, np.int64), asset, expected, carrier
