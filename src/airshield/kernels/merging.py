"""Compiles what is always inlined only where it is used.

numba optimises every function, and makes machine code of it, before it is inlined into its caller:
what is inlined five deep is optimised six times. Nothing but a caller ever runs such a function, so
that it is enough to do both there. That halves the time the tracker's kernels take to compile and
changes no result.

It rests on how numba works inside; a numba that works otherwise compiles as it always did.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen
from numba.core.compiler import Compiler

_RESTS_ON = (
    "_optimize_final_module",
    "_finalize_final_module",
    "_finalize_dynamic_globals",
    "get_pointer_to_function",
    "codegen",
)
"""What of numba's library is replaced or called."""


class _NoEnvironment:
    """Stands for a code generator that has nothing to run the function on."""

    def set_env(self, name: str, env: Any) -> None:
        """Do nothing: there is no machine code that could need its environment."""


class PartLibrary(codegen.JITCodeLibrary):
    """A function's code, there to be linked into others, neither optimised nor compiled."""

    @property
    def codegen(self) -> Any:
        """What is told the environment of a function that is ready to run."""
        return _NoEnvironment()

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0: the function cannot be called by itself."""
        self._ensure_finalized()
        return 0

    def _optimize_final_module(self) -> None:
        """Leave it to the caller."""

    def _finalize_final_module(self) -> None:
        """Make the code ready to be linked."""
        self._finalize_dynamic_globals()
        self._finalized = True


class PartCompiler(Compiler):
    """numba's compiler, whose result is part of another function."""

    def define_pipelines(self) -> Any:
        """Return the usual steps, the result of which goes into a `PartLibrary`."""
        state = self.state
        if state.library is None:
            maker = state.targetctx.codegen()
            state.library = PartLibrary(maker, state.func_id.func_qualname)
        return super().define_pipelines()


def part_options() -> dict[str, Any]:
    """Return the options of functions that are always inlined."""
    known = all(hasattr(codegen.JITCodeLibrary, name) for name in _RESTS_ON)
    return {"pipeline_class": PartCompiler} if known else {}
