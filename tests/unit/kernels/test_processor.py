"""What processors can do and Python has no word for."""

from __future__ import annotations

from airshield.kernels.compiled import kernel
from airshield.kernels.processor import lowest_bit


@kernel
def _lowest(number):
    return lowest_bit(number)


def test_the_lowest_bit_is_the_power_of_two_that_divides_a_number() -> None:
    for place in range(63):
        for number in (1, 3, 5):
            if number << place < 1 << 63:
                assert _lowest(number << place) == place
    assert _lowest(-(1 << 63)) == 63
    assert _lowest(-1) == 0
