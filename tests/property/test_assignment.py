"""What must hold of every assignment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from airshield.kernels.assignment import assigned_columns
from reference.assignment import Problem, cost_of, least_cost, problem

costs = st.one_of(st.integers(-3, 3).map(float), st.floats(-1e6, 1e6))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw any small problem, often with ties."""
    shape = (draw(st.integers(0, 7)), draw(st.integers(0, 7)))
    return problem(
        draw(arrays(np.bool_, shape)),
        draw(arrays(np.float64, shape, elements=costs)),
        draw(arrays(np.float64, shape[0], elements=costs)),
    )


@given(problems())
def test_it_is_allowed_and_the_cheapest(drawn: Problem) -> None:
    assigned, total = assigned_columns(*drawn)
    assert total == pytest.approx(cost_of(drawn, assigned), rel=1e-12, abs=1e-6)
    assert total == pytest.approx(least_cost(drawn), rel=1e-12, abs=1e-6)


@given(problems(), st.floats(-100.0, 100.0))
def test_what_is_added_to_a_whole_row_changes_only_the_cost(drawn: Problem, more: float) -> None:
    if len(drawn.miss_cost) == 0:
        return
    cost, miss_cost = drawn.cost.copy(), drawn.miss_cost.copy()
    cost[: drawn.start[1]] += more
    miss_cost[0] += more
    _, before = assigned_columns(*drawn)
    _, after = assigned_columns(*drawn._replace(cost=cost, miss_cost=miss_cost))
    assert after == pytest.approx(before + more, rel=1e-12, abs=1e-6)


@given(problems(), st.randoms(use_true_random=False))
def test_names_of_columns_do_not_matter(drawn: Problem, random) -> None:
    names = list(range(drawn.columns))
    random.shuffle(names)
    renamed = np.array(names, np.int32)[drawn.column] if drawn.columns else drawn.column
    _, before = assigned_columns(*drawn)
    _, after = assigned_columns(*drawn._replace(column=renamed))
    assert after == pytest.approx(before, rel=1e-12, abs=1e-6)
