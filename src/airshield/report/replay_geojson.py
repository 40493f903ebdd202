"""One replication as GeoJSON with times."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from airshield.planning.replaying import Replay, ReplayBattery, ReplaySalvo, ReplayThreat

Feature = dict[str, Any]


def replay_geojson(replay: Replay) -> dict[str, Any]:
    """Return a replication as a GeoJSON ``FeatureCollection``.

    Threats are ``LineString`` features (longitude, latitude, height in metres) with one time for
    each point: ``times_s``, seconds after H-hour, and, when the scenario gives H-hour as a calendar
    time, ``coordTimes`` (ISO 8601), as map players read it. Intercepts and batteries are ``Point``
    features.

    References
    ----------
    RFC 7946.
    """
    h_hour = calendar_h_hour(replay)
    features = [
        *(_battery(battery) for battery in replay.batteries),
        *(_threat(threat, h_hour) for threat in replay.threats if threat.path),
        *(_intercept(salvo, h_hour) for salvo in replay.salvos),
    ]
    return {
        "type": "FeatureCollection",
        "features": features,
        "scenario": replay.run.scenario_name,
        "scenario_digest": replay.run.scenario_digest,
        "seed": replay.run.seed,
        "replication": replay.replication,
        "world": replay.world,
        "h_hour": replay.h_hour,
        "version": replay.run.version,
    }


def calendar_h_hour(replay: Replay) -> datetime | None:
    """Return H-hour as a moment with a zone, None if none can be read."""
    try:
        moment = datetime.fromisoformat(replay.h_hour or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _threat(threat: ReplayThreat, h_hour: datetime | None) -> Feature:
    """Return one threat's path; a path of one point is drawn twice, for lines need two."""
    points = threat.path if len(threat.path) > 1 else threat.path * 2
    times = [time for time, *_ in points]
    properties = {
        "kind": "threat",
        "threat": threat.threat,
        "group": threat.group,
        "threat_type": threat.threat_type,
        "role": threat.role,
        "target": threat.target,
        "start_s": threat.start_s,
        "track_s": threat.track_s,
        "end_s": threat.end_s,
        "fate": threat.fate,
        "hit": threat.hit,
        "battery": threat.battery,
        "why": threat.why,
        "times_s": times,
        **_calendar("coordTimes", times, h_hour),
    }
    line = [[lon, lat, height] for _, lon, lat, height in points]
    return _feature("LineString", line, properties)


def _intercept(salvo: ReplaySalvo, h_hour: datetime | None) -> Feature:
    """Return one intercept."""
    properties = {
        "kind": "intercept",
        "threat": salvo.threat,
        "battery": salvo.battery,
        "rounds": salvo.rounds,
        "launch_s": salvo.launch_s,
        "time_s": salvo.intercept_s,
        "killed": salvo.killed,
    }
    if h_hour:
        properties["time"] = _iso(h_hour, salvo.intercept_s)
    return _feature("Point", [salvo.lon_deg, salvo.lat_deg, salvo.height_m], properties)


def _battery(battery: ReplayBattery) -> Feature:
    """Return one battery."""
    properties = {
        "kind": "battery",
        "name": battery.name,
        "system": battery.system,
        "range_m": battery.range_m,
        "in_service": battery.in_service,
        "rounds": battery.rounds,
        "left": battery.left,
    }
    return _feature("Point", [battery.lon_deg, battery.lat_deg], properties)


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> Feature:
    """Return one GeoJSON feature."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _calendar(key: str, times_s: list[float], h_hour: datetime | None) -> dict[str, list[str]]:
    """Return the calendar times under ``key``, or nothing without an H-hour."""
    return {key: [_iso(h_hour, time_s) for time_s in times_s]} if h_hour else {}


def _iso(h_hour: datetime, time_s: float) -> str:
    """Return the calendar time of a second after H-hour, to the millisecond."""
    return (h_hour + timedelta(seconds=time_s)).isoformat(timespec="milliseconds")
