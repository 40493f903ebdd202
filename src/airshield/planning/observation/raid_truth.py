"""Where every threat of one replication truly was, and what it is."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from airshield.model.catalogue import ThreatClass
from airshield.simulation.arrays import Floats, World
from airshield.simulation.kernels import columns
from airshield.simulation.outcomes import FATES, ROLES
from airshield.simulation.recording import Recorded
from airshield.simulation.world import Stage
from airshield.tracking.plots import CLASSES
from airshield.tracking.truth import Targets, Truth
from airshield.units import TICKS_PER_S

APART_S = 1e-3
"""A turn takes so long: no two points of a trajectory have one time."""

WORDS: Mapping[ThreatClass, str] = {
    "drone": "drone",
    "cruise-missile": "cruise-missile",
    "ballistic-missile": "ballistic-missile",
    "aeroballistic-missile": "ballistic-missile",
    "glide-bomb": "cruise-missile",
    "aircraft": "aircraft",
}
"""What a tracker's classes call each class of threats; a glide bomb flies like none of them."""


def raid_truth(
    stage: Stage, world: World, recorded: Recorded, values: Mapping[str, float]
) -> tuple[Truth, Targets]:
    """Return the trajectories of a replication's threats in the local frame, and what they are.

    Numbers are those of the threats. A threat is there from its start until it is stopped,
    arrives or ends its route, in seconds after H-hour; one that never started is not.
    """
    fates = recorded.fates
    flown = np.flatnonzero(fates.fate != FATES.index("aborted"))
    parts = [_legs(world, recorded, int(row)) for row in flown]
    flown = flown[[len(part) > 0 for part in parts]] if parts else flown
    table = np.concatenate([np.empty((0, 8)), *parts])
    truth = Truth(
        time_s=table[:, 0].copy(),
        number=table[:, 1].astype(np.int64),
        position_m=table[:, 2:5].copy(),
        velocity_m_s=table[:, 5:8].copy(),
    )
    types = [_type(stage, recorded, int(row)) for row in flown]
    threats = stage.catalogue.threats
    return truth, Targets(
        number=fates.threat[flown].astype(np.int64),
        word=np.array([CLASSES.index(WORDS[threats[t].threat_class]) for t in types], np.int8),
        rcs_dbsm=np.array(
            [10.0 * math.log10(values[f"threats.{t}.cross_section_m2"]) for t in types]
        ),
        identity=np.full(flown.size, -1, np.int64),
    )


def _type(stage: Stage, recorded: Recorded, row: int) -> str:
    """Return the threat type of one threat."""
    fates = recorded.fates
    name = stage.cast.names.groups[fates.group[row]]
    group = stage.scenario.raid.groups[name]
    carried = ROLES[fates.role[row]] == "carrier" and group.carrier is not None
    return group.carrier.threat if carried and group.carrier else group.threat


def _legs(world: World, recorded: Recorded, row: int) -> Floats:
    """Return both ends of each leg that a threat flew, (2 × legs, 8): when, who, where, how fast.

    A leg begins a moment after the one before it ended.
    """
    route = int(recorded.route[row])
    first, last = world.route[[route, route + 1], columns.SEGMENT_FIRST]
    legs = world.segment[first:last]
    start = float(recorded.fates.start_tick[row]) / TICKS_PER_S
    gone = float(recorded.fates.end_tick[row]) / TICKS_PER_S - start
    begin = legs[:, columns.BEGIN_S] + APART_S * (np.arange(len(legs)) > 0)
    end = np.minimum(legs[:, columns.BEGIN_S] + legs[:, columns.LENGTH_S], gone)
    kept = end > begin + APART_S
    legs, begin, end = legs[kept], begin[kept], end[kept]
    velocity = legs[:, columns.VELOCITY : columns.VELOCITY + 3]
    found = np.empty((len(legs), 2, 8))
    for side, moment in enumerate((begin, end)):
        found[:, side, 0] = start + moment
        found[:, side, 1] = recorded.fates.threat[row]
        ahead = (moment - legs[:, columns.BEGIN_S])[:, None]
        found[:, side, 2:5] = legs[:, columns.AT : columns.AT + 3] + ahead * velocity
        found[:, side, 5:] = velocity
    return found.reshape(-1, 8)
