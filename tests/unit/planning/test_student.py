"""Quantiles of Student's t are those of the textbooks, to the last digits."""

import pytest
from scipy.stats import t

from airshield.planning.student import student_quantile


@pytest.mark.parametrize("share", [0.6, 0.95, 0.975, 0.9995])
@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 6, 7, 31, 63, 64, 255, 4_999, 5_000])
def test_quantiles_agree_with_scipy(share, degrees):
    assert student_quantile(share, degrees) == pytest.approx(t.ppf(share, degrees), rel=1e-11)


def test_half_of_it_lies_below_0():
    assert student_quantile(0.5, 7) == 0.0
