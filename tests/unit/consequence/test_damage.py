import numpy as np
import pytest

from airshield.consequence import damage_share, people_per_mw, repair_hours
from airshield.model.figure import Spread

DAY = Spread(low=24.0, value=24.0, high=24.0)
LONG = Spread(low=24.0, value=72.0, high=240.0)


def test_damage_is_proportional_until_disabled():
    share = damage_share([[0, 500, 1000, 5000]], [1.0, 2.0, 1.0, 2.0])
    assert share.tolist() == [[0.0, 0.25, 1.0, 1.0]]


@pytest.mark.parametrize("hits", [0.1, 0.3, 0.7, 1.1, 2.3, 12.345])
def test_exactly_enough_hits_disable(hits):
    milli = round(hits * 1000)
    assert damage_share([[milli]], [hits])[0, 0] == 1.0
    assert damage_share([[milli - 1]], [hits])[0, 0] < 1.0


def test_partial_damage_takes_part_of_the_repair():
    hours = repair_hours(np.array([[0.0, 0.5, 1.0]]), [DAY, DAY, DAY], 1, [7])
    assert hours.tolist() == [[0.0, 12.0, 24.0]]


def test_repair_draws_are_keyed_by_replication_and_asset():
    whole = repair_hours(np.ones((100, 3)), [LONG] * 3, 5, np.arange(100))
    part = repair_hours(np.ones((3, 3)), [LONG] * 3, 5, [42, 7, 99])
    assert np.array_equal(part, whole[[42, 7, 99]])
    assert np.unique(whole).size == whole.size
    assert not np.array_equal(whole, repair_hours(np.ones((100, 3)), [LONG] * 3, 6, np.arange(100)))


def test_repair_draws_are_triangular():
    hours = repair_hours(np.ones((20_000, 1)), [LONG], 3, np.arange(20_000))[:, 0]
    assert hours.min() >= 24.0
    assert hours.max() <= 240.0
    assert hours.mean() == pytest.approx((24 + 72 + 240) / 3, abs=1.5)
    assert np.mean(hours < 72.0) == pytest.approx((72 - 24) / (240 - 24), abs=0.015)


def test_people_per_mw_differs_from_every_repair_draw():
    one = Spread(low=0.0, value=0.5, high=1.0)
    people = people_per_mw(one, 2, 5, np.arange(50))
    repairs = repair_hours(np.ones((50, 2)), [one] * 2, 5, np.arange(50))
    assert np.all((people > 0.0) & (people < 1.0))
    assert not np.any(np.isin(people, repairs))


def test_no_assets_need_no_repair():
    assert repair_hours(np.ones((4, 0)), [], 1, np.arange(4)).shape == (4, 0)
