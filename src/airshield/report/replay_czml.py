"""One replication as CZML, to be played on a globe by Cesium."""

from __future__ import annotations

from datetime import UTC, datetime

from airshield.files.czml import Colour, Flash, Scene, Site, Track, czml_text
from airshield.planning.replaying import Replay, ReplayBattery, ReplaySalvo, ReplayThreat
from airshield.report.canvas import BLUE, GREY, INK, RED, SKY
from airshield.report.replay_geojson import calendar_h_hour
from airshield.report.replay_table import threat_name
from airshield.report.wording import date_text

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Second 0 when the scenario gives no H-hour; the document's description says so."""
FATE_COLOURS = {"arrived": RED, "killed": BLUE, "suppressed": SKY}


def replay_czml(replay: Replay) -> str:
    """Return a replication as a CZML document.

    Threats move along their paths and leave a trail, red for those that arrive; intercepts flash;
    batteries stand with the ring of their longest range.

    Raises
    ------
    OutputError
        If the optional package ``czml3`` is not installed.
    """
    h_hour = calendar_h_hour(replay)
    zero = h_hour or EPOCH
    made_up = "" if h_hour else " The scenario gives no calendar time: the date is made up."
    return czml_text(
        Scene(
            name=f"{replay.run.scenario_name}, replication {replay.replication}",
            text=f"H-hour {date_text(zero.isoformat())}. Seed {replay.run.seed}.{made_up}",
            zero=zero,
            tracks=tuple(_track(threat) for threat in replay.threats if threat.path),
            flashes=tuple(_flash(i, salvo) for i, salvo in enumerate(replay.salvos)),
            sites=tuple(_site(battery) for battery in replay.batteries),
        )
    )


def _track(threat: ReplayThreat) -> Track:
    """Return a threat that moves."""
    return Track(
        key=f"threat-{threat.threat}",
        name=threat_name(threat),
        text=f"{threat.threat_type}, {threat.role}, {threat.fate}. {threat.why}",
        colour=_rgb(FATE_COLOURS.get(threat.fate, GREY)),
        samples=threat.path,
    )


def _flash(index: int, salvo: ReplaySalvo) -> Flash:
    """Return an intercept, larger when it killed."""
    result = "kills" if salvo.killed else "misses"
    return Flash(
        key=f"intercept-{index}",
        name=f"{salvo.battery} {result} #{salvo.threat}",
        colour=_rgb(BLUE if salvo.killed else GREY),
        time_s=salvo.intercept_s,
        place=(salvo.lon_deg, salvo.lat_deg, salvo.height_m),
        size_px=14 if salvo.killed else 9,
    )


def _site(battery: ReplayBattery) -> Site:
    """Return a battery with its ring."""
    state = "in service" if battery.in_service else "out of service"
    used = f"{battery.rounds} rounds launched, {battery.left} left."
    return Site(
        key=f"battery-{battery.name}",
        name=battery.name,
        text=f"{battery.system}, {state}. {used}",
        colour=_rgb(INK if battery.in_service else GREY),
        place=(battery.lon_deg, battery.lat_deg),
        ring_m=battery.range_m,
    )


def _rgb(colour: str) -> Colour:
    """Return a colour given as ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
