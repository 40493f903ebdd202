"""Who comes in one replication."""

from __future__ import annotations

import math
from dataclasses import dataclass

from airshield.model.raid import Between, Group
from airshield.model.scenario import Scenario
from reference.naive.figures import ticks_nearest
from reference.naive.philox import COUNT, START, Draws


@dataclass(frozen=True)
class Comer:
    """One threat that exists in this replication."""

    index: int
    group: int
    threat: str
    """Threat type."""
    role: str
    variant: int
    target: str | None
    """Asset, None for a carrier."""
    start_tick: int | None
    """None for a weapon that a carrier brings."""
    carrier: int | None
    """Threat index of the carrier that brings it."""


def number(group: Group, u: float) -> int:
    """Find the smallest number whose cumulative probability exceeds u."""
    count = group.count
    if isinstance(count, int):
        return count
    if isinstance(count, Between):
        n = count.low
        while not (n - count.low + 1) / (count.high - count.low + 1) > u:
            n += 1
        return n
    n, share = 0, math.exp(-count.mean)
    total = share
    while not total > u and n < count.most:
        n += 1
        share *= count.mean / n
        total += share
    return n


def aim(group: Group, u: float) -> str:
    """Find the first target whose cumulative weight share exceeds u."""
    whole, total = sum(group.targets.values()), 0.0
    for name, weight in group.targets.items():
        total += weight
        if total / whole > u:
            return name
    return name


def start_tick(group: Group, u: float) -> int:
    window = group.start
    return ticks_nearest(window.from_s + u * (window.until_s - window.from_s))


def muster(scenario: Scenario, decoy_types: set[str], draw: Draws) -> list[Comer]:
    """Every threat of one replication, by threat index."""
    comers: list[Comer] = []
    room = 0
    for g, group in enumerate(scenario.raid.groups.values()):
        weapons = number(group, draw(COUNT, g, 0, 0))
        carriers = -(-weapons // group.carrier.load) if group.carrier else 0
        comers += [_carrier(g, group, room + i, draw) for i in range(carriers)]
        first = room + group.most_carriers
        for i in range(weapons):
            comers.append(_weapon(g, group, first + i, room, i, decoy_types, draw))
        room = first + group.most
    return comers


def _carrier(g: int, group: Group, index: int, draw: Draws) -> Comer:
    assert group.carrier is not None
    start = start_tick(group, draw(START, index, 0, 0))
    variant = int(draw(START, index, 0, 2) * group.variants)
    return Comer(index, g, group.carrier.threat, "carrier", variant, None, start, None)


def _weapon(
    g: int, group: Group, index: int, first_carrier: int, i: int, decoys: set[str], draw: Draws
) -> Comer:
    decoy = group.threat in decoys or draw(START, index, 0, 3) < group.decoy_share
    carrier = first_carrier + i // group.carrier.load if group.carrier else None
    return Comer(
        index=index,
        group=g,
        threat=group.threat,
        role="decoy" if decoy else "weapon",
        variant=int(draw(START, index if carrier is None else carrier, 0, 2) * group.variants),
        target=aim(group, draw(START, index, 0, 1)),
        start_tick=start_tick(group, draw(START, index, 0, 0)) if carrier is None else None,
        carrier=carrier,
    )
