"""Districts and outlines from GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airshield.errors import InputError, RecordError
from airshield.files.json_reader import read_json
from airshield.files.nodes import locate
from airshield.files.opening import read_source
from airshield.files.places import Mistakes, PathOfKeys, Source
from airshield.files.wording import shown
from airshield.model.scenario import District

MOST_PEOPLE = 10**10
"""People that one district may hold."""
MOST_CORNERS = 1_000_000
"""Corners of all polygons of one file together."""

Ring = tuple[tuple[float, float], ...]
Found = list[tuple[PathOfKeys, str]]


def read_districts(path: Path, root: Path | None = None) -> dict[str, District]:
    """Read districts: a FeatureCollection of polygons with the properties ``name`` and ``people``.

    Holes in polygons are ignored.

    Raises
    ------
    InputError
        If the file cannot be read, or any feature is not such a district.
    """
    source, data = _read(path, root)
    found: Found = []
    districts: dict[str, District] = {}
    for index, feature in _features(data, found):
        name, district = _district(("features", index), feature, found)
        if name is None or district is None:
            continue
        if name in districts:
            found.append((("features", index, "properties", "name"), f'"{name}" is given twice'))
        districts[name] = district
    _check(source, found)
    return districts


def read_outline(path: Path, root: Path | None = None) -> tuple[Ring, ...]:
    """Read the outer rings of all polygons of a FeatureCollection.

    Raises
    ------
    InputError
        If the file cannot be read, or any feature is not a polygon.
    """
    source, data = _read(path, root)
    found: Found = []
    rings = [
        ring
        for index, feature in _features(data, found)
        for ring in _rings(("features", index), feature, found)
    ]
    _check(source, found)
    return tuple(rings)


def _read(path: Path, root: Path | None) -> tuple[Source, Any]:
    source = read_source(path, root)
    try:
        return source, json.loads(source.text)
    except (ValueError, RecursionError):
        read_json(source)  # The slower reader tells the place.
        raise InputError([f"{source.name}: not JSON"]) from None


def _check(source: Source, found: Found) -> None:
    """Raise what was found, with places.

    Raises
    ------
    InputError
        If anything was found.
    """
    if found:
        tree = read_json(source)
        mistakes = Mistakes()
        for path, message in found:
            mistakes.add(locate(tree, path), path, message)
        mistakes.check()


def _features(data: Any, found: Found) -> Iterator[tuple[int, dict[str, Any]]]:
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        found.append(((), "must be a GeoJSON FeatureCollection"))
        return
    if _corners(features) > MOST_CORNERS:
        found.append((("features",), f"hold more than {MOST_CORNERS:,} corners; simplify them"))
        return
    for index, feature in enumerate(features):
        if isinstance(feature, dict):
            yield index, feature
        else:
            found.append((("features", index), f"must be a Feature, got {shown(feature)}"))


def _corners(part: Any) -> int:
    """Return a bound on the corners: half of the numbers in all coordinates."""
    if isinstance(part, dict):
        return sum(_corners(part.get(key)) for key in ("geometry", "coordinates"))
    if isinstance(part, list):
        if part and not isinstance(part[0], list | dict):
            return 1
        return sum(_corners(item) for item in part)
    return 0


def _district(
    path: PathOfKeys, feature: dict[str, Any], found: Found
) -> tuple[str | None, District | None]:
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        found.append((path, "has no properties; a district needs name and people"))
        return None, None
    name: Any = properties.get("name")
    people: Any = properties.get("people")
    where = (*path, "properties")
    if not isinstance(name, str) or not name.strip():
        found.append(((*where, "name"), f"must be the district's name, got {shown(name)}"))
        name = None
    if isinstance(people, bool) or not _whole(people):
        found.append(((*where, "people"), f"must be a whole number, got {shown(people)}"))
        people = 0
    rings = _rings(path, feature, found)
    try:
        return name, District(people=int(people), rings=rings) if rings else None
    except RecordError as error:
        found.extend(((*where, field), message) for field, message in error.problems)
        return name, None


def _whole(value: Any) -> bool:
    """Return whether a value is a whole number; map programs often write 12 as 12.0."""
    return isinstance(value, int | float) and abs(value) <= MOST_PEOPLE and value == int(value)


def _rings(path: PathOfKeys, feature: dict[str, Any], found: Found) -> tuple[Ring, ...]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        given = shown(kind) if kind else "no geometry"
        found.append(((*path, "geometry"), f"must be a Polygon or MultiPolygon, got {given}"))
        return ()
    where = (*path, "geometry", "coordinates")
    coordinates: Any = geometry.get("coordinates")
    polygons: Any = coordinates if kind == "MultiPolygon" else [coordinates]
    try:
        return tuple(_ring(polygon[0]) for polygon in polygons)
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        found.append((where, f"are not those of a {kind} in degrees (longitude, latitude)"))
        return ()


def _ring(corners: Any) -> Ring:
    """Return a ring without its closing corner.

    Raises
    ------
    ValueError
        If it is not a ring of at least three places on Earth.
    """
    ring = tuple((_degrees(corner[0], 180), _degrees(corner[1], 90)) for corner in corners)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring = ring[:-1]
    if len(ring) < 3:
        raise ValueError("too few corners")
    return ring


def _degrees(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise ValueError("not an angle")
    return float(value)
