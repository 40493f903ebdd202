"""Which raids come: months, numbers as Poisson says, and the same ones again."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from airshield.errors import InputError
from airshield.model.campaign import Campaign
from airshield.model.figure import Spread
from airshield.planning.campaign.coming import (
    PATH_BITS,
    check_rates,
    delays_on,
    poisson_quantile,
    raids_on,
)
from airshield.planning.campaign.months import edges_h, month_later, months_between

PATHS = 4_000


def test_months_from_one_year_into_the_next():
    months = months_between("2022-11", "2023-02")
    assert [str(month) for month in months] == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert edges_h(months) == (0.0, 720.0, 1464.0, 2208.0, 2880.0)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2022-13", "soon", ['--from must be a month such as 2022-10, got "2022-13"', "--to must"]),
        ("2023-01", "2022-12", ["--to must not come before --from"]),
        ("2000-01", "2010-01", ["120 months at most"]),
    ],
)
def test_months_that_are_none(first, last, told):
    with pytest.raises(InputError) as error:
        months_between(first, last)
    assert len(error.value.problems) == len(told)
    for problem, words in zip(error.value.problems, told, strict=True):
        assert words in problem


def test_a_month_later():
    assert month_later(datetime.date(2022, 12, 15)) == datetime.date(2023, 1, 15)
    assert month_later(datetime.date(2023, 1, 31)) == datetime.date(2023, 2, 28)
    assert month_later(datetime.date(2024, 1, 31)) == datetime.date(2024, 2, 29)


def test_raids_in_a_month_have_poissons_mean_and_variance():
    months = months_between("2022-10", "2022-12")
    campaign = Campaign(raids_per_month=3.0, growth_per_month=0.5)
    counts = np.zeros((PATHS, 3))
    for path in range(PATHS):
        for raid in raids_on(path, 7, months, campaign):
            counts[path, raid.month] += 1
    for month, rate in enumerate((3.0, 4.5, 6.75)):
        # Standard errors of mean and variance of a Poisson number; five of them.
        assert counts[:, month].mean() == pytest.approx(rate, abs=5 * math.sqrt(rate / PATHS))
        spread = math.sqrt((rate + 2 * rate * rate) / PATHS)
        assert counts[:, month].var() == pytest.approx(rate, abs=5 * spread)


def test_an_uncertain_rate_adds_its_own_variance():
    months = months_between("2022-10", "2022-10")
    campaign = Campaign(raids_per_month=Spread(low=0.0, value=3.0, high=9.0))
    counts = np.array([len(raids_on(path, 7, months, campaign)) for path in range(PATHS)])
    mean, variance = 4.0, (0 + 9 + 81 - 27) / 18  # of the triangular distribution
    assert counts.mean() == pytest.approx(mean, abs=0.2)
    assert counts.var() == pytest.approx(mean + variance, rel=0.1)


@pytest.mark.parametrize("mean", [0.01, 0.7, 4.0, 60.0])
def test_the_quantile_inverts_the_cumulative_probability(mean):
    reached, term = 0.0, math.exp(-mean)
    for count in range(int(3 * mean) + 5):
        before, reached = reached, reached + term
        if reached < 1.0 - 1e-9 and term > 1e-9:
            assert poisson_quantile(before + 0.5 * term, mean) == count
        term *= mean / (count + 1)
    assert poisson_quantile(0.5, 0.0) == 0


def test_raids_lie_in_their_month_in_order_and_are_numbered_apart():
    months = months_between("2022-10", "2023-03")
    edges = edges_h(months)
    for path in (0, 5, 1_000):
        raids = raids_on(path, 3, months, Campaign(raids_per_month=5.0))
        assert [raid.at_h for raid in raids] == sorted(raid.at_h for raid in raids)
        for number, raid in enumerate(raids):
            assert edges[raid.month] <= raid.at_h < edges[raid.month + 1]
            assert raid.replication == (number << PATH_BITS) + path


def test_a_month_has_the_same_raids_whichever_months_are_played():
    campaign = Campaign(raids_per_month=4.0)
    alone = raids_on(2, 3, months_between("2022-12", "2022-12"), campaign)
    months = months_between("2022-11", "2023-01")
    among = [raid for raid in raids_on(2, 3, months, campaign) if raid.month == 1]
    begin = edges_h(months)[1]
    assert [raid.at_h - begin for raid in among] == pytest.approx([raid.at_h for raid in alone])


def test_delays_are_drawn_by_name():
    spread = Spread(low=0.0, value=2.0, high=6.0)
    both = delays_on(3, 1, ("one", "two"), spread)
    assert delays_on(3, 1, ("two",), spread) == {"two": both["two"]}
    drawn = [delays_on(path, 1, ("one",), spread)["one"] for path in range(PATHS)]
    assert np.mean(drawn) == pytest.approx(8 / 3, abs=0.1)
    assert min(drawn) >= 0.0
    assert max(drawn) <= 6.0


def test_too_many_raids_are_refused():
    months = months_between("2022-10", "2024-09")
    with pytest.raises(InputError, match="lower raids_per_month or growth_per_month"):
        check_rates(Campaign(raids_per_month=50.0, growth_per_month=0.2), months)
    check_rates(Campaign(raids_per_month=50.0), months)
