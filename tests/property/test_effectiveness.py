"""A factor of 0 stops nothing; a higher one never stops less in any raid, if rounds suffice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airshield.model.calibration import APPLIES_TO
from airshield.model.figure import Figure
from airshield.planning.matching import curve_of, fit
from airshield.simulation.engine import plan_for, run
from airshield.simulation.outcomes import FATES
from reference.building import fire_system, one_city
from reference.drawn import draw_scenario
from unit.simulation.staging import joined, stage_of

KILLED, SUPPRESSED = FATES.index("killed"), FATES.index("suppressed")
RAIDS = 8


def sure(value: float) -> Figure:
    return Figure(low=value, value=value, high=value, source="for a test", standing="calibrated")


def stopped(made, factor: float) -> np.ndarray:
    """Return what is stopped of each group in each raid, with one factor for all classes."""
    stage = stage_of(*made)._replace(effectiveness=dict.fromkeys(APPLIES_TO, sure(factor)))
    chunk = joined(p.chunk for p in run(stage, plan_for(RAIDS, 1, 1, fixed=True), end=RAIDS))
    return chunk.fates[:, :, :, [KILLED, SUPPRESSED]].sum(axis=(2, 3))


@pytest.mark.slow
@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_a_factor_of_0_stops_nothing_that_reports_teach(seed):
    scenario, catalogue = draw_scenario(seed)
    taught = {kind for kinds in APPLIES_TO.values() for kind in kinds}
    groups = [
        catalogue.threats[group.threat].threat_class in taught and (group.carrier is None)
        for group in scenario.raid.groups.values()
    ]
    assert not stopped((scenario, catalogue), 0.0)[:, groups].any()


@pytest.mark.slow
@settings(max_examples=25)
@given(p=st.floats(0.01, 1.0), one=st.floats(0.01, 4.0), other=st.floats(0.01, 4.0))
def test_a_higher_factor_never_stops_less(p, one, other):
    made = one_city({"gun": fire_system(p_kill={"cruise-missile": p})}, count=30)
    low, high = sorted((one, other))
    assert (stopped(made, low) <= stopped(made, high)).all()


RISING = st.lists(st.floats(0.001, 1.0), min_size=2, max_size=12).map(sorted)


@given(shares=RISING, targets=st.tuples(*[st.floats(0.0, 1.0)] * 3).map(sorted))
def test_factors_are_in_order_and_lie_in_what_was_tried(shares, targets):
    factors = [2.0**k for k in range(len(shares))]
    curve = curve_of(factors, shares)
    found = fit(curve, tuple(targets))
    if targets[1] > max(shares):
        assert found.factor is None
        assert found.open_above
        return
    low, value, high = found.factor
    assert 0.0 <= low <= value <= high <= factors[-1]
    assert found.open_above == (targets[2] > max(shares))


@given(scale=st.floats(0.1, 5.0), share=st.floats(0.02, 0.98))
def test_a_smooth_curve_is_inverted_well(scale, share):
    factors = [2.0 ** (k / 2) for k in range(-14, 13)]
    curve = curve_of(factors, [1.0 - np.exp(-scale * factor) for factor in factors])
    found = curve.factor_for(share)
    if found is not None:
        assert 1.0 - np.exp(-scale * found) == pytest.approx(share, abs=0.002)
    else:
        assert share > 1.0 - np.exp(-scale * factors[-1])
