"""Recordings of any kind, told apart by what is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from airshield.errors import InputError
from airshield.files.opening import read_bytes, read_sign
from airshield.files.places import printable
from airshield.files.recordings.asterix import read_asterix
from airshield.files.recordings.basestation import read_basestation
from airshield.files.recordings.blocks import looks_like_asterix
from airshield.files.recordings.capture import SIGN_OF_PCAPNG, SIGNS
from airshield.files.recordings.lines import read_lines
from airshield.files.recordings.position_sheet import read_position_parquet, read_position_sheet
from airshield.files.recordings.recorded import Recorded
from airshield.files.recordings.scene import read_scene

_MOST_BYTES: Final = 2**30
_BY_SUFFIX: Final[dict[str, Callable[[Path], Recorded]]] = {
    ".ast": read_asterix,
    ".asterix": read_asterix,
    ".pcap": read_asterix,
    ".parquet": read_position_parquet,
    ".npz": read_scene,
    ".sbs": read_basestation,
    ".csv": read_position_sheet,
}
_LINES: Final = (".jsonl", ".ndjson")
_BASESTATION: Final = re.compile(rb"(MSG|SEL|ID|AIR|STA|CLK),", re.ASCII)


def read_recording(path: Path, *, skip_bad: bool = False) -> Recorded:
    """Read a recording of any kind that is known.

    Parameters
    ----------
    path
        ASTERIX (raw or pcap), plots as lines of JSON, places of aircraft (comma-separated,
        Parquet, BaseStation), or a generated scene.
    skip_bad
        Leave out lines of JSON with mistakes, and count them.

    Raises
    ------
    InputError
        If it cannot be read, or is of no such kind.
    """
    reader = _reader(path)
    return read_lines(path, skip_bad=skip_bad) if reader is None else reader(path)


def _reader(path: Path) -> Callable[[Path], Recorded] | None:
    """Return what reads a file; None for lines of JSON.

    Raises
    ------
    InputError
        If it cannot be opened, or is of no kind that is known.
    """
    sign = read_sign(path, str(path), _MOST_BYTES)
    if sign in SIGNS or sign == SIGN_OF_PCAPNG:
        return read_asterix
    if sign == b"PAR1":
        return read_position_parquet
    if sign[:2] == b"PK":
        return read_scene
    suffix = path.suffix.lower()
    if suffix in _LINES:
        return None
    return _BY_SUFFIX[suffix] if suffix in _BY_SUFFIX else _by_content(path)


def _by_content(path: Path) -> Callable[[Path], Recorded] | None:
    raw = read_bytes(path, str(path), _MOST_BYTES)
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] == b"{":
        return None
    if _BASESTATION.match(head):
        return read_basestation
    if looks_like_asterix(raw):
        return read_asterix
    if b"," in head.split(b"\n")[0] and b"\0" not in head:
        return read_position_sheet
    raise InputError(
        [f"{printable(str(path))}: of no kind that is known; give ASTERIX (raw or pcap), lines of "
         "JSON, comma-separated values, Parquet, BaseStation lines or a scene (.npz)"]
    )  # fmt: skip
