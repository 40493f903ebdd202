"""From the items of an ASTERIX record to what it reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from airshield.files.recordings.positions import FOOT_A_MINUTE_M_S, FOOT_M
from airshield.model.surveillance import SensorKind

Items = Mapping[str, bytes]
MILE_M: Final = 1852.0
_LEVEL_M: Final = 100.0 * FOOT_M
_NAN: Final = math.nan
_SPEED_M_S: Final = MILE_M / 2**14
_TURN_RAD: Final = 2.0 * math.pi / 2**16


class Report(NamedTuple):
    """One target, as a record reports it."""

    sensor: str
    kind: SensorKind
    time_of_day_s: float
    identity: int
    polar: tuple[float, float] | None
    """Slant range in metres and bearing in radians."""
    place_deg: tuple[float, float] | None
    """Latitude and longitude."""
    height_m: float
    barometric: bool
    velocity_m_s: tuple[float, float, float]
    """East, north, up; NaN where nothing is said."""
    sigma_m: tuple[float, float]
    """Standard deviation of the place, east and north; NaN: the sensor's own."""


class Turn(NamedTuple):
    """What a radar says of itself."""

    sensor: str
    time_of_day_s: float
    north: bool
    """Whether the beam passes north."""
    period_s: float
    """Time of one turn; NaN where nothing is said."""
    place: tuple[float, float, float] | None
    """Its latitude, longitude and height in metres."""


NAMES: Final[Mapping[int, tuple[str, SensorKind]]] = {
    21: ("ads-b", "cooperative"),
    34: ("radar", "radar"),
    48: ("radar", "radar"),
    62: ("system", "system"),
}
"""What a source of a category is called, before its area and identification codes."""


def read_record(category: int, items: Items) -> Report | Turn | str:
    """Return what a record reports, or why it reports no target."""
    return _READERS[category](items)


def _sensor(category: int, items: Items) -> str | None:
    code = items.get("010")
    return None if code is None else f"{NAMES[category][0]} {code[0]}/{code[1]}"


def _turn(items: Items) -> Turn | str:
    """Read a record of category 034."""
    sensor, clock = _sensor(34, items), items.get("030")
    if sensor is None:
        return "no source"
    place = items.get("120")
    return Turn(
        sensor=sensor,
        time_of_day_s=_NAN if clock is None else _whole(clock) / 128.0,
        north=items.get("000") == b"\x01",
        period_s=_whole(items["041"]) / 128.0 if _whole(items.get("041", b"")) else _NAN,
        place=None if place is None else _station(place),
    )


def _station(raw: bytes) -> tuple[float, float, float]:
    return (*_angles(raw[2:]), float(_signed(raw[:2])))


def _plot(items: Items) -> Report | str:
    """Read a record of category 048."""
    sensor, clock = _sensor(48, items), items.get("140")
    refusal = _refusal(sensor, clock) or _not_real(items.get("020", b""))
    if refusal:
        return refusal
    polar = items.get("040")
    if polar is None:
        return "no measured place"
    assert sensor is not None
    assert clock is not None
    level, height = items.get("090"), items.get("110")
    told = _level(level) if level is not None else None
    measured = _bits(height, 14) * 25.0 * FOOT_M if height is not None else _NAN
    return Report(
        sensor=sensor,
        kind="radar",
        time_of_day_s=_whole(clock) / 128.0,
        identity=_address(items.get("220")),
        polar=(_whole(polar[:2]) * MILE_M / 256.0, _whole(polar[2:]) * _TURN_RAD),
        place_deg=None,
        height_m=measured if told is None else told,
        barometric=told is not None,
        velocity_m_s=(_NAN, _NAN, _NAN),
        sigma_m=(_NAN, _NAN),
    )


def _not_real(descriptor: bytes) -> str:
    """Return why a radar's report is of no aircraft; empty if it is."""
    if not descriptor:
        return ""
    if descriptor[0] >> 5 == 0:
        return "no detection in this turn"
    if descriptor[0] & 0x10:
        return "simulated target"
    if descriptor[0] & 0x02:
        return "field monitor, a fixed transponder"
    return "test target" if descriptor[0] & 1 and descriptor[1] & 0x80 else ""


def _level(raw: bytes) -> float | None:
    """Return the height of a flight level, if it is valid and not garbled."""
    return None if raw[0] & 0xC0 else _bits(raw, 14) * _LEVEL_M / 4.0


def _cooperative(items: Items) -> Report | str:
    """Read a record of category 021."""
    sensor = _sensor(21, items)
    clock = next((items[n] for n in ("071", "073", "030", "077") if n in items), None)
    refusal = _refusal(sensor, clock) or _not_flying(items)
    if refusal:
        return refusal
    fine = items.get("131", b"")
    raw = fine if len(fine) == 8 else items.get("130")
    if raw is None:
        return "no place"
    assert sensor is not None
    assert clock is not None
    level, height = items.get("145"), items.get("140")
    told = _signed(level) * _LEVEL_M / 4.0 if level is not None else _NAN
    measured = _signed(height) * 6.25 * FOOT_M if height is not None else _NAN
    return Report(
        sensor=sensor,
        kind="cooperative",
        time_of_day_s=_whole(clock) / 128.0,
        identity=_address(items.get("080")),
        polar=None,
        place_deg=_angles(raw, fine=raw is fine),
        height_m=measured if level is None else told,
        barometric=level is not None,
        velocity_m_s=_ground_vector(items),
        sigma_m=(_NAN, _NAN),
    )


def _not_flying(items: Items) -> str:
    """Return why a report is of no aircraft; empty if it is."""
    raw = items.get("040", b"")
    old = "030" in items
    if old and raw:
        flags = raw[0] & 0x38
        simulated, test, fixed = flags & 0x20, flags & 0x10, flags & 0x08
    else:
        second = raw[1] if len(raw) > 1 else 0
        simulated, test = second & 0x20, second & 0x10
        fixed = raw[0] & 0x02 if raw else 0
    if simulated:
        return "simulated target"
    if fixed:
        return "field monitor, a fixed transponder"
    return "test target" if test else ""


def _ground_vector(items: Items) -> tuple[float, float, float]:
    """Return the velocity that an aircraft reports."""
    raw = items.get("160")
    rate = items.get("155") or items.get("157")
    up = _bits(rate, 15) * 6.25 * FOOT_A_MINUTE_M_S if rate is not None else _NAN
    if raw is None:
        return _NAN, _NAN, up
    speed = (_whole(raw[:2]) & 0x7FFF) * _SPEED_M_S
    return (*_turned(speed, raw[2:]), up)


def _system_track(items: Items) -> Report | str:
    """Read a record of category 062."""
    sensor, clock, number = _sensor(62, items), items.get("070"), items.get("040")
    refusal = _refusal(sensor, clock)
    if refusal:
        return refusal
    status = items.get("080", b"")
    if len(status) > 1 and status[1] & 0x80:
        return "simulated track"
    if "105" not in items:
        return "no place in latitude and longitude"
    assert sensor is not None
    assert clock is not None
    height, barometric = _system_height(items)
    return Report(
        sensor=sensor,
        kind="system",
        time_of_day_s=_whole(clock) / 128.0,
        identity=-1 if number is None else _whole(number),
        polar=None,
        place_deg=_angles(items["105"]),
        height_m=height,
        barometric=barometric,
        velocity_m_s=_system_velocity(items),
        sigma_m=_accuracy(items.get("500/APC")),
    )


def _system_height(items: Items) -> tuple[float, bool]:
    """Return the height of a system track, and whether it rests on pressure."""
    if "135" in items:
        return _bits(items["135"], 15) * _LEVEL_M / 4.0, True
    if "136" in items:
        return _signed(items["136"]) * _LEVEL_M / 4.0, True
    if "130" in items:
        return _signed(items["130"]) * 6.25 * FOOT_M, False
    return _NAN, False


def _system_velocity(items: Items) -> tuple[float, float, float]:
    up = _signed(items["220"]) * 6.25 * FOOT_A_MINUTE_M_S if "220" in items else _NAN
    if "185" in items:
        raw = items["185"]
        return _signed(raw[:2]) * 0.25, _signed(raw[2:]) * 0.25, up
    if "180" in items:
        raw = items["180"]
        return (*_turned(_whole(raw[:2]) * _SPEED_M_S, raw[2:]), up)
    return _NAN, _NAN, up


def _accuracy(raw: bytes | None) -> tuple[float, float]:
    """Return the standard deviations of a place, east and north, where they are above zero."""
    if raw is None:
        return _NAN, _NAN
    east, north = _whole(raw[:2]) * 0.5, _whole(raw[2:]) * 0.5
    return east or _NAN, north or _NAN


def _refusal(sensor: str | None, clock: bytes | None) -> str:
    if sensor is None:
        return "no source"
    return "no time" if clock is None else ""


def _address(raw: bytes | None) -> int:
    return -1 if raw is None else _whole(raw)


def _turned(speed_m_s: float, raw: bytes) -> tuple[float, float]:
    """Return east and north of a speed along a heading."""
    heading = _whole(raw) * _TURN_RAD
    return speed_m_s * math.sin(heading), speed_m_s * math.cos(heading)


def _angles(raw: bytes, *, fine: bool = False) -> tuple[float, float]:
    """Return latitude and longitude, degrees; their step follows from their length."""
    half = len(raw) // 2
    bits = 30 if fine else {3: 23, 4: 25}[half]
    return _signed(raw[:half]) * 180.0 / 2**bits, _signed(raw[half:]) * 180.0 / 2**bits


def _whole(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _signed(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


def _bits(raw: bytes, size: int) -> int:
    """Return the signed number in the lowest bits."""
    number = _whole(raw) & ((1 << size) - 1)
    return number - (1 << size) if number >> (size - 1) else number


_READERS: Final = {21: _cooperative, 34: _turn, 48: _plot, 62: _system_track}
