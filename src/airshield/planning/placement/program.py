"""Mixed-integer programs, solved by HiGHS: the one place that speaks to the solver."""

from __future__ import annotations

import math
import threading
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from airshield.errors import InternalError

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

State = Literal["optimal", "stopped", "infeasible"]


class Rows(NamedTuple):
    """Linear constraints, row by row: low ≤ Σ value · column ≤ high."""

    start: Ints
    """(m,) first entry of each row."""
    column: Ints
    """(entries,) column of each entry."""
    value: Floats
    """(entries,) coefficient."""
    low: Floats
    """(m,) lower sides; -inf for none."""
    high: Floats
    """(m,) upper sides; inf for none."""


class Solved(NamedTuple):
    """What the solver found."""

    state: State
    """Whether it is proven, was stopped first, or cannot be."""
    values: Floats
    """(n,) the best point found; empty if none."""
    objective: float
    """Its cost; inf if none was found."""
    bound: float
    """No point costs less than this."""


def dense_rows(table: Floats, low: Floats, high: Floats, first_column: int = 0) -> Rows:
    """Return the constraints low ≤ table · x ≤ high, zeros left out."""
    row, column = np.nonzero(table)
    start = np.searchsorted(row, np.arange(table.shape[0])).astype(np.int32)
    return Rows(start, (column + first_column).astype(np.int32), table[row, column], low, high)


class Program:
    """A program that is minimised, and may be given more rows and solved again.

    Parameters
    ----------
    cost : (n,)
        Cost of each column.
    high : (n,)
        Upper limit of each column; the lower is 0.
    """

    def __init__(self, cost: Floats, high: Floats) -> None:
        import highspy  # noqa: PLC0415 - a tenth of a second, only for those who optimise

        self._kinds = highspy.HighsVarType
        self._states = highspy.HighsModelStatus
        self._solver = highspy.Highs()
        self._solver.cbMipInterrupt += self._look
        self._stop = self._whole = False
        self._enough = math.inf
        self._size = cost.size
        for name, value in (("output_flag", False), ("random_seed", 0)):
            self._solver.setOptionValue(name, value)
        self._solver.addVars(cost.size, np.zeros(cost.size), np.asarray(high, np.float64))
        columns = np.arange(cost.size, dtype=np.int32)
        self._solver.changeColsCost(cost.size, columns, np.asarray(cost, np.float64))

    def add(self, rows: Rows) -> None:
        """Add constraints."""
        count, entries = rows.low.size, rows.column.size
        if count:
            self._solver.addRows(
                count, rows.low, rows.high, entries, rows.start, rows.column, rows.value
            )

    def require_whole(self, columns: Ints) -> None:
        """Let columns take whole numbers only."""
        self._whole = True
        kinds = np.full(columns.size, self._kinds.kInteger.value, np.uint8)
        self._solver.changeColsIntegrality(columns.size, columns, kinds)

    def start_from(self, values: Floats) -> None:
        """Give the solver a point to start from."""
        columns = np.arange(values.size, dtype=np.int32)
        self._solver.setSolution(values.size, columns, np.asarray(values, np.float64))

    def solve(
        self, *, time_s: float = math.inf, gap: float = 1e-6, enough: float = math.inf
    ) -> Solved:
        """Minimise, and say how far from the minimum the point found can be.

        Parameters
        ----------
        time_s
            The most it may take.
        gap
            Relative gap at which a whole-number solution is good enough.
        enough
            Bound at which a whole-number program may stop, whatever its best point.

        Raises
        ------
        KeyboardInterrupt
            If it is stopped by Ctrl-C.
        InternalError
            If the solver fails.
        """
        solver = self._solver
        self._stop, self._enough = False, enough
        # The clock of a whole-number program starts anew, that of others goes on.
        spent = 0.0 if self._whole else solver.getRunTime()
        solver.setOptionValue("time_limit", float(time_s) + spent)
        solver.setOptionValue("mip_rel_gap", gap)
        # The solver lets other threads run, so that Ctrl-C is heard while it works.
        working = threading.Thread(target=solver.run, daemon=True)
        working.start()
        try:
            while working.is_alive():
                working.join(0.2)
        except KeyboardInterrupt:
            self._stop = True
            working.join()
            raise
        return self._solved(solver.getModelStatus(), solver.getInfo())

    def _look(self, event: Any) -> None:
        """End a whole-number program that was stopped, or whose bound suffices."""
        # Said each time: what was said in the program before would hold on.
        event.interrupt(self._stop or event.data_out.mip_dual_bound >= self._enough)

    def _solved(self, status: Any, info: Any) -> Solved:
        """Translate what the solver says."""
        states = self._states
        if status == states.kInfeasible:
            return Solved("infeasible", np.empty(0), math.inf, math.inf)
        if status not in (states.kOptimal, states.kTimeLimit, states.kInterrupt):
            raise InternalError(f"the solver ended with {status}")
        found = np.asarray(self._solver.getSolution().col_value, np.float64)
        feasible = info.primal_solution_status == 2 and found.size == self._size
        objective = info.objective_function_value if feasible else math.inf
        proven = status == states.kOptimal
        bound = objective if proven else -math.inf
        if self._whole:
            bound = info.mip_dual_bound
        return Solved(
            "optimal" if proven else "stopped", found if feasible else np.empty(0), objective, bound
        )
