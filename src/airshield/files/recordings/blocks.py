"""ASTERIX data blocks: category, length, records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from airshield.files.recordings.capture import Packet
from airshield.files.recordings.tally import Tally

READ: Final = (21, 34, 48, 62)
"""Categories that are read."""
KNOWN: Final = {
    1: "radar reports, old form", 2: "radar service, old form", 4: "safety net messages",
    8: "weather", 10: "surface movement", 11: "surface movement tracks", 19: "multilateration "
    "status", 20: "multilateration reports", 23: "ADS-B station status", 25: "system status",
    30: "track data, old form", 32: "flight plan data", 63: "sensor status",
    65: "tracking system status", 240: "radar video", 247: "version numbers",
}  # fmt: skip
"""What is in categories that are met often and not read."""
HEAD: Final = 3


class Block(NamedTuple):
    """One data block."""

    category: int
    body: bytes
    """Its records, without category and length."""
    offset: int
    """Where it begins in the file."""
    captured_s: float
    """When it was captured, seconds from 1970; NaN if nobody says."""


def blocks_of(packet: Packet, tally: Tally) -> Iterator[Block]:
    """Yield the blocks of categories that are read; others and broken ones are counted.

    After bytes that are no block, reading goes on at the next that begins one.
    """
    raw, at = packet.payload, 0
    while at < len(raw):
        length = _length(raw, at)
        if length == 0:
            start, at = at, _next(raw, at + 1)
            tally.refuse(
                "bytes that are no ASTERIX block", f"byte {packet.offset + start}", at - start
            )
            continue
        category = raw[at]
        if category in READ:
            body = raw[at + HEAD : at + length]
            yield Block(category, body, packet.offset + at, packet.time_s)
        else:
            tally.remark(unread(category), f"byte {packet.offset + at}")
        at += length


def unread(category: int) -> str:
    """Return how a block of a category that is not read is told."""
    name = KNOWN.get(category)
    told = f" ({name})" if name else ""
    return f"block of category {category:03d}{told}, not read"


def looks_like_asterix(raw: bytes) -> bool:
    """Return whether bytes begin with a whole block of a category that is known."""
    return _length(raw, 0) > 0 and (raw[0] in READ or raw[0] in KNOWN)


def _length(raw: bytes, at: int) -> int:
    """Return the length of the block that begins there, 0 if none does."""
    if at + HEAD >= len(raw):
        return 0
    length = int.from_bytes(raw[at + 1 : at + HEAD], "big")
    return length if HEAD < length <= len(raw) - at else 0


def _next(raw: bytes, at: int) -> int:
    """Return where the next block that is read begins, with another or the end behind it."""
    while at < len(raw):
        if raw[at] in READ:
            length = _length(raw, at)
            follows = at + length
            if length and (follows == len(raw) or (raw[follows] in READ and _length(raw, follows))):
                return at
        at += 1
    return len(raw)
