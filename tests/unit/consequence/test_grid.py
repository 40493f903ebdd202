"""Rows of the banded matrix are those of reverse Cuthill–McKee, as another program has them."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from airshield.consequence.grid import band_order, half_bandwidth


@pytest.mark.parametrize(
    ("buses", "lines"), [(1, 0), (5, 0), (2, 3), (12, 9), (60, 90), (150, 400)]
)
def test_buses_stand_in_the_order_of_scipy(buses, lines):
    rng = np.random.default_rng(1)
    first = rng.integers(0, buses, lines)
    second = (first + rng.integers(1, max(2, buses), lines)) % buses
    both = np.concatenate([first, second]), np.concatenate([second, first])
    graph = coo_array((np.ones(2 * lines), both), shape=(buses, buses)).tocsr()
    expected = reverse_cuthill_mckee(graph, symmetric_mode=True)
    assert np.argsort(band_order(first, second, buses)).tolist() == expected.tolist()


def test_a_chain_of_shuffled_buses_has_a_band_of_one():
    chain = np.random.default_rng(1).permutation(40)
    order = band_order(chain[:-1], chain[1:], 40)
    assert half_bandwidth(chain[:-1], chain[1:], order) == 1
