"""Engagements whose result is known in closed form, played by the simulation.

Every case holds the mean of the simulation against the closed form within its 99.9 % Monte-Carlo
interval. The seeds are 1; none was searched for.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.stats import binom, poisson

from airshield.earth.frame import LocalFrame
from airshield.model.catalogue import Catalogue
from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.raid import Area, Poisson, Raid, Window
from airshield.model.scenario import Scenario
from reference.building import (
    CENTRE_LAT_DEG,
    CENTRE_LON_DEG,
    fire_system,
    jammer,
    one_city,
    sensor_type,
    threat_type,
)
from unit.simulation.staging import leakers, outcome, recorded

Z = 3.29
"""Half-width of a 99.9 % interval, in standard errors."""

RAIDS = 100_000


def agrees(samples: np.ndarray, expected: float, bias: float = 0.0) -> bool:
    """Return whether the mean of independent samples lies about the expected one."""
    error = samples.std(ddof=1) / math.sqrt(samples.size)
    return abs(float(samples.mean()) - expected) <= Z * error + bias


def fire(salvo: int = 1, max_rounds: int = 1, look: str = "shoot_look_shoot") -> Doctrine:
    """Return a doctrine with one rule for all."""
    return Doctrine(fire=FireRule(salvo=salvo, max_rounds=max_rounds, look=look))


def against(p_kill: float, **given):
    """Return a system that fires at cruise missiles."""
    return fire_system(p_kill={"cruise-missile": p_kill}, **given)


def rounds_held(rounds: int, p_kill: float, **given):
    """Return a system with so many rounds ready, and a channel for each."""
    most = {"launchers": 1, "rounds_per_launcher": max(rounds, 1), "channels": 1000}
    return against(p_kill, **(most | given))


def regrouped(made: tuple[Scenario, Catalogue], **changes) -> tuple[Scenario, Catalogue]:
    """Change the one group of a raid."""
    scenario, catalogue = made
    ((name, group),) = scenario.raid.groups.items()
    raid = Raid(groups={name: replace(group, **changes)})
    return replace(scenario, raid=raid), catalogue


# One threat, one battery.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("salvo", "max_rounds", "leak", "rounds"), [(1, 3, 0.027, 1.39), (2, 4, 0.0081, 2.18)]
)
def test_shoot_look_shoot(salvo, max_rounds, leak, rounds):
    assert 0.3**max_rounds == pytest.approx(leak, abs=1e-12)
    volleys = max_rounds // salvo
    assert sum(salvo * 0.3 ** (salvo * k) for k in range(volleys)) == pytest.approx(rounds)
    played = outcome(*one_city({"gun": against(0.7)}, doctrine=fire(salvo, max_rounds)), RAIDS)
    assert agrees(leakers(played), leak)
    assert agrees(played.rounds.sum(axis=1), rounds)


@pytest.mark.slow
def test_independent_layers_multiply():
    layers = {f"layer {p}": against(p) for p in (0.5, 0.6, 0.7)}
    played = outcome(*one_city(layers, doctrine=fire()), RAIDS)
    assert math.prod(1.0 - p for p in (0.5, 0.6, 0.7)) == pytest.approx(0.06)
    assert agrees(leakers(played), 0.06)


# One even volley, and two, and three.


def even_leak(threats: int, rounds: int, p_kill: float = 0.7) -> float:
    """Return the mean leakers of one volley spread as evenly as can be."""
    if threats == 0:
        return 0.0
    each, more = divmod(rounds, threats)
    miss = 1.0 - p_kill
    return more * miss ** (each + 1) + (threats - more) * miss**each


@cache
def least_leak(threats: int, rounds: int, volleys: int, p_kill: float = 0.7) -> float:
    """Return the mean leakers of the best split of rounds over volleys (dynamic programme)."""
    if volleys == 1 or threats == 0:
        return even_leak(threats, rounds, p_kill)
    return min(split_leak(threats, first, rounds, volleys, p_kill) for first in range(rounds + 1))


def split_leak(threats: int, first: int, rounds: int, volleys: int, p_kill: float = 0.7) -> float:
    """Return the mean leakers with `first` rounds in the first volley, the best from then on."""
    each, more = divmod(first, threats)
    miss = 1.0 - p_kill
    # Survivors among those shot at once more than the others, and among the others.
    left = range(threats + 1)
    one = binom.pmf(left, more, miss ** (each + 1))
    other = binom.pmf(left, threats - more, miss**each)
    total = np.convolve(one, other)[: threats + 1]
    rest = [least_leak(k, rounds - first, volleys - 1, p_kill) for k in left]
    return float(total @ np.array(rest))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("threats", "rounds", "expected"),
    [(20, 50, 1.17), (20, 30, 3.90), (20, 16, 8.80), (10, 20, 0.9)],
)
def test_one_even_volley(threats, rounds, expected):
    assert even_leak(threats, rounds) == pytest.approx(expected, abs=1e-9)
    system = rounds_held(rounds, 0.7)
    doctrine = fire(1, 250, "shoot_shoot")
    played = outcome(*one_city({"gun": system}, count=threats, doctrine=doctrine), RAIDS)
    assert agrees(leakers(played), expected)
    assert (played.rounds.sum(axis=1) == rounds).all()


@pytest.mark.parametrize(("volleys", "floor"), [(1, 0.9), (2, 0.16259), (3, 0.04162)])
def test_best_splits_of_twenty_rounds(volleys, floor):
    assert least_leak(10, 20, volleys) == pytest.approx(floor, abs=5e-6)


def layered(*rounds: int, max_rounds: int = 250) -> tuple[Scenario, Catalogue]:
    """Put batteries with fewer and fewer kilometres of reach beside a city that ten attack.

    Each fires its volley at once, evenly, when the first threat comes into its reach: after the
    last volley has met its threats.
    """
    systems = {
        f"gun {number}": rounds_held(held, 0.7, range_max_m=60_000.0 - 20_000.0 * number)
        for number, held in enumerate(rounds)
    }
    return one_city(systems, count=10, doctrine=fire(1, max_rounds, "shoot_shoot"))


BEST_FIRST = min(range(21), key=lambda first: split_leak(10, first, 20, 2))


@pytest.mark.slow
@pytest.mark.parametrize("first", [6, BEST_FIRST, 14])
def test_two_volleys_do_what_their_split_says_and_no_better_than_the_best(first):
    expected = split_leak(10, first, 20, 2)
    found = leakers(outcome(*layered(first, 20 - first), RAIDS))
    assert agrees(found, expected)
    assert expected >= least_leak(10, 20, 2)
    assert (first == BEST_FIRST) == agrees(found, 0.16259)


@pytest.mark.slow
@pytest.mark.parametrize("split", [(10, 6, 4), (12, 5, 3), (11, 5, 4)])
def test_three_volleys_do_not_beat_the_floor(split):
    found = leakers(outcome(*layered(*split), RAIDS))
    assert found.mean() + Z * found.std() / math.sqrt(RAIDS) >= 0.04162
    assert found.mean() < 0.16259


@pytest.mark.slow
@pytest.mark.parametrize(("salvo", "looks", "floor"), [(1, 2, 0.16259), (1, 3, 0.04162)])
def test_shoot_look_shoot_does_not_beat_the_floor(salvo, looks, floor):
    doctrine = fire(salvo, salvo * looks)
    found = leakers(
        outcome(*one_city({"gun": rounds_held(20, 0.7)}, count=10, doctrine=doctrine), RAIDS)
    )
    assert found.mean() + Z * found.std() / math.sqrt(RAIDS) >= floor


# What fails for all at once.


@pytest.mark.slow
@pytest.mark.parametrize(
    ("readiness", "p_common", "expected"),
    [(1.0, 0.0, 0.77248), (0.95, 0.0, 0.73385), (1.0, 0.05, 0.62919)],
)
def test_common_failures(readiness, p_common, expected):
    hit = (1.0 - p_common) * (1.0 - 0.5**4)
    assert readiness * hit**4 == pytest.approx(expected, abs=5e-6)
    system = rounds_held(16, 0.5, p_ready=readiness, p_common=p_common)
    played = outcome(*one_city({"gun": system}, count=4, doctrine=fire(4, 4)), RAIDS)
    assert agrees(leakers(played) == 0, expected)


def p_none(rounds: int, p_kill: float, threats: int = 10) -> float:
    """Return the probability that no threat leaks with so many rounds at each."""
    return (1.0 - (1.0 - p_kill) ** rounds) ** threats


@pytest.mark.slow
@pytest.mark.parametrize(("p_kill", "rounds"), [(0.5, 6), (0.6, 5), (0.7, 4), (0.8, 3), (0.9, 2)])
def test_rounds_a_threat_for_no_leaker_in_four_raids_of_five(p_kill, rounds):
    assert p_none(rounds, p_kill) >= 0.8 > p_none(rounds - 1, p_kill)
    for each in (rounds, rounds - 1):
        system = rounds_held(10 * each, p_kill)
        doctrine = fire(each, each)
        played = outcome(*one_city({"gun": system}, count=10, doctrine=doctrine), RAIDS)
        assert agrees(leakers(played) == 0, p_none(each, p_kill))


@pytest.mark.slow
def test_one_in_twenty_of_three_hundred_leaks():
    p_any = 1.0 - 0.95**300
    assert p_any == pytest.approx(0.99999979246, abs=1e-11)  # the table cuts its digits
    system = jammer(p_suppress={"cruise-missile": 0.95}, range_max_m=50_000.0)
    found = leakers(outcome(*one_city({"jammer": system}, count=300), RAIDS))
    assert agrees(found, 300 * 0.05)
    assert found.var() == pytest.approx(300 * 0.05 * 0.95, rel=Z * math.sqrt(2.0 / RAIDS))
    assert (found == 0).sum() <= poisson.ppf(0.999, RAIDS * (1.0 - p_any))
    # Where the binomial has more than chance in the tail, the share of each number agrees too.
    for number in range(6, 26):
        assert agrees(found == number, float(binom.pmf(number, 300, 0.05)))


# Channels: blocked threats are lost.


def erlang_b(load: float, channels: int) -> float:
    """Return the share of Poisson arrivals that find every channel taken."""
    blocked = 1.0
    for number in range(1, channels + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


MEAN_ARRIVALS = 4_000.0


def channel_trunk(load: float, channels: int) -> tuple[Scenario, Catalogue]:
    """Let a Poisson stream of threats fly through an envelope one metre deep.

    A threat is within it for 4 ms, so it is engaged at once or never. A channel is held until
    the intercept, 60 s after the launch, by every round alike; the share blocked depends on the
    mean of the holding time only. Even starts of a Poisson number are a Poisson process.
    """
    system = against(
        1.0,
        channels=channels,
        launchers=1,
        rounds_per_launcher=20_000,
        range_min_m=59_999.0,
        range_max_m=60_000.0,
    )
    start = Window(from_s=0.0, until_s=60.0 * MEAN_ARRIVALS / load)
    made = one_city({"gun": system}, doctrine=fire())
    return regrouped(made, count=Poisson(mean=MEAN_ARRIVALS), start=start)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("load", "channels", "expected"), [(2.0, 2, 0.4), (4.0, 4, 0.31068), (8.0, 4, 0.57464)]
)
def test_blocked_channels(load, channels, expected):
    assert erlang_b(load, channels) == pytest.approx(expected, abs=5e-6)
    played = outcome(*channel_trunk(load, channels), 300)
    assert played.aimed.sum() > 1_000_000
    # The stream starts on empty channels: at most `channels` more are engaged than in the long run.
    residual = leakers(played) - expected * played.aimed.sum(axis=1)
    assert agrees(residual / MEAN_ARRIVALS, 0.0, bias=channels / MEAN_ARRIVALS)


# Where threats rise over the horizon.

FAR_M = 400_000.0


def from_far(made: tuple[Scenario, Catalogue]) -> tuple[Scenario, Catalogue]:
    """Move the raid's origin to 400 km due west of the city, in the local frame."""
    lat_deg, lon_deg = LocalFrame(CENTRE_LAT_DEG, CENTRE_LON_DEG).to_geodetic(-FAR_M, 0.0)
    return regrouped(made, origin=Area(lat_deg=lat_deg, lon_deg=lon_deg))


@pytest.mark.parametrize(
    ("mast_m", "height_m", "distance_km", "digits_km"),
    [
        (30.0, 50.0, 51.72, 0.005),
        (50.0, 30.0, 51.72, 0.005),
        (10.0, 50.0, 42.18, 0.005),
        (50.0, 3_000.0, 254.9, 0.05),
        (3_000.0, 50.0, 254.9, 0.05),
    ],
)
def test_windows_open_at_the_two_sided_horizon(mast_m, height_m, distance_km, digits_km):
    system = against(1.0, mast_m=mast_m, range_max_m=350_000.0)
    made = one_city(
        {"gun": system},
        threat=threat_type(height_m=height_m),
        sensor=sensor_type(range_m=450_000.0, range_limit_m=450_000.0),
        doctrine=fire(),
    )
    (raid,) = recorded(*from_far(made))
    # The first chance to launch meets the threat where it comes into sight.
    assert raid.fates.fate.tolist() == [0]
    met_km = math.hypot(raid.fates.east_m[0], raid.fates.north_m[0]) / 1000.0
    assert met_km == pytest.approx(distance_km, abs=digits_km)


@pytest.mark.parametrize(
    ("mast_m", "height_m", "distance_m"),
    [(30.0, 50.0, 51_720.0), (10.0, 50.0, 42_180.0), (50.0, 3_000.0, 254_900.0)],
)
def test_radars_see_from_the_two_sided_horizon(mast_m, height_m, distance_m):
    radar = sensor_type(
        mast_m=mast_m, horizon=True, range_m=390_000.0, range_limit_m=390_000.0, period_s=0.25
    )
    system = against(1.0, mast_m=mast_m)
    missile = threat_type(height_m=height_m)
    made = one_city({"gun": system}, threat=missile, sensor=radar, doctrine=fire())
    (raid,) = recorded(*from_far(made))
    seen_m = FAR_M - 250.0 * float(raid.fates.track_tick[0] - raid.fates.start_tick[0]) / 1024.0
    # One look in a quarter of a second, in which it flies 62.5 m; and the digits of the table.
    assert distance_m - 62.5 - 50.0 <= seen_m <= distance_m + 50.0
