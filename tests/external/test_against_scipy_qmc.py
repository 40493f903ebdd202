"""Designs against `scipy.stats.qmc`."""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc

from airshield.planning.study.design import make_design
from airshield.planning.study.factor import Factor
from airshield.planning.study.sobol import MOST_FACTORS, sobol_words

UNIT = Factor("a", "a=", "0:1", low=0.0, high=1.0)


def test_sobol_points_are_the_same():
    theirs = qmc.Sobol(MOST_FACTORS, scramble=False, bits=32).random(1024)
    assert np.array_equal(sobol_words(1024, MOST_FACTORS) / 2.0**32, theirs)


def test_a_hypercube_fills_as_evenly_as_theirs():
    factors = tuple(UNIT._replace(path=name, assignment=f"{name}=") for name in "abcd")
    ours = [qmc.discrepancy(np.array(make_design("lhs", factors, 64, s).points)) for s in range(20)]
    theirs = [qmc.discrepancy(qmc.LatinHypercube(4, rng=s).random(64)) for s in range(20)]
    assert np.mean(ours) < 1.05 * np.mean(theirs)
