"""Where people live and power is drawn."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import shapely

from airshield.earth.frame import LocalFrame
from airshield.model.scenario import District, Scenario
from airshield.planning.coverage.area import Area
from airshield.simulation.arrays import Floats

MOST_POINTS = 2_000
"""About so many places stand for the people of all districts."""

geometry: Any = shapely


class Living(NamedTuple):
    """Places (n of them) with what depends on them."""

    at_m: Floats
    """(n, 2) east and north."""
    people: Floats
    """(n,) people."""
    mw: Floats
    """(n,) demand, MW."""

    def sample(self, most: int) -> Living:
        """Return the heaviest places, about so many, that stand for all."""
        weight = self.people / max(self.people.sum(), 1.0) + self.mw / max(self.mw.sum(), 1.0)
        kept = np.sort(np.argsort(-weight, kind="stable")[:most])
        return Living(self.at_m[kept], self.people[kept], self.mw[kept])


def find_living(
    scenario: Scenario, frame: LocalFrame, area: Area, holder: list[str | None]
) -> Living:
    """Return where the people and the demand of a scenario are.

    People of an asset are at it. What its district has more than the assets in it is spread evenly
    over the district's cells; about ``MOST_POINTS`` of them stand for all. Demand is at the buses.

    Parameters
    ----------
    scenario, frame, area
        The scenario and its cells.
    holder
        The district of each asset, by name; None without one.
    """
    rest = {name: float(district.people) for name, district in scenario.districts.items()}
    places: list[tuple[float, float, float, float]] = []
    for asset, district in zip(scenario.assets.values(), holder, strict=True):
        east, north = frame.to_local(asset.lat_deg, asset.lon_deg)
        people = float(asset.people)
        if district in rest:
            people = min(people, rest[district])
            rest[district] -= people
        if people > 0.0:
            places.append((east, north, people, 0.0))
    places += _spread(scenario.districts, rest, frame, area)
    if scenario.power is not None:
        for bus in scenario.power.buses.values():
            if bus.demand_mw > 0.0:
                places.append((*frame.to_local(bus.lat_deg, bus.lon_deg), 0.0, bus.demand_mw))
    table = np.array(places, np.float64).reshape(-1, 4)
    return Living(np.ascontiguousarray(table[:, :2]), table[:, 2].copy(), table[:, 3].copy())


def _spread(
    districts: dict[str, District], rest: dict[str, float], frame: LocalFrame, area: Area
) -> list[tuple[float, float, float, float]]:
    """Return the places that stand for people spread over districts."""
    points = area.points_m
    cells = {}
    for name, people in rest.items():
        if people > 0.0:
            shape = _shape(districts[name], frame)
            inside = points[geometry.contains_xy(shape, points[:, 0], points[:, 1])]
            if not len(inside):
                middle = shape.representative_point()
                inside = np.array([[middle.x, middle.y]])
            cells[name] = inside
    each = max(1, math.ceil(sum(map(len, cells.values())) / MOST_POINTS))
    found = []
    for name, inside in cells.items():
        kept = inside[(len(inside) - 1) % each // 2 :: each]
        found += [(float(x), float(y), rest[name] / len(kept), 0.0) for x, y in kept]
    return found


def _shape(district: District, frame: LocalFrame) -> Any:
    """Return a district's polygons in the local frame."""
    rings = [np.array(ring, np.float64) for ring in district.rings]
    local = [np.column_stack(frame.to_local(ring[:, 1], ring[:, 0])) for ring in rings]
    shape = geometry.unary_union([geometry.make_valid(geometry.polygons(ring)) for ring in local])
    geometry.prepare(shape)
    return shape
