"""Rounds and repairs are kept as the slow, obvious bookkeeping keeps them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from airshield.planning.campaign.repairs import Repairs
from airshield.planning.campaign.stocks import Stocks, shared_out
from reference.campaign import losses_by_the_hour, one_by_one

HOURS = 60


@st.composite
def batteries(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    full = draw(st.lists(st.integers(0, 12), min_size=1, max_size=6))
    return [draw(st.integers(0, most)) for most in full], full


@given(batteries(), st.integers(0, 80))
def test_rounds_go_one_by_one_where_fewest_are_left(held, rounds):
    left, full = held
    given_out = shared_out(np.array(left), np.array(full), rounds)
    assert given_out.tolist() == one_by_one(left, full, rounds)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["supply", "use", "arrive"]), st.integers(0, 2), st.integers(0, 30)
        ),
        max_size=20,
    )
)
def test_what_came_less_what_was_used_is_what_is_left(steps):
    system = np.array([0, 1, -1, 0])
    stocks = Stocks(system, np.array([5, 0]))
    full = np.array([10, 6, 0, 4])
    here = np.array([True, False, True, False])
    stocks.arrive(here, full)
    for what, which, number in steps:
        if what == "supply":
            stocks.supply(which % 2, number)
        elif what == "arrive":
            here = here | (np.arange(4) == which + 1)
            stocks.arrive(here, full)
        else:
            stocks.top_up()
            stocks.use(np.minimum(stocks.left, number))
        assert (stocks.came - stocks.used == stocks.total()).all()
        assert (stocks.left >= 0).all()
        assert (stocks.left <= full).all()
        assert (stocks.depot >= 0).all()


@given(
    st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=1, max_size=4),
    st.integers(1, 4),
    st.lists(
        st.tuples(
            st.integers(0, HOURS // 2),
            st.integers(0, 3),
            st.sampled_from([0.25, 0.5, 1.0]),
            st.sampled_from([4, 8, 12]),
        ),
        max_size=8,
    ),
)
def test_losses_are_those_of_crews_that_work_hour_by_hour(value, crews, hits):
    hits = sorted((at, asset % len(value), part, repair) for at, asset, part, repair in hits)
    repairs = Repairs(value, crews)
    for at, asset, part, repair_h in hits:
        repairs.hit(float(at), asset, part, float(repair_h))
    seen = np.zeros((HOURS, len(value)))
    for loss in repairs.finish():
        hours = np.arange(HOURS)
        seen[(loss.from_h <= hours) & (hours < loss.until_h), loss.asset] = loss.share
    assert seen.tolist() == losses_by_the_hour(value, crews, hits, HOURS)


@given(
    st.lists(
        st.tuples(
            st.floats(0, HOURS),
            st.integers(0, 2),
            st.sampled_from([0.25, 0.5, 1.0]),
            st.floats(0, 20),
        ),
        max_size=12,
    )
)
def test_assets_that_need_no_crew_fare_as_if_there_were_one_for_each(hits):
    kept = []
    for repairs in (Repairs([1.0] * 3, None), Repairs([1.0] * 3, 1, queued=())):
        for at, asset, part, repair_h in sorted(hits):
            repairs.hit(at, asset, part, repair_h)
        kept.append(sorted(loss for loss in repairs.finish() if loss.until_h > loss.from_h))
    assert kept[0] == kept[1]
