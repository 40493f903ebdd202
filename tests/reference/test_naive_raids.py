"""Whole raids in the reference, against closed forms within Monte-Carlo error."""

from __future__ import annotations

import math

import pytest

from airshield.model.doctrine import Doctrine, FireRule
from airshield.model.scenario import Battery, Network, Sensor
from reference.building import at, fire_system, jammer, one_city, sensor_type
from reference.naive import Played, Reference

SIGMAS = 4.0

pytestmark = pytest.mark.slow


def play(scenario_and_catalogue, replications: int) -> list[Played]:
    reference = Reference(*scenario_and_catalogue)
    return [reference.play(11, r) for r in range(replications)]


def near(share: float, p: float, n: int) -> bool:
    """Whether a share of n lies within the Monte-Carlo error of p."""
    return abs(share - p) < SIGMAS * math.sqrt(p * (1.0 - p) / n) + 1e-12


def mean(values) -> float:
    values = list(values)
    return sum(values) / len(values)


@pytest.mark.parametrize(
    ("salvo", "most", "leak", "rounds"), [(1, 3, 0.027, 1.39), (2, 4, 0.0081, 2.18)]
)
def test_shoot_look_shoot(salvo: int, most: int, leak: float, rounds: float) -> None:
    rule = FireRule(salvo=salvo, max_rounds=most, assess_s=1.0)
    system = fire_system(p_kill={"missile": 0.7}, speed_m_s=2_000.0)
    played = play(one_city({"s": system}, doctrine=Doctrine(fire=rule)), 3_000)
    assert near(mean(p.leakers for p in played), leak, 3_000)
    assert mean(p.rounds[0] for p in played) == pytest.approx(rounds, abs=0.06)


@pytest.mark.parametrize(("stock", "leakers"), [(50, 1.17), (30, 3.90), (16, 8.80)])
def test_one_even_volley_on_twenty_threats(stock: int, leakers: float) -> None:
    """With shoot-shoot and rounds in flight counted, a volley spreads evenly."""
    doctrine = Doctrine(fire=FireRule(look="shoot_shoot", max_rounds=4))
    system = fire_system(p_kill={"missile": 0.7})
    batteries = {"b": Battery(system="s", stock=stock, **at(0.0, 0.0))}
    played = play(one_city({"s": system}, batteries, count=20, doctrine=doctrine), 200)
    assert all(p.rounds == (stock,) for p in played)
    assert mean(p.leakers for p in played) == pytest.approx(
        leakers, abs=SIGMAS * 2.1 / math.sqrt(200.0)
    )


def test_independent_layers_multiply() -> None:
    systems = {f"s{i}": fire_system(p_kill={"missile": p}) for i, p in enumerate((0.5, 0.6, 0.7))}
    doctrine = Doctrine(fire=FireRule(max_rounds=1))
    played = play(one_city(systems, doctrine=doctrine), 2_000)
    assert near(mean(p.leakers for p in played), 0.06, 2_000)


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, 0.77248), ({"p_ready": 0.95}, 0.73385), ({"p_common": 0.05}, 0.62919)],
)
def test_four_threats_four_rounds_each(given: dict[str, float], expected: float) -> None:
    """One cause for all: the battery is out; one cause a threat: its whole salvo fails."""
    doctrine = Doctrine(fire=FireRule(salvo=4, max_rounds=4))
    system = fire_system(p_kill={"missile": 0.5}, **given)
    played = play(one_city({"s": system}, count=4, doctrine=doctrine), 2_000)
    assert near(mean(p.leakers == 0 for p in played), expected, 2_000)


def test_empty_is_empty_and_a_reload_takes_its_time() -> None:
    """One launcher of one round, three in stock, 30 s to reload: launches 30 s apart."""
    doctrine = Doctrine(fire=FireRule(look="shoot_shoot", max_rounds=9))
    system = fire_system(p_kill={"missile": 1e-9}, launchers=1, reload_s=30.0)
    batteries = {"b": Battery(system="s", stock=3, **at(0.0, 0.0))}
    (played,) = play(one_city({"s": system}, batteries, doctrine=doctrine), 1)
    ticks = [salvo.launch_tick for salvo in played.salvos]
    assert [tick - ticks[0] for tick in ticks] == [0, 30 * 1024, 60 * 1024]


def test_a_channel_is_held_until_the_intercept_or_the_launch() -> None:
    doctrine = Doctrine(fire=FireRule(look="shoot_shoot", max_rounds=3))
    given = {"p_kill": {"missile": 1e-9}, "channels": 1, "launch_s": 2.0}
    held = fire_system(**given)
    (played,) = play(one_city({"s": held}, doctrine=doctrine), 1)
    first, second, third = played.salvos
    assert (second.launch_tick, third.launch_tick) == (first.intercept_tick, second.intercept_tick)
    free = fire_system(channel_hold="fire_and_forget", **given)
    (played,) = play(one_city({"s": free}, doctrine=doctrine), 1)
    first, second, third = played.salvos
    assert second.launch_tick - first.launch_tick == 2 * 1024
    assert third.launch_tick - second.launch_tick == 2 * 1024


def test_a_launch_waits_for_latency_and_reaction() -> None:
    network = {"net": Network(latency_s=7.0)}
    system = fire_system(p_kill={"missile": 1e-9}, reaction_s=11.0, range_max_m=99_000.0)
    batteries = {"b": Battery(system="s", network="net", **at(0.0, 0.0))}
    sensor = sensor_type(range_m=50_000.0, period_s=4.0, delay_s=3.0)
    scenario = one_city({"s": system}, batteries, networks=network, sensor=sensor)
    (played,) = play(scenario, 1)
    (threat,) = played.threats
    looked = (threat.track_tick - 3 * 1024) / 4096 - 0.5
    assert looked == int(looked)
    assert looked * 4.0 * 250.0 == pytest.approx(50_000.0, abs=1_500.0)
    assert played.salvos[0].launch_tick == threat.track_tick + 18 * 1024


def test_members_of_a_coordinated_network_do_not_double() -> None:
    for coordinated, most in ((True, 1), (False, 2)):
        networks = {"net": Network(latency_s=0.0, coordinated=coordinated)}
        system = fire_system(p_kill={"missile": 1e-9})
        batteries = {
            name: Battery(system="s", network="net", **at(0.0, 0.0)) for name in ("a", "b")
        }
        (played,) = play(one_city({"s": system}, batteries, networks=networks), 1)
        first = played.salvos[0].launch_tick
        assert sum(salvo.launch_tick == first for salvo in played.salvos) == most


def test_a_dear_battery_leaves_a_threat_to_a_cheap_one_until_its_last_chance() -> None:
    networks = {"net": Network(latency_s=0.0)}
    cheap = fire_system(p_kill={"missile": 0.6}, launchers=1, range_max_m=10_000.0)
    dear = fire_system(p_kill={"missile": 1e-9}, round_cost_eur=9.0, range_min_m=20_000.0)
    batteries = {
        name: Battery(system=name, network="net", **at(0.0, 0.0)) for name in ("dear", "cheap")
    }
    doctrine = Doctrine(last_chance_s=15.0, fire=FireRule(max_rounds=1))
    systems = {"dear": dear, "cheap": cheap}
    (played,) = play(one_city(systems, batteries, networks=networks, doctrine=doctrine), 1)
    reference = Reference(*one_city(systems, batteries, networks=networks, doctrine=doctrine))
    reference.play(11, 0)
    (plan,) = reference._plans.values()
    (window,) = plan.windows_of[0]
    assert [salvo.battery for salvo in played.salvos] == [0, 1]
    assert played.salvos[0].launch_tick == window.closes - 15 * 1024
    at_once = Doctrine(cheapest_first=False, fire=FireRule(max_rounds=1))
    (played,) = play(one_city(systems, batteries, networks=networks, doctrine=at_once), 1)
    assert played.salvos[0].launch_tick == window.opens


def test_reserves_keep_rounds_for_their_class() -> None:
    system = fire_system(p_kill={"missile": 1e-9})
    batteries = {"b": Battery(system="s", stock=5, **at(0.0, 0.0))}
    for kept_for, fired in (("drone", 3), ("cruise-missile", 5)):
        doctrine = Doctrine(
            fire=FireRule(look="shoot_shoot", max_rounds=9), reserves={"s": {kept_for: 2}}
        )
        (played,) = play(one_city({"s": system}, batteries, doctrine=doctrine), 1)
        assert played.rounds == (fired,)


def test_withheld_systems_do_not_fire() -> None:
    system = fire_system(p_kill={"missile": 0.9})
    for spared in ("missile", "cruise-missile"):
        doctrine = Doctrine(withhold={"s": (spared,)})
        (played,) = play(one_city({"s": system}, doctrine=doctrine), 1)
        assert played.rounds == (0,)


def test_a_jamming_area_acts_once_at_its_edge() -> None:
    area = jammer(p_suppress={"cruise-missile": 0.4}, range_max_m=20_000.0)
    played = play(one_city({"j": area}), 1_000)
    assert near(mean(p.count("suppressed") for p in played), 0.4, 1_000)
    ends = {t.end_tick for p in played for t in p.threats if t.fate == "suppressed"}
    (end,) = ends
    assert 100_000.0 - 250.0 * end / 1024 == pytest.approx(20_000.0, abs=500.0)


def test_a_jamming_area_spares_what_doctrine_withholds_it_from() -> None:
    area = jammer(p_suppress={"cruise-missile": 1.0}, range_max_m=20_000.0)
    for spared, suppressed in (("missile", 0), ("cruise-missile", 0), ("drone", 1)):
        doctrine = Doctrine(withhold={"j": (spared,)})
        (played,) = play(one_city({"j": area}, doctrine=doctrine), 1)
        assert played.count("suppressed") == suppressed


def test_a_battery_that_comes_late_engages_from_then_on() -> None:
    system = fire_system(p_kill={"missile": 1.0})
    batteries = {"b": Battery(system="s", from_s=300.0, until_s=310.0, **at(0.0, 0.0))}
    (played,) = play(one_city({"s": system}, batteries), 1)
    assert [salvo.launch_tick for salvo in played.salvos] == [300 * 1024]
    batteries = {"b": Battery(system="s", from_s=500.0, **at(0.0, 0.0))}
    (played,) = play(one_city({"s": system}, batteries), 1)
    assert played.rounds == (0,)
    assert played.leakers == 1


def test_a_blind_battery_does_not_fire_but_the_public_may_be_warned() -> None:
    system = fire_system(p_kill={"missile": 1.0}, sensor=None)
    scenario = one_city({"s": system}, sensors={"watch": Sensor(type="eye", **at(0.0, 0.0))})
    (played,) = play(scenario, 1)
    assert played.rounds == (0,)
    assert played.threats[0].track_tick == 512
