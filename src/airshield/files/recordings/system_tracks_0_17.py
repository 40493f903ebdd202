"""System tracks (category 062) of edition 0.17, which old recordings follow.

It numbers and lays out the items otherwise than the editions from 1.0 on; the layout is that of
EUROCONTROL's draft standard SUR.ET1.ST05.2000-STD-09-01.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

EDITION_0_17: Final = "0.17"
Size = Callable[[bytes, int], int]
"""Length of the item that begins at a place; beyond the end if it is cut short."""


class _LayoutError(ValueError):
    """The bytes follow no such layout."""


def _fixed(length: int) -> Size:
    return lambda body, at: length


def _extended(length: int) -> Size:
    """Return the size of an item of parts of that length, each saying whether one follows."""

    def size(body: bytes, at: int) -> int:
        parts = 1
        while _octet(body, at + parts * length - 1) & 1:
            parts += 1
        return parts * length

    return size


def _repeated(length: int) -> Size:
    return lambda body, at: 1 + _octet(body, at) * length


def _compound(*sizes: Size) -> Size:
    """Return the size of an item whose first octets say which of its parts are there."""

    def size(body: bytes, at: int) -> int:
        flags, end = _present(body, at)
        for flag in flags:
            if flag >= len(sizes):
                raise _LayoutError
            end += sizes[flag](body, end)
        return end - at

    return size


def _explicit(body: bytes, at: int) -> int:
    """Return the size of an item that begins with its own."""
    return _octet(body, at) or len(body)


def _octet(body: bytes, at: int) -> int:
    """Return one octet.

    Raises
    ------
    ValueError
        If there is none.
    """
    if at >= len(body):
        raise _LayoutError
    return body[at]


def _present(body: bytes, at: int) -> tuple[list[int], int]:
    """Return the numbers, from 0, of the parts that are there, and where the first begins."""
    flags: list[int] = []
    number = 0
    while True:
        octet = _octet(body, at)
        flags += [number + bit for bit in range(7) if octet & (0x80 >> bit)]
        number += 7
        at += 1
        if not octet & 1:
            return flags, at


_ONE, _TWO, _THREE, _FOUR = _fixed(1), _fixed(2), _fixed(3), _fixed(4)
_AGES = _compound(_ONE, _ONE, _ONE, _ONE, _ONE, _TWO, _ONE, _ONE, _ONE)
_MEASURED = _compound(_TWO, _FOUR, _TWO, _TWO, _TWO, _ONE)
_MODE_S = _compound(_repeated(8), _THREE, _fixed(6), _TWO, _fixed(7))
_PLAN = _compound(
    _TWO, _fixed(7), _FOUR, _ONE, _FOUR, _ONE, _FOUR, _FOUR, _THREE, _TWO, _TWO,
    _repeated(4), _fixed(6), _ONE,
)  # fmt: skip
_ITEMS: Final[Mapping[int, tuple[str, Size]]] = {
    0: ("010", _TWO), 1: ("015", _ONE), 2: ("070", _THREE), 3: ("040", _TWO),
    4: ("105", _fixed(6)), 5: ("100/NM", _FOUR), 6: ("060", _TWO), 7: ("130", _TWO),
    8: ("135", _TWO), 9: ("136", _TWO), 10: ("180", _FOUR), 11: ("200", _ONE),
    12: ("220", _TWO), 13: ("240", _ONE), 14: ("210", _TWO), 15: ("080", _extended(1)),
    16: ("290", _AGES), 17: ("340", _MEASURED), 18: ("380", _MODE_S), 20: ("390", _PLAN),
    21: ("110", _ONE), 22: ("120", _TWO), 23: ("510", _extended(3)),
    26: ("RE", _explicit), 27: ("SP", _explicit),
}  # fmt: skip
"""Items by their number in the record, from 0: name, as later editions call it, and size."""


def records_0_17(body: bytes) -> tuple[list[dict[str, bytes]], int]:
    """Take a block's records apart; how many bytes at the end could not be."""
    found: list[dict[str, bytes]] = []
    at = 0
    while at < len(body):
        try:
            record, at_next = _record(body, at)
        except _LayoutError:
            break
        found.append(record)
        at = at_next
    return found, len(body) - at


def _record(body: bytes, at: int) -> tuple[dict[str, bytes], int]:
    """Return the items of one record, and where the next begins.

    Raises
    ------
    ValueError
        If it follows another layout.
    """
    flags, at = _present(body, at)
    items: dict[str, bytes] = {}
    for flag in flags:
        if flag not in _ITEMS:
            raise _LayoutError
        name, size = _ITEMS[flag]
        end = at + size(body, at)
        if end > len(body):
            raise _LayoutError
        items[name] = body[at:end]
        at = end
    return items, at
