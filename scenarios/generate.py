"""Write the fictional scenarios ``isthmus`` and ``winter-night`` beside this file.

Usage: ``python scenarios/generate.py [FOLDER]``. The same seed writes the same files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from fictional_plans import AROUND, DOCTRINE, ISTHMUS, WINTER_NIGHT, Plan
from numpy.random import Generator
from numpy.typing import NDArray

from airshield.earth import fiction
from airshield.earth.fictional_power import Grid, build_grid
from airshield.earth.frame import LocalFrame

Floats = NDArray[np.float64]
Tree = dict[str, Any]


class Country(NamedTuple):
    """A plan come to life, in local metres."""

    frame: LocalFrame
    coast_m: Floats
    names: list[str]
    city_m: Floats
    people: NDArray[np.int64]
    grid: Grid


def main(folder: Path) -> None:
    """Write both scenarios with their districts and outlines."""
    for plan in (ISTHMUS, WINTER_NIGHT):
        for name, text in build(plan).items():
            (folder / name).write_text(text, encoding="utf-8")


def build(plan: Plan) -> dict[str, str]:
    """Return the text of each file of a scenario by its name."""
    rng = np.random.default_rng(plan.seed)
    country = _country(plan, rng)
    tree = _scenario(plan, country, rng)
    header = (
        f"# {plan.name}: a fictional country, raid and lay-down. Nothing here is a real place.\n"
        f"# Written by scenarios/generate.py (seed {plan.seed}); change it there, or extend it.\n"
    )
    body = yaml.dump(tree, sort_keys=False, default_flow_style=None, width=100, allow_unicode=True)
    return {
        f"{plan.name}.yaml": header + body,
        f"{plan.name}-districts.geojson": _geojson(_district_features(country)),
        f"{plan.name}-land.geojson": _geojson([_feature([country.coast_m], country, {})]),
    }


def _country(plan: Plan, rng: Generator) -> Country:
    coast = fiction.draw_coast(np.array(plan.corners_km) * 1e3, rng)
    cities = fiction.settle(coast, plan.cities, rng, spacing_m=plan.spacing_km * 1e3, inland_m=6e3)
    people = fiction.share_people(plan.people, plan.cities)
    grid = build_grid(coast, cities, people, rng, plants=plan.plants, junctions=plan.junctions)
    names = fiction.name_places(plan.cities, rng)
    return Country(LocalFrame(*plan.centre), coast, names, cities, people, grid)


def _scenario(plan: Plan, country: Country, rng: Generator) -> Tree:
    assets = _assets(country)
    return {
        "airshield": 1,
        "name": plan.name,
        "description": plan.description,
        "frame": {"lat_deg": plan.centre[0], "lon_deg": plan.centre[1]},
        "outline": f"{plan.name}-land.geojson",
        "districts": f"{plan.name}-districts.geojson",
        "assets": assets,
        "networks": {name: {"latency_s": 5.0} for name in plan.networks},
        "sensors": _sensors(plan, country, rng),
        "batteries": _batteries(plan, country, rng),
        "raid": {"groups": {g["name"]: _group(g, country, assets) for g in plan.groups}},
        "doctrine": DOCTRINE,
        "power": _power(country, plan.repair_crews),
        **({"goals": list(plan.goals)} if plan.goals else {}),
        **({"candidates": plan.candidates} if plan.candidates else {}),
        "simulation": plan.simulation,
    }


def _place(country: Country, point_m: Floats) -> Tree:
    lat, lon = country.frame.to_geodetic(float(point_m[0]), float(point_m[1]))
    return {"lat_deg": round(lat, 3), "lon_deg": round(lon, 3)}


def _assets(country: Country) -> Tree:
    """Cities, then what keeps them going, each at its own place."""
    assets: Tree = {}
    for rank, (name, point, people) in enumerate(
        zip(country.names, country.city_m, country.people, strict=True)
    ):
        value = round(float(people / country.people.mean()), 2)
        assets[name] = {**_place(country, point), "kind": "city", "value": value,
                        "people": int(people), "hits_to_disable": 20.0}  # fmt: skip
        for kind, title, (east, north), every in AROUND:
            if rank % every == 0:
                beside = point + np.array([east, north]) * 1e3
                assets[f"{name} {title}"] = {**_place(country, beside), "kind": kind, "value": 1.0}
    plants = country.grid.bus_m[country.grid.plant_bus]
    for number, point in enumerate(plants, 1):
        assets[f"Plant {number}"] = {**_place(country, point), "kind": "power-plant", "value": 2.0,
                                     "hits_to_disable": 3.0}  # fmt: skip
    for number, point in enumerate(_junctions(country), 1):
        assets[f"Junction {number}"] = {**_place(country, point), "kind": "substation",
                                        "value": 1.5, "hits_to_disable": 2.0}  # fmt: skip
    return assets


def _junctions(country: Country) -> Floats:
    grid = country.grid
    return grid.bus_m[len(country.names) : len(grid.bus_m) - len(grid.plant_bus)]


def _power(country: Country, repair_crews: int | None) -> Tree:
    grid, cities = country.grid, len(country.names)
    loads = [f"{name} grid" for name in country.names]
    middle = [f"Junction {n}" for n in range(1, len(_junctions(country)) + 1)]
    plants = [f"Plant {n}" for n in range(1, len(grid.plant_bus) + 1)]
    buses = [*loads, *middle, *plants]
    tree: Tree = {}
    for index, (name, point) in enumerate(zip(buses, grid.bus_m, strict=True)):
        tree[name] = _place(country, point)
        if index < cities:
            tree[name]["demand_mw"] = float(grid.demand_mw[index])
        elif name in middle:
            tree[name]["asset"] = name
    ends = zip(grid.line_bus.tolist(), grid.reactance_pu, grid.rating_mw, strict=True)
    return {
        "people_per_mw": {"low": 700.0, "value": 900.0, "high": 1100.0},
        **({} if repair_crews is None else {"repair_crews": repair_crews}),
        "buses": tree,
        "generators": {
            name: {"bus": name, "capacity_mw": float(mw), "asset": name}
            for name, mw in zip(plants, grid.capacity_mw, strict=True)
        },
        "lines": {
            f"{buses[a]} - {buses[b]}": {"from_bus": buses[a], "to_bus": buses[b],
                                         "reactance_pu": float(x), "rating_mw": float(mw)}
            for (a, b), x, mw in ends
        },
    }  # fmt: skip


def _network_of(plan: Plan, country: Country, point_m: Floats) -> str:
    """Return the network of a place: equal shares of the cities from south to north."""
    norths = np.sort(country.city_m[:, 1])
    share = float(np.searchsorted(norths, point_m[1])) / len(norths)
    return plan.networks[min(int(share * len(plan.networks)), len(plan.networks) - 1)]


def _batteries(plan: Plan, country: Country, rng: Generator) -> Tree:
    """Send each system type's batteries to one post after the other; every tenth is alone."""
    posts = _posts(country)
    made: Tree = {}
    for system, (number, stock, out_km, first) in plan.laydown.items():
        for index in range(number):
            if system == "fighter-patrol":
                point = np.array(plan.patrols_km[index]) * 1e3
            else:
                post = posts[(first + index) % len(posts)]
                point = _site(country, post, out_km * 1e3, rng)
            battery = {**_place(country, point), "system": system}
            if len(made) % 10 != 9 or system in _NEVER_ALONE:
                battery["network"] = _network_of(plan, country, point)
            if stock is not None:
                battery["stock"] = stock
            if system == "fighter-patrol":
                battery["from_s"] = 3600.0 * index
            made[f"{system} {index + 1}"] = battery
    return made


def _posts(country: Country) -> Floats:
    """Return what is guarded: cities by size and plants in turn, then what is left."""
    plants = country.grid.bus_m[country.grid.plant_bus]
    both = min(len(plants), len(country.city_m))
    paired = np.stack([country.city_m[:both], plants[:both]], axis=1).reshape(-1, 2)
    return np.vstack([paired, country.city_m[both:], plants[both:], _junctions(country)])


def _site(country: Country, post: Floats, out_m: float, rng: Generator) -> Floats:
    """Return a point on land at a distance from a post, in a random direction."""
    land = fiction.geometry.Polygon(country.coast_m)
    while True:
        bearing = rng.uniform(0.0, 2.0 * np.pi)
        point = post + out_m * np.array([np.cos(bearing), np.sin(bearing)])
        if land.contains(fiction.geometry.Point(point)):
            return point
        out_m *= 0.95


_NEVER_ALONE = ("fighter-patrol", "ballistic-missile-defence", "jamming-area")


def _sensors(plan: Plan, country: Country, rng: Generator) -> Tree:
    """Radars and observers spread over the land; acoustic posts in a belt along the coast."""
    land = fiction.geometry.Polygon(country.coast_m)
    belt = land.difference(land.buffer(-25e3))
    made: Tree = {}
    for kind, number in plan.sensors.items():
        area, apart = (belt, 20e3) if kind == "acoustic-post" else (land.buffer(-3e3), 40e3)
        points = fiction.scatter(area, number, rng, apart)
        for index, point in enumerate(points, 1):
            network = _network_of(plan, country, point)
            made[f"{kind} {index}"] = {**_place(country, point), "type": kind, "network": network}
    return made


def _group(group: Tree, country: Country, assets: Tree) -> Tree:
    """Turn a planned group into a scenario's, with even weights on its targets."""
    east, north, radius = group["origin_km"]
    from_s, until_s = group["start_s"]
    made: Tree = {
        "threat": group["threat"],
        "count": group["count"],
        "origin": {**_place(country, np.array([east, north]) * 1e3), "radius_m": radius * 1e3},
        "targets": dict.fromkeys(_targets(group, country, assets), 1.0),
        "start": {"from_s": from_s, "until_s": until_s},
    }
    made |= {key: group[key] for key in ("variants", "offset_m", "decoy_share") if key in group}
    if "carrier" in group:
        line = _release(group, country)
        made["carrier"] = {**group["carrier"], "release": line}
    return made


def _targets(group: Tree, country: Country, assets: Tree) -> list[str]:
    """Return assets of the kinds named within reach (the nearest, or the largest cities first)."""
    if "near_km" in group:
        return [country.names[_nearest(country, group["near_km"])]]
    names = [name for name, asset in assets.items() if asset["kind"] in group["kinds"]]
    origin = np.array(group["origin_km"][:2]) * 1e3
    points = [country.frame.to_local(a["lat_deg"], a["lon_deg"]) for a in assets.values()]
    away = dict(zip(assets, np.linalg.norm(np.array(points) - origin, axis=1), strict=True))
    names = [name for name in names if away[name] < group.get("reach_km", 5000) * 1e3]
    if group.get("by") != "size":
        names.sort(key=lambda name: away[name])
    return names[: group["most"]]


def _nearest(country: Country, point_km: tuple[float, float]) -> int:
    return int(np.linalg.norm(country.city_m - np.array(point_km) * 1e3, axis=1).argmin())


def _release(group: Tree, country: Country) -> Tree:
    """Return the release line: as given, or across the way to the city nearest to a point."""
    if "release_km" in group:
        ends = [np.array(end) * 1e3 for end in group["release_km"]]
    else:
        city = country.city_m[_nearest(country, group["near_km"])]
        away = np.array(group["origin_km"][:2]) * 1e3 - city
        away /= np.linalg.norm(away)
        across = np.array([-away[1], away[0]])
        ends = [city + 50e3 * away + side * 15e3 * across for side in (-1.0, 1.0)]
    places = [_place(country, end) for end in ends]
    return {
        f"{end}_{key}": value
        for end, place in zip(("from", "to"), places, strict=True)
        for key, value in place.items()
    }


def _district_features(country: Country) -> list[Tree]:
    divided = fiction.divide_land(country.coast_m, country.city_m)
    return [
        _feature(rings, country, {"name": name, "people": int(people)})
        for rings, name, people in zip(divided, country.names, country.people, strict=True)
    ]


def _feature(rings: list[Floats], country: Country, properties: Tree) -> Tree:
    polygons = []
    for ring in rings:
        closed = np.vstack([ring, ring[:1]])
        lat, lon = country.frame.to_geodetic(closed[:, 0].copy(), closed[:, 1].copy())
        polygons.append([[[round(x, 4), round(y, 4)] for x, y in zip(lon, lat, strict=True)]])
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _geojson(features: list[Tree]) -> str:
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
