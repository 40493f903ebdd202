"""Captures of network traffic (pcap): what was sent by UDP, packet by packet."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from airshield.files.recordings.tally import Tally

SIGNS: Final = {
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6),
    b"\xa1\xb2\xc3\xd4": (">", 1e-6),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9),
}
"""First four bytes of a capture: order of bytes, and seconds of a fraction."""
SIGN_OF_PCAPNG: Final = b"\x0a\x0d\x0d\x0a"
_HEAD, _PACKET_HEAD = 24, 16
_LINKS: Final = {0: 4, 1: 14, 101: 0, 108: 4, 113: 16, 228: 0, 229: 0, 276: 20}
"""Kind of link and length of its header: null, Ethernet, raw IP, loopback, raw, cooked (two)."""
_ETHERNET, _COOKED, _COOKED_2 = 1, 113, 276
_IP_4, _IP_6, _VLANS = 0x0800, 0x86DD, (0x8100, 0x88A8, 0x9100)
_UDP = 17
_UDP_HEAD = 8


class Packet(NamedTuple):
    """What one packet carried."""

    time_s: float
    """When it was captured, seconds from 1970; NaN if nobody says."""
    payload: bytes
    """What UDP carried."""
    offset: int
    """Where that begins in the file."""


def packets_of(raw: bytes, tally: Tally) -> Iterator[Packet]:
    """Yield what each UDP packet of a capture carried; all else is counted."""
    order, fraction_s = SIGNS[raw[:4]]
    if len(raw) < _HEAD:
        tally.refuse("capture cut short within its head", "byte 0")
        return
    link = struct.unpack_from(order + "I", raw, 20)[0] & 0xFFFF
    if link not in _LINKS:
        tally.refuse(f"capture of a kind of link that is not read (type {link})", "byte 20")
        return
    at = _HEAD
    while at + _PACKET_HEAD <= len(raw):
        seconds, fraction, held, sent = struct.unpack_from(order + "IIII", raw, at)
        begin, at = at + _PACKET_HEAD, at + _PACKET_HEAD + held
        if at > len(raw):
            tally.refuse("packet cut short by the end of the capture", f"byte {begin}")
            return
        if held < sent:
            tally.remark("packet captured in part only", f"byte {begin}")
        where = _datagram(raw, begin, at, link, tally)
        if where is not None:
            yield Packet(seconds + fraction * fraction_s, raw[where[0] : where[1]], where[0])
    if at < len(raw):
        tally.refuse("bytes after the last packet", f"byte {at}", len(raw) - at)


def single(raw: bytes) -> Packet:
    """Return a raw file as one packet, of which nobody says when it was captured."""
    return Packet(math.nan, raw, 0)


def _datagram(raw: bytes, begin: int, end: int, link: int, tally: Tally) -> tuple[int, int] | None:
    """Return where the payload of a UDP packet begins and ends."""
    at = begin + _LINKS[link]
    kind = _kind(raw, begin, at, end, link)
    while kind in _VLANS and at + 4 <= end:
        kind = int.from_bytes(raw[at + 2 : at + 4], "big")
        at += 4
    if kind == _IP_4 and at + 20 <= end:
        return _in_ip_4(raw, at, end, tally)
    if kind == _IP_6 and at + 40 <= end:
        return _in_ip_6(raw, at, end, tally)
    tally.remark("packet that is not IP, not read", f"byte {begin}")
    return None


def _kind(raw: bytes, begin: int, at: int, end: int, link: int) -> int:
    """Return what the link's header says that it carries."""
    if at >= end:
        return 0
    if link in (_ETHERNET, _COOKED):
        return int.from_bytes(raw[at - 2 : at], "big")
    if link == _COOKED_2:
        return int.from_bytes(raw[begin : begin + 2], "big")
    return {4: _IP_4, 6: _IP_6}.get(raw[at] >> 4, 0)


def _in_ip_4(raw: bytes, at: int, end: int, tally: Tally) -> tuple[int, int] | None:
    head = (raw[at] & 0x0F) * 4
    if raw[at + 9] != _UDP:
        tally.remark("packet that is not UDP, not read", f"byte {at}")
        return None
    if int.from_bytes(raw[at + 6 : at + 8], "big") & 0x3FFF:
        tally.refuse("piece of a packet sent in pieces; they are not put together", f"byte {at}")
        return None
    return _in_udp(raw, at + head, end, tally)


def _in_ip_6(raw: bytes, at: int, end: int, tally: Tally) -> tuple[int, int] | None:
    if raw[at + 6] != _UDP:
        tally.remark("packet that is not UDP, not read", f"byte {at}")
        return None
    return _in_udp(raw, at + 40, end, tally)


def _in_udp(raw: bytes, at: int, end: int, tally: Tally) -> tuple[int, int] | None:
    if at + _UDP_HEAD > end:
        tally.refuse("UDP packet cut short", f"byte {at}")
        return None
    length = int.from_bytes(raw[at + 4 : at + 6], "big")
    last = at + length if length >= _UDP_HEAD else end
    return at + _UDP_HEAD, min(last, end)
