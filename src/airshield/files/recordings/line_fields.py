"""What a line of plots may say: one table, from which checks and schema follow."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, NamedTuple

from airshield.tracking.plots import CLASSES

Kind = Literal["number", "whole", "text", "time", "yes", "class", "course", "address", "form"]
FORMS: Final = ("cartesian", "place")
COURSES: Final = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0,
    "south": 180.0, "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
"""The eight directions, degrees clockwise from north."""
TIMES_S: Final = (-2.2e9, 7.26e9)
"""Times that are read: 1900 to 2200 where they count from 1970."""
_BIG: Final = 1e7
_ADDRESS: Final = 2**53


class Field(NamedTuple):
    """One key of a line."""

    kind: Kind
    meaning: str
    least: float = -math.inf
    most: float = math.inf
    above: bool = False
    """Whether it must be more than the least."""


FIELDS: Final[dict[str, Field]] = {
    "sensor": Field("text", "The sensor that reports, by its name in the surveillance file."),
    "time": Field("time", "When it was measured: date and time with a zone (ISO 8601)."),
    "time_s": Field("number", "The same in seconds; beyond 10⁸ they count from 1970.", *TIMES_S),
    "arrival": Field("time", "When it arrived; without it, when it was measured."),
    "arrival_s": Field("number", "The same in seconds.", *TIMES_S),
    "look": Field("yes", "The sensor looked and saw nothing; nothing is measured then."),
    "range_m": Field("number", "Slant range.", 0.0, _BIG, above=True),
    "bearing_deg": Field("number", "Bearing, clockwise from north.", -360.0, 360.0),
    "elevation_deg": Field("number", "Elevation above the horizontal.", -90.0, 90.0),
    "range_rate_m_s": Field("number", "Rate of the range, growing is positive.", -2e4, 2e4),
    "height_m": Field("number", "Height above mean sea level.", -2_000.0, 2e6),
    "lat_deg": Field("number", "Latitude, degrees north.", -90.0, 90.0),
    "lon_deg": Field("number", "Longitude, degrees east.", -180.0, 180.0),
    "east_m": Field("number", "East in the local frame.", -_BIG, _BIG),
    "north_m": Field("number", "North in the local frame.", -_BIG, _BIG),
    "velocity_east_m_s": Field("number", "Velocity towards the east.", -2e4, 2e4),
    "velocity_north_m_s": Field("number", "Velocity towards the north.", -2e4, 2e4),
    "velocity_up_m_s": Field("number", "Velocity upwards.", -2e4, 2e4),
    "sigma_m": Field("number", "Standard deviation of the place, each axis.", 0.0, 1e6, above=True),
    "sigma_height_m": Field("number", "That of the height.", 0.0, 1e6, above=True),
    "sigma_range_m": Field("number", "That of the range.", 0.0, 1e6, above=True),
    "sigma_bearing_deg": Field("number", "That of the bearing.", 0.0, 180.0, above=True),
    "sigma_elevation_deg": Field("number", "That of the elevation.", 0.0, 90.0, above=True),
    "sigma_range_rate_m_s": Field("number", "That of the range rate.", 0.0, 1e4, above=True),
    "sigma_velocity_m_s": Field("number", "That of the velocity, each axis.", 0.0, 1e4, above=True),
    "sigma_heading_deg": Field("number", "That of the heading.", 0.0, 180.0, above=True),
    "heading": Field("course", "Where it is going: one of eight directions, or degrees.", 0, 360),
    "word": Field("class", "What it is, in the sensor's word."),
    "count": Field("whole", "How many there are.", 1, 10_000),
    "text": Field("text", 'What was said, such as "two drones heading west".'),
    "as": Field("form", "What a place is: measured, or a sighting; else known by what is said."),
    "identity": Field("address", "Address that it sends (24 bits) or track number; or in hex."),
    "rcs_dbsm": Field("number", "Radar cross-section, decibels over 1 m².", -100.0, 100.0),
    "truth": Field("whole", "Number of the true target, for scoring only.", -1, _ADDRESS),
}
"""Every key, in the order in which the reference lists them."""

PLACES: Final = (("lat_deg", "lon_deg"), ("east_m", "north_m"))


def plots_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line of plots."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "airshield plot",
        "description": "One plot; a file of plots holds one such object a line.",
        "type": "object",
        "properties": {name: _schema(field) for name, field in FIELDS.items()},
        "required": ["sensor"],
        "additionalProperties": False,
        "oneOf": [{"required": ["time"]}, {"required": ["time_s"]}],
        "anyOf": [
            {"required": ["look"]},
            {"required": ["bearing_deg"]},
            *({"required": list(pair)} for pair in PLACES),
        ],
        "dependentRequired": {
            "range_m": ["bearing_deg"],
            **{name: [other] for pair in PLACES for name, other in (pair, pair[::-1])},
        },
    }


def _schema(field: Field) -> dict[str, Any]:
    return {**_TYPES[field.kind], **_limits(field), "description": field.meaning}


def _limits(field: Field) -> dict[str, Any]:
    if field.kind == "course":
        return {}
    least = "exclusiveMinimum" if field.above else "minimum"
    limits = {least: field.least, "maximum": field.most}
    return {key: value for key, value in limits.items() if math.isfinite(value)}


_TYPES: Final[dict[Kind, dict[str, Any]]] = {
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "text": {"type": "string", "minLength": 1, "maxLength": 200},
    "time": {"type": "string", "format": "date-time"},
    "yes": {"const": True},
    "class": {"enum": list(CLASSES)},
    "course": {
        "anyOf": [{"enum": list(COURSES)}, {"type": "number", "minimum": 0, "maximum": 360}]
    },
    "address": {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": _ADDRESS},
            {"type": "string", "pattern": "^[0-9A-Fa-f]{1,12}$"},
        ]
    },
    "form": {"enum": list(FORMS)},
}
