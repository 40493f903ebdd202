"""Small ASTERIX recordings made with libasterix's own encoder, and captures around them."""

import struct
from typing import Any

from asterix import generated as gen

RADAR = gen.Cat_048_1_32
SERVICE = gen.Cat_034_1_29
COOPERATIVE = gen.Cat_021_2_6
COOPERATIVE_OLD = gen.Cat_021_0_23
SYSTEM = gen.Cat_062_1_20
SOURCE = (("SAC", 12), ("SIC", 3))
T0 = 36_000.0
"""Time of day of the first record: ten o'clock."""


def block(category: Any, *records: dict[str, Any]) -> bytes:
    """Return one data block."""
    made = category.create([category.cv_record.create(items) for items in records])
    return bytes(made.unparse().to_bytes())


def plot(time_s: float, range_nm: float, bearing_deg: float, **more: Any) -> dict[str, Any]:
    """Return the items of a radar plot at flight level 100."""
    return {
        "010": SOURCE,
        "140": ((time_s % 86_400, "s")),
        "020": [(5, 0, 0, 0, 0, None)],
        "040": (("RHO", (range_nm, "NM")), ("THETA", (bearing_deg, "°"))),
        "090": (0, 0, ("FL", (100.0, "FL"))),
        "220": 0x3C6660,
        **more,
    }


def north(time_s: float, **more: Any) -> dict[str, Any]:
    """Return the items of a north marker."""
    return {"010": SOURCE, "000": 1, "030": (time_s % 86_400, "s"), **more}


def station(lat_deg: float, lon_deg: float, height_m: float) -> Any:
    """Return the item that says where a radar stands."""
    return (("HGT", (height_m, "m")), ("LAT", (lat_deg, "°")), ("LON", (lon_deg, "°")))


def packet(payload: bytes, *, vlans: int = 0, version: int = 4) -> bytes:
    """Return an Ethernet frame with a UDP packet."""
    udp = struct.pack(">HHHH", 4000, 4000, 8 + len(payload), 0) + payload
    if version == 4:
        ip = struct.pack(
            ">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 9, 17, 0, b"\1" * 4, b"\2" * 4
        )
        kind = 0x0800
    else:
        ip = struct.pack(">IHBB16s16s", 6 << 28, len(udp), 17, 9, b"\1" * 16, b"\2" * 16)
        kind = 0x86DD
    tags = struct.pack(">HH", 0x8100, 7) * vlans
    return b"\0" * 12 + tags + struct.pack(">H", kind) + ip + udp


def cooked(payload: bytes) -> bytes:
    """Return a packet as Linux captures it on all interfaces."""
    return struct.pack(">HHH8sH", 0, 1, 6, b"\0" * 8, 0x0800) + packet(payload)[14:]


def capture(
    frames: list[tuple[float, bytes]], *, order: str = "<", link: int = 1, nano: bool = False
) -> bytes:
    """Return a pcap file of frames with their times."""
    sign, per_s = (0xA1B23C4D, 10**9) if nano else (0xA1B2C3D4, 10**6)
    raw = struct.pack(order + "IHHIIII", sign, 2, 4, 0, 0, 65_535, link)
    for time_s, frame in frames:
        whole = int(time_s)
        fraction = round((time_s - whole) * per_s)
        raw += struct.pack(order + "IIII", whole, fraction, len(frame), len(frame)) + frame
    return raw
