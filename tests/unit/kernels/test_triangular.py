"""Quantiles of the triangular distribution, one by one and many at a time."""

import numpy as np
import pytest
from scipy.stats import triang

from airshield.kernels.triangular import triangular, triangular_quantiles


@pytest.mark.parametrize(
    ("u", "low", "value", "high", "expected"),
    [
        (0.5, 0.0, 1.0, 2.0, 1.0),
        (0.125, 0.0, 1.0, 2.0, 0.5),
        (0.875, 0.0, 1.0, 2.0, 1.5),
        (0.75, 0.0, 0.0, 1.0, 0.5),
        (0.25, 0.0, 1.0, 1.0, 0.5),
        (0.3, 7.0, 7.0, 7.0, 7.0),
    ],
)
def test_triangular_quantiles(u, low, value, high, expected):
    assert triangular(u, low, value, high) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("low", "mode", "high"), [(0.0, 1.0, 4.0), (2.0, 2.0, 3.0), (1.0, 5.0, 5.0)]
)
def test_many_quantiles_agree_with_scipy(low, mode, high):
    u = np.linspace(0.0, 1.0, 101)
    spread = triang(c=(mode - low) / (high - low), loc=low, scale=high - low)
    assert quantiles(u, low, mode, high) == pytest.approx(spread.ppf(u), abs=1e-12)


def test_without_spread_every_quantile_is_the_same():
    assert quantiles(np.array([0.0, 0.3, 1.0]), 2.0, 2.0, 2.0).tolist() == [2.0] * 3


def quantiles(u, low, mode, high):
    """Return the quantiles u as an array of their own."""
    found = np.empty_like(u)
    triangular_quantiles(u, low, mode, high, found)
    return found
