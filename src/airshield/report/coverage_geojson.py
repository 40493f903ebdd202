"""Coverage as GeoJSON: a feature for each level of each quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from airshield.earth.frame import LocalFrame
from airshield.planning.coverage.covering import Coverage
from airshield.planning.coverage.ends import ENDS, End
from airshield.planning.coverage.options import WHATS, What
from airshield.planning.coverage.shares import LEVELS
from airshield.report.contours import Polygon, at_least
from airshield.report.coverage_words import UNITS, level_name

DIGITS = 5
"""Decimals of a degree: about a metre."""


def coverage_geojson(coverage: Coverage, whats: Sequence[What] = WHATS) -> dict[str, Any]:
    """Return the contours as a GeoJSON ``FeatureCollection``.

    Each feature is a ``MultiPolygon``: where a quantity is at least a level, at the central
    figures, at the worse and at the better ends of all.

    References
    ----------
    RFC 7946.
    """
    answer = coverage.answer
    features = [
        feature
        for what in whats
        for end in ENDS
        if (what, end) in coverage.maps
        for feature in _features(coverage, what, end)
    ]
    return {
        "type": "FeatureCollection",
        "features": features,
        "scenario": answer.run.scenario_name,
        "scenario_digest": answer.run.scenario_digest,
        "threat": answer.mapped,
        "height_m": answer.types[0].height_m,
        "cell_m": answer.run.cell_m,
        "version": answer.run.version,
        "command": answer.run.command,
    }


def _features(coverage: Coverage, what: What, end: End) -> Iterator[dict[str, Any]]:
    for level in LEVELS[what]:
        polygons = at_least(coverage.area, coverage.maps[what, end], level)
        if polygons:
            yield {
                "type": "Feature",
                "properties": {
                    "what": what,
                    "at_least": level,
                    "unit": UNITS[what],
                    "figures": end,
                    "title": level_name(what, level),
                    "threat": coverage.answer.mapped,
                    "height_m": coverage.answer.types[0].height_m,
                },
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [_degrees(polygon, coverage.frame) for polygon in polygons],
                },
            }


def _degrees(polygon: Polygon, frame: LocalFrame) -> list[list[list[float]]]:
    """Return the rings of a polygon as longitudes and latitudes."""
    found = []
    for ring in polygon:
        lat, lon = frame.to_geodetic(ring[:, 0].copy(), ring[:, 1].copy())
        # Across the antimeridian longitudes go on past 180°, so that no edge runs round the globe.
        lon = frame.lon_deg + (lon - frame.lon_deg + 180.0) % 360.0 - 180.0
        found.append(np.round(np.column_stack([lon, lat]), DIGITS).tolist())
    return found
