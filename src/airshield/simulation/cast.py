"""Who can come, who stands where: the arrays that are the same in every world."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import shapely

from airshield.earth.frame import LocalFrame, centre
from airshield.earth.terrain import Terrain
from airshield.model.catalogue import Catalogue
from airshield.model.raid import Between, Group, Poisson
from airshield.model.scenario import Scenario
from airshield.simulation.arrays import Floats, Ground, Groups, Ints, Places, Threats
from airshield.simulation.figures import systems_used, threats_used
from airshield.simulation.kernels import columns


class Names(NamedTuple):
    """What each index stands for."""

    groups: tuple[str, ...]
    assets: tuple[str, ...]
    batteries: tuple[str, ...]
    districts: tuple[str, ...]
    networks: tuple[str, ...]
    threat_types: tuple[str, ...]
    threat_classes: tuple[str, ...]
    systems: tuple[str, ...]


class Cast(NamedTuple):
    """A scenario as arrays, before its worlds."""

    names: Names
    frame: LocalFrame
    ground: Ground
    groups: Groups
    threats: Threats
    places: Places
    asset_m: Floats
    """(a, 2) east and north of the assets."""
    district_people: Ints
    """(d,) people in each district."""
    type_class: Ints
    """(types,) class index of each threat type."""


def local_frame(scenario: Scenario) -> LocalFrame:
    """Return the scenario's local frame: its own centre, or the centroid of its assets."""
    if scenario.frame.lat_deg is not None and scenario.frame.lon_deg is not None:
        return LocalFrame(scenario.frame.lat_deg, scenario.frame.lon_deg)
    assets = scenario.assets.values()
    return LocalFrame(*centre([a.lat_deg for a in assets], [a.lon_deg for a in assets]))


def make_cast(scenario: Scenario, catalogue: Catalogue, terrain: Terrain | None = None) -> Cast:
    """Turn a checked scenario into the arrays that all its worlds share."""
    frame = local_frame(scenario)
    types = threats_used(scenario)
    classes = tuple(dict.fromkeys(catalogue.threats[name].threat_class for name in types))
    district_of, district_names, people = _districts(scenario)
    names = Names(
        groups=tuple(scenario.raid.groups),
        assets=tuple(scenario.assets),
        batteries=tuple(scenario.batteries),
        districts=district_names,
        networks=tuple(scenario.networks),
        threat_types=types,
        threat_classes=classes,
        systems=systems_used(scenario),
    )
    assets = list(scenario.assets.values())
    value = np.array([asset.value for asset in assets])
    east, north = frame.to_local(
        np.array([asset.lat_deg for asset in assets]), np.array([asset.lon_deg for asset in assets])
    )
    groups, threats = _groups(scenario, catalogue, names, value)
    return Cast(
        names=names,
        frame=frame,
        ground=_ground(terrain, scenario.frame.k_factor),
        groups=groups,
        threats=threats,
        places=Places(value=value, district=district_of, districts=len(district_names)),
        asset_m=np.column_stack([east, north]),
        district_people=people,
        type_class=np.array(
            [classes.index(catalogue.threats[name].threat_class) for name in types], np.int64
        ),
    )


def _ground(terrain: Terrain | None, k_factor: float) -> Ground:
    if terrain is None:
        return Ground(np.empty((0, 0)), 0.0, 0.0, 1.0, k_factor)
    height_m = np.ascontiguousarray(terrain.height_m, dtype=np.float64)
    return Ground(
        height_m, float(terrain.west_m), float(terrain.south_m), float(terrain.step_m), k_factor
    )


def _districts(scenario: Scenario) -> tuple[Ints, tuple[str, ...], Ints]:
    """Return the district of each asset, the districts' names and their people.

    An asset with people that lies in no district stands for a district of its own.
    """
    names = list(scenario.districts)
    people = [district.people for district in scenario.districts.values()]
    shapes = [
        shapely.multipolygons([shapely.polygons(np.array(ring)) for ring in district.rings])
        for district in scenario.districts.values()
    ]
    found = np.full(len(scenario.assets), -1, np.int64)
    for row, (name, asset) in enumerate(scenario.assets.items()):
        if asset.district is not None:
            found[row] = names.index(asset.district)
            continue
        place = shapely.points(asset.lon_deg, asset.lat_deg)
        holding = [index for index, shape in enumerate(shapes) if shape.intersects(place)]
        if holding:
            found[row] = holding[0]
        elif asset.people > 0:
            found[row] = len(names)
            names.append(name)
            people.append(asset.people)
    return found, tuple(names), np.array(people, np.int64)


def _count_cdf(group: Group) -> tuple[int, Floats]:
    """Return the smallest number of a group and the cumulative probabilities from it on."""
    if isinstance(group.count, Between):
        size = group.count.high - group.count.low + 1
        return group.count.low, np.arange(1, size + 1) / size
    if isinstance(group.count, Poisson):
        return 0, _poisson_cdf(group.count)
    return group.count, np.ones(1)


def _poisson_cdf(count: Poisson) -> Floats:
    """Return the cumulative probabilities of 0, 1, … up to the cut."""
    ratios = count.mean / np.arange(1, count.most + 1)
    log_weight = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    reached = np.cumsum(np.exp(log_weight - log_weight.max()))
    return np.asarray(reached / reached[-1])


def _slices(parts: Iterable[int]) -> Ints:
    """Return where each part begins, and the end."""
    return np.concatenate([[0], np.cumsum(list(parts))]).astype(np.int64)


def _groups(
    scenario: Scenario, catalogue: Catalogue, names: Names, value: Floats
) -> tuple[Groups, Threats]:
    """Return the groups and the room for their threats."""
    rows = list(scenario.raid.groups.values())
    counts = [_count_cdf(group) for group in rows]
    targets = [np.array([names.assets.index(name) for name in g.targets], np.int64) for g in rows]
    shares = [np.cumsum(list(g.targets.values())) / sum(g.targets.values()) for g in rows]
    mean_value = [
        sum(value[asset] * w for asset, w in zip(t, g.targets.values(), strict=True))
        / sum(g.targets.values())
        for t, g in zip(targets, rows, strict=True)
    ]
    load = np.array([g.carrier.load if g.carrier else 0 for g in rows], np.int64)
    room = _slices(size for g in rows for size in (g.most_carriers, g.most))
    routes = _slices(
        size for g in rows for size in (len(g.targets) * g.variants, g.variants if g.carrier else 0)
    )
    types = [catalogue.threats[g.threat] for g in rows]
    whole = np.zeros((len(rows) + 1, 11), np.int64)
    real = np.zeros((len(rows), 5))
    whole[:-1, columns.FIRST_CARRIER] = room[0:-1:2]
    whole[:-1, columns.FIRST] = room[1:-1:2]
    whole[:-1, columns.MOST] = [g.most for g in rows]
    whole[:-1, columns.LOAD] = load
    whole[:, columns.COUNT_START] = _slices(cdf.size for _, cdf in counts)
    whole[:-1, columns.COUNT_LOW] = [low for low, _ in counts]
    whole[:, columns.TARGET_START] = _slices(part.size for part in targets)
    whole[:-1, columns.VARIANTS] = [g.variants for g in rows]
    whole[:-1, columns.FIRST_ROUTE] = routes[0:-1:2]
    whole[:-1, columns.FIRST_CARRIER_ROUTE] = routes[1:-1:2]
    real[:, columns.FROM_S] = [g.start.from_s for g in rows]
    real[:, columns.UNTIL_S] = [g.start.until_s for g in rows]
    real[:, columns.DECOY_SHARE] = [
        1.0 if t.decoy else g.decoy_share for g, t in zip(rows, types, strict=True)
    ]
    real[:, columns.CARRIER_VALUE] = load * np.array(mean_value)
    groups = Groups(
        whole=whole,
        real=real,
        count_cdf=np.concatenate([cdf for _, cdf in counts]),
        target_cdf=np.concatenate(shares),
        target_asset=np.concatenate(targets),
    )
    return groups, _threats(groups, rows)


def _threats(groups: Groups, rows: list[Group]) -> Threats:
    group_of: list[int] = []
    carrier_of: list[int] = []
    for index, group in enumerate(rows):
        group_of += [index] * (group.most_carriers + group.most)
        carrier_of += [-2] * group.most_carriers
        for number in range(group.most):
            first, load = groups.whole[index, [columns.FIRST_CARRIER, columns.LOAD]]
            rides = int(first) + number // max(1, int(load))
            carrier_of.append(rides if group.carrier else -1)
    return Threats(np.array(group_of, np.int64), np.array(carrier_of, np.int64))


def variant_offsets(group: Group) -> tuple[Floats, Floats]:
    """Return the start points of a group's variants about its centre and their lateral offsets.

    Returns
    -------
    (variants, 2) metres east and north, (variants,) metres to the left
    """
    count = group.variants
    k = np.arange(count)
    radius = group.origin.radius_m * np.sqrt((k + 0.5) / count)
    angle = 2.399963229728653 * k
    start = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    if count == 1:
        return start, np.zeros(1)
    share = np.array([math.modf(0.6180339887498949 * (n + 0.5))[0] for n in range(count)])
    return start, group.offset_m * (2.0 * share - 1.0)
