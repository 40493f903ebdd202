"""What a map shows, laid out on the plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.model.catalogue import Catalogue, Layer
from airshield.model.scenario import Scenario
from airshield.planning.answer import Answer
from airshield.report.land import Outline
from airshield.report.plane import Plane, Window, plane_of

Places = NDArray[np.float64]
"""(n, 2) kilometres east and north of the centre of the plane."""
MOST_RING_SHARE = 0.4
"""Rings widen the close-up by at most this share of the extent of assets and batteries."""


class Ring(NamedTuple):
    """The longest range of a battery."""

    centre: tuple[float, float]
    """Kilometres east and north."""
    radius_km: float
    """Radius."""
    layer: Layer
    """Layer of the shield."""


class Scene(NamedTuple):
    """A scenario and the leakers of an answer, in kilometres."""

    plane: Plane
    scenario: Scenario
    outline: Outline | None
    assets: Places
    """The assets, in file order."""
    sites: Places
    """The batteries, in file order."""
    rings: tuple[Ring, ...]
    """One for each battery."""
    origins: Places
    """The groups' origins, in file order."""
    routes: tuple[Places, ...]
    """The middle route of each group to each of its targets."""
    leakers: tuple[Places, ...]
    """Routes of some leakers."""

    @property
    def defended(self) -> Window:
        """What the defence covers: assets, batteries and their rings as far as they fit."""
        places = np.concatenate([self.assets, self.sites])
        extent = float(np.ptp(places, axis=0).max())
        reach = [min(ring.radius_km, MOST_RING_SHARE * extent) for ring in self.rings]
        corners = [
            np.add(ring.centre, (sign * r, sign * r))[None]
            for ring, r in zip(self.rings, reach, strict=True)
            for sign in (-1, 1)
        ]
        return Window.around([places, *corners])

    @property
    def whole(self) -> Window:
        """All of the raid."""
        return Window.around([self.assets, self.sites, *self.routes, *self.leakers])


def scene_of(
    answer: Answer | None, scenario: Scenario, catalogue: Catalogue, outline: Outline | None
) -> Scene:
    """Lay out a scenario and, if there is one, an answer's leakers on the plane of the assets."""
    plane = plane_of(scenario)
    groups = scenario.raid.groups.values()
    leakers = () if answer is None else answer.leakers_drawn
    sites = _places(plane, [(b.lon_deg, b.lat_deg) for b in scenario.batteries.values()])
    return Scene(
        plane=plane,
        scenario=scenario,
        outline=outline,
        assets=_places(plane, [(a.lon_deg, a.lat_deg) for a in scenario.assets.values()]),
        sites=sites,
        rings=tuple(_rings(scenario, catalogue, sites)),
        origins=_places(plane, [(g.origin.lon_deg, g.origin.lat_deg) for g in groups]),
        routes=tuple(_routes(plane, scenario)),
        leakers=tuple(_places(plane, list(k.points)) for k in leakers if k.points),
    )


def _places(plane: Plane, degrees: list[tuple[float, float]]) -> Places:
    """Return (n, 2) kilometres of places given as (longitude, latitude)."""
    return plane.km(*np.array(degrees, dtype=np.float64).reshape(-1, 2).T)


def _rings(scenario: Scenario, catalogue: Catalogue, sites: Places) -> Iterator[Ring]:
    """Yield the ring of each battery."""
    for battery, (east, north) in zip(scenario.batteries.values(), sites, strict=True):
        system = catalogue.systems[battery.system]
        radius_km = system.envelope.range_max_m.value / 1000
        yield Ring((float(east), float(north)), radius_km, system.layer)


def _routes(plane: Plane, scenario: Scenario) -> Iterator[Places]:
    """Yield the middle route of every group to each of its targets."""
    for group in scenario.raid.groups.values():
        before = [(group.origin.lon_deg, group.origin.lat_deg)]
        if group.carrier:
            line = group.carrier.release
            lon = (line.from_lon_deg + line.to_lon_deg) / 2
            before.append((lon, (line.from_lat_deg + line.to_lat_deg) / 2))
        before.extend((point.lon_deg, point.lat_deg) for point in group.waypoints)
        for target in group.targets:
            asset = scenario.assets[target]
            yield _places(plane, [*before, (asset.lon_deg, asset.lat_deg)])
