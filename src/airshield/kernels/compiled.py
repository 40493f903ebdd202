"""How every kernel is compiled."""

from __future__ import annotations

from typing import Any

from airshield.kernels.loading import njit
from airshield.kernels.merging import part_options

_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "_nrt": False,
    "no_cfunc_wrapper": True,
    "error_model": "numpy",
}

kernel = njit(**_OPTIONS | {"cache": True})
"""Compile without reference counts: nothing may be allocated inside.

Every array in an argument is otherwise counted up and down, atomically, at each call; with the
simulation's tables that took nine tenths of the time (see ``design/0005``). What is divided by zero
is infinite, as in NumPy: to look before each division takes the tracker 3 to 6 % of its time.
"""

inlined = njit(**_OPTIONS | {"forceinline": True, "no_cpython_wrapper": True} | part_options())
"""Compile into the caller: for kernels that take many tables and are called for every event.

A table is seven words, and a call copies those of every table it hands on (`design/0005`). It is
optimised with its caller and not before (`airshield.kernels.merging`). Only other kernels may call
it (from Python, the process would crash): the way in from Python, which unpacks every table, takes
about as long to compile as the kernel.
"""

allocating_kernel = njit(cache=True, nogil=True)
"""Compile a kernel that makes arrays of its own: for work done once, never per event."""
