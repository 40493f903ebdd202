"""A small scenario that the tests change one thing of."""

import json
from pathlib import Path

SMALL = """\
airshield: 1
name: small
assets:
  city: {lat_deg: 50.0, lon_deg: 30.0, kind: city, people: 100000}
  plant: {lat_deg: 50.2, lon_deg: 30.5, kind: power-plant}
networks:
  north: {}
sensors:
  tower: {type: radar-surveillance, lat_deg: 50.0, lon_deg: 30.2, network: north}
batteries:
  bat: {system: nasams, lat_deg: 50.1, lon_deg: 30.1, network: north, stock: 12}
raid:
  groups:
    cruise:
      threat: cruise-missile-subsonic
      count: 4
      origin: {lat_deg: 51.0, lon_deg: 33.0}
      targets: {city: 1, plant: 2}
"""


def write(folder: Path, text: str = SMALL, name: str = "small.yaml") -> Path:
    """Write a file into a folder and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(*changes: tuple[str, str]) -> str:
    """Return the small scenario with texts replaced, each of which must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def square(lon: float, lat: float, **properties: object) -> dict[str, object]:
    """Return a GeoJSON feature: a square of one degree."""
    ring = [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    """Return a GeoJSON FeatureCollection as text."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, indent=1)
