"""One replication told as a story, in plain records."""

from __future__ import annotations

from airshield.model.record import record
from airshield.planning.answer import Run


@record
class ReplayThreat:
    """One threat's life."""

    threat: int
    """Index in the replication."""
    group: str
    """Raid group."""
    threat_type: str
    """Threat type id."""
    role: str
    """`weapon`, `decoy` or `carrier`."""
    target: str | None
    """Asset aimed at; None for a carrier."""
    start_s: float
    """Start, seconds after H-hour."""
    track_s: float | None
    """First track in the warning picture; None if it ended unseen."""
    end_s: float
    """End."""
    fate: str
    """`killed`, `suppressed`, `arrived`, `aborted` or `returned`."""
    hit: bool
    """Whether it arrived and hit."""
    battery: str | None
    """Battery that killed or suppressed it."""
    why: str
    """In a line: why it ended so (for a leaker: what kept every layer from stopping it)."""
    path: tuple[tuple[float, float, float, float], ...]
    """(seconds after H-hour, longitude, latitude, height above sea level), until its end."""


@record
class ReplaySalvo:
    """One salvo."""

    threat: int
    """Threat it was launched at."""
    battery: str
    """Battery that launched it."""
    rounds: int
    """Rounds in it."""
    launch_s: float
    """Launch decision, seconds after H-hour."""
    intercept_s: float
    """Intercept."""
    killed: bool
    """Whether it killed."""
    lon_deg: float
    """Where the intercept was."""
    lat_deg: float
    """Where the intercept was."""
    height_m: float
    """Where the intercept was."""


@record
class ReplayBattery:
    """One battery's part."""

    name: str
    """Battery."""
    system: str
    """System type id."""
    lon_deg: float
    """Where it stands."""
    lat_deg: float
    """Where it stands."""
    range_m: float
    """Longest range in this world."""
    in_service: bool
    """Whether it was in service in this replication."""
    rounds: int
    """Rounds it launched."""
    left: int
    """Rounds it had left."""


@record
class Replay:
    """One replication."""

    run: Run
    """What made it."""
    replication: int
    """Its number."""
    world: int
    """The world it was played in."""
    h_hour: str | None
    """Calendar time of second 0 (ISO 8601 with zone)."""
    threats: tuple[ReplayThreat, ...]
    """Every threat."""
    salvos: tuple[ReplaySalvo, ...]
    """Every salvo, by launch."""
    batteries: tuple[ReplayBattery, ...]
    """Every battery."""
