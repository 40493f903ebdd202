import numpy as np
import pytest

from airshield.consequence import (
    damage_share,
    people_per_mw,
    queued_repair_hours,
    repair_hours,
)
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


# --- repair crews ------------------------------------------------------------------------------

HOUR = 1024 * 3600
"""Ticks."""


def naive_queue(
    repair: list[float], hit: list[float], worth: list[float], crews: int
) -> list[float]:
    """Minute by minute: free crews take the worthiest asset that waits."""
    left, done = list(repair), [0.0] * len(repair)
    taken: set[int] = set()
    busy: list[int] = []
    for minute in range(10_000):
        for asset in [a for a in busy if left[a] <= 0]:
            busy.remove(asset)
            done[asset] = minute / 60
        waiting = [a for a in range(len(repair)) if left[a] > 0 and a not in taken]
        waiting = [a for a in waiting if 60 * hit[a] <= minute]
        for asset in sorted(waiting, key=lambda a: -worth[a])[: crews - len(busy)]:
            busy.append(asset)
            taken.add(asset)
        for asset in busy:
            left[asset] -= 1 / 60
            left[asset] = 0.0 if left[asset] < 1e-9 else left[asset]
    return [d - h if r > 0 else 0.0 for d, h, r in zip(done, hit, repair, strict=True)]


@pytest.mark.parametrize("crews", [1, 2, 3, 7])
@pytest.mark.parametrize("seed", range(4))
def test_few_crews_queue_as_minute_by_minute(crews: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    repair = draws.integers(0, 20, 6).astype(np.float64)
    hit = np.sort(draws.permutation(12)[:6]).astype(np.float64)
    worth = draws.permutation(6).astype(np.float64)
    found = queued_repair_hours(repair[None], (hit * HOUR)[None], worth, crews)
    expected = naive_queue(repair.tolist(), hit.tolist(), worth.tolist(), crews)
    assert found[0] == pytest.approx(expected, abs=1e-6)


def test_enough_crews_wait_for_nothing() -> None:
    repair = np.array([[5.0, 0.0, 2.5]])
    found = queued_repair_hours(repair, [[0, -1, HOUR]], [1, 1, 1], 3)
    assert found == pytest.approx(repair)


def test_one_crew_does_one_after_another() -> None:
    found = queued_repair_hours(np.array([[5.0, 4.0, 3.0]]), [[0, 0, 0]], [1, 3, 2], 1)
    assert found[0].tolist() == [12.0, 4.0, 7.0]
