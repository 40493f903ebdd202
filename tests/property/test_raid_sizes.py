"""Raid sizes of any record: never negative, percentiles in order, sums that add up."""

import itertools
from datetime import date, timedelta

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from airshield.evidence.nights import Kind, Nights
from airshield.evidence.sizes import draw_months, size_model
from airshield.evidence.typical_night import apportioned, percentiles, typical_night

MONTH = date(2032, 6, 1)
KINDS = (Kind("drone", ("one-way-attack-drone",)), Kind("glide-bomb", ()))

counts = st.lists(
    st.tuples(st.integers(0, 800), st.sampled_from([0, 0, 0, 3, 50])), min_size=60, max_size=90
)


@pytest.mark.slow
@given(counts, st.integers(0, 2**64 - 1), st.floats(1.0, 99.0))
def test_draws_of_any_nights(rows: list[tuple[int, int]], seed: int, percentile: float) -> None:
    seen = np.array(rows, dtype=np.int64)
    nights = Nights(MONTH - timedelta(days=len(seen)), KINDS, seen, len(seen), ())
    model = size_model(nights, MONTH)
    drawn = draw_months(model, 20, seed)
    assert drawn.min() >= 0
    asked = (1.0, 50.0, percentile, 99.9)
    found = percentiles(model, drawn, tuple(sorted(asked)))
    for of in {row.of for row in found}:
        mine = [row.spread for row in found if row.of == of]
        for one, next_one in itertools.pairwise(mine):
            assert one.value <= next_one.value
            assert one.low <= next_one.low
            assert one.high <= next_one.high
    night = typical_night(model, drawn, percentile)
    assert sum(spread.value for _, spread in night.classes) == night.total.value
    assert all(
        part.spread.value >= 0 <= part.spread.low <= part.spread.high for part in night.parts
    )
    never = [name for name, column in zip(model.classes, seen.T, strict=True) if not column.any()]
    assert all(spread.value == 0 for name, spread in night.classes if name in never)


@given(st.integers(0, 20_000), st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_what_is_apportioned_adds_up_and_is_near_its_share(total: int, parts: list[float]) -> None:
    found = apportioned(total, parts)
    assert sum(found) == total
    whole = sum(parts)
    for got, part in zip(found, parts, strict=True):
        share = total * part / whole if whole > 0 else total / len(parts)
        assert abs(got - share) < 1 + 1e-6 * total
