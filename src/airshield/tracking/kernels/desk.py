"""All tables that the tracker works on, handed to its kernels as one.

A call from Python unpacks every array it is given. The tables have over two hundred, which takes
longer than a scan of ten targets; a desk is packed once, and handed over in a microsecond.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from airshield.kernels.compiled import allocating_kernel  # isort: skip  (loads numba)
from numba import types
from numba.experimental import structref

from airshield.kernels.processor import PLAIN


class Tables(NamedTuple):
    """What a desk holds, in this order."""

    tracks: Any
    sensors: Any
    motions: Any
    rules: Any
    undetected: Any
    knowledge: Any
    heard: Any
    work: Any
    scratch: Any
    output: Any


class DeskType(types.StructRef):
    """numba's type of a desk."""

    def preprocess_fields(self, fields: Any) -> Any:
        """Return the fields with types that hold for any value."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class Packed(structref.StructRefProxy):
    """A desk as Python holds it."""


Desk: Any = Tables if PLAIN else Packed
if not PLAIN:
    structref.register(DeskType)
    structref.define_boxing(DeskType, Packed)
    structref.define_constructor(Packed, DeskType, list(Tables._fields))


@allocating_kernel
def pack(tracks, sensors, motions, rules, undetected, knowledge, heard, work, scratch, output):
    """Return a desk with these tables; it works on their arrays, and on numbers as they are now."""
    return Desk(
        tracks, sensors, motions, rules, undetected, knowledge, heard, work, scratch, output
    )
