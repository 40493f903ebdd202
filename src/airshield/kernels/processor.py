"""What processors can do and Python has no word for."""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils, config
from numba.extending import intrinsic


@intrinsic
def lowest_bit(typing_context: Any, number: Any) -> Any:
    """Return the place of the lowest bit that is set in a number, which must not be 0."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), build


@intrinsic
def fetch(typing_context: Any, table: Any, row: Any, column: Any) -> Any:
    """Ask for a place of a table (2-D, rows together) to be brought near; wait for nothing.

    It changes no value, and a place that is not there does no harm.
    """

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(table)(context, builder, arguments[0])
        shape = cgutils.unpack_tuple(builder, array.shape)
        place = builder.add(builder.mul(arguments[1], shape[1]), arguments[2])
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        at = builder.bitcast(builder.gep(array.data, [place]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        builder.call(ask, [at, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.void(table, types.intp, types.intp), build


if config.DISABLE_JIT:  # Kernels are then plain Python, and so are these.

    def lowest_bit(number: int) -> int:  # type: ignore[no-redef]
        """Return the place of the lowest bit that is set."""
        return (int(number) & -int(number)).bit_length() - 1

    def fetch(table: Any, row: int, column: int) -> None:  # type: ignore[no-redef]
        """Do nothing."""
