"""Known-answer vectors of Random123 (kat_vectors, philox4x32 with 10 rounds)."""

import numpy as np
import pytest

from airshield.kernels.random import philox4x32, uniform4

ONES = 0xFFFFFFFF
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), VECTORS)
def test_philox_known_answers(counter, key, words):
    arguments = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in philox4x32(*arguments)) == words


def test_uniforms_are_even_and_inside_the_unit_interval():
    draws = np.array([uniform4(7, r, 1, e, 0) for r in range(200) for e in range(50)]).ravel()
    assert draws.min() > 0.0
    assert draws.max() < 1.0
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    chi2 = float(((counts - draws.size / 20) ** 2 / (draws.size / 20)).sum())
    assert chi2 < 43.8  # 99.9 % point with 19 degrees of freedom
